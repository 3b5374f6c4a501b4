//! How many standard errors an interval of 95% reaches to each side.

/// The number of which a normal variable is within 95 times of 100.
const NORMAL: f64 = 1.959_963_984_540_054;

/// The same of Student's distribution with so many degrees of freedom, by the expansion of Hill
/// (Abramowitz and Stegun 26.7.5): to four digits from 4 degrees on.
pub fn quantile(freedom: f64) -> f64 {
    let (z, n) = (NORMAL, freedom.max(1.0));
    let z2 = z * z;
    let g1 = z * (z2 + 1.0) / 4.0;
    let g2 = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let g3 = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let g4 = z * ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92160.0;
    z + g1 / n + g2 / n.powi(2) + g3 / n.powi(3) + g4 / n.powi(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_tables() {
        for (freedom, expected) in [(4.0, 2.7764), (10.0, 2.2281), (48.0, 2.0106)] {
            let found = quantile(freedom);
            assert!((found / expected - 1.0).abs() < 1e-3, "{freedom}: {found}");
        }
        assert_eq!(quantile(f64::INFINITY), NORMAL);
    }
}
