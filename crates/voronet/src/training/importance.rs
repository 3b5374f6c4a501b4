//! Line 6 of Algorithm 2: the scores that a sampler asks for.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use voronet_kernels::Mode;

use super::phase::Placed;
use crate::objective::{PerPoint, Points, Scalar, Theta};
use crate::plan::{BySet, Plan};
use crate::points::Cloud;
use crate::sampler::{Candidates, Sampler, Score, ScoreError};

/// Evaluates the scores that one point set's sampler asks for.
pub struct Importance<T: Scalar> {
    per_point: PerPoint<T>,
    cloud: Arc<Cloud>,
    seeds: Arc<Cloud>,
    lambda: Vec<f64>,
    scores: Vec<f64>,
}

impl<T: Scalar> Importance<T> {
    /// Makes one for each point set whose sampler asks for scores, with parameters of
    /// the same network and level as these.
    pub fn all(
        plan: &Plan,
        points: &Placed,
        samplers: &BySet<Box<dyn Sampler>>,
        theta: &Theta<T>,
    ) -> BySet<Option<Importance<T>>> {
        let of_set = |set: usize| {
            let place = (&points.clouds[set], &points.seeds[set]);
            Importance::new(plan, set, place, &*samplers[set], theta)
        };
        (0..plan.sets.len()).map(of_set).collect()
    }

    /// Makes one for the point set of that number with its points and seeds, with parameters of
    /// the same network and level as these; none if its sampler asks for no scores.
    pub fn new(
        plan: &Plan,
        set: usize,
        (cloud, seeds): (&Arc<Cloud>, &Arc<Cloud>),
        sampler: &dyn Sampler,
        theta: &Theta<T>,
    ) -> Option<Importance<T>> {
        let (_, score) = sampler.wants()?;
        let mode = match score {
            Score::Loss => Mode::Evaluate,
            Score::GradientNorm => Mode::Differentiate,
        };
        let own = &plan.sets[set];
        Some(Importance {
            per_point: PerPoint::new(&plan.network, &own.residuals, mode, theta),
            cloud: Arc::clone(cloud),
            seeds: Arc::clone(seeds),
            lambda: own.terms.iter().map(|&t| plan.terms[t].1).collect(),
            scores: Vec::new(),
        })
    }

    /// Evaluates the scores and hands them to the sampler.
    ///
    /// # Errors
    /// If one is not finite: the point and its score.
    pub fn refresh(
        &mut self,
        sampler: &mut dyn Sampler,
        theta: &Theta<T>,
        rng: &mut ChaCha8Rng,
    ) -> Result<(), BadScore> {
        let Some((candidates, score)) = sampler.wants() else {
            return Ok(());
        };
        let (cloud, points) = match candidates {
            Candidates::All => (&self.cloud, Points::Consecutive(0, self.cloud.len())),
            Candidates::Seeds => (&self.seeds, Points::Consecutive(0, self.seeds.len())),
            Candidates::Points(indices) => (&self.cloud, Points::Drawn(indices)),
        };
        let (per_point, lambda, scores) = (&self.per_point, &self.lambda, &mut self.scores);
        scores.resize(points.len(), 0.0);
        match score {
            Score::Loss => per_point.losses(theta, cloud, points, lambda, scores),
            Score::GradientNorm => per_point.gradient_norms(theta, cloud, points, lambda, scores),
        }
        // Where a score is bad, the candidates are asked for once more: the sampler is
        // free to change them.
        sampler
            .refresh(scores, rng)
            .map_err(|ScoreError { index, value }| {
                let j = match sampler.wants() {
                    Some((Candidates::Points(indices), _)) => indices.get(index).copied(),
                    _ => Some(index),
                };
                let point = j
                    .filter(|&j| j < cloud.len())
                    .map(|j| cloud.picked(&[j as u32]));
                BadScore { point, value }
            })
    }
}

/// A score that no distribution can be made of.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the score of a point is {value}")]
pub struct BadScore {
    /// Where, as a cloud of that point, if the sampler still knows.
    pub point: Option<Cloud>,
    /// Not finite, or negative.
    pub value: f64,
}
