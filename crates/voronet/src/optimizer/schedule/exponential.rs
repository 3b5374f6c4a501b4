//! `exponential`

use super::{EVERY, Entry, How, RATE};

/// The learning rate falls by the same factor in every iteration.
pub static ENTRY: Entry = Entry {
    name: "exponential",
    summary: "falls by the same factor in every iteration",
    reference: "",
    keys: &[RATE, EVERY],
    how: How {
        formula: "rate^(i / every)",
        factor: |schedule, i, _| {
            schedule
                .number(&RATE)
                .powf(i as f64 / schedule.number(&EVERY))
        },
    },
};
