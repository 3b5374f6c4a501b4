//! `linear`: the loss interpolated between the seeds.
//!
//! Z. Yang, Z. Qiu, D. Fu, "DMIS: dynamic mesh-based importance sampling for
//! training physics-informed neural networks", AAAI 2023.

use rand_chacha::ChaCha8Rng;

use super::{Batch, Candidates, Pointwise, Sampler, Score, ScoreError, Weighting, total};
use crate::points::Interpolation;
use crate::sampler::Method;

/// q_j ∝ the losses of the seeds, interpolated linearly to point j on their
/// Delaunay triangulation; a point outside it has the loss of its nearest seed.
/// Mixed with the uniform distribution as in [`Pointwise`].
///
/// The triangulation is that of the seeds alone and stays as it is. Scores are
/// used as they are, without their minimum taken off. A refresh costs an
/// evaluation of the S seeds and O(N); a draw O(N + m).
pub struct Linear {
    interpolation: Interpolation,
    values: Vec<f64>,
    pointwise: Pointwise,
}

impl Linear {
    /// Uniform until the first refresh.
    pub fn new(interpolation: Interpolation, weighting: Weighting) -> Linear {
        let points = interpolation.len();
        Linear {
            interpolation,
            values: vec![0.0; points],
            pointwise: Pointwise::new(Score::Loss, points, weighting),
        }
    }
}

impl Sampler for Linear {
    fn method(&self) -> Method {
        Method::Linear
    }

    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        Some((Candidates::Seeds, Score::Loss))
    }

    fn refresh(&mut self, scores: &[f64], rng: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        // A bad score is reported by its seed, not by a point beside it.
        total(scores)?;
        self.interpolation.evaluate(scores, &mut self.values);
        self.pointwise.refresh(&self.values, rng)
    }

    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        self.pointwise.draw(m, rng, batch);
    }

    fn probabilities(&self) -> Vec<f64> {
        self.pointwise.probabilities()
    }
}
