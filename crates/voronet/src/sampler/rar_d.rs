//! `rar_d`: residual-based adaptive refinement with distribution (Wu et al. 2023).

use rand_chacha::ChaCha8Rng;

use super::draw::Distribution;
use super::residual::{ResidualSet, residual_density};
use super::{Batch, Candidates, Sampler, Score, ScoreError};
use crate::sampler::Method;

/// Residual points, at first uniform, to which every refresh adds some, drawn
/// with probabilities p_j ∝ ε_j^k / mean(ε^k) + c, ε_j the size of the residual.
/// None is ever removed.
///
/// A refresh costs an evaluation of all N points and O(N); a draw O(m).
pub struct RarD {
    added: usize,
    power: f64,
    shift: f64,
    residual: ResidualSet,
    distribution: Distribution,
}

impl RarD {
    /// Over a pool of `points`, starting from `count` uniform ones and adding
    /// `added` at each refresh. The paper recommends `power` k = 2 and `shift`
    /// c = 0.
    pub fn new(
        points: usize,
        count: usize,
        added: usize,
        (power, shift): (f64, f64),
        rng: &mut ChaCha8Rng,
    ) -> RarD {
        RarD {
            added,
            power,
            shift,
            residual: ResidualSet::uniform(points, count, rng),
            distribution: Distribution::uniform(points),
        }
    }
}

impl Sampler for RarD {
    fn method(&self) -> Method {
        Method::RarD
    }

    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        Some((Candidates::All, Score::Loss))
    }

    fn refresh(&mut self, scores: &[f64], rng: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        residual_density(scores, self.power, self.shift, &mut self.distribution)?;
        let points = self.residual.points_mut();
        self.distribution.draw(self.added, rng, points);
        Ok(())
    }

    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        self.residual.draw(m, rng, batch);
    }

    fn probabilities(&self) -> Vec<f64> {
        self.residual.probabilities()
    }
}
