//! What an optimizer declares of itself, and which of them a problem chose.

use voronet_kernels::Element;

use super::Optimizer;
use crate::registry::{self, Chosen};

/// What an optimizer declares of itself.
pub type Entry = registry::Entry<How>;

/// An update rule with its own numbers.
pub type OptimizerSettings = Chosen<How>;

/// Makes an optimizer for so many parameters.
pub type Make<T> = fn(&OptimizerSettings, usize) -> Box<dyn Optimizer<T>>;

/// How an optimizer is made, in either precision.
pub struct How {
    /// What a step does, as a formula.
    pub step: &'static str,
    /// In float32.
    pub single: Make<f32>,
    /// In float64.
    pub double: Make<f64>,
}

/// Numbers for which every optimizer is made.
pub trait Number: Element {
    /// The way to make one for them.
    fn make(how: &How) -> Make<Self>;
}

impl Number for f32 {
    fn make(how: &How) -> Make<f32> {
        how.single
    }
}

impl Number for f64 {
    fn make(how: &How) -> Make<f64> {
        how.double
    }
}
