//! `[sampling]`

use super::Entry;
use super::keys::{REFRESH, SEEDS};
use crate::points::sequence;
use crate::registry::{Fallback, Given, Key};

/// Which points, and how often.
#[derive(Clone, Debug)]
pub struct SamplingSettings {
    /// Draws the interior points.
    pub sampler: &'static Entry,
    /// Draws the points of every condition that does not choose its own; one of
    /// those that can.
    pub conditions: &'static Entry,
    /// How the N points and the seeds are placed.
    pub sequence: &'static sequence::Entry,
    /// N, in the interior and on each condition.
    pub points: usize,
    /// m, interior points in an iteration.
    pub batch: usize,
    /// The samplers' own keys, as far as they were given a value.
    pub given: Given,
}

impl SamplingSettings {
    /// The value of a sampler's key: what it was given, or its default.
    pub fn number(&self, key: &Key) -> f64 {
        let default = match key.default {
            Fallback::Number(x) => x,
            Fallback::Batch => self.batch as f64,
            Fallback::Needed | Fallback::Words(_) => f64::NAN,
        };
        self.given.get(key).unwrap_or(default)
    }

    /// The same for a key that counts something.
    pub fn count(&self, key: &Key) -> usize {
        self.number(key) as usize
    }

    /// S: as many seeds as given, or as the batch has points; not more than there
    /// are points.
    pub fn seeds(&self) -> usize {
        self.count(&SEEDS).min(self.points)
    }

    /// The iterations from one refresh of a sampler to the next.
    pub fn refresh_of(&self, sampler: &Entry) -> usize {
        self.count(sampler.key(REFRESH.name).unwrap_or(&REFRESH))
    }

    /// The keys that were given a value and that none of these samplers reads.
    pub fn idle(&self, samplers: &[&Entry]) -> Vec<&'static str> {
        let is_read = |key: &&Key| samplers.iter().any(|sampler| sampler.reads(key.name));
        let idle = self.given.keys().filter(|key| !is_read(key));
        idle.map(|key| key.name).collect()
    }
}
