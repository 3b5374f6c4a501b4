//! The numbers of a comparison.

use super::{Comparison, Outcome, Variant};
use crate::study::{first_below, mean_error, median, quantile, settled, settled_at};
use crate::training::Record;

/// What it means that a value is infinite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Infinite {
    /// The run diverged.
    Diverged,
    /// A target was not reached.
    Never,
}

impl Infinite {
    /// Says it in a word, for the table.
    pub fn word(self) -> &'static str {
        match self {
            Infinite::Diverged => "diverged",
            Infinite::Never => "never",
        }
    }
}

/// One quantity of one variant over the random seeds.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The variant.
    pub variant: String,
    /// What is measured.
    pub name: String,
    /// One value for each random seed; some may be infinite.
    pub values: Vec<f64>,
    /// Why one would be infinite.
    pub infinite: Infinite,
    /// The median over the first variant's median.
    pub ratio: f64,
    /// For how many random seeds the value is below the first variant's.
    pub wins: usize,
    /// The error that the reference itself is stated to have, where this is an error.
    pub reference_error: Option<f64>,
}

impl Quantity {
    /// Returns the median over the random seeds.
    pub fn median(&self) -> f64 {
        median(&self.values)
    }

    /// Returns the least and the greatest value.
    pub fn range(&self) -> (f64, f64) {
        (quantile(&self.values, 0.0), quantile(&self.values, 1.0))
    }

    /// Counts the values that are infinite.
    pub fn missing(&self) -> usize {
        self.values.iter().filter(|x| x.is_infinite()).count()
    }
}

/// All numbers of a comparison, by quantity and then by variant.
#[derive(Clone, Debug)]
pub struct Table {
    /// Each quantity's row of variants.
    pub rows: Vec<Vec<Quantity>>,
    /// The loss to be reached.
    pub target_loss: f64,
    /// The error to be reached, if there is a reference.
    pub target_error: Option<f64>,
}

/// A quantity before it is summed up.
struct Column {
    name: String,
    infinite: Infinite,
    reference_error: Option<f64>,
    /// For each variant and random seed.
    values: Vec<Vec<f64>>,
}

impl Column {
    fn new(name: impl Into<String>, infinite: Infinite, values: Vec<Vec<f64>>) -> Column {
        Column {
            name: name.into(),
            infinite,
            reference_error: None,
            values,
        }
    }

    /// Makes a column of a loss or an error.
    fn outcome(name: impl Into<String>, values: Vec<Vec<f64>>) -> Column {
        Column::new(name, Infinite::Diverged, values)
    }
}

/// Sums up the runs, variant by variant.
pub fn table(comparison: &Comparison, runs: &[Vec<Outcome>]) -> Table {
    let first = &runs[0][0].history;
    let losses = each(runs, &|run| end(run, &|r| r.loss));
    let target_loss = comparison.target_loss.unwrap_or_else(|| largest(&losses));
    let mut columns = vec![Column::outcome("final loss", losses)];
    for (t, term) in first.terms.iter().enumerate() {
        let of = each(runs, &|run| end(run, &|r| r.terms[t]));
        columns.push(Column::outcome(format!("final loss of {term}"), of));
    }
    let mut target_error = None;
    if !first.outputs.is_empty() {
        columns.extend(errors(comparison, runs));
        let errors = each(runs, &|run| end(run, &mean_error));
        target_error = Some(comparison.target_error.unwrap_or_else(|| largest(&errors)));
    }
    columns.extend(at_equal_time(runs));
    columns.push(Column::outcome(
        "milliseconds per iteration",
        each(runs, &pace),
    ));
    columns.extend(reaching("loss", target_loss, runs, |r| r.loss));
    if let Some(target) = target_error {
        columns.extend(reaching("error", target, runs, mean_error));
    }
    let rows = columns.into_iter().map(|column| row(comparison, column));
    Table {
        rows: rows.collect(),
        target_loss,
        target_error,
    }
}

fn each(runs: &[Vec<Outcome>], of: &dyn Fn(&Outcome) -> f64) -> Vec<Vec<f64>> {
    let variant = |runs: &Vec<Outcome>| runs.iter().map(of).collect();
    runs.iter().map(variant).collect()
}

/// What a run ends with; without bound if it diverged.
fn end(run: &Outcome, of: &dyn Fn(&Record) -> f64) -> f64 {
    if run.diverged() {
        return f64::INFINITY;
    }
    settled(&run.history.records, of)
}

/// The few iterations before a run diverges say little of what others take.
fn pace(run: &Outcome) -> f64 {
    if run.diverged() {
        return f64::INFINITY;
    }
    run.summary.milliseconds_per_iteration
}

