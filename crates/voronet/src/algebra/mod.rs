//! Dense linear algebra in f64, for methods that solve systems of equations in θ. No
//! result depends on the number of threads.

mod blocked;
mod cholesky;
mod eigen;
mod matrix;
mod packed;
mod symmetric;

pub use cholesky::{Cholesky, NotPositiveDefinite};
pub use eigen::eigen;
pub use matrix::Matrix;
pub use packed::{Packed, RankTwo};
pub use symmetric::Symmetric;

#[cfg(test)]
mod tests;
