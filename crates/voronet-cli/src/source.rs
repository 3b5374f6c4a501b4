//! The problem file as typed, read and understood.

use voronet::problem::{Problem, ReadError};

use crate::args::ProblemArguments;
use crate::failure::Failure;
use crate::render;

/// Reads the problem, or tells everything that is wrong with it.
pub fn read(arguments: &ProblemArguments) -> Result<Problem, Failure> {
    let path = &arguments.file;
    if path.is_dir() {
        let shown = path.display();
        return Err(Failure::Usage(format!(
            "{shown} is a folder, not a problem file"
        )));
    }
    let mut overrides = arguments.set.clone();
    overrides.extend(arguments.seed.map(|seed| format!("training.seed={seed}")));
    Problem::read_with(path, &overrides).map_err(|error| match error {
        ReadError::Misstated(misstated) => render::misstated(&misstated),
        ReadError::Unreadable { cause, .. } if cause.kind() == std::io::ErrorKind::InvalidData => {
            let shown = path.display();
            Failure::Usage(format!("{shown} is not a text file (it is not UTF-8)"))
        }
        other => Failure::usage(other),
    })
}
