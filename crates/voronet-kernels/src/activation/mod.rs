//! Activation functions: one file each, one registry.
//!
//! A new one is a file with a [`Function`](function::Function), which declares its
//! name and formula, a variant below, and an arm of `with_function`.

pub(crate) mod function;
pub(crate) mod gelu;
pub(crate) mod relu;
pub(crate) mod sigmoid;
pub(crate) mod sine;
pub(crate) mod softplus;
pub(crate) mod swish;
pub(crate) mod tanh;

pub(crate) use function::with_function;

use function::Function;

/// An activation function of the hidden layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Activation {
    /// sin(a)
    Sine,
    /// tanh(a)
    Tanh,
    /// 1 / (1 + exp(-a))
    Sigmoid,
    /// a · sigmoid(a)
    Swish,
    /// max(a, 0)
    Relu,
    /// a · Φ(a) with Φ the standard normal distribution function
    Gelu,
    /// log(1 + exp(a))
    Softplus,
}

impl Activation {
    /// Every activation, in the order they are listed to users.
    pub const ALL: [Activation; 7] = [
        Activation::Sine,
        Activation::Tanh,
        Activation::Sigmoid,
        Activation::Swish,
        Activation::Relu,
        Activation::Gelu,
        Activation::Softplus,
    ];

    /// Returns the name used in problem files.
    pub fn name(self) -> &'static str {
        with_function!(self, F => F::NAME)
    }

    /// The activation of a as a formula.
    pub fn formula(self) -> &'static str {
        with_function!(self, F => F::FORMULA)
    }

    /// Returns the activation of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Activation> {
        Activation::ALL.into_iter().find(|a| a.name() == name)
    }

    /// Returns the highest order of derivative in the inputs for which the activation
    /// carries information, or none if there is no limit: ReLU's second derivative is
    /// zero almost everywhere.
    pub fn smoothness(self) -> Option<usize> {
        with_function!(self, F => F::SMOOTHNESS)
    }
}

#[cfg(test)]
mod tests;