/// The largest median that is finite, for a method of which most runs diverged
/// reaches nothing; if there is none, the largest value that is finite.
fn largest(values: &[Vec<f64>]) -> f64 {
    let (medians, all) = (values.iter().map(|v| median(v)), values.iter().flatten());
    let finite = |x: &f64| x.is_finite();
    medians
        .filter(finite)
        .reduce(f64::max)
        .or_else(|| all.copied().filter(finite).reduce(f64::max))
        .unwrap_or(0.0)
}

/// The error of each output, with that which its reference is stated to have.
fn errors(comparison: &Comparison, runs: &[Vec<Outcome>]) -> Vec<Column> {
    let outputs = runs[0][0].history.outputs.iter().enumerate();
    let column = |(k, output): (usize, &String)| Column {
        reference_error: stated(comparison, output),
        ..Column::outcome(
            format!("relative L2 error of {output}"),
            each(runs, &|run| end(run, &|r| error_of(r, k))),
        )
    };
    outputs.map(column).collect()
}

fn error_of(record: &Record, output: usize) -> f64 {
    record.relative_l2_error[output].unwrap_or(f64::NAN)
}

fn stated(comparison: &Comparison, output: &str) -> Option<f64> {
    let problem = &comparison.variants[0].problem;
    let k = problem.outputs.iter().position(|name| name == output)?;
    *problem.reference.errors.get(k)?
}

/// Loss and errors when a run has taken as long as the fastest whole run with the
/// same random seed.
fn at_equal_time(runs: &[Vec<Outcome>]) -> Vec<Column> {
    let fastest = fastest(runs);
    let of = |of: &dyn Fn(&Record) -> f64| -> Vec<Vec<f64>> {
        let variant = |runs: &Vec<Outcome>| {
            let pairs = runs.iter().zip(&fastest);
            pairs.map(|(run, &time)| at(run, time, of)).collect()
        };
        runs.iter().map(variant).collect()
    };
    let outputs = runs[0][0].history.outputs.iter().enumerate();
    let loss = Column::outcome("loss at equal time", of(&|r| r.loss));
    let error = |(k, output): (usize, &String)| {
        let name = format!("relative L2 error of {output} at equal time");
        Column::outcome(name, of(&|r| error_of(r, k)))
    };
    std::iter::once(loss).chain(outputs.map(error)).collect()
}

/// For each random seed, how long the fastest of the variants' whole runs took.
fn fastest(runs: &[Vec<Outcome>]) -> Vec<f64> {
    let seeds = runs.iter().map(Vec::len).min().unwrap_or(0);
    let of_seed = |i: usize| {
        let whole = runs.iter().map(|runs| &runs[i]).filter(|r| !r.diverged());
        whole.map(seconds).fold(f64::INFINITY, f64::min)
    };
    (0..seeds).map(of_seed).collect()
}

fn seconds(run: &Outcome) -> f64 {
    run.history.records.last().map_or(0.0, |r| r.seconds)
}

/// What a run has come to at a time; without bound if it diverged before.
fn at(run: &Outcome, time: f64, of: &dyn Fn(&Record) -> f64) -> f64 {
    if run.diverged() && seconds(run) < time {
        return f64::INFINITY;
    }
    settled_at(&run.history.records, time, of)
}

/// Iterations and seconds until a value is reached.
fn reaching(what: &str, target: f64, runs: &[Vec<Outcome>], of: fn(&Record) -> f64) -> [Column; 2] {
    let time = |time: fn(&Record) -> f64| {
        each(runs, &|run| {
            let record = first_below(&run.history.records, of, target);
            record.map_or(f64::INFINITY, time)
        })
    };
    let column = |unit: &str, values| {
        let name = format!("{unit} to {what} {target:.2e}");
        Column::new(name, Infinite::Never, values)
    };
    [
        column("iterations", time(|r| r.iteration as f64)),
        column("seconds", time(|r| r.seconds)),
    ]
}

fn row(comparison: &Comparison, column: Column) -> Vec<Quantity> {
    let first = column.values[0].clone();
    let quantity = |(variant, values): (&Variant, Vec<f64>)| Quantity {
        variant: variant.name.clone(),
        name: column.name.clone(),
        infinite: column.infinite,
        ratio: median(&values) / median(&first),
        wins: values.iter().zip(&first).filter(|(a, b)| a < b).count(),
        reference_error: column.reference_error,
        values,
    };
    let pairs = comparison.variants.iter().zip(column.values);
    pairs.map(quantity).collect()
}
