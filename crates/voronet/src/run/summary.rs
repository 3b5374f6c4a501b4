//! What a run says of itself in a few numbers.

use std::time::Duration;

use crate::judge::Estimates;
use crate::output::{History, RecoverySummary, Summary};
use crate::plan::Plan;
use crate::problem::Problem;
use crate::training::{Failure, Record, Recovery, Trained};

/// How the reason for which a diverged run stopped begins.
pub const DIVERGED: &str = "diverged: ";

/// Of a training that came to its end.
pub(super) fn of_training(
    problem: &Problem,
    plan: &Plan,
    history: &History,
    trained: &Trained,
    wall: Duration,
) -> Summary {
    Summary {
        iterations: trained.iterations,
        wall_seconds: wall.as_secs_f64(),
        milliseconds_per_iteration: 1e3 * trained.seconds / trained.iterations.max(1) as f64,
        loss_laws: losses_of_laws(problem, trained),
        stopped_because: trained.reason.to_string(),
        ..of_record(problem, plan, history, &trained.record)
    }
}

/// Of one that diverged; it has neither a loss nor an error to show.
pub(super) fn of_divergence(
    problem: &Problem,
    plan: &Plan,
    failure: &Failure,
    wall: Duration,
) -> Summary {
    Summary {
        iterations: failure.iteration - 1,
        wall_seconds: wall.as_secs_f64(),
        milliseconds_per_iteration: 1e3 * failure.seconds / failure.iteration as f64,
        stopped_because: format!("{DIVERGED}{failure}"),
        ..common(problem, plan, rayon::current_num_threads())
    }
}

/// Of a run that may not have ended: losses and errors are the last ones.
pub(super) fn of_history(problem: &Problem, plan: &Plan, history: &History) -> Summary {
    match history.records.last() {
        Some(last) => of_record(problem, plan, history, last),
        None => common(problem, plan, rayon::current_num_threads()),
    }
}

/// Losses and errors are those of a record.
fn of_record(problem: &Problem, plan: &Plan, history: &History, last: &Record) -> Summary {
    let terms = history.terms.iter().cloned().zip(last.terms.clone());
    let errors = history.outputs.iter().zip(&last.relative_l2_error);
    Summary {
        iterations: last.iteration,
        wall_seconds: last.seconds,
        milliseconds_per_iteration: 1e3 * last.seconds / last.iteration.max(1) as f64,
        loss: last.loss,
        loss_terms: terms.collect(),
        relative_l2_error: errors
            .filter_map(|(name, e)| Some((name.clone(), (*e)?)))
            .collect(),
        reference_error: stated_errors(problem),
        unknowns: Estimates::bare(&plan.network, &last.unknowns),
        ..common(problem, plan, rayon::current_num_threads())
    }
}

/// What a summary says of a run however it ended; there is no loss and no error.
fn common(problem: &Problem, plan: &Plan, threads: usize) -> Summary {
    Summary {
        title: problem.title.clone(),
        sampler: problem.sampling.sampler.name.to_owned(),
        seed: problem.training.seed,
        threads,
        precision: problem.training.precision().name().to_owned(),
        parameters: plan.network.parameters(),
        iterations: 0,
        wall_seconds: 0.0,
        milliseconds_per_iteration: 0.0,
        loss: f64::NAN,
        loss_terms: Vec::new(),
        loss_laws: Vec::new(),
        relative_l2_error: Vec::new(),
        reference_error: Vec::new(),
        statistics: Vec::new(),
        unknowns: Estimates::default(),
        verdict: None,
        windows: Vec::new(),
        recoveries: Vec::new(),
        stopped_because: String::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// How trainings went back.
pub(super) fn recoveries(problem: &Problem, all: &[Recovery]) -> Vec<RecoverySummary> {
    all.iter().map(|one| recovery(problem, one)).collect()
}

/// How a training went back.
pub(super) fn recovery(problem: &Problem, recovery: &Recovery) -> RecoverySummary {
    let term = problem.terms.get(recovery.term);
    RecoverySummary {
        iteration: recovery.iteration,
        term: term.map_or_else(String::new, |term| term.name.clone()),
        back_to: recovery.back_to,
        remedy: recovery.remedy.to_string(),
    }
}

/// The loss of each law of the terms with several.
fn losses_of_laws(problem: &Problem, trained: &Trained) -> Vec<(String, f64)> {
    let terms = problem.terms.iter().zip(&trained.losses_of_laws);
    let several = terms.filter(|(term, _)| term.laws.len() > 1);
    let named = several.flat_map(|(term, losses)| {
        let losses = losses.iter().enumerate();
        losses.map(|(i, &loss)| (term.name_of_law(i), loss))
    });
    named.collect()
}

/// The history of a problem before its first record.
pub(super) fn empty_history(problem: &Problem) -> History {
    let given = problem.reference.given().into_iter();
    History {
        terms: problem.terms.iter().map(|term| term.name.clone()).collect(),
        outputs: given.map(|k| problem.outputs[k].clone()).collect(),
        unknowns: problem.unknowns.iter().map(|u| u.name.clone()).collect(),
        records: Vec::new(),
        made: 0,
    }
}

/// How far the reference itself is off, where that was stated.
fn stated_errors(problem: &Problem) -> Vec<(String, f64)> {
    let pairs = problem.outputs.iter().zip(&problem.reference.errors);
    pairs
        .filter_map(|(name, error)| Some((name.clone(), (*error)?)))
        .collect()
}
