//! The problem file as typed, read and understood.

use std::path::Path;

use voronet::outlook::{Memory, free_memory, refusal};
use voronet::plan::Plan;
use voronet::problem::{Complaint, Problem, place_of_key, read_problem_with};

use crate::args::ProblemArguments;
use crate::failure::Failure;
use crate::render;

/// A problem with the text that it came from.
pub struct Stated {
    /// As understood.
    pub problem: Problem,
    /// The file, with a note of every change made to it.
    pub text: String,
}

/// Reads the problem, or tells everything that is wrong with it.
pub fn read(arguments: &ProblemArguments) -> Result<Stated, Failure> {
    let path = arguments.file.display();
    let text = read_text(&arguments.file)?;
    let mut overrides = arguments.set.clone();
    overrides.extend(arguments.seed.map(|seed| format!("training.seed={seed}")));
    let folder = arguments.file.parent().unwrap_or(Path::new(""));
    let open = |name: &str| std::fs::read(folder.join(name));
    let problem = read_problem_with(&text, &overrides, &open);
    let fitting = problem.and_then(|problem| match too_large(&problem, &text, &overrides) {
        Some(complaint) => Err(vec![complaint]),
        None => Ok(problem),
    });
    match fitting {
        Ok(problem) => Ok(Stated {
            problem,
            text: noted(text, &overrides),
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

fn read_text(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    if path.is_dir() {
        return Err(Failure::Usage(format!(
            "{shown} is a folder, not a problem file"
        )));
    }
    let bytes = std::fs::read(path)
        .map_err(|e| Failure::Usage(format!("cannot read the problem file {shown}: {e}")))?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::Usage(format!("{shown} is not a text file (it is not UTF-8)")))
}

/// The file with its changes as comments at its head.
fn noted(text: String, overrides: &[String]) -> String {
    if overrides.is_empty() {
        return text;
    }
    let notes: String = overrides
        .iter()
        .map(|o| format!("# --set {}\n", o.replace('\n', " ")))
        .collect();
    format!("# Run with these changes to the file below:\n{notes}\n{text}")
}
