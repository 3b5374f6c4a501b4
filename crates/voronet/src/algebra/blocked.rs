//! The products, factors and solutions of large matrices, by blocks.
//!
//! Each is halved again and again until its parts are blocks, which `faer` computes on
//! one thread. Where a matrix is cut depends on its size alone, and every number is
//! summed in one order within its blocks: so no bit depends on the number of threads.
//!
//! Of a symmetric matrix the upper triangle counts. In columns, its factor U and the sums
//! AᵀA are then made of products AᵀB, whose sums run along columns: the products that
//! read memory in order.

use std::mem::MaybeUninit;

use faer::dyn_stack::MemStack;
use faer::linalg::cholesky::llt::factor::cholesky_in_place;
use faer::linalg::matmul::matmul;
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::linalg::triangular_solve::{
    solve_lower_triangular_in_place, solve_upper_triangular_in_place,
};
use faer::prelude::{Reborrow, ReborrowMut};
pub use faer::{Accum, MatMut, MatRef};
use faer::{Par, Spec};
use rayon::join;
use rayon::prelude::*;

use super::NotPositiveDefinite;

/// The order of the largest block of a product. A quarter of it is a multiple of the 48
/// rows that `faer` keeps in AVX-512's registers.
const LARGE: usize = 384;
/// The order of the largest block that is factored or solved with at once.
const SMALL: usize = 96;

/// Where n rows or columns are cut that are too many for a block.
fn half(n: usize, block: usize) -> usize {
    n.div_ceil(2).next_multiple_of(block / 4)
}

/// Does C += α AᵀA to the upper triangle of C, or C = α AᵀA. What is below the diagonal
/// stays as it is.
pub fn add_gram(c: MatMut<f64>, accum: Accum, a: MatRef<f64>, alpha: f64) {
    let n = c.ncols();
    if n <= LARGE {
        let (all, upper) = (BlockStructure::Rectangular, BlockStructure::TriangularUpper);
        let transposed = a.transpose();
        triangular::matmul(c, upper, accum, transposed, all, a, all, alpha, Par::Seq);
        return;
    }
    let h = half(n, LARGE);
    let (first, right, _, second) = c.split_at_mut(h, h);
    let (a, b) = a.split_at_col(h);
    let triangles = || {
        join(
            || add_gram(first, accum, a, alpha),
            || add_gram(second, accum, b, alpha),
        )
    };
    join(|| add_product(right, accum, a, b, alpha), triangles);
}

/// Does C += α AᵀB, or C = α AᵀB.
fn add_product(c: MatMut<f64>, accum: Accum, a: MatRef<f64>, b: MatRef<f64>, alpha: f64) {
    let (m, n) = (c.nrows(), c.ncols());
    if m.max(n) <= LARGE {
        matmul(c, accum, a.transpose(), b, alpha, Par::Seq);
    } else if m >= n {
        let h = half(m, LARGE);
        let (upper, lower) = c.split_at_row_mut(h);
        let (left, right) = a.split_at_col(h);
        join(
            || add_product(upper, accum, left, b, alpha),
            || add_product(lower, accum, right, b, alpha),
        );
    } else {
        let h = half(n, LARGE);
        let (first, second) = c.split_at_col_mut(h);
        let (left, right) = b.split_at_col(h);
        join(
            || add_product(first, accum, a, left, alpha),
            || add_product(second, accum, a, right, alpha),
        );
    }
}

/// Factors A = UᵀU in its upper triangle.
///
/// # Errors
/// If A is not positive definite.
pub fn factor(a: MatMut<f64>) -> Result<(), NotPositiveDefinite> {
    let n = a.ncols();
    if n <= SMALL {
        return factor_block(a);
    }
    let h = half(n, SMALL);
    let (mut first, mut right, _, mut second) = a.split_at_mut(h, h);
    factor(first.rb_mut())?;
    solve_columns(first.rb(), right.rb_mut());
    add_gram(second.rb_mut(), Accum::Add, right.rb(), -1.0);
    factor(second)
}

/// The same for at most [`SMALL`] rows.
fn factor_block(a: MatMut<f64>) -> Result<(), NotPositiveDefinite> {
    // Room for a number of each row, wherever the cache line begins.
    let mut scratch = [MaybeUninit::<u8>::uninit(); SMALL * size_of::<f64>() + 256];
    let (stack, how) = (MemStack::new(&mut scratch), Spec::default());
    let lower = a.transpose_mut();
    let factored = cholesky_in_place(lower, Default::default(), Par::Seq, stack, how);
    factored.map(|_| ()).map_err(|_| NotPositiveDefinite)
}

/// Replaces B by U⁻ᵀB.
fn solve_columns(u: MatRef<f64>, b: MatMut<f64>) {
    let n = u.ncols();
    if n <= SMALL {
        return solve_block(u, b);
    }
    let h = half(n, SMALL);
    let (first, right, _, second) = u.split_at(h, h);
    let (mut upper, mut lower) = b.split_at_row_mut(h);
    solve_columns(first, upper.rb_mut());
    add_product(lower.rb_mut(), Accum::Add, right, upper.rb(), -1.0);
    solve_columns(second, lower);
}

/// The same for a U of at most [`SMALL`] rows.
fn solve_block(u: MatRef<f64>, b: MatMut<f64>) {
    let columns = b.ncols();
    if columns <= SMALL {
        return solve_lower_triangular_in_place(u.transpose(), b, Par::Seq);
    }
    let (left, right) = b.split_at_col_mut(half(columns, SMALL));
    join(|| solve_block(u, left), || solve_block(u, right));
}

/// Replaces b by (UᵀU)⁻¹b, on one thread.
pub fn solve(u: MatRef<f64>, b: &mut [f64]) {
    let mut b = column_mut(b);
    solve_lower_triangular_in_place(u.transpose(), b.rb_mut(), Par::Seq);
    solve_upper_triangular_in_place(u, b, Par::Seq);
}

/// Writes A x to `out`.
pub fn multiply(a: MatRef<f64>, x: &[f64], out: &mut [f64]) {
    out.par_chunks_mut(LARGE).enumerate().for_each(|(i, out)| {
        let rows = a.subrows(i * LARGE, out.len());
        matmul(
            column_mut(out),
            Accum::Replace,
            rows,
            column(x),
            1.0,
            Par::Seq,
        );
    });
}

/// Writes S x to `out`, for a symmetric S.
pub fn multiply_symmetric(s: MatRef<f64>, x: &[f64], out: &mut [f64]) {
    out.par_chunks_mut(SMALL).enumerate().for_each(|(i, out)| {
        let (start, n) = (i * SMALL, out.len());
        let end = start + n;
        for (row, out) in (start..end).zip(&mut *out) {
            let in_block = (start..end).map(|j| s[(row.min(j), row.max(j))] * x[j]);
            *out = in_block.sum();
        }
        let mut out = column_mut(out);
        let above = s.submatrix(0, start, start, n).transpose();
        matmul(
            out.rb_mut(),
            Accum::Add,
            above,
            column(&x[..start]),
            1.0,
            Par::Seq,
        );
        let right = s.submatrix(start, end, n, x.len() - end);
        matmul(out, Accum::Add, right, column(&x[end..]), 1.0, Par::Seq);
    });
}

fn column(x: &[f64]) -> MatRef<'_, f64> {
    MatRef::from_column_major_slice(x, x.len(), 1)
}

fn column_mut(x: &mut [f64]) -> MatMut<'_, f64> {
    let n = x.len();
    MatMut::from_column_major_slice_mut(x, n, 1)
}
