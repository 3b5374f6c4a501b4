//! The side of the loop: what it tells, and how it is answered.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender};

use voronet::run::{Answer, Flow, Model, Progress};
use voronet::training as library;

use super::record::{Names, Record};

/// What the loop tells.
pub enum Told {
    /// A record was made; the loop waits for an answer.
    Recorded(library::Record),
    /// The network that was asked for.
    Network(Box<Model>),
    /// A word of some kind.
    Word(&'static str, String),
}

/// What the loop is answered.
pub enum Reply {
    /// Make the network of this moment, and wait on.
    Network,
    /// Go on.
    GoOn,
}

/// What both sides see at any time.
#[derive(Default)]
pub struct Shared {
    pub stop: AtomicBool,
    pub iteration: AtomicUsize,
    /// Points made, of how many.
    pub prepared: AtomicUsize,
    pub to_prepare: AtomicUsize,
    /// Thousandths of the estimate of the error.
    pub estimated: AtomicUsize,
    pub last: Mutex<Option<library::Record>>,
}

impl Shared {
    /// The iteration, points made and to be made, thousandths of the estimate, and the last record.
    pub fn seen(&self, names: &Names) -> (usize, usize, usize, usize, Option<Record>) {
        let last = self.last.lock().ok().and_then(|last| last.clone());
        (
            self.iteration.load(Relaxed),
            self.prepared.load(Relaxed),
            self.to_prepare.load(Relaxed),
            self.estimated.load(Relaxed),
            last.map(|record| Record::new(names, record, None)),
        )
    }
}

/// The side of the loop.
pub struct Teller<'a> {
    pub shared: &'a Shared,
    pub told: Sender<Told>,
    pub replies: Receiver<Reply>,
    /// Whether records are asked about.
    pub asks: bool,
}

impl Teller<'_> {
    pub fn tell(&mut self, progress: Progress) -> Answer {
        let shared = self.shared;
        let word = |kind, text: String| {
            // Nobody listens any more only where the training is to stop.
            let _ = self.told.send(Told::Word(kind, text));
        };
        match progress {
            Progress::Iterated(iteration) => shared.iteration.store(iteration, Relaxed),
            Progress::Preparing { done, total } => {
                shared.prepared.store(done, Relaxed);
                shared.to_prepare.store(total, Relaxed);
            }
            Progress::Estimating(part) => {
                shared.estimated.store((1000.0 * part) as usize, Relaxed);
            }
            Progress::Recorded { record, model, .. } => {
                if let Ok(mut last) = shared.last.lock() {
                    *last = Some(record.clone());
                }
                if self.asks && !shared.stop.load(Relaxed) {
                    self.ask(record, model);
                }
            }
            Progress::Window { number, of } => word("window", format!("window {number} of {of}")),
            Progress::Recovered(recovery) => word("warning", recovery.to_string()),
            Progress::Starved(told) => word("warning", told.to_owned()),
            Progress::Damaged(error) => {
                word("warning", format!("{error}; the one before it is taken"));
            }
            Progress::Unwritten(error) => word("warning", format!("{error}; training goes on")),
            Progress::Finishing => word("finishing", String::new()),
        }
        Ok(match shared.stop.load(Relaxed) {
            true => Flow::Stop,
            false => Flow::GoOn,
        })
    }

    /// Tells of a record and waits until the caller has looked at it.
    fn ask(&self, record: &library::Record, model: &dyn Fn() -> Model) {
        let mut next = Told::Recorded(record.clone());
        while self.told.send(next).is_ok() {
            match self.replies.recv() {
                Ok(Reply::Network) => next = Told::Network(Box::new(model())),
                Ok(Reply::GoOn) | Err(_) => return,
            }
        }
    }
}
