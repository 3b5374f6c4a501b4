//! A symmetric matrix that is updated and multiplied, in half the memory.

use rayon::prelude::*;

/// The lower triangle of a symmetric matrix H of order n, row below row: n (n + 1) / 2
/// numbers.
///
/// An update is done in the pass of the next product, since the memory's speed bounds
/// both. Rows are worked on in blocks that depend on n alone.
#[derive(Clone, Debug)]
pub struct Packed {
    order: usize,
    data: Vec<f64>,
    pending: Option<RankTwo>,
    blocks: Vec<Block>,
}

/// The update H ← h H + a u uᵀ + b (s uᵀ + u sᵀ) + c s sᵀ.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RankTwo {
    /// h
    pub scale: f64,
    /// a
    pub uu: f64,
    /// b
    pub su: f64,
    /// c
    pub ss: f64,
    /// u
    pub u: Vec<f64>,
    /// s
    pub s: Vec<f64>,
}

/// Rows that one thread works on at a time.
#[derive(Clone, Debug)]
struct Block {
    first: usize,
    end: usize,
    /// What these rows add to a product: those before the block's end have a share.
    share: Vec<f64>,
}

/// The numbers of a block, more or less.
const BLOCK: usize = 1 << 16;

/// How many numbers precede row i.
fn before(i: usize) -> usize {
    i * (i + 1) / 2
}

impl Packed {
    /// The most blocks, of which each adds a vector to a product.
    pub const MOST_BLOCKS: usize = 32;

    /// Makes the identity of order n.
    pub fn identity(order: usize) -> Packed {
        let mut packed = Packed {
            order,
            data: vec![0.0; before(order)],
            pending: None,
            blocks: blocks(order),
        };
        packed.set_identity(1.0);
        packed
    }

    /// Returns n.
    pub fn order(&self) -> usize {
        self.order
    }

    /// Becomes the identity, times a number.
    pub fn set_identity(&mut self, scale: f64) {
        self.pending = None;
        self.data.fill(0.0);
        for i in 0..self.order {
            self.data[before(i) + i] = scale;
        }
    }

    /// Updates H, at the latest when it is next used.
    pub fn update(&mut self, update: RankTwo) {
        self.settle();
        self.pending = Some(update);
    }

    /// Writes H x to `out`.
    pub fn multiply(&mut self, x: &[f64], out: &mut [f64]) {
        let pending = self.pending.take();
        self.pass(|i, row, share| {
            if let Some(update) = &pending {
                update.apply(i, row);
            }
            // Row i times x, and column i above the diagonal times x_i.
            let (left, diagonal) = row.split_at(i);
            share[i] += dot(left, &x[..i]) + diagonal[0] * x[i];
            for (share, h) in share.iter_mut().zip(left) {
                *share += h * x[i];
            }
        });
        out.fill(0.0);
        for block in &self.blocks {
            for (out, share) in out.iter_mut().zip(&block.share) {
                *out += share;
            }
        }
    }

    /// Does the update that is pending, and returns the numbers, row below row.
    pub fn numbers(&mut self) -> &mut Vec<f64> {
        self.settle();
        &mut self.data
    }

    fn settle(&mut self) {
        if let Some(update) = self.pending.take() {
            self.pass(|i, row, _| update.apply(i, row));
        }
    }

    /// Works on each row i of i + 1 numbers, given the share of its block.
    fn pass(&mut self, work: impl Fn(usize, &mut [f64], &mut [f64]) + Sync) {
        let mut rest = self.data.as_mut_slice();
        let mut parts = Vec::with_capacity(self.blocks.len());
        for block in &mut self.blocks {
            let (part, behind) = rest.split_at_mut(before(block.end) - before(block.first));
            parts.push((block, part));
            rest = behind;
        }
        parts.into_par_iter().for_each(|(block, mut part)| {
            block.share.fill(0.0);
            for i in block.first..block.end {
                let (row, behind) = part.split_at_mut(i + 1);
                work(i, row, &mut block.share);
                part = behind;
            }
        });
    }
}

impl RankTwo {
    /// Updates row i up to the diagonal.
    fn apply(&self, i: usize, row: &mut [f64]) {
        let along_u = self.uu * self.u[i] + self.su * self.s[i];
        let along_s = self.su * self.u[i] + self.ss * self.s[i];
        for ((h, u), s) in row.iter_mut().zip(&self.u).zip(&self.s) {
            *h = self.scale * *h + along_u * u + along_s * s;
        }
    }
}

/// Rows of about as many numbers each.
fn blocks(order: usize) -> Vec<Block> {
    let count = (before(order) / BLOCK).clamp(1, Packed::MOST_BLOCKS);
    let bound = |k: usize| (order as f64 * (k as f64 / count as f64).sqrt()) as usize;
    let block = |k| {
        let (first, end) = (bound(k), bound(k + 1));
        Block {
            first,
            end,
            share: vec![0.0; end],
        }
    };
    (0..count).map(block).collect()
}

/// x · y, in eight sums side by side.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let (heads, tails) = (x.chunks_exact(8), y.chunks_exact(8));
    let rest = heads.remainder().iter().zip(tails.remainder());
    let rest: f64 = rest.map(|(x, y)| x * y).sum();
    let mut sums = [0.0; 8];
    for (x, y) in heads.zip(tails) {
        for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(order: usize, seed: f64) -> Vec<f64> {
        (0..order).map(|i| (seed * (i + 1) as f64).sin()).collect()
    }

    fn update(order: usize) -> RankTwo {
        RankTwo {
            scale: 0.9,
            uu: 0.2,
            su: -0.3,
            ss: 0.7,
            u: vector(order, 0.3),
            s: vector(order, 1.7),
        }
    }

    #[test]
    fn updates_and_products_are_those_of_the_whole_matrix() {
        for order in [1, 2, 3, 17, 500] {
            let mut packed = Packed::identity(order);
            let x = vector(order, 2.3);
            let mut out = vec![0.0; order];
            packed.update(update(order));
            packed.multiply(&x, &mut out);
            let RankTwo { u, s, .. } = update(order);
            for i in 0..order {
                let entry = |j: usize| {
                    let identity = if i == j { 0.9 } else { 0.0 };
                    identity + 0.2 * u[i] * u[j] + 0.7 * s[i] * s[j]
                        - 0.3 * (s[i] * u[j] + u[i] * s[j])
                };
                let wanted: f64 = (0..order).map(|j| entry(j) * x[j]).sum();
                assert!((out[i] - wanted).abs() < 1e-11, "{order} {i}");
                assert!((packed.numbers()[before(i)] - entry(0)).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn neither_threads_nor_the_time_of_an_update_change_a_bit() {
        let order = 900;
        let product = |threads: usize, at_once: bool| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            pool.build().unwrap().install(|| {
                let mut packed = Packed::identity(order);
                let mut out = vec![0.0; order];
                for k in 0..3 {
                    packed.update(update(order));
                    if at_once {
                        packed.numbers();
                    }
                    packed.multiply(&vector(order, 0.1 + f64::from(k)), &mut out);
                }
                out
            })
        };
        let known = product(1, false);
        assert!(Packed::identity(order).blocks.len() > 4);
        assert_eq!(product(3, false), known);
        assert_eq!(product(2, true), known);
    }
}
