//! Sine and cosine from one argument reduction.

use super::{polynomial, rounding_magic};
use crate::lanes::{Lanes, Vectorized};

/// (sin x, cos x).
///
/// x = nπ + r with |r| ≤ π/2; both functions take the sign (−1)ⁿ, so no table
/// of quadrants is needed. For |x| < 10⁴ (f32) or 10⁸ (f64) the absolute error
/// is below 2 units of the last place of 1; beyond, the reduction loses
/// digits as the argument itself has lost them.
#[inline(always)]
pub fn sin_cos<L: Lanes>(x: L) -> (L, L) {
    let p = L::Element::POLYNOMIALS;
    let magic = L::constant(rounding_magic::<L>());
    // The lowest bit of `shifted` is the parity of n.
    let shifted = x.mul_add(L::constant(std::f64::consts::FRAC_1_PI), magic);
    let n = shifted.sub(magic);
    let r = if L::FUSED {
        // n π_high − x is exact before its one rounding.
        let r = n.neg_mul_add(L::constant(p.pi_fused[0]), x);
        n.neg_mul_add(L::constant(p.pi_fused[1]), r)
    } else {
        let r = n.neg_mul_add(L::constant(p.pi[0]), x);
        let r = n.neg_mul_add(L::constant(p.pi[1]), r);
        n.neg_mul_add(L::constant(p.pi[2]), r)
    };
    let sign = if L::Element::MANTISSA == 23 {
        shifted.shift_left::<31>()
    } else {
        shifted.shift_left::<63>()
    };
    let square = r.mul(r);
    let sin = r.mul(square).mul_add(polynomial(square, p.sin), r);
    let cos = square.mul_add(polynomial(square, p.cos), L::constant(1.0));
    (sin.xor(sign), cos.xor(sign))
}
