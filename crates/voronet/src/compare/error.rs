//! What can keep a comparison from being made.

use std::path::PathBuf;

use crate::run::Error;

/// A comparison that cannot be made or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// A variant's name cannot be that of its folder.
    #[error(
        "the method {name:?} cannot name a folder: leave out `/`, `\\`, `#`, line breaks and other control characters, and a dot at its beginning"
    )]
    Name {
        /// What was asked for.
        name: String,
    },
    /// A target that no loss and no error can have.
    #[error("the {what} to be reached is {value}: it must be a positive number, such as 1e-3")]
    Target {
        /// `loss` or `error`.
        what: &'static str,
        /// What was asked for.
        value: f64,
    },
    /// An error is to be reached, and there is none.
    #[error(
        "an error to be reached needs a reference, and this problem has none: add a [reference], or ask for a loss to be reached"
    )]
    NoReference,
    /// The variance is to be measured, and no batch is drawn for each step.
    #[error(
        "the variance of the gradient is that of the batches of first-order methods, and this problem is trained by others: add `optimizer = \"adam\"` to its [training], or leave the variance out"
    )]
    NoBatches,
    /// A run failed.
    #[error("{variant}, random seed {seed}: {cause}")]
    Run {
        /// The variant.
        variant: String,
        /// Its random seed.
        seed: u64,
        /// Why it failed.
        #[source]
        cause: Box<Error>,
    },
    /// There is nothing to be compared.
    #[error(
        "every run of every method diverged. {variant}, random seed {seed}: {why}. Look at that law first; else a smaller learning rate, or the other precision, may help"
    )]
    AllDiverged {
        /// The first variant.
        variant: String,
        /// Its first random seed.
        seed: u64,
        /// When it diverged and what was not finite.
        why: String,
    },
    /// A file could not be written or read.
    #[error(transparent)]
    Output(#[from] crate::output::Error),
    /// The folder cannot be made, or nothing can be written into it.
    #[error(transparent)]
    Folder(crate::output::Error),
    /// The folder belongs to something else.
    #[error(
        "{} holds {what}; earlier results are never overwritten: choose another folder with --out, or remove it",
        path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What it holds.
        what: String,
    },
    /// The user stopped it; what was finished is kept.
    #[error("interrupted after {done} of {of} runs; the same command goes on from there")]
    Interrupted {
        /// How many runs are finished.
        done: usize,
        /// How many there are in all.
        of: usize,
    },
}
