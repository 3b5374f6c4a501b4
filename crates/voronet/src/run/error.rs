//! What can go wrong in a run.

use std::error::Error as StdError;
use std::path::PathBuf;

use super::Solution;
use crate::output;
use crate::problem::ReadError;
use crate::training::{BadReference, BadWeight, Failure, NoPoints};

/// Says why a problem was not solved, or a solution not kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be written or read.
    #[error(transparent)]
    Output(#[from] output::Error),
    /// The problem file of a run is wrong.
    #[error(transparent)]
    Problem(#[from] ReadError),
    /// Training diverged.
    #[error("{failure}{}. {}", kept(model.as_deref()), failure.advice)]
    Diverged {
        /// When and what.
        #[source]
        failure: Box<Failure>,
        /// The solution with the last good parameters.
        solution: Box<Solution>,
        /// The file in which they are saved, if they are.
        model: Option<PathBuf>,
    },
    /// Training diverged where nothing of it is kept.
    #[error("{failure}")]
    Stopped {
        /// When and what.
        #[source]
        failure: Box<Failure>,
    },
    /// The callback wanted to end the training.
    #[error("{cause}")]
    Callback {
        /// The callback's own error.
        #[source]
        cause: Box<dyn StdError + Send + Sync>,
        /// The solution with the parameters of that moment.
        solution: Box<Solution>,
    },
    /// Training came to its end, but not everything could be written.
    #[error("{cause}")]
    Unsaved {
        /// The error of the first file that failed.
        #[source]
        cause: Box<Error>,
        /// The solution as trained.
        solution: Box<Solution>,
    },
    /// The folder holds an earlier run.
    #[error("{} is not empty; earlier results are never overwritten: choose another folder or remove it", path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// The folder asked for, or one that it should lie in, is something else.
    #[error("{} is not a folder", path.display())]
    NotAFolder {
        /// What is there: a file, or a device.
        path: PathBuf,
    },
    /// A condition's points could not be made.
    #[error(transparent)]
    Points(#[from] NoPoints),
    /// A weight that is an expression is negative or no finite number somewhere.
    #[error(transparent)]
    Weight(#[from] BadWeight),
    /// No error can be taken against the reference.
    #[error(transparent)]
    Reference(#[from] BadReference),
    /// The model file is not one of ours.
    #[error("{} is not a model: {what}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is missing or wrong.
        what: String,
    },
    /// Threads could not be started.
    #[error("cannot start the threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl Error {
    /// Returns the last state of the training, if it had begun.
    pub fn solution(&self) -> Option<&Solution> {
        match self {
            Error::Diverged { solution, .. }
            | Error::Callback { solution, .. }
            | Error::Unsaved { solution, .. } => Some(solution),
            _ => None,
        }
    }
}

fn kept(model: Option<&std::path::Path>) -> String {
    model.map_or_else(String::new, |model| {
        format!("; the state before it is in {}", model.display())
    })
}
