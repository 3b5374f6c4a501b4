//! Sums over vectors, in one order, and what else methods share.

/// Returns x · y.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// Returns |x|².
pub fn square(x: &[f64]) -> f64 {
    dot(x, x)
}

/// Adds a x to y.
pub fn add_scaled(y: &mut [f64], a: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// Returns x / y, and 0 where y is 0: what never had a gradient stays where it is.
pub fn quotient(x: f64, y: f64) -> f64 {
    if y == 0.0 { 0.0 } else { x / y }
}
