//! The problem file as typed, read and understood.

use std::path::Path;

use voronet::input;
use voronet::outlook::{Memory, free_memory, refusal};
use voronet::plan::Plan;
use voronet::problem::{Complaint, Problem, place_of_key, read_problem_with};
use voronet::run;

use crate::args::ProblemArguments;
use crate::failure::{Failure, tell};
use crate::render;

/// A problem with the text that it came from.
pub struct Stated {
    /// As understood.
    pub problem: Problem,
    /// The file as it is kept with a run, with a note of every change made to it.
    pub text: String,
}

/// Reads the problem, or tells everything that is wrong with it.
pub fn read(arguments: &ProblemArguments) -> Result<Stated, Failure> {
    let path = arguments.file.display();
    let text = read_text(&arguments.file)?;
    let mut overrides = arguments.set.clone();
    overrides.extend(arguments.seed.map(|seed| format!("training.seed={seed}")));
    let folder = arguments.file.parent().unwrap_or(Path::new(""));
    let open = |name: &str| input::read(&folder.join(name));
    let problem = read_problem_with(&text, &overrides, &open);
    let fitting = problem.and_then(|problem| match too_large(&problem, &text, &overrides) {
        Some(complaint) => Err(vec![complaint]),
        None => Ok(problem),
    });
    match fitting {
        Ok(problem) => Ok(Stated {
            text: problem.kept_text(&text, &overrides),
            problem,
        }),
        Err(complaints) => {
            render::complaints(&path.to_string(), &text, &overrides, &complaints);
            Err(Failure::Told)
        }
    }
}

/// The complaint about a run that needs more memory than this machine has.
fn too_large(problem: &Problem, text: &str, overrides: &[String]) -> Option<Complaint> {
    let memory = Memory::of(problem, &Plan::compile(problem), threads());
    let place = |key: &str| place_of_key(text, overrides, key);
    refusal(problem, &memory, free_memory()?, place)
}

/// The threads of a run, unless told otherwise.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
/// The most bytes of a problem file: 16 MiB.
const MOST_BYTES: u64 = 1 << 24;

fn read_text(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let bytes = input::read_at_most(path, MOST_BYTES)
        .map_err(|e| Failure::Usage(format!("cannot read the problem file {shown}: {e}")))?;
    match input::text(&bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(what) => {
            let what = format!("cannot read the problem file {shown}: {what}");
            Err(Failure::Usage(what))
        }
    }
}

/// Tries a problem before it is trained, and tells what its user should know.
pub fn try_out(problem: &Problem) -> Result<(), Failure> {
    for note in run::try_out(problem).map_err(Failure::usage)? {
        tell(format_args!("warning: {note}"));
    }
    Ok(())
}
