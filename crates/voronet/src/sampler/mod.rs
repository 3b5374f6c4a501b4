//! Which points, and with which weights.
//!
//! A sampler knows losses, not networks: it asks for scores at some of the
//! points, and draws m of N points with replacement by a distribution q that it
//! makes of them. Each drawn point weighs (1/(N q_j))^k (Eq. 16 for k = 1),
//! which keeps the mean over the batch, for k = 1, an unbiased estimate of the
//! mean over all N points. The samplers after RAD, RAR-D and R3 move a set of
//! residual points instead and weigh all alike.
//!
//! ```text
//! wants ─► scores (training evaluates them) ─refresh─► q ─draw─► Batch { indices, weights }
//! ```

mod draw;
mod every;
pub mod exact;
pub mod gradient;
pub mod interpolated;
pub mod keys;
mod making;
mod pointwise;
pub mod pwc;
pub mod r3;
pub mod rad;
pub mod rar_d;
mod residual;
mod settings;
mod spread;
pub mod uniform;
mod weighting;

pub use every::Every;
pub use making::{Asked, Asks, Entry, How, Made, Making, Unfit};
pub use pointwise::Pointwise;
pub use residual::Density;
pub use settings::{SamplingSettings, default_batch};
pub use spread::Spread;
pub use weighting::Weighting;

use rand_chacha::ChaCha8Rng;

use crate::memory::Visit;
use crate::registry::Family;

/// All samplers. A new one is a file with an [`Entry`] and a line here.
pub static SAMPLERS: Family<How> = Family {
    name: "samplers",
    members: &[
        &uniform::ENTRY,
        &exact::ENTRY,
        &gradient::ENTRY,
        &pwc::ENTRY,
        &interpolated::ENTRY,
        &rad::ENTRY,
        &rar_d::ENTRY,
        &r3::ENTRY,
    ],
    columns: &[
        ("how points are drawn", |entry| entry.summary.to_owned()),
        ("weight", making::weight),
        ("evaluated for it", making::evaluated),
        ("for conditions", making::draws_conditions),
        ("source", |entry| entry.reference.to_owned()),
    ],
};

/// Points drawn for an iteration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// The points' numbers in the cloud.
    pub indices: Vec<usize>,
    /// The weights (1/(N q_j))^k, or 1 of samplers without weights.
    pub weights: Vec<f64>,
}

/// What is asked of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    /// Its loss.
    Loss,
    /// The norm of its gradient in θ.
    GradientNorm,
}

/// The points that are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Candidates<'a> {
    /// All N points.
    All,
    /// The seeds.
    Seeds,
    /// These of the N points, by index.
    Points(&'a [usize]),
}

/// A score that no distribution can be made of.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("the score of candidate {index} is {value}")]
pub struct ScoreError {
    /// The number of the candidate.
    pub index: usize,
    /// Its score, which is not finite or is negative.
    pub value: f64,
}

/// A distribution over N points.
pub trait Sampler: Send {
    /// The scores to be refreshed before drawing; none for uniform sampling.
    fn wants(&self) -> Option<(Candidates<'_>, Score)>;

    /// Takes new scores, one for each candidate. Samplers that move residual
    /// points draw them here.
    ///
    /// # Errors
    /// If a score is negative or not finite.
    fn refresh(&mut self, scores: &[f64], rng: &mut ChaCha8Rng) -> Result<(), ScoreError>;

    /// Draws m points with replacement into `batch`, whose memory is reused.
    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch);

    /// q_j of every point, which draws follow until the next refresh. O(N): for
    /// pictures, tests and what is drawn once in a while.
    fn probabilities(&self) -> Vec<f64>;

    /// Shows everything that goes on from one refresh or draw to the next, which `visit` may read
    /// or replace: a sampler made anew over the same points that is given the same draws the same.
    fn visit(&mut self, visit: Visit);

    /// Returns the weight of a drawn point with that N q.
    fn weight(&self, _relative: f64) -> f64 {
        1.0
    }
}

/// Checks scores and returns their sum.
fn total(scores: &[f64]) -> Result<f64, ScoreError> {
    let mut sum = 0.0;
    for (index, &value) in scores.iter().enumerate() {
        if !(value.is_finite() && value >= 0.0) {
            return Err(ScoreError { index, value });
        }
        sum += value;
    }
    Ok(sum)
}

/// A score of zero, or one that underflowed, would never be drawn and bias the
/// estimate: every score counts as at least this part of the mean.
const FLOOR: f64 = 1e-9;

#[cfg(test)]
mod tests;
