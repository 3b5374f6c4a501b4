//! A symmetric matrix.

use super::Matrix;
use super::blocked::{self, Accum, MatMut, MatRef};

/// The upper triangle of a symmetric matrix of order n.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetric {
    order: usize,
    /// n columns of n numbers, of which those below the diagonal mean nothing.
    data: Vec<f64>,
}

impl Symmetric {
    /// Makes one of zeros.
    pub fn new(order: usize) -> Symmetric {
        Symmetric {
            order,
            data: vec![0.0; order * order],
        }
    }

    /// Returns n.
    pub fn order(&self) -> usize {
        self.order
    }

    /// Sets all entries to zero.
    pub fn fill_zero(&mut self) {
        self.data.fill(0.0);
    }

    /// Returns the entry in row i and column j.
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.data[i.min(j) + i.max(j) * self.order]
    }

    /// Returns the part of the first rows and columns.
    ///
    /// # Panics
    /// If there are fewer.
    pub fn leading(&self, order: usize) -> Symmetric {
        let columns = (0..order).flat_map(|j| &self.data[j * self.order..][..order]);
        Symmetric {
            order,
            data: columns.copied().collect(),
        }
    }

    /// Returns the diagonal.
    pub fn diagonal(&self) -> impl Iterator<Item = f64> + '_ {
        self.data.iter().step_by(self.order + 1).copied()
    }

    /// Returns the sum of the diagonal.
    pub fn trace(&self) -> f64 {
        self.diagonal().sum()
    }

    /// Returns the largest number of the diagonal.
    pub fn max_diagonal(&self) -> f64 {
        self.diagonal().fold(0.0, f64::max)
    }

    /// Writes the product with x to `out`.
    pub fn multiply(&self, x: &[f64], out: &mut [f64]) {
        blocked::multiply_symmetric(self.view(), x, out);
    }

    /// Adds AᵀA, for a matrix of n columns.
    pub fn add_gram(&mut self, a: &Matrix) {
        blocked::add_gram(self.view_mut(), Accum::Add, a.view(), 1.0);
    }

    /// Becomes A Aᵀ, for a matrix of n rows.
    pub fn set_outer(&mut self, a: &Matrix) {
        let transposed = a.view().transpose();
        blocked::add_gram(self.view_mut(), Accum::Replace, transposed, 1.0);
    }

    /// Returns the part of column j that counts, down to the diagonal.
    pub(super) fn column(&self, j: usize) -> &[f64] {
        &self.data[j * self.order..][..=j]
    }

    fn view(&self) -> MatRef<'_, f64> {
        MatRef::from_column_major_slice(&self.data, self.order, self.order)
    }

    fn view_mut(&mut self) -> MatMut<'_, f64> {
        MatMut::from_column_major_slice_mut(&mut self.data, self.order, self.order)
    }
}
