//! Variants of one problem, trained side by side with the same random seeds.
//!
//! ```text
//! variants × random seeds ─► a run folder each (kept, so that a second call resumes)
//!                                └─► table, curves with bands, report
//! ```
//!
//! For each random seed all variants are trained in turn, so that the noise of a
//! shared machine hits them alike.

mod curves;
mod page;
mod statistics;
mod table;
mod variance;

pub use curves::{Band, bands};
pub use statistics::{first_below, median, quantile, settled};
pub use table::{Quantity, Table, table};
pub use variance::Variation;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::output::{History, Summary, read_history, read_summary, write_atomically};
use crate::problem::Problem;
use crate::run::{self, Error, Folder, Options, Progress};
use crate::training::Reason;

/// A way to train the problem.
#[derive(Clone, Debug)]
pub struct Variant {
    /// As asked for: `pwc`, or `pwc+mixture=0.2`.
    pub name: String,
    /// The problem with that method.
    pub problem: Problem,
}

/// A comparison.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// One line for people.
    pub title: String,
    /// The problem file with its changes, without those of the variants.
    pub text: String,
    /// The first is what the others are compared with.
    pub variants: Vec<Variant>,
    /// How many random seeds, from the problem's own on.
    pub repeats: usize,
    /// A loss to be reached; else the largest of the variants' median final ones.
    pub target_loss: Option<f64>,
    /// A relative L² error (mean over the outputs) to be reached; likewise.
    pub target_error: Option<f64>,
    /// Whether to look at the variance of the gradient, along one more training of
    /// the first variant.
    pub variance: bool,
}

/// A finished run of a variant.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Of every random stream.
    pub seed: u64,
    /// What was recorded.
    pub history: History,
    /// What it ended with.
    pub summary: Summary,
}

/// What is told while it goes on.
pub enum Step<'a> {
    /// Run i of n begins: the variant and its random seed.
    Run {
        /// From 1.
        number: usize,
        /// In all.
        of: usize,
        /// The variant's name.
        variant: &'a str,
        /// Its random seed.
        seed: u64,
        /// Iterations of a run.
        iterations: usize,
    },
    /// Within a run.
    Within(Progress<'a>),
    /// Within the training along which the variance is measured.
    Variance(crate::reproduce::Step),
}

/// A comparison that cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// A run failed.
    #[error("{variant}, random seed {seed}: {cause}")]
    Run {
        /// The variant.
        variant: String,
        /// Its random seed.
        seed: u64,
        /// Why.
        #[source]
        cause: Error,
    },
    /// A file could not be written or read.
    #[error(transparent)]
    Output(#[from] crate::output::Error),
    /// The folder belongs to something else.
    #[error(
        "{} holds {what}; earlier results are never overwritten: choose another folder with --out, or remove it",
        path.display()
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What it holds.
        what: &'static str,
    },
    /// Stopped by the user; what was finished is kept.
    #[error("interrupted after {done} of {of} runs; the same command goes on from there")]
    Interrupted {
        /// Finished runs.
        done: usize,
        /// In all.
        of: usize,
    },
}

/// Names the comparison that a folder belongs to.
const MARK: &str = "comparison.toml";

