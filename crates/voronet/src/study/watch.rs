//! Trainings that are watched.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::statistics::settled;
use crate::plan::Plan;
use crate::problem::Problem;
use crate::run::Error;
use crate::training::{self, Event, Flow, Pools, Record, References};

/// How far a study has come.
#[derive(Clone, Debug)]
pub struct Advance {
    /// What is being trained, in words.
    pub text: String,
    /// The part of all work that is done, from 0 to 1.
    pub done: f64,
}

/// How far all trainings together are.
pub struct Work<'a> {
    total: f64,
    done: Mutex<f64>,
    interrupt: &'a AtomicBool,
    progress: Mutex<&'a (dyn Fn(Advance) + Sync)>,
}

impl<'a> Work<'a> {
    /// Begins with nothing done. `total` is in the unit of [`training_work`].
    pub fn new(
        total: f64,
        interrupt: &'a AtomicBool,
        progress: Mutex<&'a (dyn Fn(Advance) + Sync)>,
    ) -> Work<'a> {
        Work {
            total,
            done: Mutex::new(0.0),
            interrupt,
            progress,
        }
    }

    /// Tells whether to stop.
    pub fn is_interrupted(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }

    fn more(&self, amount: f64, text: &str) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        *done += amount;
        let advance = Advance {
            text: text.to_owned(),
            done: *done / self.total,
        };
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress(advance);
    }
}

/// Counts the multiply-adds of a whole training.
pub fn training_work(problem: &Problem) -> f64 {
    let plan = Plan::compile(problem);
    plan.work(problem) as f64 * problem.training.iterations as f64
}

/// A training and its parameters at some iterations.
pub struct Watched {
    /// The problem as it was trained.
    pub problem: Problem,
    /// The problem as it was compiled.
    pub plan: Arc<Plan>,
    /// What was recorded of the tracked loss and the errors.
    pub records: Vec<Record>,
    /// The iterations that were watched, each with its θ.
    pub snapshots: Vec<(usize, Vec<f64>)>,
    /// θ at the end of training.
    pub parameters: Vec<f64>,
}

impl Watched {
    /// Returns the loss that the training settled at: the median over the last twentieth
    /// of its records.
    pub fn final_loss(&self) -> f64 {
        settled(&self.records, |record| record.loss)
    }

    /// Returns the milliseconds of an iteration in the loop.
    pub fn milliseconds(&self) -> f64 {
        let last = self.records.last();
        last.map_or(f64::NAN, |r| 1e3 * r.seconds / r.iteration.max(1) as f64)
    }
}

/// Trains in the problem's own precision and in the current thread pool, and keeps θ at
/// the given iterations. `text` says to the progress of `work` what is trained.
///
/// # Errors
/// If it diverges or a condition has no place.
pub fn watch(
    problem: Problem,
    iterations: &[usize],
    work: &Work,
    text: &str,
) -> Result<Watched, Error> {
    let plan = Arc::new(Plan::compile(&problem));
    let references = References::new(&problem, &plan)?;
    let pools = Pools::new(&problem, &plan, &|_, _| {})?;
    let (mut records, mut snapshots) = (Vec::new(), Vec::new());
    let each = training_work(&problem) / problem.training.iterations.max(1) as f64;
    let mut told = 0;
    let mut sink = |event: Event| {
        match event {
            Event::Recorded {
                record, parameters, ..
            } => {
                records.push(record.clone());
                // Later states are seen as the iterations end.
                if record.iteration == 0 && iterations.contains(&0) {
                    snapshots.push((0, parameters()));
                }
                work.more(each * (record.iteration - told) as f64, text);
                told = record.iteration;
            }
            Event::Iterated {
                iteration,
                parameters,
            } => {
                if iterations.contains(&iteration) {
                    snapshots.push((iteration, parameters()));
                }
            }
            Event::Recovered(_) | Event::Starved(_) | Event::Resumable { .. } => {}
        }
        match work.is_interrupted() {
            true => Flow::Stop,
            false => Flow::GoOn,
        }
    };
    let trained = training::train(&problem, &plan, pools, references, &mut sink);
    let trained = trained.map_err(|failure| Error::Stopped {
        failure: Box::new(failure),
    })?;
    Ok(Watched {
        problem,
        plan,
        records,
        snapshots,
        parameters: trained.parameters,
    })
}
