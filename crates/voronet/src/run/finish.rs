//! Everything that is made of a trained network.

use std::time::Instant;

use super::known::known;
use super::{Error, Evaluator, Folder, Model, SUMMARY, pictures, report};
use crate::output::plot::write_picture;
use crate::output::{self, FORMATS, Field, Fields, Format, Grid, History, Summary};
use crate::output::{error_name, reference_name, write_atomically};
use crate::plan::Plan;
use crate::problem::Problem;
use crate::training::Trained;

/// A run that ended well.
pub struct Finished<'a> {
    /// As stated.
    pub problem: &'a Problem,
    /// As compiled.
    pub plan: &'a Plan,
    /// With its parameters.
    pub trained: &'a Trained,
    /// What was recorded.
    pub history: History,
    /// Outputs, references (`u_reference`) and their differences (`u_error`); none
    /// if only numbers are wanted.
    pub fields: Option<Fields>,
    /// When the run began, before its points were placed.
    pub started: Instant,
}

/// Writes fields, pictures, the report (if there are fields) and the summary.
pub fn finish(finished: &Finished, folder: &Folder) -> Result<Summary, Error> {
    let summary = summary(finished);
    if let Some(fields) = &finished.fields {
        show(finished, fields, &summary, folder)?;
    }
    // Last: where there is a summary, the run is complete.
    output::write_summary(&folder.file(SUMMARY), &summary)?;
    Ok(summary)
}

fn show(
    finished: &Finished,
    fields: &Fields,
    summary: &Summary,
    folder: &Folder,
) -> Result<(), Error> {
    for format in FORMATS.members {
        (format.how.write)(&folder.file(&solution_file(format)), fields)?;
    }
    let pictures = pictures::pictures(finished, fields);
    for (name, picture) in &pictures {
        write_picture(folder.path(), name, &picture.svg)?;
    }
    let page = report::page(finished, summary, pictures)?;
    write_atomically(&folder.file("report.html"), page.as_bytes())?;
    Ok(())
}

/// The fields' file in a format.
pub fn solution_file(format: &Format) -> String {
    format!("solution.{}", format.name)
}

/// The names of the outputs with a reference.
pub fn referenced(problem: &Problem, plan: &Plan) -> Vec<String> {
    let given = plan.referenced().into_iter();
    given.map(|k| problem.outputs[k].clone()).collect()
}

/// Outputs, references and errors on a grid.
pub fn fields(problem: &Problem, plan: &Plan, model: &Model, grid: Grid) -> Result<Fields, Error> {
    let cloud = grid.nodes();
    let inside: Vec<bool> = (0..cloud.len())
        .map(|p| problem.contains(cloud.point(p)))
        .collect();
    let masked = |mut values: Vec<f64>| {
        for (value, inside) in values.iter_mut().zip(&inside) {
            if !inside {
                *value = f64::NAN;
            }
        }
        values
    };
    let mut fields = Vec::new();
    let values = match Evaluator::new(model, &[]) {
        Ok(evaluator) => evaluator.evaluate(model, &cloud),
        Err(_) => Vec::new(),
    };
    for (name, values) in problem.outputs.iter().zip(&values) {
        fields.push(Field::new(name.clone(), masked(values.clone())));
    }
    for known in known(problem, plan, model, &cloud, &values) {
        let name = &problem.outputs[known.output];
        fields.push(Field::new(error_name(name), masked(known.error)));
        fields.push(Field::new(reference_name(name), masked(known.reference)));
    }
    Ok(Fields::new(grid, fields)?)
}

/// How far the reference itself is off, where that was stated.
fn stated_errors(problem: &Problem) -> Vec<(String, f64)> {
    let pairs = problem.outputs.iter().zip(&problem.reference.errors);
    pairs
        .filter_map(|(name, error)| Some((name.clone(), (*error)?)))
        .collect()
}

fn summary(finished: &Finished) -> Summary {
    let Finished {
        problem,
        plan,
        trained,
        history,
        ..
    } = finished;
    let (loss, terms, errors) = match history.records.last() {
        Some(last) => (
            last.loss,
            last.terms.clone(),
            last.relative_l2_error.clone(),
        ),
        None => (f64::NAN, Vec::new(), Vec::new()),
    };
    let errors = history.outputs.iter().cloned().zip(errors);
    Summary {
        iterations: trained.iterations,
        wall_seconds: finished.started.elapsed().as_secs_f64(),
        milliseconds_per_iteration: 1e3 * trained.seconds / trained.iterations.max(1) as f64,
        loss,
        loss_terms: history.terms.iter().cloned().zip(terms).collect(),
        loss_laws: losses_of_laws(problem, trained),
        relative_l2_error: errors.filter_map(|(name, e)| Some((name, e?))).collect(),
        reference_error: stated_errors(problem),
        stopped_because: trained.reason.to_string(),
        ..common(problem, plan, rayon::current_num_threads())
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

/// What a summary says of a run however it ended; there is no loss and no error.
pub fn common(problem: &Problem, plan: &Plan, threads: usize) -> Summary {
    Summary {
        title: problem.title.clone(),
        sampler: problem.sampling.sampler.name.to_owned(),
        seed: problem.training.seed,
        threads,
        precision: problem.training.precision.name().to_owned(),
        parameters: plan.network.mlp.parameters(),
        iterations: 0,
        wall_seconds: 0.0,
        milliseconds_per_iteration: 0.0,
        loss: f64::NAN,
        loss_terms: Vec::new(),
        loss_laws: Vec::new(),
        relative_l2_error: Vec::new(),
        reference_error: Vec::new(),
        stopped_because: String::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
