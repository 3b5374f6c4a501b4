//! What can go wrong in a run.

use std::error::Error as StdError;
use std::path::PathBuf;

use super::Solution;
use crate::memory::Misfit;
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
    #[error("{} is not empty; earlier results are never overwritten: choose another folder or remove it; `voronet resume` goes on with a run that was cut", path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// Another process works on the run.
    #[error("{} is in use{}: a run is trained by one process at a time", path.display(), process.map_or_else(String::new, |id| format!(" by process {id}")))]
    InUse {
        /// The folder.
        path: PathBuf,
        /// The number of the process, if it could be read.
        process: Option<u32>,
    },
    /// The run is at its end, and nobody asked for more.
    #[error("{} has come to its end: --more N trains it for N more iterations, --until LOSS until its loss is below that", path.display())]
    Complete {
        /// The folder.
        path: PathBuf,
    },
    /// There is nothing from which the run could go on.
    #[error("{} cannot be gone on with: {what}", path.display())]
    Lost {
        /// The folder.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// A checkpoint was written for another problem.
    #[error("{} is of another problem: problem.toml or a file that it names has changed since; put it back, or train it into another folder", path.display())]
    OtherProblem {
        /// The checkpoint.
        path: PathBuf,
    },
    /// A checkpoint is of a newer version of this program.
    #[error("{} has the form {version}, and this voronet knows form 1: take the version that wrote it", path.display())]
    Newer {
        /// The checkpoint.
        path: PathBuf,
        /// The version of its form.
        version: u32,
    },
    /// A checkpoint does not fit the training that it is to be taken up by.
    #[error("the checkpoint is not one of this run: {0}")]
    Misfit(#[from] Misfit),
    /// The network from which a training should start is not one for its problem.
    #[error("that network cannot be the start of this problem: {what}")]
    Unlike {
        /// What does not match.
        what: String,
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
        format!("; the best state before it is in {}", model.display())
    })
}
