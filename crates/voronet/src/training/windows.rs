//! Windows of the time, trained one after the other: each begins with the end of the one before.

use std::sync::Arc;

use voronet_expr::{Graph, Leaf, Node};

use super::points::NoPoints;
use super::run::beginning;
use super::track::score;
use super::{Begin, Event, Failure, Flow, Pools, References, Trained};
use crate::memory::Misfit;
use crate::objective::{Theta, columns};
use crate::plan::{Group, Plan};
use crate::points::Cloud;
use crate::problem::{Line, Problem, Start, State, Window, Windowed, automatic};

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
    /// Whether it began from the parameters of the window before.
    pub is_from_earlier: bool,
    /// How it ended.
    pub trained: Trained,
    /// How far the law that is worst is out of balance, of its own terms; no number if that is not
    /// known.
    pub imbalance: f64,
}

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
        let start = |before| start(problem, state, window.from, before);
        let known = before.map(start).transpose()?;
        let Windowed { problem, terms } = problem.windowed(state, window, known);
        Ok(Stage {
            plan: Arc::new(Plan::compile(&problem)),
            window,
            problem,
            terms,
        })
    }

    /// Sets what its training may take, which begins from the parameters of the window before or
    /// from new ones.
    pub fn allow(&mut self, allowance: Allowance, is_from_earlier: bool) {
        let settings = &mut self.problem.training;
        settings.iterations = allowance.iterations;
        (settings.time_budget, settings.estimate_error) = (allowance.seconds, false);
        if settings.is_automatic {
            automatic::shorten(&mut settings.phases, !is_from_earlier, allowance.seconds);
        }
    }

    /// Trains it on the given points.
    ///
    /// # Errors
    /// If what is remembered is another training; and within, if a loss or the gradient is not
    /// finite.
    pub fn train(
        &self,
        pools: Pools,
        begin: Begin,
        sink: &mut dyn FnMut(Event) -> Flow,
    ) -> Result<Result<Trained, Failure>, Misfit> {
        // Of a window in which the reference is 0 no relative error can be told.
        let references = References::new(&self.problem, &self.plan);
        let references = references.unwrap_or_else(|_| References::none());
        let training = begin.training(&self.problem, &self.plan, pools, references)?;
        Ok(training.run(sink))
    }

    /// Tells whether parameters, which solve a window that begins with another state, have a
    /// lower score on the tracked points than those with which a training begins from nothing, or
    /// one that is little higher.
    pub fn is_better_than_new(&self, theta: &[f64], pools: &Pools) -> bool {
        let score = |theta: &[f64]| score(&self.plan, pools.tracked.clone(), theta);
        let handicap = match self.problem.inputs.len() {
            1 => 1.0,
            _ => HANDICAP,
        };
        score(theta) < handicap * score(&beginning(&self.problem, &self.plan))
    }
}

/// So many times as high the score of earlier parameters may be in space and time: from nothing a
/// network needs many more steps there than over the time alone. docs/long-times.md has the
/// measurement.
const HANDICAP: f64 = 10.0;

/// The state that the window before has where a window begins: as expressions, where there is
/// one input beside the time over which it is smooth, or at points.
fn start(problem: &Problem, state: &State, at: f64, before: &Part) -> Result<Start, NoPoints> {
    if let Some(line) = problem.line(state) {
        let along = |at| parts(state, before, &line_at(&line, state.time, at));
        let largest = largest(before.stage.window, &along);
        let own = along(at);
        let written = own.iter().zip(largest);
        let written = written.map(|(values, largest)| line.written(values, largest));
        if let Some(written) = written.collect() {
            return Ok(Start::Written(written));
        }
    }
    let cloud = problem.cut(state, at).map_err(|cause| NoPoints {
        term: format!(
            "the start of a window at {} = {at}",
            problem.inputs[state.time]
        ),
        cause,
    })?;
    let parts = parts(state, before, &cloud);
    let of_point = |j: usize| parts.iter().map(move |part| part[j]);
    let carried = (0..cloud.len()).flat_map(of_point).collect();
    let carrying = cloud.carrying(state.parts.len(), carried);
    Ok(Start::AtPoints(Arc::new(carrying)))
}

/// How large each part of the state gets in a window, of which the values along a line are given at
/// a time. What passes through 0 at the window's end is no smaller than it was before, and nor are
/// its errors.
fn largest(window: Window, along: &dyn Fn(f64) -> Vec<Vec<f64>>) -> Vec<f64> {
    let at = |k: u8| window.from + window.length() * f64::from(k) / f64::from(TIMES);
    let largest = |values: &Vec<f64>| values.iter().fold(0.0f64, |most, x| most.max(x.abs()));
    let of_times = (0..=TIMES).map(|k| along(at(k)).iter().map(largest).collect::<Vec<f64>>());
    let of_both = |a: Vec<f64>, b: Vec<f64>| a.iter().zip(&b).map(|(a, b)| a.max(*b)).collect();
    of_times.reduce(of_both).unwrap_or_default()
}

/// Intervals between the times at which that is asked.
const TIMES: u8 = 8;

/// The points of a line at a time.
fn line_at(line: &Line, time: usize, at: f64) -> Cloud {
    let point = |x: f64| if time == 0 { [at, x] } else { [x, at] };
    Cloud::new(2, line.points().into_iter().flat_map(point).collect())
}

/// The parts of the state that a window comes to at points, each as a column.
fn parts(state: &State, before: &Part, cloud: &Cloud) -> Vec<Vec<f64>> {
    let mut graph = Graph::new();
    let part = |&(output, order): &(usize, u8)| -> Node {
        let alpha = state.alpha(order);
        graph.leaf(Leaf::Output { output, alpha })
    };
    let nodes: Vec<Node> = state.parts.iter().map(part).collect();
    let network = &before.stage.plan.network;
    let group = Group::compile(&mut graph, &nodes, network);
    let theta = Theta::<f64>::of(network, &before.trained.parameters);
    columns(network, &group, &theta, cloud)
}
