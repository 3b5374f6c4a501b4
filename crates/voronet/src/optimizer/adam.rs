//! Adam: Kingma and Ba, "Adam: a method for stochastic optimization" (2014),
//! Algorithm 1.

use voronet_kernels::update::{AdamStep, adam};
use voronet_kernels::{Element, Level};

use super::{Entry, How, Optimizer, OptimizerSettings, Rule, Visit};
use crate::memory::{show, show_count};
use crate::registry::{Fallback, Key, Range};

/// `adam`
pub static ENTRY: Entry = Entry {
    name: "adam",
    summary: "steps in units of the gradient's running size, component by component",
    reference: "Kingma and Ba 2014, Algorithm 1",
    keys: &[BETA1, BETA2, EPSILON],
    how: How {
        step: "θ ← θ − η m̂ / (√v̂ + ε)",
        cost: "a gradient, two vectors of memory",
        rule: Rule::FirstOrder {
            learning_rate: None,
            single: make,
            double: make,
        },
    },
};

/// Decay of the first moment.
pub const BETA1: Key = Key {
    name: "beta1",
    range: Range::Fraction,
    default: Fallback::Number(0.9),
    meaning: "decay of the first moment, the mean of the gradient",
};

/// Decay of the second moment.
pub const BETA2: Key = Key {
    name: "beta2",
    range: Range::Fraction,
    default: Fallback::Number(0.999),
    meaning: "decay of the second moment, the mean of its squares",
};

/// Added to the root of the second moment.
pub const EPSILON: Key = Key {
    name: "epsilon",
    range: Range::NonNegative,
    default: Fallback::Number(1e-8),
    meaning: "added to the root of the second moment",
};

fn make<T: Element>(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Optimizer<T>> {
    let [beta1, beta2, epsilon] = [BETA1, BETA2, EPSILON].map(|key| settings.number(&key));
    Box::new(Adam::new(beta1, beta2, epsilon, parameters))
}

/// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,
/// θ ← θ − η m̂ / (√v̂ + ε), with m̂ and v̂ divided by 1 − βⁱ.
pub struct Adam<T> {
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    level: Level,
    iteration: i32,
    first: Vec<T>,
    second: Vec<T>,
}

impl<T: Element> Adam<T> {
    /// With zero moments.
    pub fn new(beta1: f64, beta2: f64, epsilon: f64, parameters: usize) -> Adam<T> {
        Adam {
            beta1,
            beta2,
            epsilon,
            level: Level::detect(),
            iteration: 0,
            first: vec![T::default(); parameters],
            second: vec![T::default(); parameters],
        }
    }
}

impl<T: Element> Optimizer<T> for Adam<T> {
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]) {
        self.iteration = self.iteration.saturating_add(1);
        let step = AdamStep {
            beta1: self.beta1,
            beta2: self.beta2,
            epsilon: self.epsilon,
            rate: rate / (1.0 - self.beta1.powi(self.iteration)),
            correction: 1.0 / (1.0 - self.beta2.powi(self.iteration)),
        };
        let (first, second) = (&mut self.first, &mut self.second);
        adam(self.level, step, gradient, first, second, theta);
    }

    fn visit(&mut self, visit: Visit) {
        show_count(visit, "iteration", &mut self.iteration);
        show(visit, "first moment", &mut self.first);
        show(visit, "second moment", &mut self.second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_steps_are_those_of_the_formula() {
        let mut adam = Adam::<f64>::new(0.9, 0.999, 1e-8, 2);
        let mut theta = [1.0, -2.0];
        // Bias correction makes the first step η · sign(g).
        adam.step(0.1, &[4.0, -0.5], &mut theta);
        assert!((theta[0] - 0.9).abs() < 1e-8 && (theta[1] + 1.9).abs() < 1e-8);
        adam.step(0.1, &[2.0, 0.0], &mut theta);
        let m: f64 = (0.9 * 0.4 + 0.1 * 2.0) / (1.0 - 0.81);
        let v: f64 = (0.999 * 0.016 + 0.001 * 4.0) / (1.0 - 0.998_001);
        assert!((theta[0] - (0.9 - 0.1 * m / v.sqrt())).abs() < 1e-8);
    }

    #[test]
    fn a_quadratic_is_minimised() {
        let mut adam = Adam::<f32>::new(0.9, 0.999, 1e-8, 2);
        let mut theta = [3.0f32, -4.0];
        for i in 0..3000 {
            let gradient = [2.0 * theta[0], 20.0 * theta[1]];
            adam.step(0.05 * 0.998f64.powi(i), &gradient, &mut theta);
        }
        assert!(theta.iter().all(|t| t.abs() < 1e-3), "{theta:?}");
    }
}
