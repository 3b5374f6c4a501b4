//! Each point's gradient: rows of a Jacobian.

use std::marker::PhantomData;
use std::ops::Range;

use super::gradient::{DEPTH, MOST_ROWS, by_block};
use crate::dispatch::Kernel;
use crate::lanes::{Element, Lanes};
use crate::part::part;

/// Some rows of a matrix in columns, to be written. They can be split into parts, for
/// threads that write their rows of the same columns at once.
pub struct RowsMut<'a, T> {
    /// The first row of column 0; column i begins `i · stride` later.
    start: *mut T,
    rows: usize,
    columns: usize,
    stride: usize,
    matrix: PhantomData<&'a mut [T]>,
}

// SAFETY: it stands for exclusive references to its rows' numbers.
unsafe impl<T: Send> Send for RowsMut<'_, T> {}

impl<'a, T: Element> RowsMut<'a, T> {
    /// Takes all rows of a matrix, whose columns are one behind the other.
    ///
    /// # Panics
    /// If the numbers make no whole columns of so many rows.
    pub fn new(matrix: &'a mut [T], rows: usize) -> RowsMut<'a, T> {
        assert!(matrix.len().is_multiple_of(rows));
        RowsMut {
            start: matrix.as_mut_ptr(),
            rows,
            columns: matrix.len() / rows,
            stride: rows,
            matrix: PhantomData,
        }
    }

    /// Splits off the rows from `row` on.
    ///
    /// # Panics
    /// If there are fewer.
    pub fn split_at(self, row: usize) -> (RowsMut<'a, T>, RowsMut<'a, T>) {
        assert!(row <= self.rows);
        let part = |start, rows| RowsMut {
            start,
            rows,
            ..self
        };
        // SAFETY: row <= rows <= stride, so that this is inside the first column or one
        // past the matrix.
        let second = unsafe { self.start.add(row) };
        (part(self.start, row), part(second, self.rows - row))
    }

    /// Gives some of the columns of all rows.
    ///
    /// # Panics
    /// If there are fewer.
    pub fn columns(&mut self, columns: Range<usize>) -> RowsMut<'_, T> {
        assert!(columns.start <= columns.end && columns.end <= self.columns);
        let first = match columns.is_empty() {
            true => 0,
            false => columns.start,
        };
        RowsMut {
            // SAFETY: the first row of a column that is there, or of column 0 if none is asked
            // for; the rows stay borrowed from `self` as long as the part lives.
            start: unsafe { self.start.add(first * self.stride) },
            rows: self.rows,
            columns: columns.len(),
            stride: self.stride,
            matrix: PhantomData,
        }
    }

    /// Counts the rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Writes numbers to a column, from the first row on.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn write_column(&mut self, column: usize, values: impl IntoIterator<Item = T>) {
        assert!(column < self.columns);
        for (p, value) in (0..self.rows).zip(values) {
            // SAFETY: row p of that column, which is this one's alone.
            unsafe { *self.start.add(column * self.stride + p) = value };
        }
    }

    /// Sets every number of the rows to zero.
    pub fn fill_zero(&mut self) {
        for i in 0..self.columns {
            for p in 0..self.rows {
                // SAFETY: row p of column i, which is this one's alone.
                unsafe { *self.start.add(i * self.stride + p) = T::default() };
            }
        }
    }
}

/// Writes ∂J_p/∂θ of one layer's parameters to row p, for each point p:
///
/// weight (n, k): Σ_c adjoint[n][c, p] · input[k][c, p], and bias n: adjoint[n][0, p],
///
/// over components c. Where a point has several places in the tile, p, p + rows, …, their
/// gradients are added.
pub struct PointGradients<'a, 'b, T> {
    /// Neurons of the layer.
    pub rows: usize,
    /// Neurons of the layer before.
    pub depth: usize,
    /// How many points of the tile belong to each row.
    pub places: usize,
    /// Columns of one component.
    pub points: usize,
    /// Components.
    pub components: usize,
    /// From one row to the next.
    pub stride: usize,
    /// Of the pre-activations: `rows` rows.
    pub adjoint: &'a [T],
    /// `depth` rows.
    pub input: &'a [T],
    /// Where the layer's weights begin in θ; the biases follow.
    pub first: usize,
    /// A row for each point, a column for each parameter.
    pub out: &'a mut RowsMut<'b, T>,
}

