//! `[training]`

use crate::optimizer::{OptimizerSettings, Schedule};
use crate::registry::{Fallback, Key, Range};

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

/// Says how θ is trained: `[training]`.
#[derive(Clone, Debug)]
pub struct TrainingSettings {
    /// The update rule, with its own numbers.
    pub optimizer: OptimizerSettings,
    /// η of the first iteration.
    pub learning_rate: f64,
    /// How η changes.
    pub schedule: Schedule,
    /// The number of iterations after which training stops.
    pub iterations: usize,
    /// The tracked loss below which training stops (ε of Algorithm 1).
    pub tolerance: Option<f64>,
    /// The seconds after which training stops.
    pub time_budget: Option<f64>,
    /// The seed of every random stream of the run.
    pub seed: u64,
    /// Arithmetic of the network.
    pub precision: Precision,
    /// The number of iterations from one record of the tracked loss to the next.
    pub record_every: usize,
    /// Points of the fixed uniform set of each term on which the tracked loss
    /// is evaluated.
    pub record_points: usize,
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
