//! A value by iteration and by time, over several runs.

use super::statistics::quantile;
use crate::output::plot::{Line, Series, Shade};
use crate::training::Record;

/// A curve over several runs: at each of the iterations that all of them recorded, the
/// median of a value, the least and the greatest. The value of a run that diverged is
/// infinite from there on.
#[derive(Clone, Debug, Default)]
pub struct Band {
    /// The iterations of the records.
    pub iterations: Vec<f64>,
    /// The median over the runs of the time at each iteration.
    pub seconds: Vec<f64>,
    /// The median of the value.
    pub median: Vec<f64>,
    /// The least value.
    pub low: Vec<f64>,
    /// The greatest value.
    pub high: Vec<f64>,
}

impl Band {
    /// Makes a curve of a picture of it, by time in seconds or by iteration.
    pub fn series(&self, name: &str, by_time: bool, line: Line) -> Series {
        let x = match by_time {
            true => &self.seconds,
            false => &self.iterations,
        };
        let ends = self.low.iter().zip(&self.high);
        let shade = x.iter().zip(ends).map(|(&x, (&low, &high))| [x, low, high]);
        Series {
            name: name.to_owned(),
            points: x.iter().zip(&self.median).map(|(&x, &y)| [x, y]).collect(),
            line,
            shade: Some(Shade(shade.collect())),
        }
    }
}

/// A run of which a curve is made.
#[derive(Clone, Copy)]
pub struct Traced<'a> {
    /// What was recorded of it, by increasing iteration.
    pub records: &'a [Record],
    /// Whether it broke off after them.
    pub diverged: bool,
}

impl<'a> Traced<'a> {
    fn at(self, iteration: usize) -> Option<&'a Record> {
        let found = self
            .records
            .binary_search_by_key(&iteration, |record| record.iteration);
        found.ok().map(|k| &self.records[k])
    }

    fn is_lost(self, iteration: usize) -> bool {
        let last = self.records.last();
        self.diverged && last.is_none_or(|last| last.iteration < iteration)
    }
}

/// Makes the curve of a value over some runs.
pub fn band(runs: &[Traced], of: fn(&Record) -> f64) -> Band {
    let mut band = Band::default();
    for iteration in shared(runs) {
        let records: Vec<Option<&Record>> = runs.iter().map(|run| run.at(iteration)).collect();
        let value = |record: &Option<&Record>| record.map_or(f64::INFINITY, of);
        let values: Vec<f64> = records.iter().map(value).collect();
        let seconds: Vec<f64> = records.iter().flatten().map(|r| r.seconds).collect();
        band.iterations.push(iteration as f64);
        band.seconds.push(quantile(&seconds, 0.5));
        band.median.push(quantile(&values, 0.5));
        band.low.push(quantile(&values, 0.0));
        band.high.push(quantile(&values, 1.0));
    }
    band
}

/// Lists the iterations that all runs recorded, as far as they did not diverge before.
fn shared(runs: &[Traced]) -> Vec<usize> {
    let whole = runs.iter().filter(|run| !run.diverged);
    let longest = |run: &&Traced| run.records.len();
    let guide = whole
        .max_by_key(longest)
        .or_else(|| runs.iter().max_by_key(longest));
    let recorded = guide.into_iter().flat_map(|run| run.records);
    let by_all = |&iteration: &usize| {
        let known = |run: &Traced| run.at(iteration).is_some() || run.is_lost(iteration);
        runs.iter().all(known)
    };
    recorded.map(|r| r.iteration).filter(by_all).collect()
}
