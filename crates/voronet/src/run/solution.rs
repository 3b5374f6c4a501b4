//! A trained solution.

use std::path::Path;
use std::sync::Arc;

use voronet_expr::{Graph, Node};

use super::evaluate::check_dimensions;
use super::{
    Columns, Error, EvaluateError, Evaluator, Folder, HISTORY, MODEL, Model, PROBLEM, SUMMARY,
    finish, statistics, summary,
};
use crate::judge::{Estimate, Verdict};
use crate::network::Network;
use crate::output::{self, Fields, History, Summary};
use crate::plan::Plan;
use crate::points::{Cloud, uniform_grid};
use crate::problem::{Problem, State, Windows};

/// A trained solution of a problem.
///
/// ```
/// use voronet::prelude::*;
/// # let problem = Problem::parse("inputs = ['x']\noutputs = ['u']\ndomain.x = [0, 1]\nconstants.k = 2\n[[equation]]\nlaw = 'diff(u, x) = u'\n[sampling]\npoints = 100\nbatch = 10\n[training]\noptimizer = 'adam'\niterations = 20")?;
/// let solution = voronet::solve(&problem)?;
/// let points = solution.grid(&[11]);
/// let values = solution.evaluate_expressions(&["u", "k*diff(u, x)"], &points)?;
/// assert_eq!(values["k*diff(u, x)"].len(), 11);
///
/// let parent = tempfile::tempdir()?;
/// solution.save(parent.path().join("run"))?;
/// let again = Solution::open(parent.path().join("run"))?;
/// assert_eq!(again.evaluate(&points)?, solution.evaluate(&points)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Solution {
    problem: Problem,
    model: Model,
    history: History,
    summary: Summary,
    /// The interior points drawn last, with the probability of each.
    drawn: Vec<(Vec<f64>, f64)>,
    evaluator: Arc<Evaluator>,
}

impl Solution {
    pub(super) fn new(
        problem: &Problem,
        model: Model,
        history: History,
        summary: Summary,
        drawn: Vec<(Vec<f64>, f64)>,
    ) -> Solution {
        Solution {
            problem: problem.clone(),
            evaluator: Arc::new(Evaluator::new(&model)),
            model,
            history,
            summary,
            drawn,
        }
    }

    /// Evaluates the outputs at points, a column for each.
    ///
    /// # Errors
    /// If a point has not one coordinate for each input.
    pub fn evaluate(&self, points: &Cloud) -> Result<Columns, EvaluateError> {
        check_dimensions(&self.problem.inputs, points)?;
        Ok(Columns {
            names: self.problem.outputs.clone(),
            values: self.outputs(points),
        })
    }

    /// Evaluates expressions of outputs, their derivatives, inputs, and of the constants and
    /// definitions of the problem, at points: a column for each.
    ///
    /// # Errors
    /// If an expression is wrong, or a point has not one coordinate for each input.
    pub fn evaluate_expressions<S: AsRef<str>>(
        &self,
        expressions: &[S],
        points: &Cloud,
    ) -> Result<Columns, EvaluateError> {
        let mut graph: Graph = self.problem.graph.clone();
        self.evaluator
            .expressions(expressions, &self.problem.scope, &mut graph, points)
    }

    /// Tells whether each of the points lies in the domain.
    ///
    /// # Errors
    /// If a point has not one coordinate for each input.
    pub fn contains(&self, points: &Cloud) -> Result<Vec<bool>, EvaluateError> {
        check_dimensions(&self.problem.inputs, points)?;
        let inside = (0..points.len()).map(|j| self.is_inside(points.point(j)));
        Ok(inside.collect())
    }

    fn is_inside(&self, x: &[f64]) -> bool {
        self.problem.domain.contains(x) && self.problem.contains(x)
    }

    /// Returns the nodes of a grid over the box around the domain, so many along each input;
    /// the last input varies fastest.
    ///
    /// # Panics
    /// If there is not one number for each input.
    pub fn grid(&self, nodes: &[usize]) -> Cloud {
        let inputs = &self.problem.inputs;
        let is_for_each = nodes.len() == inputs.len();
        assert!(is_for_each, "{nodes:?} nodes for the inputs {inputs:?}");
        uniform_grid(inputs, &self.problem.domain, nodes).nodes()
    }

    /// Returns the problem that was solved.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Returns the network.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Returns the network's parameters, layer by layer: weights (a row for each neuron),
    /// then biases. Where there are several networks, those of each follow on another.
    pub fn parameters(&self) -> &[f64] {
        &self.model.parameters
    }

    /// Returns loss, terms and errors as training went on.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Returns the numbers that training ended with.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Tells whether all of the time was trained: where a window of it is so wrong that nothing can
    /// follow from its end, what is after it was not.
    pub fn is_whole(&self) -> bool {
        let last = self.summary.windows.last();
        let time = State::of(&self.problem).map(|state| state.time);
        last.zip(time.ok())
            .is_none_or(|(last, time)| last.to >= self.problem.domain.upper[time])
    }

    /// Returns the relative L² error of each output with a reference, at the end.
    pub fn errors(&self) -> &[(String, f64)] {
        &self.summary.relative_l2_error
    }

    /// Returns what came out for each unknown of the problem, with its standard error.
    pub fn unknowns(&self) -> &[Estimate] {
        &self.summary.unknowns.each
    }

    /// Returns what came out for the unknown of that name, if there is one.
    pub fn unknown(&self, name: &str) -> Option<&Estimate> {
        self.unknowns().iter().find(|unknown| unknown.name == name)
    }

