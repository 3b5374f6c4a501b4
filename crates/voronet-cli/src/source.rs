//! The problem file as typed, read and understood.

use std::path::Path;

use voronet::problem::{Problem, read_problem_with};

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
    match read_problem_with(&text, &overrides, &open) {
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
