//! The learning rate over the iterations.

pub mod constant;
pub mod cosine;
pub mod exponential;
pub mod step;

use crate::registry::{self, Chosen, Fallback, Family, Key, Range};

/// What a schedule declares of itself.
pub type Entry = registry::Entry<How>;

/// A schedule with its own numbers.
pub type Schedule = Chosen<How>;

/// How the learning rate changes.
pub struct How {
    /// The factor as a formula.
    pub formula: &'static str,
    /// The learning rate of iteration i (from 0) of n, as a factor of the first.
    pub factor: fn(&Schedule, usize, usize) -> f64,
}

/// All schedules. A new one is a file with an [`Entry`] and a line here.
pub static SCHEDULES: Family<How> = Family {
    name: "schedules",
    members: &[
        &constant::ENTRY,
        &exponential::ENTRY,
        &cosine::ENTRY,
        &step::ENTRY,
    ],
    columns: &[
        ("what it is", |entry| entry.summary.to_owned()),
        ("factor in iteration i of n", |entry| {
            entry.how.formula.to_owned()
        }),
        ("source", |entry| entry.reference.to_owned()),
    ],
};

/// The factor that a schedule applies again and again.
pub const RATE: Key = Key {
    name: "rate",
    range: Range::Positive,
    default: Fallback::Number(0.9),
    meaning: "factor reached after `every` iterations",
};

/// The iterations between two of its applications.
pub const EVERY: Key = Key {
    name: "every",
    range: Range::Positive,
    default: Fallback::Number(1000.0),
    meaning: "iterations",
};

/// η of iteration `i` (from 0) of `n`, when the first is `initial`.
pub fn learning_rate(schedule: &Schedule, initial: f64, i: usize, n: usize) -> f64 {
    initial * (schedule.entry.how.factor)(schedule, i, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_have_their_stated_values() {
        let at = |schedule: &Schedule, i| learning_rate(schedule, 0.1, i, 100);
        assert_eq!(at(&Schedule::new(&constant::ENTRY), 70), 0.1);
        let exponential = Schedule::new(&exponential::ENTRY);
        let exponential = exponential.with(&RATE, 0.5).with(&EVERY, 10.0);
        assert!((at(&exponential, 20) - 0.025).abs() < 1e-15);
        let cosine = Schedule::new(&cosine::ENTRY).with(&cosine::FLOOR, 0.1);
        assert!((at(&cosine, 0) - 0.1).abs() < 1e-15);
        assert!((at(&cosine, 50) - 0.055).abs() < 1e-15);
        assert!((at(&cosine, 100) - 0.01).abs() < 1e-15);
        let step = Schedule::new(&step::ENTRY);
        let step = step.with(&RATE, 0.1).with(&EVERY, 30.0);
        assert!((at(&step, 29) - 0.1).abs() < 1e-15 && (at(&step, 60) - 0.001).abs() < 1e-15);
    }

    #[test]
    fn every_schedule_begins_with_the_whole_rate() {
        for entry in SCHEDULES.members {
            assert_eq!(learning_rate(&Schedule::new(entry), 0.1, 0, 100), 0.1);
        }
    }
}
