//! `rad`: residual-based adaptive distribution (Wu et al. 2023).

use rand_chacha::ChaCha8Rng;

use super::draw::Distribution;
use super::residual::{ResidualSet, residual_density};
use super::{Batch, Candidates, Sampler, Score, ScoreError};
use crate::sampler::Method;

/// Residual points, at first uniform, that every refresh draws anew with
/// probabilities p_j ∝ ε_j^k / mean(ε^k) + c, ε_j the size of the residual.
///
/// They are drawn with replacement and have no weights, so that the loss that is
/// minimised is Σ p ε², not the mean. A refresh costs an evaluation of all N
/// points and O(N); a draw O(m).
pub struct Rad {
    power: f64,
    shift: f64,
    residual: ResidualSet,
    distribution: Distribution,
}

impl Rad {
    /// Over a pool of `points`; `count` of them are residual points, uniform
    /// until the first refresh. The paper recommends `power` k = 1 and `shift`
    /// c = 1.
    pub fn new(
        points: usize,
        count: usize,
        (power, shift): (f64, f64),
        rng: &mut ChaCha8Rng,
    ) -> Rad {
        Rad {
            power,
            shift,
            residual: ResidualSet::uniform(points, count, rng),
            distribution: Distribution::uniform(points),
        }
    }
}

impl Sampler for Rad {
    fn method(&self) -> Method {
        Method::Rad
    }

    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        Some((Candidates::All, Score::Loss))
    }

    fn refresh(&mut self, scores: &[f64], rng: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        residual_density(scores, self.power, self.shift, &mut self.distribution)?;
        let points = self.residual.points_mut();
        let count = points.len();
        points.clear();
        self.distribution.draw(count, rng, points);
        Ok(())
    }

    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        self.residual.draw(m, rng, batch);
    }

    fn probabilities(&self) -> Vec<f64> {
        self.residual.probabilities()
    }
}
