//! RMSprop: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5 (2012).

use voronet_kernels::Element;

use super::vector::quotient;
use super::{Entry, How, Optimizer, OptimizerSettings, Rule, Visit, adam};
use crate::memory::show;
use crate::registry::{Fallback, Key, Range};

/// `rmsprop`
pub static ENTRY: Entry = Entry {
    name: "rmsprop",
    summary: "steps in units of the gradient's running size, without a mean",
    reference: "Tieleman and Hinton 2012",
    keys: &[DECAY, EPSILON],
    how: How {
        step: "v ← ρ v + (1 − ρ) g², θ ← θ − η g / (√v + ε)",
        cost: "a gradient, a vector of memory",
        rule: Rule::FirstOrder {
            learning_rate: None,
            single: make,
            double: make,
        },
    },
};

/// ρ
pub const DECAY: Key = Key {
    name: "decay",
    range: Range::Fraction,
    default: Fallback::Number(0.9),
    meaning: "ρ, decay of the mean of squares",
};

/// Added to the root of the mean of squares.
pub const EPSILON: Key = Key {
    meaning: "added to the root of the mean of squares",
    ..adam::EPSILON
};

fn make<T: Element>(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Optimizer<T>> {
    let [decay, epsilon] = [DECAY, EPSILON].map(|key| settings.number(&key));
    Box::new(RmsProp::new(decay, epsilon, parameters))
}

/// v ← ρ v + (1 − ρ) g²,  θ ← θ − η g / (√v + ε).
pub struct RmsProp<T> {
    decay: f64,
    epsilon: f64,
    squares: Vec<T>,
}

impl<T: Element> RmsProp<T> {
    /// With a mean of zero.
    pub fn new(decay: f64, epsilon: f64, parameters: usize) -> RmsProp<T> {
        RmsProp {
            decay,
            epsilon,
            squares: vec![T::default(); parameters],
        }
    }
}

impl<T: Element> Optimizer<T> for RmsProp<T> {
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]) {
        for ((theta, g), v) in theta.iter_mut().zip(gradient).zip(&mut self.squares) {
            let g = g.to_f64();
            let squares = self.decay * v.to_f64() + (1.0 - self.decay) * g * g;
            *v = T::from_f64(squares);
            let step = quotient(g, squares.sqrt() + self.epsilon);
            *theta = T::from_f64(theta.to_f64() - rate * step);
        }
    }

    fn visit(&mut self, visit: Visit) {
        show(visit, "squares", &mut self.squares);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_steps_are_those_of_the_formula() {
        let mut rmsprop = RmsProp::<f64>::new(0.75, 1e-8, 1);
        let mut theta = [1.0];
        rmsprop.step(0.1, &[4.0], &mut theta);
        // v = 0.25 · 16 = 4
        assert!((theta[0] - 0.8).abs() < 1e-8);
        rmsprop.step(0.1, &[-5.0], &mut theta);
        // v = 0.75 · 4 + 0.25 · 25 = 9.25
        assert!((theta[0] - (0.8 + 0.5 / 9.25f64.sqrt())).abs() < 1e-8);
    }
}
