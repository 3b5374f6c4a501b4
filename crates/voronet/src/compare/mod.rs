//! Variants of one problem, trained side by side with the same random seeds.
//!
//! ```text
//! variants × random seeds ─► a run folder each (kept, so that a second call resumes)
//!                                └─► table, curves with bands, report
//! ```
//!
//! For each random seed all variants are trained in turn, so that the noise of a
//! shared machine hits them alike.

mod claim;
mod curves;
mod error;
mod layout;
mod page;
mod runs;
mod table;
mod variance;

pub use curves::bands;
pub use error::CompareError;
pub use runs::Outcome;
pub use table::{Infinite, Quantity, Table, table};
pub use variance::Variation;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::problem::{Problem, TrainingSettings};
use crate::run::Progress;
use variance::Variance;

/// A way to train the problem.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The name as it was asked for: `pwc`, or `pwc+mixture=0.2`.
    pub name: String,
    /// The problem with that method.
    pub problem: Problem,
}

/// A problem, the ways to train it that are compared, and how.
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
    /// A loss to be reached; else the largest of the variants' median final ones
    /// that is finite.
    pub target_loss: Option<f64>,
    /// A relative L² error (mean over the outputs) to be reached; likewise.
    pub target_error: Option<f64>,
    /// Whether to look at the variance of the gradient, along one more training of
    /// the first variant.
    pub variance: bool,
}

/// What a comparison tells while it goes on.
pub enum Stage<'a> {
    /// Run i of n begins: the variant and its random seed.
    Run {
        /// The number of the run, from 1.
        number: usize,
        /// How many runs there are in all.
        of: usize,
        /// The variant's name.
        variant: &'a str,
        /// Its random seed.
        seed: u64,
        /// How long a run may be.
        training: &'a TrainingSettings,
    },
    /// Something happened within a run.
    Within(Progress<'a>),
    /// The run of which was told last diverged, now or in an earlier call.
    Diverged {
        /// When it diverged and what was not finite.
        why: &'a str,
    },
    /// The training along which the variance is measured has come so far.
    Variance(crate::study::Advance),
}

/// Trains whatever is not yet there and writes table, curves and report. Runs
/// that came to their own end (their summary says so) are kept, diverged ones among
/// them; others are done again.
///
/// # Errors
/// If the folder belongs to another problem, a run fails, all of them diverge, or
/// on an interrupt.
pub fn compare(
    comparison: &Comparison,
    folder: &Path,
    threads: usize,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Table, CompareError> {
    claim::check(comparison)?;
    let _ours = claim::claim(comparison, folder)?;
    let runs = train_all(comparison, folder, threads, interrupt, progress)?;
    refuse_nothing(comparison, &runs)?;
    let table = table(comparison, &runs);
    let variance = match comparison.variance {
        false => Variance::Unasked,
        // The same training again would diverge again.
        true if runs[0][0].diverged() => Variance::Diverged,
        true => measure_variance(comparison, folder, threads, interrupt, progress)?,
    };
    page::write(comparison, &table, &runs, &variance, folder)?;
    Ok(table)
}

/// Trains every variant with every random seed, as far as that is not done yet.
fn train_all(
    comparison: &Comparison,
    folder: &Path,
    threads: usize,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Vec<Vec<Outcome>>, CompareError> {
    let of = comparison.variants.len() * comparison.repeats;
    let mut runs: Vec<Vec<Outcome>> = vec![Vec::new(); comparison.variants.len()];
    let mut number = 0;
    for repeat in 0..comparison.repeats {
        for (variant, done) in comparison.variants.iter().zip(&mut runs) {
            number += 1;
            let seed = variant.problem.training.seed + repeat as u64;
            progress(Stage::Run {
                number,
                of,
                variant: &variant.name,
                seed,
                training: &variant.problem.training,
            });
            let path = folder.join(&variant.name).join(seed.to_string());
            let finished = runs::one(variant, seed, &path, threads, interrupt, progress);
            let finished = finished.map_err(|cause| CompareError::Run {
                variant: variant.name.clone(),
                seed,
                cause: Box::new(cause),
            })?;
            let Some(finished) = finished else {
                let done = number - 1;
                return Err(CompareError::Interrupted { done, of });
            };
            if let Some(why) = finished.divergence() {
                progress(Stage::Diverged { why });
            }
            done.push(finished);
        }
    }
    Ok(runs)
}

/// Refuses runs that all diverged: there is nothing to be said of them but why.
fn refuse_nothing(comparison: &Comparison, runs: &[Vec<Outcome>]) -> Result<(), CompareError> {
    if runs.iter().flatten().any(|run| !run.diverged()) {
        return Ok(());
    }
    let first = &runs[0][0];
    Err(CompareError::AllDiverged {
        variant: comparison.variants[0].name.clone(),
        seed: first.seed,
        why: first.divergence().unwrap_or_default().to_owned(),
    })
}

/// Measures the variance of the gradient unless it was measured before.
fn measure_variance(
    comparison: &Comparison,
    folder: &Path,
    threads: usize,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Stage) + Send),
) -> Result<Variance, CompareError> {
    if let Some(svg) = variance::measured(comparison, folder) {
        return Ok(Variance::Measured(svg));
    }
    let first = &comparison.variants[0];
    let failed = |cause| CompareError::Run {
        variant: first.name.clone(),
        seed: first.problem.training.seed,
        cause: Box::new(cause),
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|cause| failed(cause.into()))?;
    let progress = Mutex::new(progress);
    let tell = |advance| {
        let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
        (*progress)(Stage::Variance(advance));
    };
    let measured = pool.install(|| variance::variations(comparison, interrupt, &tell));
    let measured = measured.map_err(failed)?;
    if interrupt.load(Ordering::Relaxed) {
        let of = comparison.variants.len() * comparison.repeats;
        return Err(CompareError::Interrupted { done: of, of });
    }
    let svg = variance::write(comparison, &measured, folder)?;
    Ok(Variance::Measured(svg))
}

#[cfg(test)]
mod tests;