impl<T: Element> Kernel<T> for PointGradients<'_, '_, T> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(mut self) {
        assert!(self.places * self.out.rows <= self.points);
        assert!(self.components > 0 && self.components * self.points <= self.stride);
        assert!(self.adjoint.len() >= self.rows * self.stride);
        assert!(self.input.len() >= self.depth * self.stride);
        assert!(self.first + self.rows * (self.depth + 1) <= self.out.columns);
        let (row_blocks, depth_blocks) = (
            self.rows.div_ceil(L::GRADIENT_ROWS),
            self.depth.div_ceil(DEPTH),
        );
        for b in 0..row_blocks {
            for c in 0..depth_blocks {
                let rows = part(self.rows, row_blocks, b);
                let depth = part(self.depth, depth_blocks, c);
                by_block!(self.products::<L>(rows, depth));
            }
        }
        let biases = self.first + self.rows * self.depth;
        for n in 0..self.rows {
            for p in 0..self.out.rows {
                let mut sum = T::default();
                for place in 0..self.places {
                    sum += self.adjoint[n * self.stride + place * self.out.rows + p];
                }
                // SAFETY: row p of column biases + n, both inside.
                unsafe { *self.at(biases + n, p) = sum };
            }
        }
    }
}

impl<T: Element> PointGradients<'_, '_, T> {
    /// Where row p of column i lies.
    ///
    /// # Safety
    /// There must be such a column and such a row.
    #[inline(always)]
    unsafe fn at(&mut self, i: usize, p: usize) -> *mut T {
        // SAFETY: the caller's.
        unsafe { self.out.start.add(i * self.out.stride + p) }
    }

    /// Up to sixteen columns: a vector of points at a time, then the rest one by one.
    #[inline(always)]
    fn products<L: Lanes<Element = T>, const R: usize, const K: usize>(
        &mut self,
        n: usize,
        k: usize,
    ) {
        let points = self.out.rows;
        let whole = points / L::COUNT * L::COUNT;
        for p in (0..whole).step_by(L::COUNT) {
            let mut sums = [[L::constant(0.0); DEPTH]; MOST_ROWS];
            for place in 0..self.places {
                for c in 0..self.components {
                    let v = c * self.points + place * points + p;
                    // SAFETY: rows n .. n + R of the adjoint and k .. k + K of the input
                    // are inside, and so are the columns: p + COUNT <= points, and
                    // (place + 1) · points <= self.points.
                    unsafe {
                        let a: [L; R] = std::array::from_fn(|i| {
                            L::load(self.adjoint.as_ptr().add((n + i) * self.stride + v))
                        });
                        for j in 0..K {
                            let x = L::load(self.input.as_ptr().add((k + j) * self.stride + v));
                            for (a, sums) in a.iter().zip(&mut sums) {
                                sums[j] = a.mul_add(x, sums[j]);
                            }
                        }
                    }
                }
            }
            for (i, sums) in sums[..R].iter().enumerate() {
                for (j, sum) in sums[..K].iter().enumerate() {
                    let column = self.first + (n + i) * self.depth + k + j;
                    // SAFETY: a column of the layer, and rows p .. p + COUNT.
                    unsafe { sum.store(self.at(column, p)) };
                }
            }
        }
        for p in whole..points {
            for i in n..n + R {
                for j in k..k + K {
                    let mut sum = T::default();
                    for place in 0..self.places {
                        for c in 0..self.components {
                            let v = c * self.points + place * points + p;
                            let (a, x) = (i * self.stride + v, j * self.stride + v);
                            sum += self.adjoint[a] * self.input[x];
                        }
                    }
                    // SAFETY: a column of the layer, and row p.
                    unsafe { *self.at(self.first + i * self.depth + j, p) = sum };
                }
            }
        }
    }
}
