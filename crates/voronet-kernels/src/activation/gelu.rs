//! a Φ(a) with Φ the standard normal distribution function. Kept: a.
//!
//! From the second on, the derivatives are φ(a) times polynomials with
//! p' = dp/da − a p.

use super::function::{DERIVATIVES, Function};
use crate::lanes::Lanes;
use crate::math;

/// See the module.
pub struct Gelu;

impl Function for Gelu {
    const NAME: &'static str = "gelu";
    const FORMULA: &'static str = "a Φ(a), Φ the standard normal distribution function";

    #[inline(always)]
    fn start<L: Lanes>(a: L) -> (L, L) {
        (a.mul(math::normal_distribution(a).0), a)
    }

    #[inline(always)]
    fn derivatives<L: Lanes>(_: L, a: L) -> [L; DERIVATIVES] {
        let c = L::constant;
        let (distribution, density) = math::normal_distribution(a);
        let u = a.mul(a);
        let fourth = c(7.0).sub(u).mul_add(u, c(-4.0));
        let fifth = u.sub(c(11.0)).mul_add(u, c(18.0)).mul(a);
        [
            a.mul_add(density, distribution),
            density.mul(c(2.0).sub(u)),
            density.mul(u.sub(c(4.0)).mul(a)),
            density.mul(fourth),
            density.mul(fifth),
        ]
    }
}
