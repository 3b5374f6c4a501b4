//! A symmetric matrix.

use super::Matrix;

/// The lower triangle of a symmetric matrix of order n.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetric {
    order: usize,
    /// n columns of n numbers, of which those above the diagonal mean nothing.
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
        self.data[i.max(j) + i.min(j) * self.order]
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
        for (i, out) in out.iter_mut().enumerate() {
            *out = (0..self.order).map(|j| self.get(i, j) * x[j]).sum();
        }
    }

    /// Adds AᵀA, for a matrix of n columns.
    pub fn add_gram(&mut self, a: &Matrix) {
        for j in 0..self.order {
            for i in j..self.order {
                let products = a.column(i).iter().zip(a.column(j)).map(|(x, y)| x * y);
                self.data[i + j * self.order] += products.sum::<f64>();
            }
        }
    }

    /// Becomes A Aᵀ, for a matrix of n rows.
    pub fn set_outer(&mut self, a: &Matrix) {
        self.fill_zero();
        for k in 0..a.columns() {
            let column = a.column(k);
            for j in 0..self.order {
                for i in j..self.order {
                    self.data[i + j * self.order] += column[i] * column[j];
                }
            }
        }
    }
}
