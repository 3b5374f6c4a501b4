//! `rad`: residual-based adaptive distribution (Wu et al. 2023).

use rand_chacha::ChaCha8Rng;

use super::draw::Distribution;
use super::keys::{POWER, REFRESH, RESIDUAL_POINTS, SHIFT};
use super::making::{Asked, Asks, Made, Making};
use super::residual::{Density, ResidualSet, residual_points_fit};
use super::{Batch, Candidates, Entry, How, Sampler, Score, ScoreError};
use crate::memory::Visit;
use crate::points::TooFew;
use crate::registry::Key;

/// Wu et al. train for 1,000 steps of Adam between two resamplings.
pub const REFRESH_OF_WU: Key = REFRESH.with_default(1000.0);

/// `rad`
pub static ENTRY: Entry = Entry {
    name: "rad",
    summary: "the residual points are drawn anew by p_j",
    reference: "Wu et al. 2023",
    keys: &[REFRESH_OF_WU, POWER, SHIFT, RESIDUAL_POINTS],
    how: How {
        asks: Some(Asks {
            of: Asked::Points,
            score: Score::Loss,
        }),
        weighs: false,
        draws_conditions: false,
        check: residual_points_fit,
        make,
    },
};

fn make(making: Making) -> Result<Made, TooFew> {
    let settings = making.settings;
    let density = Density {
        power: settings.number(&POWER),
        shift: settings.number(&SHIFT),
    };
    let (points, count) = (making.pool.len(), settings.count(&RESIDUAL_POINTS));
    let rad = Rad::new(points, count, density, making.rng);
    making.over_pool(Box::new(rad))
}

/// Residual points, at first uniform, that every refresh draws anew with
/// probabilities p_j ∝ ε_j^k / mean(ε^k) + c, ε_j the size of the residual.
///
/// They are drawn with replacement and have no weights, so that the loss that is
/// minimised is Σ p ε², not the mean. A refresh costs an evaluation of all N
/// points and O(N); a draw O(m).
pub struct Rad {
    density: Density,
    residual: ResidualSet,
    distribution: Distribution,
}

impl Rad {
    /// Over a pool of `points`; `count` of them are residual points, uniform
    /// until the first refresh. The paper recommends k = 1 and c = 1.
    pub fn new(points: usize, count: usize, density: Density, rng: &mut ChaCha8Rng) -> Rad {
        Rad {
            density,
            residual: ResidualSet::uniform(points, count, rng),
            distribution: Distribution::uniform(points),
        }
    }
}

impl Sampler for Rad {
    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        Some((Candidates::All, Score::Loss))
    }

    fn refresh(&mut self, scores: &[f64], rng: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        self.density.set(scores, &mut self.distribution)?;
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

    fn visit(&mut self, visit: Visit) {
        self.residual.visit(visit);
    }
}
