//! Problems.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use voronet::outlook;
use voronet::plan::Plan;
use voronet::problem::{Misstated, Windows, passage_of_key};
use voronet::run;

use crate::errors::{misstated, unread};

/// A problem that was read.
#[pyclass(frozen, module = "voronet._voronet")]
pub struct Problem {
    pub problem: voronet::problem::Problem,
    /// The file that it came from, or a name for it.
    origin: String,
    /// Which argument each line of its text was written for.
    arguments: Vec<(usize, String)>,
}

impl Problem {
    /// Takes a problem of the library.
    pub fn of(problem: voronet::problem::Problem) -> Problem {
        Problem {
            problem,
            origin: "problem".to_owned(),
            arguments: Vec::new(),
        }
    }
}

#[pymethods]
impl Problem {
    /// Reads a problem file, with changes `key=value`.
    #[staticmethod]
    fn read(py: Python<'_>, path: PathBuf, changes: Vec<String>) -> PyResult<Problem> {
        let read = voronet::problem::Problem::read_with(&path, &changes);
        Ok(Problem {
            problem: read.map_err(|wrong| unread(py, &wrong))?,
            origin: path.display().to_string(),
            arguments: Vec::new(),
        })
    }

    /// Reads the text of a problem file. Of the files that it names some are given; others are
    /// looked for in the working directory.
    #[staticmethod]
    fn parse(
        py: Python<'_>,
        text: &str,
        origin: String,
        changes: Vec<String>,
        files: BTreeMap<String, Vec<u8>>,
        arguments: Vec<(usize, String)>,
    ) -> PyResult<Problem> {
        let open = |name: &str| match files.get(name) {
            Some(bytes) => Ok(bytes.clone()),
            None => voronet::input::read(name.as_ref()),
        };
        let read = voronet::problem::Problem::parse_with(text, &origin, &changes, &open);
        Ok(Problem {
            problem: read.map_err(|wrong| misstated(py, &wrong, &arguments))?,
            origin,
            arguments,
        })
    }

    /// Makes another problem by changes `key=value`.
    fn changed(&self, py: Python<'_>, changes: Vec<String>) -> PyResult<Problem> {
        let changed = self.problem.changed(&changes);
        let problem = changed.map_err(|wrong| misstated(py, &wrong, &self.arguments))?;
        Ok(Problem {
            arguments: moved(&self.arguments, self.problem.text(), problem.text()),
            problem,
            origin: self.origin.clone(),
        })
    }

    /// Finds what would stop a training as it begins, and returns what is to be known before.
    pub fn try_out(&self, py: Python<'_>, threads: usize) -> PyResult<Vec<String>> {
        let passage = |key: &str| passage_of_key(self.problem.text(), &[], key);
        let plan = Plan::compile(&self.problem);
        let memory = outlook::Memory::of(&self.problem, &plan, cores(threads));
        let refusal = outlook::free_memory()
            .and_then(|free| outlook::refusal(&self.problem, &memory, free, passage));
        let tried = match refusal {
            Some(complaint) => Err(complaint),
            None => match py.detach(|| run::try_out(&self.problem)) {
                Ok(notes) => Ok(notes),
                Err(error) => match run::mistake(&error, &self.problem, &passage) {
                    Some(complaint) => Err(complaint),
                    None => return Err(crate::errors::failed(py, error)),
                },
            },
        };
        tried.map_err(|complaint| {
            let wrong = Misstated {
                origin: self.origin.clone(),
                text: self.problem.text().to_owned(),
                overrides: Vec::new(),
                complaints: vec![complaint],
            };
            misstated(py, &wrong, &self.arguments)
        })
    }

    /// Returns what the problem says, how it will be trained, and notices.
    fn told(&self, threads: usize) -> (String, String, Vec<String>) {
        let plan = Plan::compile(&self.problem);
        (
            outlook::mathematics(&self.problem, &plan),
            outlook::training(&self.problem, &plan, cores(threads)),
            outlook::notices(&self.problem, &plan),
        )
    }

    /// Writes it as an array of LaTeX.
    fn latex(&self) -> String {
        outlook::latex(&self.problem)
    }

    /// Draws the domain, as SVG.
    fn drawing(&self, py: Python<'_>) -> PyResult<String> {
        let drawn = py.detach(|| run::draw_domain(&self.problem));
        drawn.map_err(|error| crate::errors::failed(py, error.into()))
    }

    #[getter]
    fn text(&self) -> &str {
        self.problem.text()
    }

    #[getter]
    fn origin(&self) -> &str {
        &self.origin
    }

    #[getter]
    fn title(&self) -> &str {
        &self.problem.title
    }

    #[getter]
    fn inputs(&self) -> Vec<String> {
        self.problem.inputs.clone()
    }

    #[getter]
    fn outputs(&self) -> Vec<String> {
        self.problem.outputs.clone()
    }

    #[getter]
    fn terms(&self) -> Vec<String> {
        self.problem
            .terms
            .iter()
            .map(|term| term.name.clone())
            .collect()
    }

    #[getter]
    fn unknowns(&self) -> Vec<String> {
        let unknowns = self.problem.unknowns.iter();
        unknowns.map(|unknown| unknown.name.clone()).collect()
    }

    /// The box around the domain: an interval for each input.
    #[getter]
    fn bounds(&self) -> Vec<(f64, f64)> {
        let domain = &self.problem.domain;
        let bounds = domain.lower.iter().zip(&domain.upper);
        bounds.map(|(&lower, &upper)| (lower, upper)).collect()
    }

    /// The most iterations and seconds of a training.
    #[getter]
    fn extent(&self) -> (usize, Option<f64>) {
        let training = &self.problem.training;
        let windows = match training.windows {
            Windows::Count(count) => count,
            Windows::Auto => 1,
        };
        (
            training.iterations.saturating_mul(windows),
            training.seconds(),
        )
    }

    /// The files that it names, by their names in its text.
    fn files<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let files = PyDict::new(py);
        for file in &self.problem.files {
            files.set_item(&file.name, PyBytes::new(py, &file.bytes))?;
        }
        Ok(files)
    }

    /// The shape in which inputs lie, if some do.
    fn geometry(&self) -> Option<crate::geometry::Geometry> {
        crate::geometry::Geometry::of(&self.problem)
    }
}

/// Where the lines that were written for arguments stand in another text, some of whose values
/// differ: each begins with a key or the name of a section, and they come in the same order.
fn moved(arguments: &[(usize, String)], before: &str, after: &str) -> Vec<(usize, String)> {
    let starts = std::iter::once(0).chain(after.match_indices('\n').map(|(end, _)| end + 1));
    let mut lines = starts.map(|start| (start, &after[start..]));
    let mut there = Vec::new();
    for (from, name) in arguments {
        let line = before[*from..].trim_start().lines().next();
        let Some(head) = line.and_then(|line| line.split_inclusive('=').next()) else {
            continue;
        };
        // One that is gone leaves those behind it where they are.
        let mut ahead = lines.clone();
        if let Some((start, _)) = ahead.find(|(_, line)| line.starts_with(head)) {
            there.push((start, name.clone()));
            lines = ahead;
        }
    }
    there
}

/// So many threads, or as many as there are cores if 0.
fn cores(threads: usize) -> usize {
    match threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    }
}
