//! `rar_d`: residual-based adaptive refinement with distribution (Wu et al. 2023).

use rand_chacha::ChaCha8Rng;

use super::draw::Distribution;
use super::keys::{POWER, RESIDUAL_POINTS, SHIFT};
use super::making::{Asked, Asks, Made, Making};
use super::rad::REFRESH_OF_WU;
use super::residual::{Density, ResidualSet, more_than_points, residual_points_fit};
use super::{Batch, Candidates, Entry, How, Sampler, Score, ScoreError};
use crate::memory::Visit;
use crate::points::TooFew;
use crate::registry::{Fallback, Key, Range};

const POWER_OF_RAR_D: Key = POWER.with_default(2.0);
const SHIFT_OF_RAR_D: Key = SHIFT.with_default(0.0);

/// Residual points that a refresh adds.
const ADDED: Key = Key {
    name: "added",
    range: Range::Count(1),
    default: Fallback::Number(10.0),
    meaning: "residual points that each refresh adds",
};

/// `rar_d`
pub static ENTRY: Entry = Entry {
    name: "rar_d",
    summary: "residual points drawn by p_j are added",
    reference: "Wu et al. 2023",
    keys: &[
        REFRESH_OF_WU,
        POWER_OF_RAR_D,
        SHIFT_OF_RAR_D,
        RESIDUAL_POINTS,
        ADDED,
    ],
    how: How {
        asks: Some(Asks {
            of: Asked::Points,
            score: Score::Loss,
        }),
        weighs: false,
        draws_conditions: false,
        check: |settings, inputs| {
            residual_points_fit(settings, inputs).or_else(|| more_than_points(settings, &ADDED))
        },
        make,
    },
};

fn make(making: Making) -> Result<Made, TooFew> {
    let settings = making.settings;
    let density = Density {
        power: settings.number(&POWER_OF_RAR_D),
        shift: settings.number(&SHIFT_OF_RAR_D),
    };
    let growth = Growth {
        start: settings.count(&RESIDUAL_POINTS),
        added: settings.count(&ADDED),
    };
    let rar_d = RarD::new(making.pool.len(), growth, density, making.rng);
    making.over_pool(Box::new(rar_d))
}

/// Residual points, at first uniform, to which every refresh adds some, drawn
/// with probabilities p_j ∝ ε_j^k / mean(ε^k) + c, ε_j the size of the residual.
/// None is ever removed.
///
/// A refresh costs an evaluation of all N points and O(N); a draw O(m).
pub struct RarD {
    added: usize,
    density: Density,
    residual: ResidualSet,
    distribution: Distribution,
}

/// How many residual points there are.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// How many residual points there are before the first refresh.
    pub start: usize,
    /// How many more there are after each refresh.
    pub added: usize,
}

impl RarD {
    /// Over a pool of `points`, starting from uniform ones. The paper recommends k = 2 and
    /// c = 0.
    pub fn new(points: usize, growth: Growth, density: Density, rng: &mut ChaCha8Rng) -> RarD {
        RarD {
            added: growth.added,
            density,
            residual: ResidualSet::uniform(points, growth.start, rng),
            distribution: Distribution::uniform(points),
        }
    }
}

impl Sampler for RarD {
    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        Some((Candidates::All, Score::Loss))
    }

    fn refresh(&mut self, scores: &[f64], rng: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        self.density.set(scores, &mut self.distribution)?;
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

    fn visit(&mut self, visit: Visit) {
        self.residual.visit(visit);
    }
}
