//! Cholesky's factors.

use rayon::prelude::*;

use super::Symmetric;
use super::blocked::{self, MatMut, MatRef};

/// The factor U of a matrix G + µI = UᵀU.
#[derive(Clone, Debug)]
pub struct Cholesky {
    order: usize,
    /// U, in columns; what is below the diagonal means nothing.
    data: Vec<f64>,
}

/// A matrix without a factor: rounding made it indefinite, or its numbers are not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the matrix is not positive definite")]
pub struct NotPositiveDefinite;

impl Cholesky {
    /// Makes room for factors of that order.
    pub fn new(order: usize) -> Cholesky {
        Cholesky {
            order,
            data: vec![0.0; order * order],
        }
    }

    /// Factors G + µI.
    ///
    /// # Errors
    /// If it is not positive definite; the factor then means nothing.
    ///
    /// # Panics
    /// If G is of another order.
    pub fn factor(&mut self, gram: &Symmetric, mu: f64) -> Result<(), NotPositiveDefinite> {
        let n = self.order;
        assert_eq!(gram.order(), n);
        let columns = self.data.par_chunks_mut(n.max(1)).enumerate();
        columns.for_each(|(j, column)| {
            column[..=j].copy_from_slice(gram.column(j));
            column[j] += mu;
        });
        blocked::factor(MatMut::from_column_major_slice_mut(&mut self.data, n, n))
    }

    /// Replaces b by (G + µI)⁻¹ b.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.order;
        blocked::solve(MatRef::from_column_major_slice(&self.data, n, n), b);
    }
}
