//! tanh(a). Its derivatives are polynomials in t = tanh(a): p' = dp/dt (1 − t²).

use super::function::{DERIVATIVES, Function};
use crate::lanes::Lanes;
use crate::math;

/// See the module.
pub struct Tanh;

impl Function for Tanh {
    const NAME: &'static str = "tanh";
    const FORMULA: &'static str = "tanh(a)";

    #[inline(always)]
    fn start<L: Lanes>(a: L) -> (L, L) {
        let t = math::tanh(a);
        (t, t)
    }

    #[inline(always)]
    fn derivatives<L: Lanes>(t: L, _: L) -> [L; DERIVATIVES] {
        let c = L::constant;
        let u = t.mul(t);
        let first = c(1.0).sub(u);
        [
            first,
            first.mul(t).mul(c(-2.0)),
            first.mul(u.mul_add(c(6.0), c(-2.0))),
            first.mul(t).mul(u.mul_add(c(-24.0), c(16.0))),
            first.mul(u.mul_add(c(120.0), c(-120.0)).mul_add(u, c(16.0))),
        ]
    }
}
