//! A plan's loss as the sum of squares that a method of second order asks about.

use std::ops::Range;
use std::sync::Arc;

use voronet_kernels::{RowsMut, part};

use super::reduce::sum_in_pairs;
use super::rows::{RowPlace, Rows, Tile, count};
use crate::algebra::{Matrix, Symmetric};
use crate::optimizer::{BLOCK, Oracle};
use crate::plan::{BySet, Plan};
use crate::points::Cloud;
use crate::sampler::Batch;

/// The loss of a plan over batches of points, F = |r|² in f64, with a row of r for each
/// residual at each point of its set: √(λ_t w_p / m) · residual, for batches of m points.
/// It is the sum of the terms that [`Objective`](super::Objective) computes.
///
/// The order of the rows depends on the sizes of the batches alone.
pub struct LeastSquares {
    parameters: usize,
    rows: Rows,
    chunks: Vec<Chunk>,
    /// The tiles whose part of the Jacobian is held at a time.
    blocks: Vec<Range<usize>>,
    /// How many rows that part has at most, and some more.
    height: usize,
    /// That part, with rows of zeros below; there is none until it is asked for.
    block: Matrix,
}

/// A fixed part of the rows, and what is summed of it and of others.
#[derive(Default)]
struct Chunk {
    tiles: Range<usize>,
    gradient: Vec<f64>,
    loss: f64,
}

impl LeastSquares {
    /// Prepares for a plan and its first batches, in the current thread pool.
    ///
    /// # Panics
    /// If the clouds and batches are of another plan, with other point sets.
    pub fn new(
        plan: &Arc<Plan>,
        clouds: &BySet<Arc<Cloud>>,
        batches: &BySet<Batch>,
    ) -> LeastSquares {
        let mut made = LeastSquares {
            parameters: plan.network.parameters(),
            rows: Rows::new(plan, clouds, batches),
            chunks: Vec::new(),
            blocks: Vec::new(),
            height: 0,
            block: Matrix::new(0, 0),
        };
        made.reserve();
        made
    }

    /// Replaces the points, by others of any number. All memory for them is reserved here,
    /// but for what JᵀJ alone needs.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    pub fn set_batches(&mut self, clouds: &BySet<Arc<Cloud>>, batches: &BySet<Batch>) {
        self.rows.set_batches(clouds, batches);
        self.reserve();
    }

    fn reserve(&mut self) {
        self.chunks.resize_with(self.rows.chunks().len(), || Chunk {
            gradient: vec![0.0; self.parameters],
            ..Chunk::default()
        });
        for (chunk, tiles) in self.chunks.iter_mut().zip(self.rows.chunks()) {
            chunk.tiles = tiles.clone();
        }
        let tiles = self.rows.tiles();
        self.blocks = blocks(tiles, self.rows.len());
        let rows = self.blocks.iter().map(|block| count(&tiles[block.clone()]));
        // Columns an odd number of cache lines apart spread over the sets of the cache.
        self.height = (rows.max().unwrap_or(0).div_ceil(8) | 1) * 8;
    }

    /// Writes the loss of each term, λ_t (1/m) Σ w r², to `out`: its part of |r|².
    pub fn terms(&self, residuals: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        self.rows.add_to_terms(residuals, out);
    }

    /// Counts the rows of some point sets.
    pub fn count_rows(&self, is_wanted: impl Fn(usize) -> bool) -> usize {
        let tiles = self.rows.tiles().iter();
        tiles
            .filter(|tile| is_wanted(tile.set))
            .map(|tile| tile.rows.len())
            .sum()
    }

    /// Calls `f` with each row of some point sets: where it is from, its value and its gradient.
    pub fn each_row(
        &mut self,
        theta: &[f64],
        is_wanted: impl Fn(usize) -> bool,
        f: &mut dyn FnMut(RowPlace, f64, &[f64]),
    ) {
        self.rows.set_parameters(theta);
        let tiles = self.rows.tiles().iter().filter(|tile| is_wanted(tile.set));
        for tile in tiles {
            let n = tile.rows.len();
            let mut jacobian = Matrix::new(n, self.parameters);
            let mut residuals = vec![0.0; n];
            let rows = RowsMut::new(jacobian.data_mut(), n);
            self.rows
                .jacobian(std::slice::from_ref(tile), rows, &mut residuals);
            for (i, &residual) in residuals.iter().enumerate() {
                let gradient: Vec<f64> = (0..self.parameters)
                    .map(|j| jacobian.column(j)[i])
                    .collect();
                f(self.rows.place(tile, i), residual, &gradient);
            }
        }
    }

    /// Writes Σ_i v_i ∇r_i to `out`, for v_i = `v(i, r_i)`, and returns |r|².
    fn pull(&mut self, v: impl Fn(usize, f64) -> f64 + Sync, out: &mut [f64]) -> f64 {
        let rows = &self.rows;
        let evaluate = |chunk: &mut Chunk| {
            chunk.gradient.fill(0.0);
            chunk.loss = 0.0;
            for tile in &rows.tiles()[chunk.tiles.clone()] {
                chunk.loss += rows.pull_back(tile, &v, &mut chunk.gradient);
            }
        };
        let add = |sum: &mut Chunk, part: &Chunk| {
            let gradients = sum.gradient.iter_mut().zip(&part.gradient);
            gradients.for_each(|(sum, part)| *sum += part);
            sum.loss += part.loss;
        };
        sum_in_pairs(&mut self.chunks, &evaluate, &add);
        out.copy_from_slice(&self.chunks[0].gradient);
        self.chunks[0].loss
    }
}

