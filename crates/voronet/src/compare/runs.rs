//! A run of a comparison: found in its folder, or trained now.

use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::{Comparison, Stage, Variant};
use crate::output::{History, Summary, read_history, read_summary, write_summary};
use crate::plan::Plan;
use crate::problem::Problem;
use crate::run::{self, Error, Folder, HISTORY, Options, SUMMARY};
use crate::training::{Failure, Reason};

/// How the reason for which a diverged run stopped begins.
const DIVERGED: &str = "diverged: ";

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
    comparison: &Comparison,
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
        let mut problem = variant.problem.clone();
        problem.training.seed = seed;
        let text = format!(
            "# Variant {}, random seed {seed}\n{}",
            variant.name, comparison.text
        );
        let options = Options {
            threads,
            numbers_only: true,
        };
        let trained = run::train(&problem, &text, &folder, options, interrupt, &mut |step| {
            progress(Stage::Within(step));
        });
        match trained {
            Ok(_) => {}
            Err(Error::Diverged { failure, .. }) => {
                let summary = of_divergence(&problem, &failure, threads);
                write_summary(&path.join(SUMMARY), &summary)?;
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

/// The summary of a run that has neither a loss nor an error to show.
fn of_divergence(problem: &Problem, failure: &Failure, threads: usize) -> Summary {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = if threads == 0 { cores } else { threads };
    Summary {
        iterations: failure.iteration - 1,
        wall_seconds: failure.seconds,
        milliseconds_per_iteration: 1e3 * failure.seconds / failure.iteration as f64,
        stopped_because: format!("{DIVERGED}{failure}"),
        ..run::common(problem, &Plan::compile(problem), threads)
    }
}
