//! What the kernels ask of an activation function.

use crate::lanes::Lanes;

/// The highest derivative that the reverse pass of a fourth-order jet needs.
pub const DERIVATIVES: usize = 5;

/// An activation function σ over lanes.
///
/// The transcendental work is done once, in [`start`](Function::start); its two
/// results are kept by the forward pass, and every derivative is algebra in
/// them.
pub trait Function {
    /// The name used in problem files.
    const NAME: &'static str;

    /// σ(a) as a formula.
    const FORMULA: &'static str;

    /// The highest order of derivative that carries information, if there is one.
    const SMOOTHNESS: Option<usize> = None;

    /// (σ(a), what else the derivatives are made of).
    fn start<L: Lanes>(a: L) -> (L, L);

    /// σ', σ'', … σ⁽⁵⁾ from the results of [`start`](Function::start). Callers
    /// use the first few; the compiler drops the rest.
    fn derivatives<L: Lanes>(value: L, kept: L) -> [L; DERIVATIVES];
}

/// Calls a generic function with the [`Function`] of an
/// [`Activation`](crate::Activation).
macro_rules! with_function {
    ($activation:expr, $F:ident => $body:expr) => {
        match $activation {
            $crate::Activation::Sine => {
                type $F = $crate::activation::sine::Sine;
                $body
            }
            $crate::Activation::Tanh => {
                type $F = $crate::activation::tanh::Tanh;
                $body
            }
            $crate::Activation::Sigmoid => {
                type $F = $crate::activation::sigmoid::Sigmoid;
                $body
            }
            $crate::Activation::Swish => {
                type $F = $crate::activation::swish::Swish;
                $body
            }
            $crate::Activation::Relu => {
                type $F = $crate::activation::relu::Relu;
                $body
            }
            $crate::Activation::Gelu => {
                type $F = $crate::activation::gelu::Gelu;
                $body
            }
            $crate::Activation::Softplus => {
                type $F = $crate::activation::softplus::Softplus;
                $body
            }
        }
    };
}
pub(crate) use with_function;
