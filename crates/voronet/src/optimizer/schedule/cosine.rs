//! `cosine`

use std::f64::consts::PI;

use super::{Entry, How, Schedule};
use crate::registry::{Fallback, Key, Range};

/// The learning rate falls along half a cosine over all iterations (Loshchilov and
/// Hutter 2017, without restarts).
pub static ENTRY: Entry = Entry {
    name: "cosine",
    summary: "falls along half a cosine over all iterations",
    reference: "Loshchilov and Hutter 2017",
    keys: &[FLOOR],
    how: How {
        formula: "floor + (1 − floor) (1 + cos(π i / n)) / 2",
        factor,
    },
};

/// The last factor.
pub const FLOOR: Key = Key {
    name: "floor",
    range: Range::Unit,
    default: Fallback::Number(0.0),
    meaning: "the last factor",
};

fn factor(schedule: &Schedule, i: usize, n: usize) -> f64 {
    let floor = schedule.number(&FLOOR);
    let progress = i as f64 / n.max(1) as f64;
    floor + (1.0 - floor) * 0.5 * (1.0 + (PI * progress).cos())
}
