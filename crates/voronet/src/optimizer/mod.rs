//! Update rules: θ and a gradient in, θ out. They know nothing but vectors.

mod adam;
mod schedule;
mod sgd;

pub use schedule::learning_rate;

use voronet_kernels::Element;

use crate::problem;

/// An update rule with its state.
pub trait Optimizer<T>: Send {
    /// Takes one step with learning rate `rate`.
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]);
}

/// The rule that a problem asks for.
pub fn optimizer<T: Element>(
    settings: problem::Optimizer,
    parameters: usize,
) -> Box<dyn Optimizer<T>> {
    match settings {
        problem::Optimizer::Adam {
            beta1,
            beta2,
            epsilon,
        } => Box::new(adam::Adam::new(beta1, beta2, epsilon, parameters)),
        problem::Optimizer::Sgd { momentum } => Box::new(sgd::Sgd::new(momentum, parameters)),
    }
}
