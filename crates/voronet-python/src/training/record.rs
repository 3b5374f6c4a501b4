//! Records as Python sees them, which can ask the training for its network.

use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use voronet::training as library;

use super::teller::{Reply, Told};
use crate::solution::Network;

/// Names of what a record has numbers of.
pub struct Names {
    pub terms: Vec<String>,
    pub outputs: Vec<String>,
    pub unknowns: Vec<String>,
}

impl Names {
    /// Of a problem.
    pub fn of(problem: &voronet::problem::Problem) -> Names {
        let given = problem.reference.given().into_iter();
        Names {
            terms: problem.terms.iter().map(|term| term.name.clone()).collect(),
            outputs: given.map(|k| problem.outputs[k].clone()).collect(),
            unknowns: problem.unknowns.iter().map(|u| u.name.clone()).collect(),
        }
    }
}

/// The line to a training that waits.
pub struct Line {
    pub hears: Receiver<Told>,
    pub answers: Sender<Reply>,
    pub problem: Arc<voronet::problem::Problem>,
}

impl Line {
    /// Asks for the network of this moment.
    fn network(&self) -> Option<Network> {
        self.answers.send(Reply::Network).ok()?;
        match self.hears.recv().ok()? {
            Told::Network(model) => Some(Network::new(&self.problem, &model)),
            _ => None,
        }
    }
}

/// The state of a training after some iteration: a row of its history.
#[pyclass(frozen, module = "voronet")]
pub struct Record {
    /// Updates made so far.
    #[pyo3(get)]
    iteration: usize,
    /// Seconds of training so far.
    #[pyo3(get)]
    seconds: f64,
    /// The loss on fixed uniform points.
    #[pyo3(get)]
    loss: f64,
    /// Each term's part of it, by name.
    #[pyo3(get)]
    terms: Vec<(String, f64)>,
    /// The learning rate of the next update.
    #[pyo3(get)]
    learning_rate: f64,
    /// (Σw)²/Σw² of the last interior batch, where it was sampled by importance.
    #[pyo3(get)]
    effective_sample_size: Option<f64>,
    /// The relative L² error of each output with a reference, as far as it is known.
    #[pyo3(get)]
    errors: Vec<(String, f64)>,
    /// The unknowns, by name.
    #[pyo3(get)]
    unknowns: Vec<(String, f64)>,
    /// To the training, while it waits.
    line: Mutex<Option<Line>>,
}

impl Record {
    /// Puts names to the numbers of a record.
    pub fn new(names: &Names, record: library::Record, line: Option<Line>) -> Record {
        let named = |names: &[String], values: Vec<f64>| -> Vec<(String, f64)> {
            names.iter().cloned().zip(values).collect()
        };
        let errors = names.outputs.iter().zip(&record.relative_l2_error);
        let errors = errors.filter_map(|(name, error)| Some((name.clone(), (*error)?)));
        Record {
            iteration: record.iteration,
            seconds: record.seconds,
            loss: record.loss,
            terms: named(&names.terms, record.terms),
            learning_rate: record.learning_rate,
            effective_sample_size: record.effective_sample_size,
            errors: errors.collect(),
            unknowns: named(&names.unknowns, record.unknowns),
            line: Mutex::new(line),
        }
    }

    /// Gives back what the training is heard by.
    pub fn hang_up(&self) -> Option<Receiver<Told>> {
        let line = self.line.lock().ok()?.take()?;
        Some(line.hears)
    }
}

#[pymethods]
impl Record {
    /// Takes the network as it is now, while the callback is at work.
    fn network(&self, py: Python<'_>) -> PyResult<Network> {
        let network = py.detach(|| self.line.lock().ok()?.as_ref()?.network());
        let over = "the training went on: take the network while the callback is at work";
        network.ok_or_else(|| PyRuntimeError::new_err(over))
    }
}
