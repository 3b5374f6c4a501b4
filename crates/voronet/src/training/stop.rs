//! When to stop, and why it did.

use std::fmt;
use std::time::Duration;

use super::Flow;
use crate::problem::TrainingSettings;
use crate::words::number;

/// Why training ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// All iterations done.
    Iterations(usize),
    /// The tracked loss fell below ε.
    Tolerance {
        /// The loss.
        loss: f64,
        /// ε.
        tolerance: f64,
    },
    /// The time budget is spent.
    TimeBudget(f64),
    /// A sink asked for it.
    Interrupted,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Iterations(n) => write!(f, "all {n} iterations done"),
            Reason::Tolerance { loss, tolerance } => {
                write!(f, "loss {loss:.3e} below the tolerance {tolerance:.3e}")
            }
            Reason::TimeBudget(seconds) => write!(f, "time budget of {} s spent", number(*seconds)),
            Reason::Interrupted => write!(f, "interrupted"),
        }
    }
}

/// The conditions of a run.
pub struct Stop {
    iterations: usize,
    tolerance: Option<f64>,
    time_budget: Option<f64>,
    asked: bool,
}

impl Stop {
    /// As the problem says.
    pub fn new(settings: &TrainingSettings) -> Stop {
        Stop {
            iterations: settings.iterations,
            tolerance: settings.tolerance,
            time_budget: settings.time_budget,
            asked: false,
        }
    }

    /// Takes a sink's answer into account.
    pub fn hear(&mut self, answer: Flow) {
        self.asked |= answer == Flow::Stop;
    }

    /// Whether to stop before the next iteration. `loss` is the latest tracked
    /// one.
    pub fn reason(&self, iteration: usize, elapsed: Duration, loss: f64) -> Option<Reason> {
        if self.asked {
            return Some(Reason::Interrupted);
        }
        if let Some(tolerance) = self.tolerance.filter(|&tolerance| loss < tolerance) {
            return Some(Reason::Tolerance { loss, tolerance });
        }
        if iteration >= self.iterations {
            return Some(Reason::Iterations(iteration));
        }
        let spent = |&budget: &f64| elapsed.as_secs_f64() >= budget;
        self.time_budget.filter(spent).map(Reason::TimeBudget)
    }
}
