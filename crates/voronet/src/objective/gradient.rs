//! Loss and gradient of an iteration.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use voronet_kernels::Mode;

use super::Scalar;
use super::ahead::Ahead;
use super::reduce::{Load, chunks, sum_in_pairs, tiles};
use super::theta::Theta;
use super::tile::{Points, Scratch};
use super::worker::Workers;
use crate::plan::{BySet, Plan, PointSet};
use crate::points::Cloud;
use crate::sampler::Batch;

/// Computes loss and gradient of a plan's terms over batches of fixed size.
///
/// J = Σ_t λ_t (1/m) Σ_p w_p Σ r_t(x_p)², Eq. 8 read as separate means, with the
/// batch's weights w_p, such as 1/(N q_p) of Eq. 16.
pub struct Objective<T: Scalar> {
    plan: Arc<Plan>,
    workers: Workers<Vec<Scratch<T>>>,
    /// The chunks of each point set, at least one; in the end the first holds their sum.
    chunks: BySet<Vec<Chunk<T>>>,
}

/// A fixed part of a set's points, and what is summed of it and of others.
struct Chunk<T> {
    points: Range<usize>,
    gradient: Vec<T>,
    /// Each term's λ_t (1/m) Σ w r².
    losses: Vec<f64>,
}

/// The chunks of each point set's batch.
fn cut(plan: &Plan) -> Vec<Vec<Range<usize>>> {
    let load = |set: &PointSet| Load::of(plan, set, set.batch);
    chunks(&plan.sets.iter().map(load).collect::<Vec<_>>())
}

/// How many gradients are held at a time: one for each chunk.
pub fn gradients(plan: &Plan) -> usize {
    cut(plan).iter().map(Vec::len).sum()
}

impl<T: Scalar> Objective<T> {
    /// Prepares for the plan's batch sizes in the current thread pool, and for parameters
    /// of the same network and level as these.
    pub fn new(plan: Arc<Plan>, theta: &Theta<T>) -> Objective<T> {
        let parameters = plan.network.parameters();
        let chunk = |points| Chunk {
            points,
            gradient: vec![T::default(); parameters],
            losses: vec![0.0; plan.terms.len()],
        };
        let of_set = |points: Vec<_>| points.into_iter().map(chunk).collect();
        let scratch = || {
            let sets = plan.sets.iter();
            let mode = Mode::Differentiate;
            sets.map(|set| Scratch::new(&plan.network, &set.residuals, mode, theta))
                .collect()
        };
        Objective {
            workers: Workers::new(scratch),
            chunks: cut(&plan).into_iter().map(of_set).collect(),
            plan,
        }
    }

    /// Writes ∇J to `gradient` and each term's λ_t (1/m) Σ w r² to `terms`.
    ///
    /// `draw` makes the next
    /// batch, on any thread, while other sets are evaluated already; if it makes none,
    /// what is written means nothing.
    ///
    /// # Panics
    /// If the clouds and batches are of another plan, with other point sets.
    pub fn gradient<S: Send>(
        &mut self,
        theta: &Theta<T>,
        clouds: &BySet<Arc<Cloud>>,
        batches: &mut BySet<S>,
        draw: impl Fn(&mut S) -> Option<&Batch> + Sync,
        gradient: &mut [T],
        terms: &mut [f64],
    ) {
        assert!(clouds.len() == self.chunks.len() && batches.len() == self.chunks.len());
        let (plan, workers) = (&self.plan, &self.workers);
        let sets = self
            .chunks
            .par_iter_mut()
            .zip(&mut **batches)
            .with_max_len(1);
        sets.enumerate().for_each(|(set, (chunks, batches))| {
            if let Some(batch) = draw(batches) {
                let share = Share {
                    plan,
                    workers,
                    set,
                    theta,
                    cloud: &clouds[set],
                    batch,
                };
                let add = |sum: &mut Chunk<T>, part: &Chunk<T>| {
                    part.add_to(&mut sum.gradient, &mut sum.losses);
                };
                sum_in_pairs(chunks, &|chunk| share.evaluate(chunk), &add);
            }
        });
        gradient.fill(T::default());
        terms.fill(0.0);
        for chunks in &self.chunks {
            chunks[0].add_to(gradient, terms);
        }
    }
}

impl<T: Scalar> Chunk<T> {
    fn add_to(&self, gradient: &mut [T], losses: &mut [f64]) {
        for (sum, &part) in gradient.iter_mut().zip(&self.gradient) {
            *sum += part;
        }
        for (sum, part) in losses.iter_mut().zip(&self.losses) {
            *sum += part;
        }
    }
}

/// What the chunks of a point set share.
struct Share<'a, T: Scalar> {
    plan: &'a Plan,
    workers: &'a Workers<Vec<Scratch<T>>>,
    set: usize,
    theta: &'a Theta<T>,
    cloud: &'a Cloud,
    batch: &'a Batch,
}

impl<T: Scalar> Share<'_, T> {
    fn evaluate(&self, chunk: &mut Chunk<T>) {
        let Share {
            plan,
            theta,
            cloud,
            batch,
            ..
        } = *self;
        let set = &plan.sets[self.set];
        let group = &set.residuals;
        let scratch = &mut self.workers.own()[self.set];
        chunk.gradient.fill(T::default());
        chunk.losses.fill(0.0);
        for tile in tiles(chunk.points.clone(), group.tile_points) {
            let importance = &batch.weights[tile.clone()];
            // Maybe those of another chunk, which is likely this thread's next.
            let later = &batch.indices[tile.end..];
            let later = &later[..group.tile_points.min(later.len())];
            let mut ahead = Ahead::new(cloud, later, scratch.kernels());
            let between = &mut || ahead.fetch();
            let points = Points::Drawn(&batch.indices[tile]);
            scratch.forward(&plan.network, group, theta, cloud, points, between);
            for (r, &term) in set.terms.iter().enumerate() {
                let factor = plan.terms[term].1 / batch.indices.len() as f64;
                let residuals = scratch.root(group, r);
                let squares = residuals.iter().zip(importance);
                let sum: f64 = squares.map(|(r, w)| w * r.to_f64() * r.to_f64()).sum();
                chunk.losses[term] += factor * sum;
                scratch.seed(group, r, |p, value| 2.0 * factor * importance[p] * value);
            }
            scratch.reverse(group, theta, &mut chunk.gradient, between);
        }
    }
}
