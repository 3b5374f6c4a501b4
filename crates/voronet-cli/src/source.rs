//! The problem file as typed, read and understood.

use voronet::outlook::{Memory, free_memory, refusal};
use voronet::plan::Plan;
use voronet::problem::{Complaint, Misstated, Passage, Problem, ReadError, passage_of_key};
use voronet::run;
use voronet::words::in_line;

use crate::args::ProblemArguments;
use crate::failure::{Failure, tell};
use crate::render;

/// Reads the problem, or tells everything that is wrong with it.
pub fn read(arguments: &ProblemArguments) -> Result<Problem, Failure> {
    let read = Problem::read_with(&arguments.file, &overrides(arguments));
    let problem = read.map_err(|error| match error {
        ReadError::Misstated(misstated) => render::misstated(&misstated),
        other => Failure::usage(other),
    })?;
    match too_large(&problem, arguments) {
        Some(misstated) => Err(render::misstated(&misstated)),
        None => Ok(problem),
    }
}

/// The complaint about a run that needs more memory than this machine has.
fn too_large(problem: &Problem, arguments: &ProblemArguments) -> Option<Misstated> {
    let memory = Memory::of(problem, &Plan::compile(problem), threads());
    let passage = |key: &str| passage(problem, arguments, key);
    let complaint = refusal(problem, &memory, free_memory()?, passage)?;
    Some(misstated(problem, arguments, complaint))
}

/// Where a key of the problem stands.
fn passage(problem: &Problem, arguments: &ProblemArguments, key: &str) -> Passage {
    passage_of_key(problem.text(), &overrides(arguments), key)
}

/// A complaint about a problem that was understood.
fn misstated(problem: &Problem, arguments: &ProblemArguments, complaint: Complaint) -> Misstated {
    Misstated {
        origin: arguments.file.display().to_string(),
        text: problem.text().to_owned(),
        overrides: overrides(arguments),
        complaints: vec![complaint],
    }
}

/// The changes to the file that were typed.
fn overrides(arguments: &ProblemArguments) -> Vec<String> {
    let seed = arguments.seed.map(|seed| format!("training.seed={seed}"));
    arguments.set.iter().cloned().chain(seed).collect()
}

/// The threads of a run, unless told otherwise.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Tries a problem before it is trained, and tells what its user should know.
pub fn try_out(problem: &Problem, arguments: &ProblemArguments) -> Result<(), Failure> {
    let notes = run::try_out(problem).map_err(|error| {
        let passage = |key: &str| passage(problem, arguments, key);
        match run::mistake(&error, problem, &passage) {
            Some(mistake) => render::misstated(&misstated(problem, arguments, mistake)),
            None => Failure::usage(error),
        }
    })?;
    for note in notes {
        tell(format_args!("warning: {}", in_line(&note)));
    }
    Ok(())
}
