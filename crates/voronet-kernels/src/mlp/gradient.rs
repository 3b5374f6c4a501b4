//! The gradient in a layer's weights and biases.

use crate::dispatch::Kernel;
use crate::lanes::{Element, Lanes};
use crate::part::part;

/// weights[n][k] += Σ over columns of adjoint[n] · input[k], and
/// biases[n] += Σ over the first component's columns of adjoint[n].
pub struct WeightGradient<'a, T> {
    /// Neurons of the layer.
    pub rows: usize,
    /// Neurons of the layer before.
    pub depth: usize,
    /// A multiple of the lanes.
    pub columns: usize,
    /// Columns of the first component.
    pub first: usize,
    /// From one row to the next.
    pub stride: usize,
    /// Of the pre-activations: `rows` rows.
    pub adjoint: &'a [T],
    /// `depth` rows.
    pub input: &'a [T],
    /// `rows · depth`, row by row.
    pub weights: &'a mut [T],
    /// `rows`
    pub biases: &'a mut [T],
}

/// Input rows of a register block.
pub const DEPTH: usize = 4;
/// The most adjoint rows of a register block.
pub const MOST_ROWS: usize = 4;

/// Calls a method for a block of rows and depth with their numbers as constants.
#[rustfmt::skip]
macro_rules! by_block {
    ($self:ident.$method:ident::<$lanes:ident>($rows:expr, $depth:expr)) => {
        by_block!(@ $self $method $lanes $rows, $depth, 1 2 3 4)
    };
    (@ $self:ident $method:ident $lanes:ident $rows:expr, $depth:expr, $($r:literal)*) => {
        match ($rows.len(), $depth.len()) {
            $(($r, 1) if $r <= $lanes::GRADIENT_ROWS => $self.$method::<$lanes, $r, 1>($rows.start, $depth.start),
              ($r, 2) if $r <= $lanes::GRADIENT_ROWS => $self.$method::<$lanes, $r, 2>($rows.start, $depth.start),
              ($r, 3) if $r <= $lanes::GRADIENT_ROWS => $self.$method::<$lanes, $r, 3>($rows.start, $depth.start),
              ($r, 4) if $r <= $lanes::GRADIENT_ROWS => $self.$method::<$lanes, $r, 4>($rows.start, $depth.start),)*
            _ => unreachable!("a block is at most GRADIENT_ROWS by DEPTH"),
        }
    };
}
pub(super) use by_block;

impl<T: Element> Kernel<T> for WeightGradient<'_, T> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(mut self) {
        assert!(self.columns.is_multiple_of(L::COUNT) && self.columns <= self.stride);
        assert!(self.first.is_multiple_of(L::COUNT) && self.first <= self.columns);
        assert!(self.adjoint.len() >= self.rows * self.stride);
        assert!(self.input.len() >= self.depth * self.stride);
        assert!(self.weights.len() == self.rows * self.depth && self.biases.len() == self.rows);
        let (row_blocks, depth_blocks) = (
            self.rows.div_ceil(L::GRADIENT_ROWS),
            self.depth.div_ceil(DEPTH),
        );
        // The input's rows of a block stay in the first-level cache for all blocks of
        // the adjoint's, of which a register block has fewer.
        for c in 0..depth_blocks {
            let depth = part(self.depth, depth_blocks, c);
            for b in 0..row_blocks {
                let rows = part(self.rows, row_blocks, b);
                by_block!(self.dots::<L>(rows, depth));
            }
        }
        for n in 0..self.rows {
            let mut sum = L::constant(0.0);
            for v in (0..self.first).step_by(L::COUNT) {
                // SAFETY: v + COUNT <= first <= stride, and row n is inside.
                sum = sum.add(unsafe { L::load(self.adjoint.as_ptr().add(n * self.stride + v)) });
            }
            self.biases[n] += sum.sum();
        }
    }
}

impl<T: Element> WeightGradient<'_, T> {
    /// Up to sixteen dot products at a time, then all their lanes summed together.
    #[inline(always)]
    fn dots<L: Lanes<Element = T>, const R: usize, const K: usize>(&mut self, n: usize, k: usize) {
        let mut sums = [[L::constant(0.0); DEPTH]; MOST_ROWS];
        for v in (0..self.columns).step_by(L::COUNT) {
            // SAFETY: rows n .. n + R of the adjoint and k .. k + K of the
            // input are inside, and v + COUNT <= columns <= stride.
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
        let flat = sums.as_flattened();
        let mut totals = [T::default(); MOST_ROWS * DEPTH];
        for i in (0..L::GRADIENT_ROWS * DEPTH).step_by(L::COUNT) {
            // SAFETY: i + COUNT <= flat.len(), and there are as many totals.
            unsafe { L::sum_each(&flat[i..i + L::COUNT]).store(totals.as_mut_ptr().add(i)) };
        }
        for i in 0..R {
            // SAFETY: rows n .. n + R of `depth` weights each are inside.
            let row = unsafe { self.weights.as_mut_ptr().add((n + i) * self.depth + k) };
            for j in 0..K {
                // SAFETY: k + K <= depth.
                unsafe { *row.add(j) += totals[i * DEPTH + j] };
            }
        }
    }
}
