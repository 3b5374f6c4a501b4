//! Solutions, and networks of a training that goes on.

use std::path::PathBuf;
use std::sync::Arc;

use numpy::{PyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use voronet::expr::{Graph, Scope};
use voronet::output::summary_text;
use voronet::points::Cloud;
use voronet::run::{Columns, EvaluateError, Evaluator, Model};

use crate::arrays::{cloud, column};
use crate::errors::{failed, unevaluated};
use crate::problem::Problem;

/// A trained solution.
#[pyclass(frozen, module = "voronet._voronet")]
pub struct Solution {
    solution: Arc<voronet::Solution>,
}

impl Solution {
    /// Takes a solution of the library.
    pub fn new(solution: voronet::Solution) -> Solution {
        Solution {
            solution: Arc::new(solution),
        }
    }

    /// Returns the network.
    pub fn model(&self) -> &Model {
        self.solution.model()
    }
}

#[pymethods]
impl Solution {
    /// Opens the folder of a run.
    #[staticmethod]
    fn open(py: Python<'_>, folder: PathBuf) -> PyResult<Solution> {
        let opened = py.detach(|| voronet::Solution::open(&folder));
        opened.map(Solution::new).map_err(|error| failed(py, error))
    }

    /// Writes everything that `voronet train` writes into a new folder, or what `open` reads alone.
    fn save(&self, py: Python<'_>, folder: PathBuf, numbers_alone: bool) -> PyResult<()> {
        let saved = py.detach(|| match numbers_alone {
            true => self.solution.save_numbers(&folder),
            false => self.solution.save(&folder),
        });
        saved.map_err(|error| failed(py, error))
    }

    /// Evaluates expressions, or the outputs, at points: an array for each.
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        expressions: Option<Vec<String>>,
        points: PyReadonlyArray2<'py, f64>,
    ) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
        let points = cloud(&points)?;
        arrays(py, || match &expressions {
            Some(texts) => self.solution.evaluate_expressions(texts, &points),
            None => self.solution.evaluate(&points),
        })
    }

    /// Tells whether each point lies in the domain.
    fn contains<'py>(
        &self,
        py: Python<'py>,
        points: PyReadonlyArray2<'py, f64>,
    ) -> PyResult<Bound<'py, PyArray1<bool>>> {
        let points = cloud(&points)?;
        let inside = py.detach(|| self.solution.contains(&points));
        let inside = inside.map_err(|error| unevaluated(py, &error))?;
        Ok(PyArray1::from_vec(py, inside))
    }

    /// The columns of history.csv, by name.
    fn history<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let history = self.solution.history();
        let records = &history.records;
        let columns = PyDict::new(py);
        let add = |name: String, value: &dyn Fn(usize) -> f64| {
            let values = (0..records.len()).map(value).collect();
            columns.set_item(name, column(py, values))
        };
        let iterations = records
            .iter()
            .map(|record| record.iteration as i64)
            .collect();
        columns.set_item("iteration", PyArray1::<i64>::from_vec(py, iterations))?;
        add("seconds".to_owned(), &|r| records[r].seconds)?;
        add("loss".to_owned(), &|r| records[r].loss)?;
        for (k, term) in history.terms.iter().enumerate() {
            add(format!("loss_{term}"), &|r| records[r].terms[k])?;
        }
        add("learning_rate".to_owned(), &|r| records[r].learning_rate)?;
        add("effective_sample_size".to_owned(), &|r| {
            records[r].effective_sample_size.unwrap_or(f64::NAN)
        })?;
        for (k, output) in history.outputs.iter().enumerate() {
            let name = format!("relative_l2_error_{output}");
            add(name, &|r| {
                records[r].relative_l2_error[k].unwrap_or(f64::NAN)
            })?;
        }
        for (k, unknown) in history.unknowns.iter().enumerate() {
            add(format!("unknown_{unknown}"), &|r| records[r].unknowns[k])?;
        }
        Ok(columns)
    }

    /// The text of summary.json.
    fn summary(&self) -> String {
        summary_text(self.solution.summary())
    }

    /// The page report.html.
    fn report(&self, py: Python<'_>) -> PyResult<String> {
        let page = py.detach(|| self.solution.report());
        page.map_err(|error| failed(py, error))
    }

    /// The parameters θ of the network.
    fn parameters<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        PyArray1::from_slice(py, self.solution.parameters())
    }

    /// The verdict in a line or three, as on the command line; none of a run that was cut.
    fn verdict(&self) -> Option<String> {
        self.solution.verdict().map(|verdict| verdict.in_short())
    }

    /// An unknown with its standard error in as many digits as mean something.
    fn unknown_in_short(&self, name: &str) -> Option<String> {
        self.solution.unknown(name).map(|unknown| unknown.number())
    }

    /// Whether all of the time was trained.
    fn is_whole(&self) -> bool {
        self.solution.is_whole()
    }

    /// The problem that was solved.
    fn problem(&self) -> Problem {
        Problem::of(self.solution.problem().clone())
    }
}

/// A network as it is at some moment of a training.
#[pyclass(frozen, module = "voronet._voronet")]
pub struct Network {
    evaluator: Evaluator,
    scope: Scope,
    graph: Graph,
}

impl Network {
    /// Of a problem that is being trained.
    pub fn new(problem: &voronet::problem::Problem, model: &Model) -> Network {
        Network {
            evaluator: Evaluator::new(model),
            scope: problem.scope.clone(),
            graph: problem.graph.clone(),
        }
    }

    fn columns(&self, expressions: &[String], points: &Cloud) -> Result<Columns, EvaluateError> {
        let mut graph = self.graph.clone();
        self.evaluator
            .expressions(expressions, &self.scope, &mut graph, points)
    }
}

#[pymethods]
impl Network {
    /// Evaluates expressions, or the outputs, at points: an array for each.
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        expressions: Option<Vec<String>>,
        points: PyReadonlyArray2<'py, f64>,
    ) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
        let points = cloud(&points)?;
        let texts = expressions.as_ref().unwrap_or(&self.scope.names.outputs);
        arrays(py, || self.columns(texts, &points))
    }
}

/// Columns as arrays; they are computed without the interpreter's lock.
fn arrays<'py>(
    py: Python<'py>,
    columns: impl FnOnce() -> Result<Columns, EvaluateError> + Send,
) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
    let columns = py.detach(columns);
    let columns = columns.map_err(|error| unevaluated(py, &error))?;
    let values = columns.values.into_iter();
    Ok(values.map(|values| column(py, values)).collect())
}
