//! The product of a layer's weights with all columns of a tile.

use crate::dispatch::Kernel;
use crate::lanes::{Element, Lanes};
use crate::part::part;

/// output = weights · input, over the first `columns` of each row.
pub struct Product<'a, T> {
    /// Rows of the weights and of the output.
    pub rows: usize,
    /// Columns of the weights, rows of the input.
    pub depth: usize,
    /// A multiple of the lanes.
    pub columns: usize,
    /// From one row of the input and output to the next.
    pub stride: usize,
    /// As [`Packed`](super::Packed) arranges them.
    pub weights: &'a [T],
    /// `depth` rows.
    pub input: &'a [T],
    /// `rows` rows.
    pub output: &'a mut [T],
}

/// Steps of a register block's loop that are written out.
const UNROLLED: usize = 4;

impl<T: Element> Kernel<T> for Product<'_, T> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        assert!(self.columns.is_multiple_of(L::COUNT) && self.columns <= self.stride);
        assert!(self.weights.len() >= self.rows * self.depth);
        assert!(self.input.len() >= self.depth * self.stride);
        assert!(self.output.len() >= self.rows * self.stride);
        let vectors = self.columns / L::COUNT;
        let panels = vectors.div_ceil(L::PRODUCT_VECTORS);
        let blocks = self.rows.div_ceil(L::PRODUCT_ROWS);
        // A panel of the input stays in the first-level cache for all rows.
        for p in 0..panels {
            let panel = part(vectors, panels, p);
            let first = panel.start * L::COUNT;
            for b in 0..blocks {
                let rows = part(self.rows, blocks, b);
                // SAFETY: the assertions above: the block's weights, the
                // panel's columns of all input rows and of these output rows
                // lie inside the slices.
                unsafe {
                    let weights = self.weights.as_ptr().add(rows.start * self.depth);
                    let input = self.input.as_ptr().add(first);
                    let output = self
                        .output
                        .as_mut_ptr()
                        .add(rows.start * self.stride + first);
                    let block = Block {
                        depth: self.depth,
                        stride: self.stride,
                        weights,
                        input,
                        output,
                    };
                    block.run::<L>(rows.len(), panel.len());
                }
            }
        }
    }
}

/// A register block of the product.
struct Block<T> {
    depth: usize,
    stride: usize,
    weights: *const T,
    input: *const T,
    output: *mut T,
}

impl<T: Element> Block<T> {
    /// # Safety
    /// `rows · depth` weights, `vectors` vectors of each of `depth` input rows
    /// and of `rows` output rows must lie behind the pointers.
    #[inline(always)]
    unsafe fn run<L: Lanes<Element = T>>(self, rows: usize, vectors: usize) {
        macro_rules! choose {
            ($($rows:literal)*) => {
                // SAFETY: the caller's promise, with the same numbers.
                unsafe {
                    match (rows, vectors) {
                        $(($rows, 1) if $rows <= L::PRODUCT_ROWS && 1 <= L::PRODUCT_VECTORS => self.multiply::<L, $rows, 1>(),
                          ($rows, 2) if $rows <= L::PRODUCT_ROWS && 2 <= L::PRODUCT_VECTORS => self.multiply::<L, $rows, 2>(),
                          ($rows, 3) if $rows <= L::PRODUCT_ROWS && 3 <= L::PRODUCT_VECTORS => self.multiply::<L, $rows, 3>(),)*
                        _ => unreachable!("a block is at most PRODUCT_ROWS by PRODUCT_VECTORS"),
                    }
                }
            };
        }
        choose!(1 2 3 4 5 6 7 8);
    }

    /// # Safety
    /// As for `run`.
    #[inline(always)]
    unsafe fn multiply<L: Lanes<Element = T>, const R: usize, const V: usize>(mut self) {
        let mut sums = [[L::constant(0.0); V]; R];
        // SAFETY: `depth` steps in all.
        unsafe {
            for _ in 0..self.depth / UNROLLED {
                for _ in 0..UNROLLED {
                    self.step(&mut sums);
                }
            }
            for _ in 0..self.depth % UNROLLED {
                self.step(&mut sums);
            }
        }
        for (r, sums) in sums.into_iter().enumerate() {
            for (v, sum) in sums.into_iter().enumerate() {
                // SAFETY: R output rows of V vectors.
                unsafe { sum.store(self.output.add(r * self.stride + v * L::COUNT)) };
            }
        }
    }

    /// Adds the next column of the weights times the next row of the input.
    ///
    /// # Safety
    /// There must be one.
    #[inline(always)]
    unsafe fn step<L: Lanes<Element = T>, const R: usize, const V: usize>(
        &mut self,
        sums: &mut [[L; V]; R],
    ) {
        // SAFETY: R weights and V vectors, the caller's promise.
        unsafe {
            let x: [L; V] = std::array::from_fn(|v| L::load(self.input.add(v * L::COUNT)));
            for (r, sums) in sums.iter_mut().enumerate() {
                let w = L::splat(*self.weights.add(r));
                for v in 0..V {
                    sums[v] = w.mul_add(x[v], sums[v]);
                }
            }
        }
        // After the last step the input's may be more than one past the end, where `add` must not
        // lead.
        self.weights = self.weights.wrapping_add(R);
        self.input = self.input.wrapping_add(self.stride);
    }
}
