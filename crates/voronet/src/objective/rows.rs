//! Residuals at points as rows of a system, evaluated tile by tile.

use std::ops::Range;
use std::sync::Arc;

use rayon::join;
use voronet_kernels::{Level, Mode, RowsMut};

use super::reduce::{Load, chunks, tiles};
use super::theta::Theta;
use super::tile::{Points, Scratch};
use super::worker::Workers;
use crate::plan::{BySet, Group, Plan};
use crate::points::Cloud;
use crate::sampler::Batch;

/// The rows of a plan's batches. Residual r of term t at point p of a batch of m points
/// is the row √(λ_t w_p / m) · r. Rows lie tile by tile, and in a tile the first
/// residual's at all points, then the next one's.
pub struct Rows {
    plan: Arc<Plan>,
    theta: Theta<f64>,
    workers: Workers<Vec<Scratch<f64>>>,
    clouds: BySet<Arc<Cloud>>,
    batches: BySet<Batch>,
    tiles: Vec<Tile>,
    /// The tiles of each of some chunks, which share the work evenly.
    chunks: Vec<Range<usize>>,
    /// √(λ_t w_p / m) of each row.
    scales: Vec<f64>,
}

/// Where a row is from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowPlace {
    /// The point set.
    pub set: usize,
    /// The number of the residual among the set's.
    pub law: usize,
    /// The place of the point in the set's cloud.
    pub point: usize,
    /// √(λ_t w_p / m), which the residual is multiplied by.
    pub scale: f64,
}

/// Points that are evaluated together, and their rows.
pub struct Tile {
    /// The point set.
    pub set: usize,
    /// Those of the set's batch.
    points: Range<usize>,
    /// The points' rows of each residual, one after the other.
    pub rows: Range<usize>,
}

impl Tile {
    /// The rows of residual r.
    fn rows_of(&self, r: usize) -> Range<usize> {
        let n = self.points.len();
        self.rows.start + r * n..self.rows.start + (r + 1) * n
    }
}

impl Rows {
    /// Prepares for a plan and its first batches, in the current thread pool.
    pub fn new(plan: &Arc<Plan>, clouds: &BySet<Arc<Cloud>>, batches: &BySet<Batch>) -> Rows {
        let made = Theta::new(&plan.network, Level::detect());
        let scratch = || {
            let sets = plan.sets.iter();
            let mode = Mode::Differentiate;
            sets.map(|set| Scratch::new(&plan.network, &set.residuals, mode, &made))
                .collect()
        };
        let mut rows = Rows {
            workers: Workers::new(scratch),
            theta: made,
            clouds: clouds.clone(),
            batches: batches.clone(),
            tiles: Vec::new(),
            chunks: Vec::new(),
            scales: Vec::new(),
            plan: Arc::clone(plan),
        };
        rows.arrange();
        rows
    }

    /// Replaces the points, by others of any number.
    pub fn set_batches(&mut self, clouds: &BySet<Arc<Cloud>>, batches: &BySet<Batch>) {
        self.clouds = clouds.clone();
        self.batches = batches.clone();
        self.arrange();
    }

    /// Cuts the batches into tiles and scales their rows.
    fn arrange(&mut self) {
        let plan = Arc::clone(&self.plan);
        assert!(self.clouds.len() == plan.sets.len() && self.batches.len() == plan.sets.len());
        self.tiles.clear();
        self.chunks.clear();
        self.scales.clear();
        let sets = plan.sets.iter().zip(&self.batches);
        let loads: Vec<Load> = sets
            .map(|(set, batch)| Load::of(&plan, set, batch.indices.len()))
            .collect();
        for (set, cut) in chunks(&loads).into_iter().enumerate() {
            for chunk in cut {
                let first = self.tiles.len();
                for points in tiles(chunk, loads[set].tile_points) {
                    let start = self.scales.len();
                    self.append_scales(set, points.clone());
                    let rows = start..self.scales.len();
                    self.tiles.push(Tile { set, points, rows });
                }
                self.chunks.push(first..self.tiles.len());
            }
        }
    }

    fn append_scales(&mut self, set: usize, points: Range<usize>) {
        let batch = &self.batches[set];
        for &term in &self.plan.sets[set].terms {
            let factor = self.plan.terms[term].1 / batch.indices.len() as f64;
            let weights = batch.weights[points.clone()].iter();
            self.scales.extend(weights.map(|w| (factor * w).sqrt()));
        }
    }

    /// Takes θ, for what is evaluated next.
    pub fn set_parameters(&mut self, theta: &[f64]) {
        self.theta.pack(theta);
    }

    /// Counts the rows.
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Lists the tiles in the order of their rows.
    pub fn tiles(&self) -> &[Tile] {
        &self.tiles
    }

