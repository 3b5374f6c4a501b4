//! Stochastic gradient descent with heavy-ball momentum (Polyak 1964).

use voronet_kernels::Element;

use super::{Entry, How, Optimizer, OptimizerSettings, Rule, Visit};
use crate::memory::show;
use crate::registry::{Fallback, Key, Range};

/// `sgd`
pub static ENTRY: Entry = Entry {
    name: "sgd",
    summary: "gradient descent with heavy-ball momentum",
    reference: "Polyak 1964",
    keys: &[MOMENTUM],
    how: How {
        step: "v ← µ v + g, θ ← θ − η v",
        cost: "a gradient, a vector of memory",
        rule: Rule::FirstOrder {
            learning_rate: None,
            single: make,
            double: make,
        },
    },
};

/// µ
pub const MOMENTUM: Key = Key {
    name: "momentum",
    range: Range::Fraction,
    default: Fallback::Number(0.0),
    meaning: "µ, the part of the last step that goes on",
};

fn make<T: Element>(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Optimizer<T>> {
    Box::new(Sgd::new(settings.number(&MOMENTUM), parameters))
}

/// v ← µ v + g,  θ ← θ − η v.
pub struct Sgd<T> {
    momentum: f64,
    velocity: Vec<T>,
}

impl<T: Element> Sgd<T> {
    /// At rest.
    pub fn new(momentum: f64, parameters: usize) -> Sgd<T> {
        Sgd {
            momentum,
            velocity: vec![T::default(); parameters],
        }
    }
}

impl<T: Element> Optimizer<T> for Sgd<T> {
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]) {
        for ((theta, g), v) in theta.iter_mut().zip(gradient).zip(&mut self.velocity) {
            let velocity = self.momentum * v.to_f64() + g.to_f64();
            *v = T::from_f64(velocity);
            *theta = T::from_f64(theta.to_f64() - rate * velocity);
        }
    }

    fn visit(&mut self, visit: Visit) {
        show(visit, "velocity", &mut self.velocity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn momentum_accumulates() {
        let mut sgd = Sgd::<f64>::new(0.5, 1);
        let mut theta = [0.0];
        sgd.step(0.1, &[1.0], &mut theta);
        sgd.step(0.1, &[1.0], &mut theta);
        // −0.1 · 1 − 0.1 · (0.5 + 1)
        assert!((theta[0] + 0.25).abs() < 1e-15);
    }
}