    /// Returns how far the solution can be trusted: whether its laws hold at points on which
    /// nothing was trained, and what to try if not. There is none of a run that did not come
    /// to its end.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.summary.verdict.as_ref()
    }

    /// Takes statistics of the outputs over the parameters that have a density, on a grid over
    /// the other inputs: `u_mean`, `u_variance`, and quantiles such as `u_q05`. There are none
    /// if no parameter has a density.
    ///
    /// # Errors
    /// If an input is called like one of these fields.
    pub fn statistics(&self) -> Result<Option<Fields>, Error> {
        statistics::statistics(self)
    }

    /// Puts averages of the statistics into the summary.
    pub(super) fn describe(&mut self) -> Result<(), Error> {
        if let Some(found) = self.statistics()? {
            self.summary.statistics = statistics::averages(&found);
        }
        Ok(())
    }

    pub(super) fn drawn(&self) -> &[(Vec<f64>, f64)] {
        &self.drawn
    }

    pub(super) fn columns(
        &self,
        graph: &mut Graph,
        nodes: &[Node],
        points: &Cloud,
    ) -> Vec<Vec<f64>> {
        self.evaluator.columns(graph, nodes, points)
    }

    pub(super) fn outputs(&self, points: &Cloud) -> Vec<Vec<f64>> {
        self.evaluator.outputs(points)
    }

    /// Writes everything that `voronet train` writes into a new or empty folder.
    ///
    /// # Errors
    /// If it is occupied or cannot be written.
    pub fn save(&self, folder: impl AsRef<Path>) -> Result<(), Error> {
        let folder = Folder::create(Some(folder.as_ref()), "solution")?;
        self.write_statement(&folder)?;
        self.write_result(&folder)?;
        finish::write_shown(self, &folder)?;
        self.write_summary(&folder)
    }

    /// Writes what [`open`](Solution::open) reads into a new or empty folder: the problem with its
    /// files, network, history and summary, and neither fields, pictures nor the report.
    ///
    /// # Errors
    /// If it is occupied or cannot be written.
    pub fn save_numbers(&self, folder: impl AsRef<Path>) -> Result<(), Error> {
        let folder = Folder::create(Some(folder.as_ref()), "solution")?;
        self.write_statement(&folder)?;
        self.write_result(&folder)?;
        self.write_summary(&folder)
    }

    /// Makes the report, a page of HTML with its pictures in it, that [`save`](Solution::save)
    /// writes.
    ///
    /// # Errors
    /// If an input is called like a field of the solution.
    pub fn report(&self) -> Result<String, Error> {
        finish::report(self)
    }

    /// The problem with its files.
    fn write_statement(&self, folder: &Folder) -> Result<(), Error> {
        super::train::keep_statement(&self.problem, folder)
    }

    /// Network and history: the network first, which took longest to make.
    pub(super) fn write_result(&self, folder: &Folder) -> Result<(), Error> {
        let model = self.model.write(&folder.file(MODEL));
        let history = output::write_history(&folder.file(HISTORY), &self.history);
        model?;
        Ok(history?)
    }

    /// Last: where there is a summary, the run is complete.
    pub(super) fn write_summary(&self, folder: &Folder) -> Result<(), Error> {
        Ok(output::write_summary(&folder.file(SUMMARY), &self.summary)?)
    }

    /// Reads what [`save`](Solution::save), [`train_into`](super::train_into) or
    /// `voronet train` wrote. Of a run that did not come to its end the last network
    /// saved is taken. The points drawn last are not kept.
    ///
    /// # Errors
    /// If a file is missing, damaged or does not fit the others.
    pub fn open(folder: impl AsRef<Path>) -> Result<Solution, Error> {
        let file = |name: &str| folder.as_ref().join(name);
        let problem = Problem::read(file(PROBLEM))?;
        let mut model = Model::read(&file(MODEL))?;
        let plan = Plan::compile(&problem);
        let is_whole = model.network == plan.network && model.later.is_empty();
        if !(is_whole || is_of_windows(&problem, &model))
            || model.inputs != problem.inputs
            || model.outputs != problem.outputs
        {
            return Err(Error::Model {
                path: file(MODEL),
                what: format!("its network is not that of {PROBLEM} beside it"),
            });
        }
        // As it was trained, to the bit.
        if is_whole {
            model.network = plan.network.clone();
        }
        let history = output::read_history(&file(HISTORY))?;
        let summary = match file(SUMMARY).exists() {
            true => output::read_summary(&file(SUMMARY))?,
            false => Summary {
                stopped_because: "the run did not come to its end".to_owned(),
                threads: 0,
                ..summary::of_history(&problem, &plan, &history)
            },
        };
        Ok(Solution::new(&problem, model, history, summary, Vec::new()))
    }
}

/// Tells whether a model may be that of windows of a problem's time, each of which has scales of
/// its own.
fn is_of_windows(problem: &Problem, model: &Model) -> bool {
    let windows = Plan::compile(&problem.for_windows());
    let is_same = |network: &Network| network.subnetworks == windows.network.subnetworks;
    let later = model.later.iter().map(|later| &later.network);
    problem.training.windows != Windows::Count(1)
        && std::iter::once(&model.network).chain(later).all(is_same)
}

impl std::fmt::Debug for Solution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Solution")
            .field("title", &self.problem.title)
            .field("summary", &self.summary)
            .finish_non_exhaustive()
    }
}
