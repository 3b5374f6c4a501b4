//! The batches of a point set, iteration after iteration.

use voronet_kernels::{Level, Packed};

use super::Pools;
use super::importance::Importance;
use crate::objective::Scalar;
use crate::plan::Plan;
use crate::points::stream::{Purpose, stream};
use crate::problem::Problem;
use crate::sampler::{Batch, Sampler, ScoreError};

/// A point set's sampler, the scores it asks for, and what it drew last.
pub struct Source<T: Scalar> {
    set: usize,
    /// Points of a batch.
    size: usize,
    sampler: Box<dyn Sampler>,
    importance: Option<Importance<T>>,
    batch: Batch,
    refused: Option<ScoreError>,
}

impl<T: Scalar> Source<T> {
    /// One for each point set, of pools that keep no sampler.
    pub fn all(plan: &Plan, pools: &mut Pools, level: Level) -> Vec<Source<T>> {
        let importance = |set| Importance::new(plan, pools, set, level);
        let importances: Vec<_> = (0..plan.sets.len()).map(importance).collect();
        let samplers = pools.samplers.drain(..).zip(importances);
        let sets = samplers.zip(&plan.sets).enumerate();
        sets.map(|(set, ((sampler, importance), points))| Source {
            set,
            size: points.batch,
            sampler,
            importance,
            batch: Batch::default(),
            refused: None,
        })
        .collect()
    }

    /// Lines 6 to 8 of Algorithm 2 (4 of Algorithm 1): refreshes the scores if it is
    /// time, and draws. None if a score is not finite, which is then
    /// [`refused`](Self::refused).
    pub fn draw(
        &mut self,
        problem: &Problem,
        iteration: usize,
        weights: &Packed<T>,
    ) -> Option<&Batch> {
        let seed = problem.training.seed;
        if let Some(importance) = &mut self.importance
            && is_due(problem, &*self.sampler, iteration)
        {
            let purpose = Purpose::Residual { set: self.set };
            let mut rng = stream(seed, purpose, iteration as u64);
            let refreshed = importance.refresh(&mut *self.sampler, weights, &mut rng);
            self.refused = refreshed.err();
        }
        if self.refused.is_some() {
            return None;
        }
        let purpose = Purpose::Batch { set: self.set };
        let mut rng = stream(seed, purpose, iteration as u64);
        self.sampler.draw(self.size, &mut rng, &mut self.batch);
        Some(&self.batch)
    }

    /// What the last batch was drawn with.
    pub fn sampler(&self) -> &dyn Sampler {
        &*self.sampler
    }

    /// The last batch.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// A score that no batch could be drawn with.
    pub fn refused(&self) -> Option<ScoreError> {
        self.refused
    }
}

/// Whether a sampler takes new scores before an iteration's batch.
fn is_due(problem: &Problem, sampler: &dyn Sampler, iteration: usize) -> bool {
    let method = sampler.method();
    // Samplers that move residual points begin with uniform ones, which the untrained
    // network says nothing about.
    let is_early = iteration == 0 && !method.weighs();
    !is_early && iteration.is_multiple_of(problem.sampling.refresh_of(method))
}
