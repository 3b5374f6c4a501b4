//! g = 1 / (1 + exp(−a)). With w = g (1 − g): g' = w, w' = w (1 − 2g).

use super::function::{DERIVATIVES, Function};
use crate::lanes::Lanes;
use crate::math;

/// See the module.
pub struct Sigmoid;

/// g⁽ⁿ⁾ / w for n = 1 … 5, shared with swish and softplus.
#[inline(always)]
pub(super) fn over_slope<L: Lanes>(g: L, w: L) -> [L; DERIVATIVES] {
    let c = L::constant;
    let one = c(1.0);
    let odd = g.mul_add(c(-2.0), one);
    [
        one,
        odd,
        w.mul_add(c(-6.0), one),
        odd.mul(w.mul_add(c(-12.0), one)),
        w.mul_add(c(120.0), c(-30.0)).mul_add(w, one),
    ]
}

/// g (1 − g)
#[inline(always)]
pub(super) fn slope<L: Lanes>(g: L) -> L {
    g.neg_mul_add(g, g)
}

impl Function for Sigmoid {
    const NAME: &'static str = "sigmoid";
    const FORMULA: &'static str = "1 / (1 + exp(−a))";

    #[inline(always)]
    fn start<L: Lanes>(a: L) -> (L, L) {
        let g = math::sigmoid(a);
        (g, g)
    }

    #[inline(always)]
    fn derivatives<L: Lanes>(g: L, _: L) -> [L; DERIVATIVES] {
        let w = slope(g);
        over_slope(g, w).map(|q| q.mul(w))
    }
}
