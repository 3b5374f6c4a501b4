//! The error function, to the last digits of f64.

use std::f64::consts::FRAC_2_SQRT_PI;

/// erf x = 2/√π ∫₀ˣ exp(−s²) ds
pub fn erf(x: f64) -> f64 {
    if x.abs() < 1.0 {
        series(x)
    } else {
        (1.0 - erfc(x.abs())).copysign(x)
    }
}

/// erfc x = 1 − erf x, without loss of digits where it is small.
pub fn erfc(x: f64) -> f64 {
    if x >= 1.0 {
        fraction(x)
    } else if x <= -1.0 {
        2.0 - fraction(-x)
    } else {
        1.0 - series(x)
    }
}

/// erf by exp(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, whose terms have one sign, for |x| < 1.
fn series(x: f64) -> f64 {
    let mut term = x;
    let mut sum = x;
    let mut odd = 1.0;
    while term.abs() > 1e-17 * sum.abs() {
        odd += 2.0;
        term *= 2.0 * x * x / odd;
        sum += term;
    }
    FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

/// erfc by Laplace's continued fraction exp(−x²)/√π / (x + ½/(x + 1/(x + 3/2/(x + …)))),
/// for x ≥ 1.
fn fraction(x: f64) -> f64 {
    if x > 28.0 {
        return 0.0;
    }
    // Enough of it for all digits: fewer the larger x.
    let depth = (20.0 + 180.0 / (x * x)) as i32;
    let rest = (1..=depth)
        .rev()
        .fold(x, |rest, n| x + 0.5 * f64::from(n) / rest);
    // x² and what was rounded from it.
    let square = x * x;
    let lost = x.mul_add(x, -square);
    0.5 * FRAC_2_SQRT_PI * (-square).exp() * (1.0 - lost) / rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x, erf x and erfc x, by another way with 40 digits.
    const KNOWN: [(f64, f64, f64); 8] = [
        (0.1, 0.112_462_916_018_284_9, 0.887_537_083_981_715),
        (0.5, 0.520_499_877_813_046_5, 0.479_500_122_186_953_5),
        (1.0, 0.842_700_792_949_714_9, 0.157_299_207_050_285_1),
        (2.0, 0.995_322_265_018_952_7, 4.677_734_981_047_266e-3),
        (3.5, 0.999_999_256_901_627_7, 7.430_983_723_414_128e-7),
        (10.0, 1.0, 2.088_487_583_762_545e-45),
        (-0.7, -0.677_801_193_837_418_4, 1.677_801_193_837_418_4),
        (-2.0, -0.995_322_265_018_952_7, 1.995_322_265_018_952_7),
    ];

    #[test]
    fn known_values_are_met_to_the_last_digits() {
        let is_near = |a: f64, b: f64| ((a - b) / b).abs() < 1e-15;
        for (x, of, complement) in KNOWN {
            assert!(is_near(erf(x), of), "erf {x} is {}", erf(x));
            assert!(is_near(erfc(x), complement), "erfc {x} is {}", erfc(x));
        }
        assert_eq!((erf(0.0), erfc(0.0)), (0.0, 1.0));
        assert_eq!((erf(1e300), erfc(1e300)), (1.0, 0.0));
        assert_eq!(
            (erf(f64::NEG_INFINITY), erfc(f64::NEG_INFINITY)),
            (-1.0, 2.0)
        );
        assert!(erf(f64::NAN).is_nan() && erfc(f64::NAN).is_nan());
    }

    #[test]
    fn the_two_ways_meet() {
        for x in [1.0 - 1e-12, 1.0, 1.0 + 1e-12] {
            assert!((series(x) + fraction(x) - 1.0).abs() < 1e-15);
        }
    }
}
