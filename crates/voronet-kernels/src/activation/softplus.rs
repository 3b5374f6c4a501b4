//! log(1 + exp(a)). Kept: g = sigmoid(a), its first derivative.

use super::function::{DERIVATIVES, Function};
use super::sigmoid::{over_slope, slope};
use crate::lanes::Lanes;
use crate::math;

/// See the module.
pub struct Softplus;

impl Function for Softplus {
    const NAME: &'static str = "softplus";
    const FORMULA: &'static str = "log(1 + exp(a))";

    #[inline(always)]
    fn start<L: Lanes>(a: L) -> (L, L) {
        let u = math::exp_of_negative_magnitude(a);
        let g = math::sigmoid(a);
        let positive = L::select(a.less(L::constant(0.0)), L::constant(0.0), a);
        (positive.add(math::log_1p_unit(u)), g)
    }

    #[inline(always)]
    fn derivatives<L: Lanes>(_: L, g: L) -> [L; DERIVATIVES] {
        let w = slope(g);
        let q = over_slope(g, w);
        [g, w, w.mul(q[1]), w.mul(q[2]), w.mul(q[3])]
    }
}
