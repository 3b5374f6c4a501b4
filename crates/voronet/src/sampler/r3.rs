//! `r3`: retain, resample, release.
//!
//! A. Daw, J. Bu, S. Wang, P. Perdikaris, A. Karpatne, "Mitigating propagation
//! failures in physics-informed neural networks using retain-resample-release
//! (R3) sampling", ICML 2023.

use rand_chacha::ChaCha8Rng;

use super::keys::REFRESH;
use super::making::{Asked, Asks, all_fit};
use super::residual::ResidualSet;
use super::{Batch, Candidates, Entry, How, Sampler, Score, ScoreError, total};
use crate::memory::Visit;

/// `r3`
pub static ENTRY: Entry = Entry {
    name: "r3",
    summary: "high residuals are kept, the rest of the batch is drawn anew",
    reference: "Daw et al. 2023",
    keys: &[REFRESH],
    how: How {
        asks: Some(Asks {
            of: Asked::Batch,
            score: Score::Loss,
        }),
        weighs: false,
        draws_conditions: false,
        check: all_fit,
        make: |making| {
            let r3 = R3::new(making.pool.len(), making.batch, making.rng);
            making.over_pool(Box::new(r3))
        },
    },
};

/// A population of points, at first uniform. Every refresh keeps those whose
/// residual |r|, the root of the loss, is above the population's mean, releases
/// the others, and fills up with uniform points of the pool.
///
/// A refresh costs an evaluation of the population, a draw O(m); neither depends
/// on N.
pub struct R3 {
    residual: ResidualSet,
}

impl R3 {
    /// A uniform population of `count` out of `points`.
    pub fn new(points: usize, count: usize, rng: &mut ChaCha8Rng) -> R3 {
        R3 {
            residual: ResidualSet::uniform(points, count, rng),
        }
    }
}

impl Sampler for R3 {
    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        Some((Candidates::Points(self.residual.points()), Score::Loss))
    }

    fn refresh(&mut self, scores: &[f64], rng: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        total(scores)?;
        let count = scores.len();
        let threshold = scores.iter().map(|s| s.sqrt()).sum::<f64>() / count as f64;
        let mut fitness = scores.iter().map(|s| s.sqrt());
        let is_high = |_: &usize| fitness.next().is_some_and(|f| f > threshold);
        self.residual.points_mut().retain(is_high);
        self.residual.fill(count, rng);
        Ok(())
    }

    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        self.residual.draw(m, rng, batch);
    }

    fn probabilities(&self) -> Vec<f64> {
        self.residual.probabilities()
    }

    fn visit(&mut self, visit: Visit) {
        self.residual.visit(visit);
    }
}
