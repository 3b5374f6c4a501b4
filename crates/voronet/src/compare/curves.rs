//! Loss and error by iteration and by time, over the random seeds.

use super::Finished;
use crate::study::{Band, Traced, band, mean_error};

/// The loss and, if there is a reference, the mean of the outputs' errors.
pub fn bands(runs: &[Finished]) -> (Band, Option<Band>) {
    let has_error = !runs[0].history.outputs.is_empty();
    let traced = runs.iter().map(|run| Traced {
        records: &run.history.records,
        diverged: run.diverged(),
    });
    let traced: Vec<Traced> = traced.collect();
    let loss = band(&traced, |r| r.loss);
    (loss, has_error.then(|| band(&traced, mean_error)))
}