impl Oracle for LeastSquares {
    fn parameters(&self) -> usize {
        self.parameters
    }

    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn residuals(&mut self, theta: &[f64], out: &mut [f64]) {
        self.rows.set_parameters(theta);
        self.rows.residuals(self.rows.tiles(), out);
    }

    fn gradient(&mut self, theta: &[f64], out: &mut [f64]) -> f64 {
        self.rows.set_parameters(theta);
        self.pull(|_, residual| 2.0 * residual, out)
    }

    fn pull_back(&mut self, theta: &[f64], v: &[f64], out: &mut [f64]) {
        self.rows.set_parameters(theta);
        self.pull(|i, _| v[i], out);
    }

    fn gram(&mut self, theta: &[f64], gram: &mut Symmetric, residuals: &mut [f64]) {
        self.rows.set_parameters(theta);
        if self.block.rows() != self.height {
            self.block = Matrix::new(self.height, self.parameters);
        }
        gram.fill_zero();
        let mut residuals = residuals;
        for block in &self.blocks {
            let tiles = &self.rows.tiles()[block.clone()];
            let (first, others) = residuals.split_at_mut(count(tiles));
            residuals = others;
            let all = RowsMut::new(self.block.data_mut(), self.height);
            let (jacobian, mut below) = all.split_at(first.len());
            below.fill_zero();
            self.rows.jacobian(tiles, jacobian, first);
            gram.add_gram(&self.block);
        }
    }

    fn jacobian(&mut self, theta: &[f64], jacobian: &mut Matrix, residuals: &mut [f64]) {
        self.rows.set_parameters(theta);
        let height = jacobian.rows();
        let all = RowsMut::new(jacobian.data_mut(), height);
        self.rows.jacobian(self.rows.tiles(), all, residuals);
    }
}

/// Cuts tiles with so many rows into blocks of about equally many, few more than
/// [`BLOCK`].
fn blocks(tiles: &[Tile], rows: usize) -> Vec<Range<usize>> {
    let count = rows.div_ceil(BLOCK);
    let end = |block: usize| {
        let row = part(rows, count, block).end;
        tiles.partition_point(|tile| tile.rows.start < row)
    };
    let mut start = 0;
    let block = |i| {
        let range = start..end(i);
        start = range.end;
        range
    };
    (0..count).map(block).filter(|b| !b.is_empty()).collect()
}
