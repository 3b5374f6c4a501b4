//! `[training]`

use crate::optimizer::{OptimizerSettings, Rule, Schedule};
use crate::registry::{Fallback, Key, Range};
use crate::words::{counted, number};

/// η of the first iteration.
pub const LEARNING_RATE: Key = Key {
    name: "learning_rate",
    range: Range::Positive,
    default: Fallback::Number(5e-3),
    meaning: "of the first iteration",
};

/// ε of Algorithm 1.
pub const TOLERANCE: Key = Key {
    name: "tolerance",
    range: Range::Positive,
    default: Fallback::Words("none"),
    meaning: "stop when the tracked loss is below this",
};

/// The most seconds of a training.
pub const TIME_BUDGET: Key = Key {
    name: "time_budget",
    range: Range::Positive,
    default: Fallback::Words("none"),
    meaning: "stop after so many seconds",
};

/// The seconds from one checkpoint to the next.
pub const CHECKPOINT_EVERY: Key = Key {
    name: "checkpoint_every",
    range: Range::Positive,
    default: Fallback::Number(30.0),
    meaning: "seconds from one checkpoint to the next, at most",
};

/// The part of the time budget that is left to the training where the error is estimated.
const TRAINING_PART: f64 = 0.8;

/// The steps from one draw of points to the next.
pub const REDRAW: Key = Key {
    name: "redraw",
    range: Range::Count(1),
    default: Fallback::Number(10.0),
    meaning: "steps on the same points, for optimizers that need a sum of squares that stays the same",
};

/// In how many windows of the time a problem is trained: `windows`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Windows {
    /// In so many, equal ones; 1 is the whole time.
    Count(usize),
    /// The whole time, and if that leads nowhere, windows.
    Auto,
}

/// Says how θ is trained: `[training]`.
#[derive(Clone, Debug)]
pub struct TrainingSettings {
    /// What is done one after the other: at least one.
    pub phases: Vec<Phase>,
    /// Whether the phases were chosen by the program, as for `optimizer = "auto"`.
    pub is_automatic: bool,
    /// The most iterations of all phases together.
    pub iterations: usize,
    /// The tracked loss below which training stops (ε of Algorithm 1).
    pub tolerance: Option<f64>,
    /// The seconds after which training stops.
    pub time_budget: Option<f64>,
    /// In how many windows of the time.
    pub windows: Windows,
    /// Whether the error is estimated after training, by a second one in a quarter of the time.
    pub estimate_error: bool,
    /// The seed of every random stream of the run.
    pub seed: u64,
    /// The number of iterations from one record of the tracked loss to the next.
    pub record_every: usize,
    /// The most seconds from one checkpoint to the next, if the disk is fast enough.
    pub checkpoint_every: f64,
    /// Points of the fixed uniform set of each term on which the tracked loss
    /// is evaluated.
    pub record_points: usize,
}

impl TrainingSettings {
    /// Returns the seconds after which the training itself stops: the budget, less what the
    /// estimate of the error takes.
    pub fn seconds(&self) -> Option<f64> {
        let part = if self.estimate_error {
            TRAINING_PART
        } else {
            1.0
        };
        self.time_budget.map(|budget| part * budget)
    }

    /// Returns the arithmetic in which the solution is evaluated: double if any phase's is.
    pub fn precision(&self) -> Precision {
        let is_double = |phase: &Phase| phase.precision == Precision::F64;
        match self.phases.iter().any(is_double) {
            true => Precision::F64,
            false => Precision::F32,
        }
    }
}

/// A part of a training: `[[training.phase]]`, or all of it.
#[derive(Clone, Debug)]
pub struct Phase {
    /// The method, with its own numbers.
    pub optimizer: OptimizerSettings,
    /// η of its first iteration, of first-order methods.
    pub learning_rate: f64,
    /// How η changes, of first-order methods.
    pub schedule: Schedule,
    /// The number of iterations after which it ends.
    pub iterations: usize,
    /// The seconds after which it ends.
    pub seconds: Option<f64>,
    /// It ends when the tracked loss has not come down in so many records.
    pub stall: Option<usize>,
    /// Arithmetic of the network.
    pub precision: Precision,
    /// Residuals of all terms together, of methods on a sum of squares; first-order
    /// methods draw the batches of `[sampling]`.
    pub rows: usize,
    /// Iterations on the same points, of methods on a sum of squares.
    pub redraw: usize,
}

impl Phase {
    /// Tells whether it takes a gradient a step, of points that are drawn for it.
    pub fn is_first_order(&self) -> bool {
        matches!(self.optimizer.entry.how.rule, Rule::FirstOrder { .. })
    }

    /// Says it in a line, for people.
    pub fn describe(&self) -> String {
        let (optimizer, precision) = (self.optimizer.describe(), self.precision.name());
        let how = match self.is_first_order() {
            true => {
                let (rate, schedule) = (number(self.learning_rate), self.schedule.describe());
                format!("learning rate {rate}, {schedule}")
            }
            false => {
                let steps = match self.redraw {
                    1 => "step".to_owned(),
                    steps => counted(steps, "step"),
                };
                format!("{} rows, drawn anew every {steps}", self.rows)
            }
        };
        let iterations = counted(self.iterations, "iteration");
        format!(
            "{optimizer}: {how}, {precision}, at most {iterations}{}",
            self.other_ends()
        )
    }

    /// What ends it beside its iterations, for people.
    fn other_ends(&self) -> String {
        let seconds = self.seconds.map(|s| format!(" or {} s", number(s)));
        let stall = self.stall.map(|records| {
            let records = counted(records, "record");
            format!(", or when {records} in a row bring no lower loss")
        });
        seconds.into_iter().chain(stall).collect()
    }
}

/// Arithmetic of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// float32
    F32,
    /// float64
    F64,
}

impl Precision {
    /// Both.
    pub const ALL: [Precision; 2] = [Precision::F32, Precision::F64];

    /// Returns the name used in problem files.
    pub fn name(self) -> &'static str {
        match self {
            Precision::F32 => "f32",
            Precision::F64 => "f64",
        }
    }
}
