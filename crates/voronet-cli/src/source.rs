//! The problem file as typed, read and understood.

use voronet::outlook::{Memory, free_memory, refusal};
use voronet::plan::Plan;
use voronet::problem::{Misstated, Problem, ReadError, passage_of_key};
use voronet::run;

use crate::args::ProblemArguments;
use crate::failure::{Failure, tell};
use crate::render;

/// Reads the problem, or tells everything that is wrong with it.
pub fn read(arguments: &ProblemArguments) -> Result<Problem, Failure> {
    let mut overrides = arguments.set.clone();
    overrides.extend(arguments.seed.map(|seed| format!("training.seed={seed}")));
    let problem = Problem::read_with(&arguments.file, &overrides).map_err(|error| match error {
        ReadError::Misstated(misstated) => render::misstated(&misstated),
        other => Failure::usage(other),
    })?;
    match too_large(&problem, arguments, overrides) {
        Some(misstated) => Err(render::misstated(&misstated)),
        None => Ok(problem),
    }
}

/// The complaint about a run that needs more memory than this machine has.
fn too_large(
    problem: &Problem,
    arguments: &ProblemArguments,
    overrides: Vec<String>,
) -> Option<Misstated> {
    let memory = Memory::of(problem, &Plan::compile(problem), threads());
    let passage = |key: &str| passage_of_key(problem.text(), &overrides, key);
    let complaint = refusal(problem, &memory, free_memory()?, passage)?;
    Some(Misstated {
        origin: arguments.file.display().to_string(),
        text: problem.text().to_owned(),
        overrides,
        complaints: vec![complaint],
    })
}

/// The threads of a run, unless told otherwise.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Tries a problem before it is trained, and tells what its user should know.
pub fn try_out(problem: &Problem) -> Result<(), Failure> {
    for note in run::try_out(problem).map_err(Failure::usage)? {
        tell(format_args!("warning: {note}"));
    }
    Ok(())
}
