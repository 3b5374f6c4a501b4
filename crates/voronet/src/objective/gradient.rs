//! Loss and gradient of an iteration.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use voronet_kernels::{Level, Mode, Packed};

use super::Scalar;
use super::ahead::Ahead;
use super::reduce::{runs, tiles};
use super::tile::{Points, Scratch};
use super::worker::Workers;
use crate::plan::Plan;
use crate::points::Cloud;
use crate::sampler::Batch;

/// Loss and gradient of a plan's terms over batches of fixed size.
///
/// J = Σ_t λ_t (1/m) Σ_p w_p Σ r_t(x_p)², Eq. 8 read as separate means, with the
/// batch's weights w_p, such as 1/(N q_p) of Eq. 16.
pub struct Objective<T: Scalar> {
    plan: Arc<Plan>,
    workers: Workers<Vec<Scratch<T>>>,
    runs: Vec<Run<T>>,
}

/// A fixed part of the iteration's points and what it adds up to.
struct Run<T> {
    set: usize,
    points: Range<usize>,
    gradient: Vec<T>,
    /// Σ w r² of each term.
    squares: Vec<f64>,
}

impl<T: Scalar> Objective<T> {
    /// For the plan's batch sizes, in the current thread pool.
    pub fn new(plan: Arc<Plan>, level: Level) -> Objective<T> {
        let parameters = plan.network.mlp.parameters();
        let sizes: Vec<_> = plan
            .sets
            .iter()
            .map(|set| {
                let group = &set.residuals;
                (set.batch, group.tile_points, group.work(&plan.network))
            })
            .collect();
        let run = |(set, points)| Run {
            set,
            points,
            gradient: vec![T::default(); parameters],
            squares: vec![0.0; plan.terms.len()],
        };
        let scratch = || {
            let sets = plan.sets.iter();
            sets.map(|set| Scratch::new(&plan.network, &set.residuals, Mode::Differentiate, level))
                .collect()
        };
        Objective {
            workers: Workers::new(scratch),
            runs: runs(&sizes).into_iter().map(run).collect(),
            plan,
        }
    }

    /// Writes ∇J to `gradient` and each term's λ_t (1/m) Σ w r² to `terms`.
    /// `clouds` and `batches` have one entry for each point set.
    pub fn gradient(
        &mut self,
        weights: &Packed<T>,
        clouds: &[Arc<Cloud>],
        batches: &[Batch],
        gradient: &mut [T],
        terms: &mut [f64],
    ) {
        let (plan, workers) = (&self.plan, &self.workers);
        self.runs.par_iter_mut().with_max_len(1).for_each(|run| {
            let scratch = &mut workers.own()[run.set];
            run.evaluate(plan, scratch, weights, &clouds[run.set], &batches[run.set]);
        });
        gradient.fill(T::default());
        terms.fill(0.0);
        for run in &self.runs {
            for (sum, &part) in gradient.iter_mut().zip(&run.gradient) {
                *sum += part;
            }
            for (sum, part) in terms.iter_mut().zip(&run.squares) {
                *sum += part;
            }
        }
    }
}

impl<T: Scalar> Run<T> {
    fn evaluate(
        &mut self,
        plan: &Plan,
        scratch: &mut Scratch<T>,
        weights: &Packed<T>,
        cloud: &Cloud,
        batch: &Batch,
    ) {
        let set = &plan.sets[self.set];
        let group = &set.residuals;
        self.gradient.fill(T::default());
        self.squares.fill(0.0);
        for tile in tiles(self.points.clone(), group.tile_points) {
            let importance = &batch.weights[tile.clone()];
            // Maybe those of another run, which is likely this thread's next.
            let later = &batch.indices[tile.end..];
            let later = &later[..group.tile_points.min(later.len())];
            let mut ahead = Ahead::new(cloud, later, scratch.kernels());
            let between = &mut || ahead.fetch();
            let points = Points::Drawn(&batch.indices[tile]);
            scratch.forward(&plan.network, group, weights, cloud, points, between);
            for (r, &term) in set.terms.iter().enumerate() {
                let factor = plan.terms[term].1 / batch.indices.len() as f64;
                let residuals = scratch.root(group, r);
                let squares = residuals.iter().zip(importance);
                let sum: f64 = squares.map(|(r, w)| w * r.to_f64() * r.to_f64()).sum();
                self.squares[term] += factor * sum;
                scratch.seed_residual(group, r, |p| 2.0 * factor * importance[p]);
            }
            scratch.reverse(group, weights, &mut self.gradient, between);
        }
    }
}
