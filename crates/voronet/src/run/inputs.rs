//! What is done with a problem before it is trained: it is tried, and the files
//! that it names are kept.

use std::path::Path;

use super::Error;
use crate::output::{self, write_atomically};
use crate::plan::Plan;
use crate::problem::Problem;
use crate::training::{References, check_weights, fresh_points, try_places};

/// Points of each place at which weights are tried.
const POINTS: usize = 2000;

/// Finds what would stop a training as it begins, before a folder is made for it,
/// and what its user should know.
///
/// # Errors
/// If there is nothing of the domain or of a condition's place, a weight is negative or no
/// finite number, or no error can be taken against the reference.
pub fn try_out(problem: &Problem) -> Result<Vec<String>, Error> {
    let plan = Plan::compile(problem);
    try_places(problem, &plan)?;
    if problem.terms.iter().any(|term| term.weight_at.is_some()) {
        check_weights(problem, &plan, &fresh_points(problem, &plan, POINTS)?)?;
    }
    let references = References::new(problem, &plan)?;
    Ok(references.notes)
}

/// Writes the files that the problem names into a folder, where the text that is
/// kept there ([`Problem::kept_text`]) names them.
///
/// # Errors
/// If one cannot be written.
pub(crate) fn keep_files(problem: &Problem, folder: &Path) -> Result<(), output::Error> {
    for file in &problem.files {
        let path = folder.join(&file.kept);
        let around = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(around).map_err(|cause| output::Error::Write {
            path: path.clone(),
            cause,
        })?;
        write_atomically(&path, &file.bytes)?;
    }
    Ok(())
}
