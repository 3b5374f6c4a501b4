//! Points that are trained on as they are, without weights.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::draw::Distribution;
use super::keys::RESIDUAL_POINTS;
use super::{Batch, SamplingSettings, ScoreError, Unfit, total};
use crate::memory::{Remembered, Visit};
use crate::registry::Key;

/// The residual points of RAD, RAR-D and R3: indices into a pool of N points, of
/// which one may occur more than once.
pub struct ResidualSet {
    points: Vec<usize>,
    pool: usize,
}

impl ResidualSet {
    /// `count` points of the pool, uniformly and with replacement.
    pub fn uniform(pool: usize, count: usize, rng: &mut ChaCha8Rng) -> ResidualSet {
        let mut set = ResidualSet {
            points: Vec::with_capacity(count),
            pool,
        };
        set.fill(count, rng);
        set
    }

    /// Returns the points.
    pub fn points(&self) -> &[usize] {
        &self.points
    }

    /// The points, to be changed.
    pub fn points_mut(&mut self) -> &mut Vec<usize> {
        &mut self.points
    }

    /// Shows the points, of which there is at least one.
    pub fn visit(&mut self, visit: Visit) {
        let name = "residual points";
        visit(name, Remembered::Indices(&mut self.points, self.pool));
        if self.points.is_empty() {
            visit(name, Remembered::Misfit);
        }
    }

    /// Adds uniform points of the pool until there are `count`.
    pub fn fill(&mut self, count: usize, rng: &mut ChaCha8Rng) {
        while self.points.len() < count {
            self.points.push(rng.random_range(0..self.pool));
        }
    }

    /// All points if there are m of them, otherwise m drawn uniformly with
    /// replacement; every weight is 1.
    pub fn draw(&self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        let Batch { indices, weights } = batch;
        indices.clear();
        let n = self.points.len();
        if m == n {
            indices.extend_from_slice(&self.points);
        } else {
            indices.extend((0..m).map(|_| self.points[rng.random_range(0..n)]));
        }
        weights.clear();
        weights.resize(m, 1.0);
    }

    /// Returns each pool point's share of the residual points.
    pub fn probabilities(&self) -> Vec<f64> {
        let mut probabilities = vec![0.0; self.pool];
        for &j in &self.points {
            probabilities[j] += 1.0 / self.points.len() as f64;
        }
        probabilities
    }
}

/// p_j ∝ ε_j^k / mean(ε^k) + c with ε_j² the loss of point j: Eq. (2) of
/// C. Wu, M. Zhu, Q. Tan, Y. Kartha, L. Lu, "A comprehensive study of
/// non-adaptive and residual-based adaptive sampling for physics-informed neural
/// networks", CMAME 403 (2023) 115671.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Density {
    /// The power k, zero or positive.
    pub power: f64,
    /// The shift c, zero or positive.
    pub shift: f64,
}

impl Density {
    /// Sets the distribution; uniform where every loss is zero.
    ///
    /// # Errors
    /// If a loss is negative or not finite.
    pub fn set(self, losses: &[f64], distribution: &mut Distribution) -> Result<(), ScoreError> {
        total(losses)?;
        // Losses in units of the largest: no power of them can overflow.
        let largest = losses.iter().copied().fold(0.0, f64::max);
        if largest == 0.0 {
            distribution.set(losses.iter().map(|_| 1.0));
            return Ok(());
        }
        let raised = |&loss: &f64| (loss / largest).powf(0.5 * self.power);
        let mean = losses.iter().map(raised).sum::<f64>() / losses.len() as f64;
        distribution.set(losses.iter().map(|loss| raised(loss) / mean + self.shift));
        Ok(())
    }
}

/// A batch is drawn from the residual points, which must be enough for it; and there are
/// no more of them than points.
pub fn residual_points_fit(settings: &SamplingSettings, _inputs: usize) -> Option<Unfit> {
    let (residual, batch) = (settings.count(&RESIDUAL_POINTS), settings.batch);
    let too_few = (residual < batch).then(|| Unfit {
        key: RESIDUAL_POINTS.name,
        title: format!("a batch ({batch}) is larger than the residual points ({residual})"),
        label: "at least as many as the batch",
        help: "or set a smaller `batch`",
    });
    too_few.or_else(|| more_than_points(settings, &RESIDUAL_POINTS))
}

/// A key that counts some of the points is at most their number.
pub fn more_than_points(settings: &SamplingSettings, key: &Key) -> Option<Unfit> {
    let (count, points) = (settings.count(key), settings.points);
    let is_stated = settings.given.get(key).is_some();
    (is_stated && count > points).then(|| Unfit {
        key: key.name,
        title: format!(
            "`{}` ({count}) is more than there are points ({points})",
            key.name
        ),
        label: "at most as many as points",
        help: "they are taken from the points of the domain",
    })
}
