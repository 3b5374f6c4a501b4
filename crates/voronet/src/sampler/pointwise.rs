//! What `exact` and `gradient` share: a score for each of the N points.

use rand_chacha::ChaCha8Rng;

use super::draw::Distribution;
use super::{Batch, Candidates, FLOOR, Sampler, Score, ScoreError, Weighting, total};
use crate::memory::Visit;

/// q_j ∝ the loss of point j (Eq. 17), or the norm of its gradient (Eq. 15),
/// mixed with the uniform distribution: q' = (1 − a) q + a/N.
///
/// A refresh costs an evaluation of all N points and O(N); a draw O(N + m).
pub struct Pointwise {
    score: Score,
    weighting: Weighting,
    distribution: Distribution,
}

impl Pointwise {
    /// Begins with uniform draws, until the first refresh.
    pub fn new(score: Score, points: usize, weighting: Weighting) -> Pointwise {
        Pointwise {
            score,
            weighting,
            distribution: Distribution::uniform(points),
        }
    }
}

impl Sampler for Pointwise {
    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        Some((Candidates::All, self.score))
    }

    fn refresh(&mut self, scores: &[f64], _: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        let floor = FLOOR * total(scores)? / scores.len() as f64;
        let weighting = self.weighting;
        let raised = |&score: &f64| weighting.importance(score.max(floor));
        let mean = scores.iter().map(raised).sum::<f64>() / scores.len() as f64;
        let (scale, base) = if mean > 0.0 {
            let mixture = weighting.mixture;
            ((1.0 - mixture) / mean, mixture)
        } else {
            (0.0, 1.0)
        };
        let weights = scores.iter().map(|score| scale * raised(score) + base);
        self.distribution.set(weights);
        Ok(())
    }

    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        let Batch { indices, weights } = batch;
        indices.clear();
        self.distribution.draw(m, rng, indices);
        let weight = |&j: &usize| self.weighting.weight(self.distribution.relative(j));
        weights.clear();
        weights.extend(indices.iter().map(weight));
    }

    fn probabilities(&self) -> Vec<f64> {
        self.distribution.probabilities()
    }

    fn visit(&mut self, visit: Visit) {
        self.distribution.visit(visit);
    }

    fn weight(&self, relative: f64) -> f64 {
        self.weighting.weight(relative)
    }
}
