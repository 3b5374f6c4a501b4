//! v = a g with g = sigmoid(a). Kept: g.
//!
//! v⁽ⁿ⁾ = a g⁽ⁿ⁾ + n g⁽ⁿ⁻¹⁾, and a g (1 − g) = v (1 − g), so a itself is not needed.

use super::function::{DERIVATIVES, Function};
use super::sigmoid::{over_slope, slope};
use crate::lanes::Lanes;
use crate::math;

/// See the module.
pub struct Swish;

impl Function for Swish {
    const NAME: &'static str = "swish";
    const FORMULA: &'static str = "a / (1 + exp(−a))";

    #[inline(always)]
    fn start<L: Lanes>(a: L) -> (L, L) {
        let g = math::sigmoid(a);
        (a.mul(g), g)
    }

    #[inline(always)]
    fn derivatives<L: Lanes>(v: L, g: L) -> [L; DERIVATIVES] {
        let w = slope(g);
        let q = over_slope(g, w);
        let argument_slope = v.neg_mul_add(g, v);
        std::array::from_fn(|n| {
            let before = if n == 0 { g } else { w.mul(q[n - 1]) };
            before.mul_add(L::constant((n + 1) as f64), argument_slope.mul(q[n]))
        })
    }
}
