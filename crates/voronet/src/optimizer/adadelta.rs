//! Adadelta: Zeiler, "ADADELTA: an adaptive learning rate method" (2012), Algorithm 1.

use voronet_kernels::Element;

use super::vector::quotient;
use super::{Entry, How, Optimizer, OptimizerSettings, Rule, Visit, adam, rmsprop};
use crate::memory::show;
use crate::registry::Key;

/// `adadelta`
pub static ENTRY: Entry = Entry {
    name: "adadelta",
    summary: "steps in units of the gradient's running size, times that of the steps",
    reference: "Zeiler 2012, Algorithm 1",
    keys: &[DECAY, EPSILON],
    how: How {
        step: "v ← ρ v + (1 − ρ) g², d = g √(u + ε) / √(v + ε), u ← ρ u + (1 − ρ) d², θ ← θ − η d",
        cost: "a gradient, two vectors of memory",
        rule: Rule::FirstOrder {
            learning_rate: Some(1.0),
            single: make,
            double: make,
        },
    },
};

/// ρ
pub const DECAY: Key = Key {
    meaning: "ρ, decay of both means of squares",
    ..rmsprop::DECAY.with_default(0.95)
};

/// Added to the means of squares.
pub const EPSILON: Key = Key {
    meaning: "added to both means of squares, under the roots",
    ..adam::EPSILON.with_default(1e-6)
};

fn make<T: Element>(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Optimizer<T>> {
    let [decay, epsilon] = [DECAY, EPSILON].map(|key| settings.number(&key));
    Box::new(Adadelta::new(decay, epsilon, parameters))
}

/// v ← ρ v + (1 − ρ) g²,  d = g √(u + ε) / √(v + ε),  u ← ρ u + (1 − ρ) d²,
/// θ ← θ − η d; η is 1 in the paper.
pub struct Adadelta<T> {
    decay: f64,
    epsilon: f64,
    /// v
    squares: Vec<T>,
    /// u
    steps: Vec<T>,
}

impl<T: Element> Adadelta<T> {
    /// With means of zero.
    pub fn new(decay: f64, epsilon: f64, parameters: usize) -> Adadelta<T> {
        Adadelta {
            decay,
            epsilon,
            squares: vec![T::default(); parameters],
            steps: vec![T::default(); parameters],
        }
    }
}

impl<T: Element> Optimizer<T> for Adadelta<T> {
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]) {
        let (decay, epsilon) = (self.decay, self.epsilon);
        let means = self.squares.iter_mut().zip(&mut self.steps);
        for ((theta, g), (v, u)) in theta.iter_mut().zip(gradient).zip(means) {
            let g = g.to_f64();
            let squares = decay * v.to_f64() + (1.0 - decay) * g * g;
            let step = g * quotient(u.to_f64() + epsilon, squares + epsilon).sqrt();
            *v = T::from_f64(squares);
            *u = T::from_f64(decay * u.to_f64() + (1.0 - decay) * step * step);
            *theta = T::from_f64(theta.to_f64() - rate * step);
        }
    }

    fn visit(&mut self, visit: Visit) {
        show(visit, "squares of gradients", &mut self.squares);
        show(visit, "squares of steps", &mut self.steps);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_steps_are_those_of_the_formula() {
        let mut adadelta = Adadelta::<f64>::new(0.75, 0.01, 1);
        let mut theta = [1.0];
        adadelta.step(1.0, &[4.0], &mut theta);
        // v = 4, d = 4 √0.01 / √4.01
        let first = 0.4 / 4.01f64.sqrt();
        assert!((theta[0] - (1.0 - first)).abs() < 1e-15);
        adadelta.step(0.5, &[-2.0], &mut theta);
        // v = 0.75 · 4 + 0.25 · 4 = 4, u = 0.25 d²
        let second = -2.0 * ((0.25 * first * first + 0.01) / 4.01).sqrt();
        assert!((theta[0] - (1.0 - first - 0.5 * second)).abs() < 1e-15);
    }
}
