//! What a method that needs more than one gradient asks of an objective.

use crate::algebra::{Matrix, Symmetric};

/// Rows of J that are held at a time for JᵀJ, more or less: so many that reading and writing
/// JᵀJ for each block is cheap beside the products.
pub const BLOCK: usize = 1024;

/// A sum of squares F(θ) = |r(θ)|² over fixed points, in f64. Weights are part of the
/// residuals: r_i = √(λ w_i / m) · residual, so that F is the loss.
///
/// n is the number of parameters and N that of rows. J is the Jacobian ∂r/∂θ, N × n.
pub trait Oracle {
    /// Returns n.
    fn parameters(&self) -> usize;

    /// Returns N.
    fn rows(&self) -> usize;

    /// Writes r(θ) to `out`.
    fn residuals(&mut self, theta: &[f64], out: &mut [f64]);

    /// Writes ∇F(θ) = 2 Jᵀ r to `out` and returns F(θ).
    fn gradient(&mut self, theta: &[f64], out: &mut [f64]) -> f64;

    /// Writes J(θ)ᵀ v to `out`, for a `v` of N numbers.
    fn pull_back(&mut self, theta: &[f64], v: &[f64], out: &mut [f64]);

    /// Writes JᵀJ and r(θ). J is never held as a whole.
    fn gram(&mut self, theta: &[f64], gram: &mut Symmetric, residuals: &mut [f64]);

    /// Writes J(θ) and r(θ).
    fn jacobian(&mut self, theta: &[f64], jacobian: &mut Matrix, residuals: &mut [f64]);
}
