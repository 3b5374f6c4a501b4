//! Adagrad: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and
//! stochastic optimization" (2011).

use voronet_kernels::Element;

use super::vector::quotient;
use super::{Entry, How, Optimizer, OptimizerSettings, Rule, Visit, adam};
use crate::memory::show;
use crate::registry::Key;

/// `adagrad`
pub static ENTRY: Entry = Entry {
    name: "adagrad",
    summary: "steps in units of all gradients so far, component by component",
    reference: "Duchi et al. 2011",
    keys: &[EPSILON],
    how: How {
        step: "v ← v + g², θ ← θ − η g / (√v + ε)",
        cost: "a gradient, a vector of memory",
        rule: Rule::FirstOrder {
            learning_rate: Some(1e-2),
            single: make,
            double: make,
        },
    },
};

/// Added to the root of the sum of squares.
pub const EPSILON: Key = Key {
    meaning: "added to the root of the sum of squares",
    ..adam::EPSILON.with_default(1e-10)
};

fn make<T: Element>(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Optimizer<T>> {
    Box::new(Adagrad::new(settings.number(&EPSILON), parameters))
}

/// v ← v + g²,  θ ← θ − η g / (√v + ε).
pub struct Adagrad<T> {
    epsilon: f64,
    squares: Vec<T>,
}

impl<T: Element> Adagrad<T> {
    /// With a sum of zero.
    pub fn new(epsilon: f64, parameters: usize) -> Adagrad<T> {
        Adagrad {
            epsilon,
            squares: vec![T::default(); parameters],
        }
    }
}

impl<T: Element> Optimizer<T> for Adagrad<T> {
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]) {
        for ((theta, g), v) in theta.iter_mut().zip(gradient).zip(&mut self.squares) {
            let g = g.to_f64();
            let squares = v.to_f64() + g * g;
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
        let mut adagrad = Adagrad::<f64>::new(0.5, 2);
        let mut theta = [1.0, 1.0];
        adagrad.step(0.1, &[3.0, 0.0], &mut theta);
        // 0.1 · 3 / (3 + 0.5)
        assert!((theta[0] - (1.0 - 0.3 / 3.5)).abs() < 1e-15 && theta[1] == 1.0);
        adagrad.step(0.1, &[4.0, -1.0], &mut theta);
        // √(9 + 16) = 5
        assert!((theta[0] - (1.0 - 0.3 / 3.5 - 0.4 / 5.5)).abs() < 1e-15);
        assert!((theta[1] - (1.0 + 0.1 / 1.5)).abs() < 1e-15);
    }
}
