//! Loss and error by iteration and by time, over the random seeds.

use super::Outcome;
use crate::study::{Band, Traced, band, mean_error};

/// Makes the curves of the loss and, if there is a reference, of the mean of the outputs'
/// errors over the runs of a variant.
pub fn bands(runs: &[Outcome]) -> (Band, Option<Band>) {
    let has_error = !runs[0].history.outputs.is_empty();
    let traced = runs.iter().map(|run| Traced {
        records: &run.history.records,
        diverged: run.diverged(),
    });
    let traced: Vec<Traced> = traced.collect();
    let loss = band(&traced, |r| r.loss);
    (loss, has_error.then(|| band(&traced, mean_error)))
}
