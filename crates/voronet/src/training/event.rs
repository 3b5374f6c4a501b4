//! What the loop tells its sinks.

/// The state of a training after some iteration.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Updates made so far.
    pub iteration: usize,
    /// Seconds of training so far.
    pub seconds: f64,
    /// The total loss on the fixed uniform points.
    pub loss: f64,
    /// Each term's part of it, weighted, in the order of the terms.
    pub terms: Vec<f64>,
    /// The learning rate of the next update.
    pub learning_rate: f64,
    /// (Σw)²/Σw² of the last interior batch, where it was sampled by importance.
    pub effective_sample_size: Option<f64>,
    /// The error of each output with a reference, as far as it is known.
    pub relative_l2_error: Vec<Option<f64>>,
    /// The unknowns.
    pub unknowns: Vec<f64>,
}

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
