//! What can go wrong in a run.

use std::path::PathBuf;

use crate::output;
use crate::training::{BadReference, Failure, NoPoints};

/// Why a run did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be written or read.
    #[error(transparent)]
    Output(#[from] output::Error),
    /// Training diverged.
    #[error(
        "{failure}; the state before it is in {}. {}",
        model.display(),
        failure.advice
    )]
    Diverged {
        /// When and what.
        #[source]
        failure: Failure,
        /// The last good parameters.
        model: PathBuf,
    },
    /// Training diverged where no folder keeps its state.
    #[error("{failure}")]
    Stopped {
        /// When and what.
        #[source]
        failure: Failure,
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
