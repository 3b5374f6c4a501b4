//! When to stop, and why it did.

use std::fmt;
use std::time::Duration;

use super::Flow;
use crate::memory::{Remembered, Visit, show_flag, show_optional};
use crate::problem::{Phase, TrainingSettings};
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
    /// The time budget is spent, or the seconds of the last phase.
    TimeBudget(f64),
    /// The tracked loss has not come down for so many iterations.
    Stalled(usize),
    /// The method found no step that lowers the loss, whatever the points.
    NoStep,
    /// A sink asked for it.
    Interrupted,
    /// A sink found that it is enough.
    Enough,
    /// A window of the time is so wrong that nothing can follow from its end, at that time.
    Lost(f64),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Iterations(n) => write!(f, "all {n} iterations done"),
            Reason::Tolerance { loss, tolerance } => {
                write!(f, "loss {loss:.3e} below the tolerance {tolerance:.3e}")
            }
            Reason::TimeBudget(seconds) => write!(f, "time budget of {} s spent", number(*seconds)),
            Reason::Stalled(iterations) => {
                write!(f, "the loss has not come down for {iterations} iterations")
            }
            Reason::NoStep => write!(f, "converged: no step lowers the loss any more"),
            Reason::Interrupted => write!(f, "interrupted"),
            Reason::Enough => write!(f, "what it has come to is enough"),
            Reason::Lost(time) => write!(
                f,
                "the window up to {} is not solved, and what follows from it was not trained",
                number(*time)
            ),
        }
    }
}

/// The conditions of a run and of its current phase.
pub struct Stop {
    iterations: usize,
    tolerance: Option<f64>,
    time_budget: Option<f64>,
    /// As much of it as the training may take.
    seconds: Option<f64>,
    asked: bool,
    is_enough: bool,
    phase: PhaseEnd,
}

/// The conditions of a phase.
struct PhaseEnd {
    /// The iteration before which it ends.
    iterations: usize,
    /// The seconds that it may take, and when it began.
    seconds: Option<f64>,
    began: Duration,
    stall: Option<usize>,
    /// The lowest score, as far as it counts, and where it was.
    lowest: f64,
    lowest_at: usize,
    /// Records since then.
    since: usize,
}

/// Shows a time.
pub fn show_seconds(visit: Visit, name: &'static str, time: &mut Duration) {
    let mut seconds = time.as_secs_f64();
    visit(name, Remembered::Number(&mut seconds));
    match Duration::try_from_secs_f64(seconds) {
        Ok(shown) => *time = shown,
        Err(_) => visit(name, Remembered::Misfit),
    }
}

/// A score that is lower by less than this part is no lower.
const LOWER: f64 = 0.01;

/// What ends, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// The phase.
    Phase(Reason),
    /// The training.
    Training(Reason),
}

impl Stop {
    /// Begins as the problem says.
    pub fn new(settings: &TrainingSettings) -> Stop {
        Stop {
            iterations: settings.iterations,
            tolerance: settings.tolerance,
            time_budget: settings.time_budget,
            seconds: settings.seconds(),
            asked: false,
            is_enough: false,
            phase: PhaseEnd {
                iterations: 0,
                seconds: None,
                began: Duration::ZERO,
                stall: None,
                lowest: f64::INFINITY,
                lowest_at: 0,
                since: 0,
            },
        }
    }

    /// Shows the conditions, and what the current phase has come to.
    pub fn visit(&mut self, visit: Visit) {
        visit("most iterations", Remembered::Count(&mut self.iterations));
        show_optional(visit, "tolerance", &mut self.tolerance);
        show_optional(visit, "time budget", &mut self.time_budget);
        show_optional(visit, "seconds", &mut self.seconds);
        show_flag(visit, "enough", &mut self.is_enough);
        self.phase.visit(visit);
    }

