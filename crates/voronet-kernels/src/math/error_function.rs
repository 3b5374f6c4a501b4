//! The normal distribution function.

use super::{exponential::exp_of_negative_magnitude, polynomial};
use crate::lanes::{Lanes, Vectorized};

/// (Φ(x), φ(x)): the standard normal distribution function and density.
///
/// Absolute error below 2e-7 (f32) and 1e-14 (f64).
#[inline(always)]
pub fn normal_distribution<L: Lanes>(x: L) -> (L, L) {
    let one = L::constant(1.0);
    let two = L::constant(2.0);
    let a = x.abs().mul(L::constant(std::f64::consts::FRAC_1_SQRT_2));
    let bell = exp_of_negative_magnitude(a.mul(a));
    // erfc(a) = exp(−a²) P(s) / (1 + a), s = (a − 2) / (a + 2). Far out, where
    // the density has vanished, s is kept below its limit 1.
    let a = a.min(L::constant(1e4));
    let s = a.sub(two).div(a.add(two));
    let scaled = polynomial(s, L::Element::POLYNOMIALS.erfc).div(a.add(one));
    let tail = bell.mul(scaled).mul(L::constant(0.5));
    let upper = one.sub(tail);
    let distribution = L::select(x.less(L::constant(0.0)), tail, upper);
    let density = bell.mul(L::constant(0.398_942_280_401_432_7));
    (distribution, density)
}
