//! `exact` and `gradient`: a score for each of the N points.

use rand_chacha::ChaCha8Rng;

use super::draw::{merge, sorted_uniforms};
use super::{Batch, Candidates, FLOOR, Sampler, Score, ScoreError, total};
use crate::problem::Method;

/// q_j ∝ the loss of point j (Eq. 17), or the norm of its gradient (Eq. 15),
/// mixed with the uniform distribution: q' = (1 − a) q + a/N.
///
/// A refresh costs an evaluation of all N points and O(N); a draw O(N + m).
pub struct Pointwise {
    score: Score,
    mixture: f64,
    /// Running sums of N q_j.
    cumulative: Vec<f64>,
    uniforms: Vec<f64>,
}

impl Pointwise {
    /// Uniform until the first refresh.
    pub fn new(score: Score, points: usize, mixture: f64) -> Pointwise {
        Pointwise {
            score,
            mixture,
            cumulative: (1..=points).map(|j| j as f64).collect(),
            uniforms: Vec::new(),
        }
    }

    /// N q_j, from the running sums, so that it is what the draws follow.
    fn relative(&self, j: usize) -> f64 {
        let before = if j == 0 { 0.0 } else { self.cumulative[j - 1] };
        let n = self.cumulative.len() as f64;
        let whole = self.cumulative[self.cumulative.len() - 1];
        (self.cumulative[j] - before) * n / whole
    }
}

impl Sampler for Pointwise {
    fn method(&self) -> Method {
        match self.score {
            Score::Loss => Method::Exact,
            Score::GradientNorm => Method::Gradient,
        }
    }

    fn wants(&self) -> Option<(Candidates, Score)> {
        Some((Candidates::All, self.score))
    }

    fn refresh(&mut self, scores: &[f64]) -> Result<(), ScoreError> {
        let mean = total(scores)? / scores.len() as f64;
        let floor = FLOOR * mean;
        let scale = if mean > 0.0 {
            (1.0 - self.mixture) / mean
        } else {
            0.0
        };
        let base = if mean > 0.0 { self.mixture } else { 1.0 };
        let mut sum = 0.0;
        for (cumulative, &score) in self.cumulative.iter_mut().zip(scores) {
            sum += scale * score.max(floor) + base;
            *cumulative = sum;
        }
        Ok(())
    }

    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        sorted_uniforms(m, rng, &mut self.uniforms);
        let Batch { indices, weights } = batch;
        indices.clear();
        merge(&self.cumulative, &self.uniforms, |j, _| indices.push(j));
        weights.clear();
        weights.extend(indices.iter().map(|&j| 1.0 / self.relative(j)));
    }

    fn probabilities(&self) -> Vec<f64> {
        let n = self.cumulative.len();
        (0..n).map(|j| self.relative(j) / n as f64).collect()
    }
}
