//! Gradient descent with the momentum of Nesterov (1983), in the form of Sutskever et al.,
//! "On the importance of initialization and momentum in deep learning" (2013), written
//! for the point at which the gradient is taken.

use voronet_kernels::Element;

use super::{Entry, How, Optimizer, OptimizerSettings, Rule, Visit, sgd};
use crate::memory::show;
use crate::registry::Key;

/// `nesterov`
pub static ENTRY: Entry = Entry {
    name: "nesterov",
    summary: "gradient descent with momentum that looks ahead",
    reference: "Nesterov 1983, Sutskever et al. 2013",
    keys: &[MOMENTUM],
    how: How {
        step: "v ← µ v + g, θ ← θ − η (g + µ v)",
        cost: "a gradient, a vector of memory",
        rule: Rule::FirstOrder {
            learning_rate: None,
            single: make,
            double: make,
        },
    },
};

/// µ
pub const MOMENTUM: Key = sgd::MOMENTUM.with_default(0.9);

fn make<T: Element>(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Optimizer<T>> {
    Box::new(Nesterov::new(settings.number(&MOMENTUM), parameters))
}

/// v ← µ v + g,  θ ← θ − η (g + µ v).
pub struct Nesterov<T> {
    momentum: f64,
    velocity: Vec<T>,
}

impl<T: Element> Nesterov<T> {
    /// At rest.
    pub fn new(momentum: f64, parameters: usize) -> Nesterov<T> {
        Nesterov {
            momentum,
            velocity: vec![T::default(); parameters],
        }
    }
}

impl<T: Element> Optimizer<T> for Nesterov<T> {
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]) {
        for ((theta, g), v) in theta.iter_mut().zip(gradient).zip(&mut self.velocity) {
            let g = g.to_f64();
            let velocity = self.momentum * v.to_f64() + g;
            *v = T::from_f64(velocity);
            *theta = T::from_f64(theta.to_f64() - rate * (g + self.momentum * velocity));
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
    fn the_first_steps_are_those_of_the_formula() {
        let mut nesterov = Nesterov::<f64>::new(0.5, 1);
        let mut theta = [0.0];
        nesterov.step(0.1, &[1.0], &mut theta);
        // v = 1, 1 + 0.5 · 1
        assert!((theta[0] + 0.15).abs() < 1e-15);
        nesterov.step(0.1, &[2.0], &mut theta);
        // v = 2.5, 2 + 0.5 · 2.5
        assert!((theta[0] + 0.475).abs() < 1e-15);
    }

    #[test]
    fn the_steps_are_those_of_the_look_ahead() {
        // Sutskever et al.: v' ← µ v' − η f'(x + µ v'), x ← x + v', with θ = x + µ v'.
        let slope = |x: f64| 3.0 * x - 1.0;
        let (mut x, mut v) = (2.0, 0.0);
        let mut nesterov = Nesterov::<f64>::new(0.8, 1);
        let mut theta = [2.0];
        for _ in 0..20 {
            let gradient = slope(theta[0]);
            nesterov.step(0.05, &[gradient], &mut theta);
            v = 0.8 * v - 0.05 * slope(x + 0.8 * v);
            x += v;
            assert!((theta[0] - (x + 0.8 * v)).abs() < 1e-14);
        }
    }
}
