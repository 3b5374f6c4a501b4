//! θ arranged for the product kernel.

use super::buffer::Buffer;
use super::shape::Mlp;
use crate::dispatch::{Kernel, Level};
use crate::lanes::{Element, Lanes};

/// The weights of every layer in blocks of rows, once as they are for the
/// forward pass and once transposed for the reverse pass, and the biases.
///
/// A block of R rows is stored column by column, so that the kernel broadcasts
/// R neighbouring numbers at each step.
pub struct Packed<T> {
    mlp: Mlp,
    block: usize,
    forward: Vec<Buffer<T>>,
    reverse: Vec<Buffer<T>>,
    biases: Vec<Vec<T>>,
}

/// Balanced parts: the i-th of `parts` of `n` things.
#[inline(always)]
pub fn part(n: usize, parts: usize, i: usize) -> std::ops::Range<usize> {
    n * i / parts..n * (i + 1) / parts
}

impl<T: Element> Packed<T> {
    /// Room for the network's parameters at a level.
    pub fn new(mlp: &Mlp, level: Level) -> Packed<T> {
        struct Rows<'a>(&'a mut usize);
        impl<T> Kernel<T> for Rows<'_> {
            #[inline(always)]
            fn run<L: Lanes<Element = T>>(self) {
                *self.0 = L::PRODUCT_ROWS;
            }
        }
        let mut block = 0;
        T::dispatch(level, Rows(&mut block));
        let matrices = || {
            (0..mlp.layers())
                .map(|l| Buffer::new(mlp.weights(l).len()))
                .collect()
        };
        Packed {
            block,
            forward: matrices(),
            reverse: matrices(),
            biases: (0..mlp.layers())
                .map(|l| vec![T::default(); mlp.widths[l + 1]])
                .collect(),
            mlp: mlp.clone(),
        }
    }

    /// Takes new parameters, laid out as [`Mlp`] says.
    ///
    /// # Panics
    /// If their number is not the network's.
    pub fn pack(&mut self, theta: &[T]) {
        assert_eq!(theta.len(), self.mlp.parameters());
        for l in 0..self.mlp.layers() {
            let (depth, rows) = (self.mlp.widths[l], self.mlp.widths[l + 1]);
            let w = &theta[self.mlp.weights(l)];
            for (rows, block) in blocks(&mut self.forward[l], rows, depth, self.block) {
                for (k, column) in block.chunks_exact_mut(rows.len()).enumerate() {
                    let from = w[rows.start * depth + k..].iter().step_by(depth);
                    column.iter_mut().zip(from).for_each(|(to, &w)| *to = w);
                }
            }
            // Transposed: the columns are the rows of w.
            for (rows, block) in blocks(&mut self.reverse[l], depth, rows, self.block) {
                let columns = block.chunks_exact_mut(rows.len());
                for (column, from) in columns.zip(w.chunks_exact(depth)) {
                    column.copy_from_slice(&from[rows.clone()]);
                }
            }
            self.biases[l].copy_from_slice(&theta[self.mlp.biases(l)]);
        }
    }

    pub(super) fn forward(&self, l: usize) -> &[T] {
        &self.forward[l]
    }

    pub(super) fn reverse(&self, l: usize) -> &[T] {
        &self.reverse[l]
    }

    pub(super) fn biases(&self, l: usize) -> &[T] {
        &self.biases[l]
    }
}

/// The blocks of a matrix: the rows of each, and the slice that holds them.
fn blocks<T>(
    mut matrix: &mut [T],
    rows: usize,
    depth: usize,
    most: usize,
) -> impl Iterator<Item = (std::ops::Range<usize>, &mut [T])> {
    let count = rows.div_ceil(most);
    (0..count).map(move |b| {
        let rows = part(rows, count, b);
        let (block, rest) = std::mem::take(&mut matrix).split_at_mut(rows.len() * depth);
        matrix = rest;
        (rows, block)
    })
}
