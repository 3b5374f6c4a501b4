//! The batches of a point set, iteration after iteration.

use super::importance::{BadScore, Importance};
use super::starved::Worth;
use crate::memory::{Remembered, Visit};
use crate::objective::{Scalar, Theta};
use crate::plan::{BySet, Plan};
use crate::points::Cloud;
use crate::points::stream::{Purpose, stream};
use crate::problem::Problem;
use crate::sampler::{self, Batch, Sampler, Spread};

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
    refusal: Option<BadScore>,
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
            refusal: None,
        })
        .collect()
    }

    /// Refreshes the scores if it is time, and draws: lines 6 to 9 of Algorithm 2 (5 of
    /// Algorithm 1). There is no batch if a score is not finite; the batches are then
    /// [refused](Self::refusal).
    pub fn draw(
        &mut self,
        problem: &Problem,
        iteration: usize,
        theta: &Theta<T>,
    ) -> Option<&Batch> {
        if is_due(problem, self.entry, iteration) {
            self.refresh(problem, iteration, theta);
        }
        if self.refusal.is_some() {
            return None;
        }
        let purpose = Purpose::Batch { set: self.set };
        let mut rng = stream(problem.training.seed, purpose, iteration as u64);
        self.sampler.draw(self.size, &mut rng, &mut self.last);
        Some(&self.last)
    }

    /// Refreshes the scores and draws so many points that stand for all, to be kept for
    /// some steps; see [`draw`](Self::draw).
    pub fn spread(
        &mut self,
        problem: &Problem,
        iteration: usize,
        theta: &Theta<T>,
        (size, spread): (usize, &Spread),
    ) -> Option<&Batch> {
        self.refresh(problem, iteration, theta);
        if self.refusal.is_some() {
            return None;
        }
        let purpose = Purpose::Batch { set: self.set };
        let mut rng = stream(problem.training.seed, purpose, iteration as u64);
        spread.draw(&*self.sampler, size, &mut rng, &mut self.last);
        Some(&self.last)
    }

    fn refresh(&mut self, problem: &Problem, iteration: usize, theta: &Theta<T>) {
        if let Some(importance) = &mut self.importance {
            let purpose = Purpose::Residual { set: self.set };
            let mut rng = stream(problem.training.seed, purpose, iteration as u64);
            let refreshed = importance.refresh(&mut *self.sampler, theta, &mut rng);
            self.refusal = refreshed.err();
        }
    }

    /// Shows the sampler's memory and the last batch, of a pool of so many points.
    pub fn visit(&mut self, pool: usize, visit: Visit) {
        self.sampler.visit(visit);
        let Batch { indices, weights } = &mut self.last;
        visit("points drawn", Remembered::Indices(indices, pool));
        visit("weights", Remembered::Numbers(weights));
        if indices.len() != weights.len() {
            visit("weights", Remembered::Misfit);
            // What is shown after this is shown of points with a weight each.
            weights.resize(indices.len(), 1.0);
        }
    }

    /// Gives the sampler back.
    pub fn into_sampler(self) -> Box<dyn Sampler> {
        self.sampler
    }

    /// Returns what the last batch was drawn by: q of every point.
    pub fn probabilities(&self) -> Vec<f64> {
        self.sampler.probabilities()
    }

    /// Returns the last batch.
    pub fn last(&self) -> &Batch {
        &self.last
    }

    /// Returns what the last batch is worth, if there is one.
    pub fn worth(&self) -> Option<Worth> {
        let weights = &self.last.weights;
        (!weights.is_empty()).then(|| Worth::of(weights))
    }

    /// Returns the points of the last batch, which are a cloud's, with the probability of
    /// each.
    pub fn drawn(&self, cloud: &Cloud) -> Vec<(Vec<f64>, f64)> {
        let probabilities = self.probabilities();
        let indices = self.last.indices.iter();
        indices
            .map(|&j| (cloud.point(j).to_vec(), probabilities[j]))
            .collect()
    }

    /// Returns the score for which the last scores allowed no batch.
    pub fn refusal(&self) -> Option<&BadScore> {
        self.refusal.as_ref()
    }
}

/// Tells whether a sampler takes new scores before an iteration's batch.
fn is_due(problem: &Problem, sampler: &sampler::Entry, iteration: usize) -> bool {
    // Samplers that move residual points begin with uniform ones, which the untrained
    // network says nothing about.
    let is_early = iteration == 0 && !sampler.how.weighs;
    !is_early && iteration.is_multiple_of(problem.sampling.refresh_of(sampler))
}
