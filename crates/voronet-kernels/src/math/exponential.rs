//! The exponential and what is made of it.

use super::{polynomial, rounding_magic};
use crate::lanes::{Lanes, Vectorized};

/// x = n log 2 + r: (2ⁿ, exp(r) − 1). The argument must be in the range in which
/// 2ⁿ is a normal number.
#[inline(always)]
fn reduce<L: Lanes>(x: L) -> (L, L) {
    let p = L::Element::POLYNOMIALS;
    let magic = L::constant(rounding_magic::<L>());
    let n = x
        .mul_add(L::constant(std::f64::consts::LOG2_E), magic)
        .sub(magic);
    let r = n.neg_mul_add(L::constant(p.log_2[0]), x);
    let r = n.neg_mul_add(L::constant(p.log_2[1]), r);
    // n + bias lands in the lowest bits of the mantissa; moved up, it is the
    // exponent of 2ⁿ.
    let biased = n.add(L::constant(rounding_magic::<L>() + L::Element::BIAS));
    let power = if L::Element::MANTISSA == 23 {
        biased.shift_left::<23>()
    } else {
        biased.shift_left::<52>()
    };
    (power, r.mul(r).mul_add(polynomial(r, p.exp), r))
}

/// exp(x), below 6 units of the last place; 0 below and infinity above the
/// range of normal numbers, NaN of NaN.
#[inline(always)]
pub fn exp<L: Lanes>(x: L) -> L {
    let [low, high] = L::Element::POLYNOMIALS.exp_range;
    let (low, high) = (L::constant(low), L::constant(high));
    // In this order NaN passes through the clamp's first operand and is put
    // back by the last selection.
    let half = L::constant(0.5);
    let (power, excess) = reduce(x.min(high).max(low).mul(half));
    let root = power.mul_add(excess, power);
    let y = root.mul(root);
    let y = L::select(x.less(low), L::constant(0.0), y);
    let y = L::select(high.less(x), L::constant(f64::INFINITY), y);
    // x - x is 0 for every finite x and NaN for NaN.
    let nan = L::select(x.less(low), L::constant(0.0), x.sub(x));
    let nan = L::select(high.less(x), L::constant(0.0), nan);
    y.add(nan)
}

/// exp(x) − 1 without cancellation, for |x| ≤ 80 (f32) or 700 (f64).
#[inline(always)]
pub fn exp_m1<L: Lanes>(x: L) -> L {
    let (power, excess) = reduce(x);
    power.mul_add(excess, power.sub(L::constant(1.0)))
}

/// exp(x) of an argument that is clamped to where the result is normal.
#[inline(always)]
fn exp_clamped<L: Lanes>(x: L) -> L {
    let limit = if L::Element::MANTISSA == 23 {
        80.0
    } else {
        700.0
    };
    let (power, excess) = reduce(x.min(L::constant(limit)).max(L::constant(-limit)));
    power.mul_add(excess, power)
}

/// tanh(x), below 3 units of the last place.
#[inline(always)]
pub fn tanh<L: Lanes>(x: L) -> L {
    // tanh is 1 to the last place beyond 20. In this order of operands NaN passes
    // through the clamp.
    let double = x.add(x);
    let clamped = L::constant(-40.0).max(L::constant(40.0).min(double));
    let e = exp_m1(clamped);
    e.div(e.add(L::constant(2.0)))
}

/// 1 / cosh(x), below 8 units of the last place.
#[inline(always)]
pub fn sech<L: Lanes>(x: L) -> L {
    let e = exp(x.abs().neg());
    e.add(e).div(e.mul_add(e, L::constant(1.0)))
}

/// 1 / (1 + exp(−x)).
#[inline(always)]
pub fn sigmoid<L: Lanes>(x: L) -> L {
    let one = L::constant(1.0);
    let y = one.div(one.add(exp_clamped(x.neg())));
    // The clamp hides NaN; 0·x brings it back and leaves finite x alone.
    L::constant(0.0).mul_add(x, y)
}

/// log(1 + u) for 0 ≤ u ≤ 1.
#[inline(always)]
pub fn log_1p_unit<L: Lanes>(u: L) -> L {
    // log(1 + u) = 2 atanh(u / (2 + u)), whose argument is at most 1/3.
    let s = u.div(u.add(L::constant(2.0)));
    let square = s.mul(s);
    let atanh = s
        .mul(square)
        .mul_add(polynomial(square, L::Element::POLYNOMIALS.atanh), s);
    atanh.add(atanh)
}

/// exp(−|x|), for use with [`log_1p_unit`].
#[inline(always)]
pub(crate) fn exp_of_negative_magnitude<L: Lanes>(x: L) -> L {
    exp_clamped(x.abs().neg())
}
