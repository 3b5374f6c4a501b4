//! Windows of the time, trained one after the other: each begins with the end of the one before.

use std::sync::Arc;

use voronet_expr::{Graph, Leaf, Node};

use super::points::NoPoints;
use super::{Begin, Event, Failure, Flow, Pools, References, Trained};
use crate::memory::Misfit;
use crate::objective::{Theta, columns};
use crate::plan::{Group, Plan};
use crate::points::Cloud;
use crate::problem::{Problem, State, Window, Windowed, automatic};

/// A window before it is trained.
pub struct Stage {
    /// The part of the time.
    pub window: Window,
    /// The problem there.
    pub problem: Problem,
    /// The number of each of its terms among those of the whole problem.
    pub terms: Vec<usize>,
    /// The problem there, compiled.
    pub plan: Arc<Plan>,
}

/// A window that was trained.
pub struct Part {
    /// What was trained.
    pub stage: Stage,
    /// How it ended.
    pub trained: Trained,
}

/// A window as trained, or one whose numbers cannot be computed with any more.
pub type Attempt = Result<Part, Box<(Stage, Failure)>>;

/// What a window may take.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Iterations.
    pub iterations: usize,
    /// Seconds, if they end the training.
    pub seconds: Option<f64>,
}

impl Stage {
    /// Makes the problem on a window, which goes on from the one before, if there is one.
    ///
    /// # Errors
    /// If there is (almost) nothing of the domain where it begins.
    pub fn new(
        problem: &Problem,
        state: &State,
        window: Window,
        before: Option<&Part>,
    ) -> Result<Stage, NoPoints> {
        let known = before.map(|before| known(problem, state, window.from, before));
        let known = known.transpose()?.map(Arc::new);
        let Windowed { problem, terms } = problem.windowed(state, window, known);
        Ok(Stage {
            plan: Arc::new(Plan::compile(&problem)),
            window,
            problem,
            terms,
        })
    }

    /// Trains it on the given points, from the parameters of the window before if there is one and
    /// nothing else is said.
    ///
    /// # Errors
    /// If what is remembered is another training; and within, if a loss or the gradient is not
    /// finite.
    pub fn train(
        mut self,
        pools: Pools,
        allowance: Allowance,
        (before, begin): (Option<&Part>, Begin),
        sink: &mut dyn FnMut(Event) -> Flow,
    ) -> Result<Attempt, Misfit> {
        let settings = &mut self.problem.training;
        settings.iterations = allowance.iterations;
        (settings.time_budget, settings.estimate_error) = (allowance.seconds, false);
        if settings.is_automatic {
            automatic::shorten(&mut settings.phases, before.is_none(), allowance.seconds);
        }
        // Of a window in which the reference is 0 no relative error can be told.
        let references = References::new(&self.problem, &self.plan);
        let references = references.unwrap_or_else(|_| References::none());
        let (problem, plan) = (&self.problem, &self.plan);
        let begin = match (begin, before) {
            (Begin::Anew, Some(before)) => Begin::From(before.trained.parameters.clone()),
            (begin, _) => begin,
        };
        let training = begin.training(problem, plan, pools, references)?;
        Ok(match training.run(sink) {
            Ok(trained) => Ok(Part {
                stage: self,
                trained,
            }),
            Err(failure) => Err(Box::new((self, failure))),
        })
    }
}

/// The points at which a window begins, with the state that the window before has there.
fn known(problem: &Problem, state: &State, at: f64, before: &Part) -> Result<Cloud, NoPoints> {
    let cloud = problem.cut(state, at).map_err(|cause| NoPoints {
        term: format!(
            "the start of a window at {} = {at}",
            problem.inputs[state.time]
        ),
        cause,
    })?;
    let mut graph = Graph::new();
    let part = |&(output, order): &(usize, u8)| -> Node {
        let alpha = state.alpha(order);
        graph.leaf(Leaf::Output { output, alpha })
    };
    let nodes: Vec<Node> = state.parts.iter().map(part).collect();
    let network = &before.stage.plan.network;
    let group = Group::compile(&mut graph, &nodes, network);
    let theta = Theta::<f64>::of(network, &before.trained.parameters);
    let values = columns(network, &group, &theta, &cloud);
    let of_point = |j: usize| values.iter().map(move |column| column[j]);
    let carried = (0..cloud.len()).flat_map(of_point).collect();
    Ok(cloud.carrying(nodes.len(), carried))
}
