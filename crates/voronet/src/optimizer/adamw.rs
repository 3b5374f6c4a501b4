//! Adam with decoupled weight decay: Loshchilov and Hutter, "Decoupled weight decay
//! regularization" (2019), Algorithm 2.

use voronet_kernels::Element;

use super::adam::{Adam, BETA1, BETA2, EPSILON};
use super::{Entry, How, Optimizer, OptimizerSettings, Rule, Visit};
use crate::registry::{Fallback, Key, Range};

/// `adamw`
pub static ENTRY: Entry = Entry {
    name: "adamw",
    summary: "Adam that also shrinks the parameters, apart from the gradient",
    reference: "Loshchilov and Hutter 2019, Algorithm 2",
    keys: &[BETA1, BETA2, EPSILON, WEIGHT_DECAY],
    how: How {
        step: "θ ← θ − η λ θ, then as `adam`",
        cost: "a gradient, two vectors of memory",
        rule: Rule::FirstOrder {
            learning_rate: None,
            single: make,
            double: make,
        },
    },
};

/// λ
pub const WEIGHT_DECAY: Key = Key {
    name: "weight_decay",
    range: Range::NonNegative,
    default: Fallback::Number(0.01),
    meaning: "λ, the part of the parameters that a learning rate of 1 would take away",
};

fn make<T: Element>(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Optimizer<T>> {
    let [beta1, beta2, epsilon] = [BETA1, BETA2, EPSILON].map(|key| settings.number(&key));
    Box::new(AdamW {
        adam: Adam::new(beta1, beta2, epsilon, parameters),
        weight_decay: settings.number(&WEIGHT_DECAY),
    })
}

/// θ ← θ − η λ θ − η m̂ / (√v̂ + ε): the decay is in units of the learning rate η, not of its
/// schedule alone.
pub struct AdamW<T> {
    /// The rest of the step.
    pub adam: Adam<T>,
    /// λ
    pub weight_decay: f64,
}

impl<T: Element> Optimizer<T> for AdamW<T> {
    fn step(&mut self, rate: f64, gradient: &[T], theta: &mut [T]) {
        let kept = 1.0 - rate * self.weight_decay;
        for theta in theta.iter_mut() {
            *theta = T::from_f64(kept * theta.to_f64());
        }
        self.adam.step(rate, gradient, theta);
    }

    fn visit(&mut self, visit: Visit) {
        self.adam.visit(visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decay_is_apart_from_the_gradient() {
        let mut adamw = AdamW {
            adam: Adam::<f64>::new(0.9, 0.999, 1e-8, 2),
            weight_decay: 0.5,
        };
        let mut theta = [2.0, -4.0];
        adamw.step(0.1, &[4.0, 0.0], &mut theta);
        // 2 · 0.95 − 0.1 · sign(4); −4 · 0.95
        assert!((theta[0] - 1.8).abs() < 1e-8, "{theta:?}");
        assert!((theta[1] + 3.8).abs() < 1e-15);
        // The moments are those of the gradient alone.
        let mut adam = Adam::<f64>::new(0.9, 0.999, 1e-8, 2);
        adam.step(0.1, &[4.0, 0.0], &mut [0.0; 2]);
        let [mut with, mut without] = [vec![10.0, 10.0], vec![10.0, 10.0]];
        adamw.weight_decay = 0.0;
        adamw.step(0.1, &[1.0, 1.0], &mut with);
        adam.step(0.1, &[1.0, 1.0], &mut without);
        assert_eq!(with, without);
    }
}
