//! Elementary functions, one polynomial each, shared between a function and its
//! derivatives.
//!
//! The functions of one vector are for the kernels of this crate; [`apply`] takes one
//! over a slice. `tests` states each function's error against the standard library in
//! units of the last place.

mod error_function;
mod exponential;
mod polynomials;
mod slices;
mod trigonometric;

pub(crate) use error_function::normal_distribution;
pub(crate) use exponential::{exp, exp_of_negative_magnitude, log_1p_unit, sech, sigmoid, tanh};
pub(crate) use polynomials::{DOUBLE, Polynomials, SINGLE};
pub use slices::{SliceFunction, apply};
pub(crate) use trigonometric::sin_cos;

use crate::lanes::{Lanes, Vectorized};

/// Σ coefficients[i] xⁱ by Horner's rule.
#[inline(always)]
fn polynomial<L: Lanes>(x: L, coefficients: &[f64]) -> L {
    let mut sum = L::constant(coefficients[coefficients.len() - 1]);
    for &c in coefficients.iter().rev().skip(1) {
        sum = sum.mul_add(x, L::constant(c));
    }
    sum
}

/// The number that, added, leaves the rounded integer in the lowest bits of the
/// mantissa: 1.5 · 2^MANTISSA.
#[inline(always)]
fn rounding_magic<L: Lanes>() -> f64 {
    1.5 * (1u64 << L::Element::MANTISSA) as f64
}

#[cfg(test)]
mod tests;
