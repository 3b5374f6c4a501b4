//! Update rules: θ and a gradient in, θ out; and methods that ask an objective more than
//! once for a step. They know nothing but vectors.

pub mod adadelta;
pub mod adagrad;
pub mod adam;
pub mod adamw;
mod damping;
mod descent;
pub mod l_bfgs;
pub mod levenberg_marquardt;
pub mod nesterov;
mod oracle;
#[cfg(test)]
mod problems;
pub mod quasi_newton;
pub mod rmsprop;
pub mod schedule;
mod search;
pub mod self_scaled;
mod settings;
pub mod sgd;
pub mod spring;
pub mod ssbfgs;
pub mod ssbroyden;
mod vector;

pub use descent::{Descent, Step};
pub use oracle::{BLOCK, Oracle};
pub use schedule::{SCHEDULES, Schedule, learning_rate};
pub use settings::{Entry, How, Make, Number, OptimizerSettings, Rule};
pub(crate) use vector::dot;

use crate::memory::Visit;
use crate::registry::Family;

/// All optimizers. A new one is a file with an [`Entry`] and a line here.
pub static OPTIMIZERS: Family<How> = Family {
    name: "optimizers",
    members: &[
        &adam::ENTRY,
        &adamw::ENTRY,
        &sgd::ENTRY,
        &nesterov::ENTRY,
        &adagrad::ENTRY,
        &rmsprop::ENTRY,
        &adadelta::ENTRY,
        &levenberg_marquardt::ENTRY,
        &spring::ENTRY,
        &l_bfgs::ENTRY,
        &ssbfgs::ENTRY,
        &ssbroyden::ENTRY,
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

    /// Shows everything that it remembers to `visit`, which may read it or replace it: a
    /// rule made anew that is given the same goes on in the same way.
    fn visit(&mut self, visit: Visit);
}

/// The first-order rule that the settings ask for; none if they ask for another kind.
pub fn optimizer<T: Number>(
    settings: &OptimizerSettings,
    parameters: usize,
) -> Option<Box<dyn Optimizer<T>>> {
    let make = T::make(&settings.entry.how.rule)?;
    Some(make(settings, parameters))
}

#[cfg(test)]
mod tests;
