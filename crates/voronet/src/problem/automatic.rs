//! How a problem is trained that does not say it: `optimizer = "auto"`.
//!
//! docs/training.md has the measurements behind each number.

use super::{Phase, Precision};
use crate::optimizer::schedule::{self, Schedule, constant, exponential};
use crate::optimizer::{OptimizerSettings, adam, levenberg_marquardt, spring, ssbroyden};

/// The seconds of a training.
pub const TIME_BUDGET: f64 = 60.0;

/// Rows of a Gauss-Newton step: with as many as parameters the points are learnt by heart.
pub const ROWS_PER_PARAMETER: usize = 3;

/// Width of each hidden layer: small networks get many steps into a minute.
pub const HIDDEN: [usize; 3] = [20, 20, 20];

/// Up to so many parameters the matrix of the normal equations is made and factored.
const MOST_IN_PARAMETER_SPACE: usize = 2000;

/// The phases for a network of so many parameters.
pub fn phases(parameters: usize) -> Vec<Phase> {
    let mut phases = vec![warm_up(), sample_space(parameters)];
    match parameters <= MOST_IN_PARAMETER_SPACE {
        true => phases.extend(MORE_ROWS.map(|more| parameter_space(parameters, more))),
        false => phases.push(quasi_newton(parameters)),
    }
    phases
}

/// When a loss stalls, rows are added: how many times as many, the damping at first, and
/// the records without a lower loss after which the phase ends.
const MORE_ROWS: [(usize, f64, usize); 3] = [(1, 1e-3, 8), (2, 1e-6, 10), (4, 1e-6, 20)];

/// From anywhere to where the curvature means something.
fn warm_up() -> Phase {
    Phase {
        learning_rate: 5e-3,
        schedule: Schedule::new(&exponential::ENTRY)
            .with(&schedule::RATE, 0.1)
            .with(&schedule::EVERY, 300.0),
        iterations: 300,
        precision: Precision::F32,
        ..double(OptimizerSettings::new(&adam::ENTRY))
    }
}

/// The first decades, by cheap steps on few points that are always new.
fn sample_space(parameters: usize) -> Phase {
    Phase {
        iterations: 250,
        rows: (parameters / 2).clamp(50, 1000),
        redraw: 1,
        ..double(OptimizerSettings::new(&spring::ENTRY))
    }
}

/// The last decades, on many rows.
fn parameter_space(parameters: usize, (times, damping, stall): (usize, f64, usize)) -> Phase {
    let method = OptimizerSettings::new(&levenberg_marquardt::ENTRY);
    Phase {
        iterations: 100_000,
        stall: Some(stall),
        rows: times * ROWS_PER_PARAMETER * parameters,
        redraw: 10,
        ..double(method.with(&levenberg_marquardt::DAMPING, damping))
    }
}

/// The same where the matrix of the normal equations is too large.
fn quasi_newton(parameters: usize) -> Phase {
    Phase {
        iterations: 1_000_000,
        stall: Some(200),
        rows: ROWS_PER_PARAMETER * parameters,
        redraw: 100,
        ..double(OptimizerSettings::new(&ssbroyden::ENTRY))
    }
}

/// A phase in double precision with nothing else said.
fn double(optimizer: OptimizerSettings) -> Phase {
    Phase {
        optimizer,
        learning_rate: 5e-3,
        schedule: Schedule::new(&constant::ENTRY),
        iterations: 0,
        seconds: None,
        stall: None,
        precision: Precision::F64,
        rows: 1,
        redraw: 1,
    }
}
