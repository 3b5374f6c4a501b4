//! The batches of a point set, iteration after iteration.

use voronet_kernels::Packed;

use super::importance::Importance;
use crate::objective::Scalar;
use crate::plan::{BySet, Plan};
use crate::points::stream::{Purpose, stream};
use crate::problem::Problem;
use crate::sampler::{self, Batch, Sampler};

/// A point set's sampler, the scores it asks for, and what it drew last.
pub struct Batches<T: Scalar> {
    set: usize,
    /// Points of a batch.
    size: usize,
    sampler: Box<dyn Sampler>,
    /// What the sampler declares of itself.
    entry: &'static sampler::Entry,
    importance: Option<Importance<T>>,
    last: Batch,
    is_refused: bool,
}

impl<T: Scalar> Batches<T> {
    /// Makes one for each point set, of its sampler and the scores that it asks for.
    pub fn all(
        plan: &Plan,
        samplers: BySet<Box<dyn Sampler>>,
        importances: BySet<Option<Importance<T>>>,
    ) -> BySet<Batches<T>> {
        let samplers = samplers.into_iter().zip(importances);
        let sets = samplers.zip(&plan.sets).enumerate();
        sets.map(|(set, ((sampler, importance), points))| Batches {
            set,
            size: points.batch,
            sampler,
            entry: points.sampler,
            importance,
            last: Batch::default(),
            is_refused: false,
        })
        .collect()
    }

    /// Refreshes the scores if it is time, and draws: lines 6 to 9 of Algorithm 2 (5 of
    /// Algorithm 1). There is no batch if a score is not finite; the batches are then
    /// [refused](Self::is_refused).
    pub fn draw(
        &mut self,
        problem: &Problem,
        iteration: usize,
        weights: &Packed<T>,
    ) -> Option<&Batch> {
        let seed = problem.training.seed;
        if let Some(importance) = &mut self.importance
            && is_due(problem, self.entry, iteration)
        {
            let purpose = Purpose::Residual { set: self.set };
            let mut rng = stream(seed, purpose, iteration as u64);
            let refreshed = importance.refresh(&mut *self.sampler, weights, &mut rng);
            self.is_refused = refreshed.is_err();
        }
        if self.is_refused {
            return None;
        }
        let purpose = Purpose::Batch { set: self.set };
        let mut rng = stream(seed, purpose, iteration as u64);
        self.sampler.draw(self.size, &mut rng, &mut self.last);
        Some(&self.last)
    }

    /// Returns what the last batch was drawn with.
    pub fn sampler(&self) -> &dyn Sampler {
        &*self.sampler
    }

    /// Returns the last batch.
    pub fn last(&self) -> &Batch {
        &self.last
    }

    /// Tells whether the last scores allowed no batch.
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }
}

/// Tells whether a sampler takes new scores before an iteration's batch.
fn is_due(problem: &Problem, sampler: &sampler::Entry, iteration: usize) -> bool {
    // Samplers that move residual points begin with uniform ones, which the untrained
    // network says nothing about.
    let is_early = iteration == 0 && !sampler.how.weighs;
    !is_early && iteration.is_multiple_of(problem.sampling.refresh_of(sampler))
}
