//! `[sampling]`

use super::Entry;
use super::keys::{REFRESH, SEEDS};
use crate::points::sequence;
use crate::registry::{Fallback, Given, Key};

/// Says which points are drawn, and how often scores are refreshed: `[sampling]`.
#[derive(Clone, Debug)]
pub struct SamplingSettings {
    /// The sampler that draws the interior points.
    pub sampler: &'static Entry,
    /// The sampler that draws the points of every condition that does not choose its own; one of
    /// those that can.
    pub conditions: &'static Entry,
    /// The sequence by which the N points and the seeds are placed.
    pub sequence: &'static sequence::Entry,
    /// N, the number of points in the interior and on each condition.
    pub points: usize,
    /// m, the number of interior points in an iteration.
    pub batch: usize,
    /// The samplers' own keys, as far as they were given a value.
    pub given: Given,
}

/// Returns how many points are drawn in an iteration, unless told otherwise, in a region
/// of so many dimensions: the fewer dimensions, the fewer points show all of it.
pub fn default_batch(dimensions: usize) -> usize {
    match dimensions {
        0 => 1,
        1 => 500,
        _ => 2000,
    }
}

impl SamplingSettings {
    /// Returns the value of a sampler's key: what it was given, or its default.
    pub fn number(&self, key: &Key) -> f64 {
        let default = match key.default {
            Fallback::Number(x) => x,
            Fallback::Batch => self.batch as f64,
            Fallback::Needed | Fallback::Words(_) => f64::NAN,
        };
        self.given.get(key).unwrap_or(default)
    }

    /// Does the same for a key that counts something.
    pub fn count(&self, key: &Key) -> usize {
        self.number(key) as usize
    }

    /// Returns S: as many seeds as given, or as the batch has points; not more than there
    /// are points.
    pub fn seeds(&self) -> usize {
        self.count(&SEEDS).min(self.points)
    }

    /// Returns the iterations from one refresh of a sampler to the next.
    pub fn refresh_of(&self, sampler: &Entry) -> usize {
        self.count(sampler.key(REFRESH.name).unwrap_or(&REFRESH))
    }

    /// Returns the keys that were given a value and that none of these samplers reads.
    pub fn idle(&self, samplers: &[&Entry]) -> Vec<&'static str> {
        let is_read = |key: &&Key| samplers.iter().any(|sampler| sampler.reads(key.name));
        let idle = self.given.keys().filter(|key| !is_read(key));
        idle.map(|key| key.name).collect()
    }
}
