//! A run of a comparison: found in its folder, or trained now.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Stage, Variant};
use crate::output::{History, Summary, read_history, read_summary, write_summary};
use crate::run::{self, DIVERGED, Error, Flow, Folder, HISTORY, Options, SUMMARY};
use crate::training::Reason;

/// What a run of a variant came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The seed of every random stream.
    pub seed: u64,
    /// What was recorded.
    pub history: History,
    /// What it ended with.
    pub summary: Summary,
}

impl Outcome {
    /// Says when and what was not finite, if training broke off there.
    pub fn divergence(&self) -> Option<&str> {
        self.summary.stopped_because.strip_prefix(DIVERGED)
    }

    /// Tells whether training broke off.
    pub fn diverged(&self) -> bool {
        self.divergence().is_some()
    }
}

/// A run, from its folder or trained now; none if interrupted. That it diverged is
/// an outcome like any other, and kept.
pub fn one(
    variant: &Variant,
    seed: u64,
    path: &Path,
    threads: usize,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Option<Outcome>, Error> {
    if !is_whole(path)? {
        if path.exists() {
            std::fs::remove_dir_all(path).map_err(|cause| crate::output::Error::Write {
                path: path.to_path_buf(),
                cause,
            })?;
        }
        let folder = Folder::create(Some(path), &variant.name)?;
        let mut problem = variant.problem.with_seed(seed);
        problem.training.estimate_error = false;
        let options = Options { threads };
        let answer = || match interrupt.load(Ordering::Relaxed) {
            true => Flow::Stop,
            false => Flow::GoOn,
        };
        let trained = run::train_numbers_into(&problem, &folder, &options, |step| {
            progress(Stage::Within(step));
            Ok(answer())
        });
        match trained {
            Ok(_) => {}
            Err(Error::Diverged { solution, .. }) => {
                write_summary(&path.join(SUMMARY), solution.summary())?;
            }
            Err(other) => return Err(other),
        }
        if !is_whole(path)? {
            return Ok(None);
        }
    }
    Ok(Some(Outcome {
        seed,
        history: read_history(&path.join(HISTORY))?,
        summary: read_summary(&path.join(SUMMARY))?,
    }))
}

/// Tells whether a run came to its own end. One that was interrupted has a summary too.
pub fn is_whole(path: &Path) -> Result<bool, Error> {
    let summary = path.join(SUMMARY);
    if !summary.exists() {
        return Ok(false);
    }
    let interrupted = Reason::Interrupted.to_string();
    Ok(read_summary(&summary)?.stopped_because != interrupted)
}
