//! What a sampler is made of, and what is made.

use rand_chacha::ChaCha8Rng;

use super::keys::{EXPONENT, IMPORTANCE_POWER, MIXTURE, REFRESH};
use super::{Sampler, SamplingSettings, Score, Weighting};
use crate::geometry::BoxDomain;
use crate::points::{Cloud, TooFew};
use crate::registry::{self, Key};

/// What a sampler declares of itself.
pub type Entry = registry::Entry<How>;

/// How a sampler draws, and how it is made.
pub struct How {
    /// The scores that a refresh asks for; nothing for uniform sampling.
    pub asks: Option<Asks>,
    /// Whether a drawn point is weighted by what it was drawn with. The others move
    /// a set of residual points, which begins uniform, and weigh all alike.
    pub weighs: bool,
    /// Whether it can draw the points of a condition.
    pub draws_conditions: bool,
    /// What is wrong with the settings, in a problem of so many inputs.
    pub check: fn(&SamplingSettings, usize) -> Option<Unfit>,
    /// Makes it over a pool.
    pub make: fn(Making) -> Result<Made, TooFew>,
}

/// The scores that a sampler asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asks {
    /// The points that are asked.
    pub of: Asked,
    /// The score that is asked for.
    pub score: Score,
}

/// Whose scores are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All N points.
    Points,
    /// Those of the S seeds.
    Seeds,
    /// The m points of a batch.
    Batch,
}

/// Settings that a sampler cannot work with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The key at fault.
    pub key: &'static str,
    /// What is wrong.
    pub title: String,
    /// What is said at the value itself.
    pub label: &'static str,
    /// The mend.
    pub help: &'static str,
}

/// What a sampler is made of.
pub struct Making<'a> {
    /// The N points.
    pub pool: Cloud,
    /// The box that they lie in.
    pub domain: &'a BoxDomain,
    /// S, if there are to be seeds.
    pub seeds: usize,
    /// Places so many seeds like the pool's points.
    pub place_seeds: &'a dyn Fn(usize) -> Result<Cloud, TooFew>,
    /// The number m of points in a batch.
    pub batch: usize,
    /// `[sampling]`
    pub settings: &'a SamplingSettings,
    /// The sampler's own random stream.
    pub rng: &'a mut ChaCha8Rng,
    /// Hears how many more points are assigned to seeds.
    pub progress: &'a (dyn Fn(usize) + Sync),
}

/// A sampler with its points.
pub struct Made {
    /// The N points, in the sampler's order.
    pub pool: Cloud,
    /// The seeds; none if it has none.
    pub seeds: Cloud,
    /// Draws from the pool.
    pub sampler: Box<dyn Sampler>,
}

impl Making<'_> {
    /// Returns the power, the mixture and the exponent of the settings.
    pub fn weighting(&self) -> Weighting {
        Weighting {
            power: self.settings.number(&IMPORTANCE_POWER),
            mixture: self.settings.number(&MIXTURE),
            exponent: self.settings.number(&EXPONENT),
        }
    }

    /// A sampler over the pool as it is, without seeds.
    pub fn over_pool(self, sampler: Box<dyn Sampler>) -> Result<Made, TooFew> {
        Ok(Made {
            pool: self.pool,
            seeds: Cloud::default(),
            sampler,
        })
    }
}

/// Nothing is wrong with any settings.
pub fn all_fit(_: &SamplingSettings, _: usize) -> Option<Unfit> {
    None
}

/// Says how a drawn point is weighted, for tables.
pub fn weight(entry: &Entry) -> String {
    let is_importance = entry.how.weighs && entry.how.asks.is_some();
    if is_importance { "(1/(N q_j))^k" } else { "1" }.to_owned()
}

/// What a refresh evaluates, for tables.
pub fn evaluated(entry: &Entry) -> String {
    let Some(asks) = entry.how.asks else {
        return "nothing".to_owned();
    };
    let points = match asks.of {
        Asked::Points => "N points",
        Asked::Seeds => "S seeds",
        Asked::Batch => "m points",
    };
    let back = match asks.score {
        Score::Loss => "",
        Score::GradientNorm => ", forward and back",
    };
    let refresh = entry.key(REFRESH.name).and_then(Key::default_number);
    let seldom = match refresh {
        Some(n) if n > 1.0 => format!(" every {n} iterations"),
        _ => String::new(),
    };
    format!("{points}{back}{seldom}")
}

/// Whether it can draw the points of conditions, for tables.
pub fn draws_conditions(entry: &Entry) -> String {
    let can = entry.how.draws_conditions;
    if can { "yes" } else { "no" }.to_owned()
}
