//! A matrix of any shape.

use super::blocked::{self, MatRef};

/// Numbers in columns, one below the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    data: Vec<f64>,
}

impl Matrix {
    /// Makes one of zeros.
    pub fn new(rows: usize, columns: usize) -> Matrix {
        Matrix {
            rows,
            columns,
            data: vec![0.0; rows * columns],
        }
    }

    /// Returns the number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Returns the number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Returns column j.
    pub fn column(&self, j: usize) -> &[f64] {
        &self.data[j * self.rows..(j + 1) * self.rows]
    }

    /// Returns column j, to be written.
    pub fn column_mut(&mut self, j: usize) -> &mut [f64] {
        &mut self.data[j * self.rows..(j + 1) * self.rows]
    }

    /// Gives all numbers, column by column, to be written.
    pub fn data_mut(&mut self) -> &mut [f64] {
        &mut self.data
    }

    /// Writes A x to `out`.
    pub fn multiply(&self, x: &[f64], out: &mut [f64]) {
        blocked::multiply(self.view(), x, out);
    }

    /// Writes Aᵀ y to `out`.
    pub fn multiply_transposed(&self, y: &[f64], out: &mut [f64]) {
        blocked::multiply(self.view().transpose(), y, out);
    }

    /// Shows it to the algorithms.
    pub(super) fn view(&self) -> MatRef<'_, f64> {
        MatRef::from_column_major_slice(&self.data, self.rows, self.columns)
    }
}
