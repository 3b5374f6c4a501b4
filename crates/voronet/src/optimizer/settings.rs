//! What an optimizer declares of itself, and which of them a problem chose.

use voronet_kernels::Element;

use super::levenberg_marquardt::DAMPING;
use super::spring::LEAST_DAMPING;
use super::{Descent, Optimizer};
use crate::registry::{self, Chosen};

/// What an optimizer declares of itself.
pub type Entry = registry::Entry<How>;

/// An update rule with its own numbers.
pub type OptimizerSettings = Chosen<How>;

impl OptimizerSettings {
    /// Tells whether its steps are damped.
    pub fn is_damped(&self) -> bool {
        self.entry.reads(DAMPING.name)
    }

    /// Damps it so many times as much.
    pub fn damped(mut self, factor: f64) -> OptimizerSettings {
        for key in [&DAMPING, &LEAST_DAMPING] {
            if self.entry.reads(key.name) {
                let damping = factor * self.number(key);
                self = self.with(key, damping);
            }
        }
        self
    }
}

/// Makes an optimizer for so many parameters.
pub type Make<T> = fn(&OptimizerSettings, usize) -> Box<dyn Optimizer<T>>;

/// How an optimizer is made, in either precision.
pub struct How {
    /// What a step does, as a formula.
    pub step: &'static str,
    /// What a step costs.
    pub cost: &'static str,
    /// What makes it.
    pub rule: Rule,
}

/// What makes an optimizer, by what it asks for.
pub enum Rule {
    /// One gradient a step, of a batch that is drawn for it, in either precision.
    FirstOrder {
        /// The learning rate where none is given; none if it is the usual one.
        learning_rate: Option<f64>,
        /// In float32.
        single: Make<f32>,
        /// In float64.
        double: Make<f64>,
    },
    /// A sum of squares that stays the same for some steps.
    Descent {
        /// Makes the method for so many parameters.
        make: fn(&OptimizerSettings, usize) -> Box<dyn Descent>,
        /// Counts the numbers in f64 that it holds for so many parameters and rows, those
        /// of the objective among them that are there for it alone.
        holds: fn(&OptimizerSettings, f64, f64) -> f64,
    },
}

/// Numbers for which every optimizer is made.
pub trait Number: Element {
    /// The way to make one for them; none if the rule takes more than gradients.
    fn make(rule: &Rule) -> Option<Make<Self>>;
}

impl Number for f32 {
    fn make(rule: &Rule) -> Option<Make<f32>> {
        match rule {
            Rule::FirstOrder { single, .. } => Some(*single),
            Rule::Descent { .. } => None,
        }
    }
}

impl Number for f64 {
    fn make(rule: &Rule) -> Option<Make<f64>> {
        match rule {
            Rule::FirstOrder { double, .. } => Some(*double),
            Rule::Descent { .. } => None,
        }
    }
}
