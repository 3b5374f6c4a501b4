//! Update rules: θ and a gradient in, θ out. They know nothing but vectors.

pub mod adam;
mod damping;
mod descent;
pub mod levenberg_marquardt;
mod oracle;
#[cfg(test)]
mod problems;
pub mod schedule;
mod settings;
pub mod sgd;
pub mod spring;
mod vector;

pub use descent::{Descent, Remembered, Step};
pub use oracle::Oracle;
pub use schedule::{SCHEDULES, Schedule, learning_rate};
pub use settings::{Entry, How, Make, Number, OptimizerSettings, Rule};

use crate::registry::Family;

/// All optimizers. A new one is a file with an [`Entry`] and a line here.
pub static OPTIMIZERS: Family<How> = Family {
    name: "optimizers",
    members: &[
        &adam::ENTRY,
        &sgd::ENTRY,
        &levenberg_marquardt::ENTRY,
        &spring::ENTRY,
    ],
    columns: &[
        ("what it is", |entry| entry.summary.to_owned()),
        ("a step", |entry| entry.how.step.to_owned()),
        ("cost", |entry| entry.how.cost.to_owned()),
        ("source", |entry| entry.reference.to_owned()),
    ],
};

/// An update rule with its state.
pub trait Optimizer<T>: Send {
    /// Takes one step with learning rate `rate`.
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]);
}

/// The first-order rule that the settings ask for; none if they ask for another kind.
pub fn optimizer<T: Number>(
    settings: &OptimizerSettings,
    parameters: usize,
) -> Option<Box<dyn Optimizer<T>>> {
    let make = T::make(&settings.entry.how.rule)?;
    Some(make(settings, parameters))
}
