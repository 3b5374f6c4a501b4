//! A value by iteration and by time, over several runs.

use super::statistics::quantile;
use crate::output::plot::{Line, Series, Shade};
use crate::training::Record;

/// A variant's curve: at each of the iterations that all its runs recorded, the
/// median over the runs, and between what it lies. From where a run diverged on its
/// value is infinite.
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

impl Band {
    /// The band as a curve of a picture, by time in seconds or by iteration.
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

/// What a curve is made of.
#[derive(Clone, Copy)]
pub struct Traced<'a> {
    /// Of a run, by increasing iteration.
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

/// The curve of a value over some runs.
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

/// The iterations that all runs recorded, as far as they did not diverge before.
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