    /// Takes other conditions, from that iteration on: nothing ends the training but so many more
    /// iterations, or a loss below `until`.
    pub fn extend(&mut self, iteration: usize, more: Option<usize>, until: Option<f64>) {
        let iterations = more.map_or(usize::MAX, |more| iteration.saturating_add(more));
        self.iterations = iterations;
        self.tolerance = until;
        (self.time_budget, self.seconds) = (None, None);
        self.is_enough = false;
        self.phase = PhaseEnd {
            iterations,
            seconds: None,
            stall: None,
            ..self.phase
        };
    }

    /// Returns how many iterations the phase may have that began at that one.
    pub fn iterations_from(&self, began: usize) -> usize {
        self.phase.iterations.saturating_sub(began)
    }

    /// Hears that the training went back: the records before that say nothing of what follows.
    pub fn forget_stalling(&mut self) {
        self.phase.since = 0;
    }

    /// Hears that a phase begins.
    pub fn begin(&mut self, phase: &Phase, iteration: usize, elapsed: Duration) {
        self.phase = PhaseEnd {
            iterations: iteration.saturating_add(phase.iterations),
            seconds: phase.seconds,
            began: elapsed,
            stall: phase.stall,
            lowest: f64::INFINITY,
            lowest_at: iteration,
            since: 0,
        };
    }

    /// Takes a sink's answer into account.
    pub fn hear(&mut self, answer: Flow) {
        self.asked |= answer == Flow::Stop;
        self.is_enough |= answer == Flow::Enough;
    }

    /// Takes a new score on the tracked points into account.
    pub fn record(&mut self, iteration: usize, score: f64) {
        let phase = &mut self.phase;
        if score < (1.0 - LOWER) * phase.lowest {
            (phase.lowest, phase.lowest_at, phase.since) = (score, iteration, 0);
        } else {
            phase.since += 1;
        }
    }

    /// Says whether to stop before the next iteration. `loss` is the latest tracked one.
    pub fn end(&self, iteration: usize, elapsed: Duration, loss: f64) -> Option<End> {
        if self.asked {
            return Some(End::Training(Reason::Interrupted));
        }
        if self.is_enough {
            return Some(End::Training(Reason::Enough));
        }
        if let Some(tolerance) = self.tolerance.filter(|&tolerance| loss < tolerance) {
            return Some(End::Training(Reason::Tolerance { loss, tolerance }));
        }
        if iteration >= self.iterations {
            return Some(End::Training(Reason::Iterations(iteration)));
        }
        let is_spent = self
            .seconds
            .is_some_and(|most| elapsed.as_secs_f64() >= most);
        if let Some(budget) = self.time_budget.filter(|_| is_spent) {
            return Some(End::Training(Reason::TimeBudget(budget)));
        }
        self.phase.end(iteration, elapsed).map(End::Phase)
    }
}

impl PhaseEnd {
    fn visit(&mut self, visit: Visit) {
        visit("end of phase", Remembered::Count(&mut self.iterations));
        show_optional(visit, "seconds of phase", &mut self.seconds);
        show_seconds(visit, "begin of phase", &mut self.began);
        let mut stall: Vec<f64> = self.stall.iter().map(|&stall| stall as f64).collect();
        visit("stall", Remembered::Numbers(&mut stall));
        self.stall = stall.first().map(|&stall| stall as usize);
        visit("lowest score", Remembered::Number(&mut self.lowest));
        visit("lowest at", Remembered::Count(&mut self.lowest_at));
        visit("records since", Remembered::Count(&mut self.since));
    }

    fn end(&self, iteration: usize, elapsed: Duration) -> Option<Reason> {
        if iteration >= self.iterations {
            return Some(Reason::Iterations(iteration));
        }
        let spent = |&seconds: &f64| elapsed.saturating_sub(self.began).as_secs_f64() >= seconds;
        if let Some(seconds) = self.seconds.filter(spent) {
            return Some(Reason::TimeBudget(seconds));
        }
        let is_stalled = self.stall.is_some_and(|stall| self.since >= stall);
        is_stalled.then_some(Reason::Stalled(iteration.saturating_sub(self.lowest_at)))
    }
}
