//! max(a, 0). Its first derivative is a step, all others are taken as zero.

use super::function::{DERIVATIVES, Function};
use crate::lanes::Lanes;

/// See the module.
pub struct Relu;

impl Function for Relu {
    const NAME: &'static str = "relu";
    const FORMULA: &'static str = "max(a, 0)";
    /// The second derivative is zero almost everywhere.
    const SMOOTHNESS: Option<usize> = Some(1);

    #[inline(always)]
    fn start<L: Lanes>(a: L) -> (L, L) {
        let zero = L::constant(0.0);
        // Written so that NaN stays NaN.
        let value = L::select(a.less(zero), zero, a);
        (value, value)
    }

    #[inline(always)]
    fn derivatives<L: Lanes>(value: L, _: L) -> [L; DERIVATIVES] {
        let zero = L::constant(0.0);
        let step = L::select(zero.less(value), L::constant(1.0), zero);
        [step, zero, zero, zero, zero]
    }
}
