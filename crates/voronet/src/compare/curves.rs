//! Loss and error by iteration and by time, over the random seeds.

use super::Finished;
use super::statistics::{mean_error, quantile};
use crate::output::Record;

/// A variant's curve: at each of the iterations that all its runs recorded, the
/// median over the runs, and between what it lies.
#[derive(Clone, Debug, Default)]
pub struct Band {
    /// Of the records.
    pub iterations: Vec<f64>,
    /// Median over the runs of the time at that iteration.
    pub seconds: Vec<f64>,
    /// Median of the value.
    pub median: Vec<f64>,
    /// Least value.
    pub low: Vec<f64>,
    /// Greatest value.
    pub high: Vec<f64>,
}

/// The loss and, if there is a reference, the mean of the outputs' errors.
pub fn bands(runs: &[Finished]) -> (Band, Option<Band>) {
    let has_error = !runs[0].history.outputs.is_empty();
    let loss = band(runs, |r| r.loss);
    (loss, has_error.then(|| band(runs, mean_error)))
}

fn band(runs: &[Finished], of: fn(&Record) -> f64) -> Band {
    let shortest = runs.iter().map(|run| run.history.records.len()).min();
    let mut band = Band::default();
    for i in 0..shortest.unwrap_or(0) {
        let records: Vec<&Record> = runs.iter().map(|run| &run.history.records[i]).collect();
        let values: Vec<f64> = records.iter().map(|r| of(r)).collect();
        let seconds: Vec<f64> = records.iter().map(|r| r.seconds).collect();
        band.iterations.push(records[0].iteration as f64);
        band.seconds.push(quantile(&seconds, 0.5));
        band.median.push(quantile(&values, 0.5));
        band.low.push(quantile(&values, 0.0));
        band.high.push(quantile(&values, 1.0));
    }
    band
}
