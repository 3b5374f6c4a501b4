//! θ arranged for the product kernel.

use super::buffer::Buffer;
use super::shape::Mlp;
use crate::dispatch::{Kernel, Level};
use crate::lanes::{Element, Lanes};
use crate::part::part;

/// A network's parameters, arranged for the kernels of a level.
///
/// The weights of every layer are kept in blocks of rows, once as they are for the
/// forward pass and once transposed for the reverse pass. A block of R rows is stored
/// column by column, so that the kernel broadcasts R neighbouring numbers at each step.
pub struct Packed<T> {
    mlp: Mlp,
    level: Level,
    block: usize,
    forward: Vec<Buffer<T>>,
    reverse: Vec<Buffer<T>>,
    biases: Vec<Vec<T>>,
}

impl<T: Element> Packed<T> {
    /// Makes room for a network's parameters, all of them 0, at a level.
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
            level,
        }
    }

    /// Returns the network's shape.
    pub fn mlp(&self) -> &Mlp {
        &self.mlp
    }

    /// Returns the level whose kernels can read the parameters.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Takes new parameters θ, laid out as [`Mlp`] says.
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
