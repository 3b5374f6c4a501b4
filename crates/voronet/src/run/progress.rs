//! What is told of a training while it goes on, and what is answered.

use std::error::Error as StdError;

use super::Model;
use crate::output::{self, History, RecoverySummary};
use crate::training::{Flow, Record};

/// What a training tells while it goes on.
pub enum Progress<'a> {
    /// Points are being made: how many of how many.
    Preparing {
        /// How many are made so far.
        done: usize,
        /// How many there will be.
        total: usize,
    },
    /// The tracked loss was evaluated.
    Recorded {
        /// The new row of the history.
        record: &'a Record,
        /// The history so far, with that row as its last.
        history: &'a History,
        /// Makes the network of that moment.
        model: &'a dyn Fn() -> Model,
    },
    /// So many iterations are done.
    Iterated(usize),
    /// Numbers were not finite, and the training went back to smaller steps.
    Recovered(&'a RecoverySummary),
    /// The importance weights of batches have been too uneven for long: a sentence that says so,
    /// and what mends it.
    Starved(&'a str),
    /// A window of the time is trained now.
    Window {
        /// Which one, from 1.
        number: usize,
        /// How many there will be.
        of: usize,
    },
    /// Training is over, and a second one estimates its error: which part is done, of 1.
    Estimating(f64),
    /// A checkpoint is damaged, and the one before it is used.
    Damaged(&'a output::Error),
    /// A file could not be written. Training goes on, and it is tried again at the
    /// end.
    Unwritten(&'a output::Error),
    /// All is known; fields, pictures and the report are being written.
    Finishing,
}

/// A callback answers this: to go on, to stop in good order, or an error that ends
/// the training and is handed on.
pub type Answer = Result<Flow, Box<dyn StdError + Send + Sync>>;

/// What is called back, without its type.
pub type Callback<'a> = &'a mut (dyn FnMut(Progress) -> Answer + Send);

/// A callback and what it answered: once it wanted to stop that stays so, and once it
/// failed it is called no more.
pub struct Listener<'a> {
    callback: Callback<'a>,
    pub flow: Flow,
    pub error: Option<Box<dyn StdError + Send + Sync>>,
}

impl<'a> Listener<'a> {
    pub fn new(callback: Callback<'a>) -> Listener<'a> {
        Listener {
            callback,
            flow: Flow::GoOn,
            error: None,
        }
    }

    pub fn tell(&mut self, progress: Progress) -> Flow {
        if self.error.is_some() {
            return Flow::Stop;
        }
        let is_training = matches!(progress, Progress::Recorded { .. } | Progress::Iterated(_));
        match (self.callback)(progress) {
            Ok(Flow::Enough) if is_training && self.flow == Flow::GoOn => return Flow::Enough,
            Ok(Flow::GoOn | Flow::Enough) => {}
            Ok(Flow::Stop) => self.flow = Flow::Stop,
            Err(error) => {
                self.error = Some(error);
                self.flow = Flow::Stop;
            }
        }
        self.flow
    }
}
