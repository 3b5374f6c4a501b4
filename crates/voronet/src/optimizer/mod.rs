//! Update rules: θ and a gradient in, θ out. They know nothing but vectors.

mod adam;
mod schedule;
mod settings;
mod sgd;

pub use schedule::{Schedule, learning_rate};
pub use settings::OptimizerSettings;

use voronet_kernels::Element;

/// An update rule with its state.
pub trait Optimizer<T>: Send {
    /// Takes one step with learning rate `rate`.
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]);
}

/// The rule that a problem asks for.
pub fn optimizer<T: Element>(
    settings: OptimizerSettings,
    parameters: usize,
) -> Box<dyn Optimizer<T>> {
    match settings {
        OptimizerSettings::Adam {
            beta1,
            beta2,
            epsilon,
        } => Box::new(adam::Adam::new(beta1, beta2, epsilon, parameters)),
        OptimizerSettings::Sgd { momentum } => Box::new(sgd::Sgd::new(momentum, parameters)),
    }
}
