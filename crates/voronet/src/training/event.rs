//! What the loop tells its sinks.

use super::Record;

/// What a sink answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    GoOn,
    /// End the training in good order: the state is recorded and kept.
    Stop,
}

/// Something that happened.
pub enum Event<'a> {
    /// The tracked loss was evaluated.
    Recorded {
        /// The row.
        record: &'a Record,
        /// θ of that moment.
        parameters: &'a dyn Fn() -> Vec<f64>,
    },
    /// An iteration ended.
    Iterated {
        /// Steps taken so far.
        iteration: usize,
        /// θ after them.
        parameters: &'a dyn Fn() -> Vec<f64>,
    },
}
