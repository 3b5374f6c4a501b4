//! The problem file as typed, read and understood.

use voronet::problem::{Problem, ReadError};
use voronet::run;

use crate::args::ProblemArguments;
use crate::failure::{Failure, tell};
use crate::render;

/// Reads the problem, or tells everything that is wrong with it.
pub fn read(arguments: &ProblemArguments) -> Result<Problem, Failure> {
    let mut overrides = arguments.set.clone();
    overrides.extend(arguments.seed.map(|seed| format!("training.seed={seed}")));
    Problem::read_with(&arguments.file, &overrides).map_err(|error| match error {
        ReadError::Misstated(misstated) => render::misstated(&misstated),
        other => Failure::usage(other),
    })
}

/// Tries a problem before it is trained, and tells what its user should know.
pub fn try_out(problem: &Problem) -> Result<(), Failure> {
    for note in run::try_out(problem).map_err(Failure::usage)? {
        tell(format_args!("warning: {note}"));
    }
    Ok(())
}