/// Trains whatever is not yet there and writes table, curves and report. Runs
/// that came to their own end (their summary says so) are kept; others are done
/// again.
///
/// # Errors
/// If the folder belongs to another problem, a run fails, or on an interrupt.
pub fn compare(
    comparison: &Comparison,
    folder: &Path,
    threads: usize,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<Table, CompareError> {
    claim(comparison, folder)?;
    let of = comparison.variants.len() * comparison.repeats;
    let mut runs: Vec<Vec<Finished>> = vec![Vec::new(); comparison.variants.len()];
    let mut number = 0;
    for repeat in 0..comparison.repeats {
        for (variant, done) in comparison.variants.iter().zip(&mut runs) {
            number += 1;
            let seed = variant.problem.training.seed + repeat as u64;
            progress(Step::Run {
                number,
                of,
                variant: &variant.name,
                seed,
                iterations: variant.problem.training.iterations,
            });
            let path = folder.join(&variant.name).join(seed.to_string());
            let finished = one(
                comparison, variant, seed, &path, threads, interrupt, progress,
            );
            let finished = finished.map_err(|cause| CompareError::Run {
                variant: variant.name.clone(),
                seed,
                cause,
            })?;
            match finished {
                Some(finished) => done.push(finished),
                None => {
                    let done = number - 1;
                    return Err(CompareError::Interrupted { done, of });
                }
            }
        }
    }
    let table = table(comparison, &runs);
    let variance = if comparison.variance {
        measure_variance(comparison, folder, threads, interrupt, progress)?
    } else {
        None
    };
    page::write(comparison, &table, &runs, variance, folder)?;
    Ok(table)
}

/// Measures it unless it was measured before; returns the picture.
fn measure_variance(
    comparison: &Comparison,
    folder: &Path,
    threads: usize,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<Option<String>, CompareError> {
    if let Some(svg) = variance::measured(comparison, folder) {
        return Ok(Some(svg));
    }
    let first = &comparison.variants[0];
    let failed = |cause| CompareError::Run {
        variant: first.name.clone(),
        seed: first.problem.training.seed,
        cause,
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|cause| failed(cause.into()))?;
    let progress = Mutex::new(progress);
    let tell = |step| {
        let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
        (*progress)(Step::Variance(step));
    };
    let measured = pool.install(|| variance::variations(comparison, interrupt, &tell));
    let measured = measured.map_err(failed)?;
    if interrupt.load(Ordering::Relaxed) {
        let of = comparison.variants.len() * comparison.repeats;
        return Err(CompareError::Interrupted { done: of, of });
    }
    Ok(Some(variance::write(comparison, &measured, folder)?))
}

/// Makes the folder ours, or sees that it is.
fn claim(comparison: &Comparison, folder: &Path) -> Result<(), CompareError> {
    let mark = folder.join(MARK);
    let foreign = |what| {
        let path = folder.to_path_buf();
        Err(CompareError::Foreign { path, what })
    };
    match std::fs::read_to_string(&mark) {
        Ok(text) if text == comparison.text => return Ok(()),
        Ok(_) => {
            return foreign("a comparison of another problem, or of this one with other settings");
        }
        Err(_) => {}
    }
    if folder.is_file() {
        return foreign("a file");
    }
    let mut entries = std::fs::read_dir(folder).into_iter().flatten();
    if entries.next().is_some() {
        return foreign("something else than a comparison");
    }
    std::fs::create_dir_all(folder).map_err(|cause| crate::output::Error::Write {
        path: folder.to_path_buf(),
        cause,
    })?;
    write_atomically(&mark, comparison.text.as_bytes())?;
    Ok(())
}

/// A run, from its folder or trained now; none if interrupted.
fn one(
    comparison: &Comparison,
    variant: &Variant,
    seed: u64,
    path: &Path,
    threads: usize,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<Option<Finished>, Error> {
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
        run::train(&problem, &text, &folder, options, interrupt, &mut |step| {
            progress(Step::Within(step));
        })?;
        if !is_whole(path)? {
            return Ok(None);
        }
    }
    Ok(Some(Finished {
        seed,
        history: read_history(&path.join("history.csv"))?,
        summary: read_summary(&path.join("summary.json"))?,
    }))
}

/// Whether a run came to its own end. One that was interrupted has a summary too.
fn is_whole(path: &Path) -> Result<bool, Error> {
    let summary = path.join("summary.json");
    if !summary.exists() {
        return Ok(false);
    }
    let interrupted = Reason::Interrupted.to_string();
    Ok(read_summary(&summary)?.stopped_because != interrupted)
}

#[cfg(test)]
mod tests;
