//! Densities of parameters.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use voronet_expr::Unary;

/// So many standard deviations from its mean a normal density is cut off: less than one number
/// in 15,000 lies beyond, and the variance of what is left is smaller by 0.1%.
pub const CUT: f64 = 4.0;

/// The density of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Density {
    /// The same all over its interval.
    Uniform,
    /// That of the normal distribution, [cut off](CUT) on both sides.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        deviation: f64,
    },
}

impl Density {
    /// Returns the number below which the part `u` of the density lies, from 0 to 1, within
    /// its interval from `lower` to `upper`.
    pub fn quantile(self, u: f64, lower: f64, upper: f64) -> f64 {
        match self {
            Density::Uniform => lower + (upper - lower) * u,
            Density::Normal { mean, deviation } => {
                let (low, high) = (below(-CUT), below(CUT));
                let x = mean + deviation * normal_quantile(low + (high - low) * u);
                x.clamp(lower, upper)
            }
        }
    }
}

/// The part of the standard normal density below x.
fn below(x: f64) -> f64 {
    0.5 * Unary::Erfc.apply(-x * FRAC_1_SQRT_2)
}

/// The number below which the part p of the standard normal density lies.
///
/// By Newton's method from the middle, which comes near from one side: the distribution
/// function bends away from its tangents there.
fn normal_quantile(p: f64) -> f64 {
    let (part, sign) = if p < 0.5 { (p, -1.0) } else { (1.0 - p, 1.0) };
    let mut x = 0.0f64;
    for _ in 0..MOST_STEPS {
        let density = (-0.5 * x * x).exp() / (2.0 * PI).sqrt();
        let step = (below(-x) - part) / density;
        x += step;
        if step.abs() <= 1e-14 * x.abs() {
            break;
        }
    }
    sign * x
}

/// More than it takes within the [cut](CUT).
const MOST_STEPS: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_tables() {
        for (p, x) in [
            (0.5, 0.0),
            (0.841_344_746_068_543, 1.0),
            (0.975, 1.959_963_984_540_054),
            (0.001, -3.090_232_306_167_813_5),
        ] {
            assert!((normal_quantile(p) - x).abs() < 1e-12, "{p}");
        }
    }

    #[test]
    fn a_cut_normal_density_fills_its_interval_and_keeps_mean_and_variance() {
        let normal = Density::Normal {
            mean: 3.0,
            deviation: 0.5,
        };
        let x = |u| normal.quantile(u, 1.0, 5.0);
        assert!((x(0.0) - 1.0).abs() < 1e-9 && (x(1.0) - 5.0).abs() < 1e-9);
        let n = 100_000;
        let all = || (0..n).map(|k| x((f64::from(k) + 0.5) / f64::from(n)));
        let mean = all().sum::<f64>() / f64::from(n);
        let variance = all().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n);
        assert!((mean - 3.0).abs() < 1e-12);
        // 1 − 2 c φ(c) / (Φ(c) − Φ(−c)) of the variance is left.
        assert!((variance / 0.25 - 0.998_93).abs() < 1e-4, "{variance}");
    }
}
