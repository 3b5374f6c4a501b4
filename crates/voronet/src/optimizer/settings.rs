//! Which update rule, with its own numbers.

/// An update rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptimizerSettings {
    /// Kingma and Ba 2014.
    Adam {
        /// Decay of the first moment, 0.9.
        beta1: f64,
        /// Decay of the second moment, 0.999.
        beta2: f64,
        /// Added to the root of the second moment, 1e-8.
        epsilon: f64,
    },
    /// Stochastic gradient descent with heavy-ball momentum.
    Sgd {
        /// 0 for none.
        momentum: f64,
    },
}