    /// Lists the tiles of each of some chunks, which share the work evenly.
    pub fn chunks(&self) -> &[Range<usize>] {
        &self.chunks
    }

    /// Returns where row i of a tile is from.
    pub fn place(&self, tile: &Tile, i: usize) -> RowPlace {
        let n = tile.points.len();
        RowPlace {
            set: tile.set,
            law: i / n,
            point: self.batches[tile.set].indices[tile.points.start + i % n],
            scale: self.scales[tile.rows.start + i],
        }
    }

    /// Writes the rows of consecutive tiles to `out`.
    pub fn residuals(&self, tiles: &[Tile], out: &mut [f64]) {
        match tiles {
            [] => {}
            [tile] => self.evaluate(tile, |scratch, group| {
                self.write(tile, scratch, group, out);
            }),
            _ => {
                let (left, right) = tiles.split_at(tiles.len() / 2);
                let (first, second) = out.split_at_mut(count(left));
                join(
                    || self.residuals(left, first),
                    || self.residuals(right, second),
                );
            }
        }
    }

    /// The same, and their derivatives by the parameters to the rows of `jacobian`.
    pub fn jacobian(&self, tiles: &[Tile], jacobian: RowsMut<'_, f64>, out: &mut [f64]) {
        match tiles {
            [] => {}
            [tile] => self.evaluate(tile, |scratch, group| {
                self.write(tile, scratch, group, out);
                let mut rest = jacobian;
                for r in 0..group.tape.roots() {
                    for other in 0..group.tape.roots() {
                        let scales = &self.scales[tile.rows_of(other)];
                        let is_r = if other == r { 1.0 } else { 0.0 };
                        scratch.seed(group, other, |p, _| is_r * scales[p]);
                    }
                    let (mut rows, others) = rest.split_at(tile.points.len());
                    scratch.point_gradients(group, &self.theta, &mut rows);
                    rest = others;
                }
            }),
            _ => {
                let (left, right) = tiles.split_at(tiles.len() / 2);
                let (first, second) = out.split_at_mut(count(left));
                let (above, below) = jacobian.split_at(first.len());
                join(
                    || self.jacobian(left, above, first),
                    || self.jacobian(right, below, second),
                );
            }
        }
    }

    /// Adds Σ_i v_i ∇r_i over the rows i of a tile to `gradient`, for v_i = `v(i, r_i)`, and
    /// returns Σ_i r_i².
    pub fn pull_back(
        &self,
        tile: &Tile,
        v: impl Fn(usize, f64) -> f64,
        gradient: &mut [f64],
    ) -> f64 {
        let mut squares = 0.0;
        self.evaluate(tile, |scratch, group| {
            for r in 0..group.tape.roots() {
                let first = tile.rows_of(r).start;
                let scales = &self.scales[tile.rows_of(r)];
                let rows = scratch.root(group, r).iter().zip(scales);
                squares += rows.map(|(r, s)| (r * s) * (r * s)).sum::<f64>();
                scratch.seed(group, r, |p, value| {
                    scales[p] * v(first + p, scales[p] * value)
                });
            }
            scratch.reverse(group, &self.theta, gradient, &mut || ());
        });
        squares
    }

    /// Adds the squares of rows `residuals` to their terms in `out`.
    pub fn add_to_terms(&self, residuals: &[f64], out: &mut [f64]) {
        for tile in &self.tiles {
            for (r, &term) in self.plan.sets[tile.set].terms.iter().enumerate() {
                let rows = residuals[tile.rows_of(r)].iter();
                out[term] += rows.map(|r| r * r).sum::<f64>();
            }
        }
    }

    fn write(&self, tile: &Tile, scratch: &Scratch<f64>, group: &Group, out: &mut [f64]) {
        let scales = &self.scales[tile.rows.clone()];
        let values = (0..group.tape.roots()).flat_map(|r| scratch.root(group, r));
        for ((out, scale), value) in out.iter_mut().zip(scales).zip(values) {
            *out = scale * value;
        }
    }

    /// Evaluates the residuals of a tile, for `then` to use.
    fn evaluate(&self, tile: &Tile, then: impl FnOnce(&mut Scratch<f64>, &Group)) {
        let (set, network) = (tile.set, &self.plan.network);
        let group = &self.plan.sets[set].residuals;
        let points = Points::Drawn(&self.batches[set].indices[tile.points.clone()]);
        let scratch = &mut self.workers.own()[set];
        let cloud = &self.clouds[set];
        scratch.forward(network, group, &self.theta, cloud, points, &mut || ());
        then(scratch, group);
    }
}

/// Counts the rows of some tiles.
pub fn count(tiles: &[Tile]) -> usize {
    tiles.iter().map(|tile| tile.rows.len()).sum()
}
