//! What the loop tells its sinks.

use super::{Reason, Recovery, Starved};
use crate::memory::Visit;

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

/// How many numbers of a row precede those of which there may be any number.
pub(super) const FIRST: usize = 7;

/// A number that is not known. Neither an error nor a sample size is ever below 0.
const UNKNOWN: f64 = -1.0;

impl Record {
    /// Returns the record as numbers.
    pub fn to_row(&self) -> Vec<f64> {
        let known = |number: &Option<f64>| number.unwrap_or(UNKNOWN);
        let mut row = vec![
            self.iteration as f64,
            self.seconds,
            self.loss,
            self.learning_rate,
            known(&self.effective_sample_size),
            self.terms.len() as f64,
            self.relative_l2_error.len() as f64,
        ];
        row.extend(&self.terms);
        row.extend(self.relative_l2_error.iter().map(known));
        row.extend(&self.unknowns);
        row
    }

    /// Returns the record of a [row](Record::to_row), if it is one.
    pub fn of_row(row: &[f64]) -> Option<Record> {
        let (&[iteration, seconds, loss, learning_rate, size, terms, errors], rest) =
            row.split_first_chunk::<FIRST>()?;
        let known = |&number: &f64| (number != UNKNOWN).then_some(number);
        let (terms, rest) = rest.split_at_checked(terms as usize)?;
        let (errors, unknowns) = rest.split_at_checked(errors as usize)?;
        Some(Record {
            iteration: iteration as usize,
            seconds,
            loss,
            terms: terms.to_vec(),
            learning_rate,
            effective_sample_size: known(&size),
            relative_l2_error: errors.iter().map(known).collect(),
            unknowns: unknowns.to_vec(),
        })
    }
}

/// What a sink answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    GoOn,
    /// End the training in good order: the state is recorded and kept.
    Stop,
    /// What it has come to is enough: end it as if it had come to its end. Of a time that is cut in
    /// windows this ends the one that is trained, and the next one begins. It is heard as an answer to
    /// an iteration or a record.
    Enough,
}

impl Flow {
    /// Returns what two sinks answer together: what ends more comes first.
    #[must_use]
    pub fn and(self, other: Flow) -> Flow {
        match (self, other) {
            (Flow::Stop, _) | (_, Flow::Stop) => Flow::Stop,
            (Flow::Enough, _) | (_, Flow::Enough) => Flow::Enough,
            (Flow::GoOn, Flow::GoOn) => Flow::GoOn,
        }
    }
}

/// Something that happened.
pub enum Event<'a> {
    /// The tracked loss was evaluated.
    Recorded {
        /// The row.
        record: &'a Record,
        /// θ of that moment.
        parameters: &'a dyn Fn() -> Vec<f64>,
        /// Steps of the current phase, if they are Levenberg-Marquardt's, else 0: they soon show
        /// whether a training leads anywhere.
        settled: usize,
    },
    /// An iteration ended.
    Iterated {
        /// Steps taken so far.
        iteration: usize,
        /// θ after them.
        parameters: &'a dyn Fn() -> Vec<f64>,
    },
    /// Numbers were not finite, and the training went back.
    Recovered(&'a Recovery),
    /// Batches have been worth hardly any of their points for long.
    Starved(&'a Starved),
    /// Between two iterations: what the training remembers is all that it needs to go on from here.
    Resumable {
        /// Why the training ends here, if it does.
        end: Option<Reason>,
        /// Shows it to a visitor; see [`Training::resumed`](super::Training::resumed).
        memory: &'a mut dyn FnMut(Visit),
    },
}
