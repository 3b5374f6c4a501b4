//! `step`

use super::{EVERY, Entry, How, RATE, Schedule};
use crate::registry::{Key, Range};

/// The learning rate falls at milestones.
pub static ENTRY: Entry = Entry {
    name: "step",
    summary: "falls at milestones",
    reference: "",
    keys: &[RATE_OF_A_STEP, EVERY_STEP],
    how: How {
        formula: "rate^⌊i / every⌋",
        factor,
    },
};

const RATE_OF_A_STEP: Key = RATE.with_default(0.1);

const EVERY_STEP: Key = Key {
    range: Range::Count(1),
    ..EVERY
};

fn factor(schedule: &Schedule, i: usize, _: usize) -> f64 {
    let every = schedule.number(&EVERY_STEP) as usize;
    schedule
        .number(&RATE_OF_A_STEP)
        .powf((i / every.max(1)) as f64)
}
