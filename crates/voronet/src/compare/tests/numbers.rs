//! The numbers of made-up runs.

use super::*;
use crate::judge::Estimates;
use crate::output::{History, Summary};
use crate::study::{first_below, mean_error, median, quantile, settled, settled_at};
use crate::training::Record;

/// A record every ten iterations and every two seconds.
fn records(losses: &[f64]) -> Vec<Record> {
    let record = |(i, &loss): (usize, &f64)| Record {
        iteration: 10 * i,
        seconds: 2.0 * i as f64,
        loss,
        terms: vec![0.75 * loss, 0.25 * loss],
        learning_rate: 1e-3,
        effective_sample_size: None,
        relative_l2_error: vec![Some(loss / 10.0)],
        unknowns: Vec::new(),
    };
    losses.iter().enumerate().map(record).collect()
}

fn finished(losses: &[f64], milliseconds: f64) -> Outcome {
    Outcome {
        seed: 1,
        history: History {
            terms: vec!["heat".to_owned(), "initial".to_owned()],
            outputs: vec!["u".to_owned()],
            unknowns: Vec::new(),
            made: losses.len(),
            records: records(losses),
        },
        summary: Summary {
            statistics: Vec::new(),
            title: String::new(),
            sampler: String::new(),
            seed: 1,
            threads: 1,
            precision: "f32".to_owned(),
            parameters: 1,
            iterations: 1,
            wall_seconds: 1.0,
            milliseconds_per_iteration: milliseconds,
            loss: 0.0,
            loss_terms: Vec::new(),
            loss_laws: Vec::new(),
            relative_l2_error: Vec::new(),
            reference_error: Vec::new(),
            unknowns: Estimates::default(),
            verdict: None,
            windows: Vec::new(),
            recoveries: Vec::new(),
            stopped_because: "all 1 iterations done".to_owned(),
            version: String::new(),
        },
    }
}

/// One that broke off after these.
fn diverged(losses: &[f64]) -> Outcome {
    let mut run = finished(losses, 1.0);
    run.summary.stopped_because = "diverged: the gradient".to_owned();
    run
}

/// Of a quantity, both variants' values.
fn row<'a>(table: &'a Table, name: &str) -> &'a [Quantity; 2] {
    let found = table.rows.iter().find(|row| row[0].name == name);
    let row = found.unwrap_or_else(|| panic!("{name}: {}", table.to_text()));
    row.as_slice().try_into().unwrap()
}

#[test]
fn medians_and_quantiles() {
    assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    assert_eq!(median(&[7.0]), 7.0);
    assert!(median(&[]).is_nan());
    let five = [50.0, 10.0, 40.0, 20.0, 30.0];
    let parts = [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| quantile(&five, part));
    assert_eq!(parts, [10.0, 20.0, 30.0, 40.0, 50.0]);
    // Between the first and the second of four: 0.25 · 3 = 0.75 of the way.
    assert_eq!(quantile(&[0.0, 4.0, 8.0, 12.0], 0.25), 3.0);
    let never = f64::INFINITY;
    assert_eq!(quantile(&[1.0, never, 3.0], 0.5), 3.0);
    assert_eq!(quantile(&[1.0, never], 0.5), never);
    assert_eq!(quantile(&[never, never], 0.5), never);
}

#[test]
fn what_a_run_ends_with_and_when_it_reached_a_target() {
    // A twentieth of 60 records: the last three.
    let mut losses = vec![9.0; 60];
    losses[57..].copy_from_slice(&[1.0, 5.0, 2.0]);
    let loss = |record: &Record| record.loss;
    assert_eq!(settled(&records(&losses), loss), 2.0);
    // A few records: the last one.
    let few = records(&[4.0, 3.0, 0.5, 2.0]);
    assert_eq!(settled(&few, loss), 2.0);
    let first = |target| first_below(&few, loss, target).map(|record| record.iteration);
    assert_eq!(first(3.0), Some(10));
    assert_eq!(first(2.9), Some(20));
    assert_eq!(first(0.4), None);
    assert_eq!(first_below(&few, |_| f64::NAN, 1.0), None);
    let mut two = few[0].clone();
    two.relative_l2_error = vec![Some(0.1), None, Some(0.3)];
    assert_eq!(mean_error(&two), 0.2);
}

#[test]
fn the_table_of_known_runs() {
    let runs = [
        vec![
            finished(&[8.0, 4.0, 2.0], 1.0),
            finished(&[8.0, 6.0, 4.0], 3.0),
        ],
        vec![
            finished(&[8.0, 1.0, 1.0], 2.0),
            finished(&[8.0, 7.0, 5.0], 2.0),
        ],
    ];
    let comparison = Comparison {
        target_loss: Some(4.0),
        target_error: Some(0.1),
        ..tiny()
    };
    let table = table(&comparison, &runs);
    let of = |name: &str, variant: usize| {
        let row = table.rows.iter().find(|row| row[0].name == name);
        &row.unwrap_or_else(|| panic!("{name}: {}", table.to_text()))[variant]
    };
    let loss = of("final loss", 1);
    assert_eq!((loss.median(), loss.range()), (3.0, (1.0, 5.0)));
    assert_eq!((loss.ratio, loss.wins), (1.0, 1));
    assert_eq!(of("final loss of initial", 1).values, [0.25, 1.25]);
    assert_eq!(of("relative L2 error of u", 0).values, [0.2, 0.4]);
    assert_eq!(of("milliseconds per iteration", 0).median(), 2.0);
    let never = f64::INFINITY;
    assert_eq!(of("iterations to loss 4.00e0", 0).values, [10.0, 20.0]);
    assert_eq!(of("iterations to loss 4.00e0", 1).values, [10.0, never]);
    assert_eq!(of("seconds to loss 4.00e0", 0).values, [2.0, 4.0]);
    assert_eq!(of("seconds to error 1.00e-1", 0).values, [never, never]);
    let text = table.to_markdown();
    let row = |name: &str| text.lines().find(|line| line.contains(name)).unwrap();
    assert_eq!(
        row("iterations to loss"),
        "| iterations to loss 4.00e0 | 15 (10 to 20) | never (10 to never) |"
    );
    assert_eq!(
        row("seconds to error"),
        "| seconds to error 1.00e-1 | never (never to never) | never (2.00 to never) |"
    );
    // Without targets: the largest of the medians.
    let table = super::table(&tiny(), &runs);
    assert_eq!(table.target_loss, 3.0);
    assert!((table.target_error.unwrap() - 0.3).abs() < 1e-15);
    let csv = table.to_csv();
    let line = "final loss,pwc,3.0,1.0,5.0,2.0,4.0,1.0,1,2,0,";
    assert!(csv.lines().any(|l| l == line), "{csv}");
}

#[test]
fn at_equal_time_is_when_the_fastest_whole_run_has_ended() {
    // Random seed by random seed: the first run of pwc is over after 2 seconds, the
    // second of uniform after 4.
    let runs = [
        vec![
            finished(&[8.0, 4.0, 2.0], 1.0),
            finished(&[8.0, 6.0, 4.0], 1.0),
        ],
        vec![
            finished(&[8.0, 3.0], 1.0),
            finished(&[8.0, 7.0, 5.0, 1.0], 1.0),
        ],
    ];
    let table = table(&tiny(), &runs);
    let of = |name: &str| row(&table, name).each_ref().map(|q| q.values.clone());
    assert_eq!(of("final loss"), [[2.0, 4.0], [3.0, 1.0]]);
    assert_eq!(of("loss at equal time"), [[4.0, 4.0], [3.0, 5.0]]);
    let error = "relative L2 error of u at equal time";
    assert_eq!(of(error), [[0.4, 0.4], [0.3, 0.5]]);
    let late = records(&[1.0, 2.0]);
    assert_eq!(settled_at(&late, -1.0, |r| r.loss), 1.0);
}

#[test]
fn diverged_runs_count_as_infinitely_bad() {
    let runs = [
        vec![
            finished(&[8.0, 4.0], 1.0),
            diverged(&[8.0, 9.0]),
            finished(&[8.0, 5.0], 1.0),
        ],
        vec![diverged(&[8.0, 1.0]), diverged(&[8.0]), diverged(&[])],
    ];
    let table = table(&tiny(), &runs);
    let never = f64::INFINITY;
    let [uniform, pwc] = row(&table, "final loss");
    assert_eq!(uniform.values, [4.0, never, 5.0]);
    assert_eq!((uniform.median(), uniform.missing()), (5.0, 1));
    assert_eq!(pwc.values, [never; 3]);
    // What half of a method's runs reach, not what the others do not.
    assert_eq!((table.target_loss, table.target_error), (5.0, Some(0.5)));
    // The first run of pwc was there at 2 seconds, before it diverged.
    let [_, pwc] = row(&table, "loss at equal time");
    assert_eq!(pwc.values, [1.0, never, never]);
    let [_, pwc] = row(&table, "iterations to loss 5.00e0");
    assert_eq!(pwc.values, [10.0, never, never]);
    let text = table.to_markdown();
    assert!(
        text.contains("| final loss | 5.00 (4.00 to 5.00), 1 of 3 diverged | diverged |"),
        "{text}"
    );
    assert!(
        text.contains("| loss at equal time | 5.00 (4.00 to 5.00), 1 of 3 diverged | diverged (1.00 to 1.00), 2 of 3 diverged |"),
        "{text}"
    );
    assert!(
        text.contains("| iterations to loss 5.00e0 | 10 (10 to never) | never (10 to never) |"),
        "{text}"
    );
    let [uniform, pwc] = row(&table, "milliseconds per iteration");
    assert_eq!(uniform.values, [1.0, never, 1.0]);
    assert_eq!(pwc.values, [never; 3]);
    let csv = table.to_csv();
    let line = "final loss,uniform,5.0,4.0,inf,4.5,inf,1.0,0,3,1,";
    assert!(csv.lines().any(|l| l == line), "{csv}");
}

#[test]
fn a_target_is_finite_even_if_every_median_is_not() {
    let runs = [
        vec![finished(&[3.0], 1.0), diverged(&[]), diverged(&[])],
        vec![diverged(&[]), finished(&[2.0], 1.0), diverged(&[])],
    ];
    assert_eq!(table(&tiny(), &runs).target_loss, 3.0);
}

#[test]
fn names_break_no_table() {
    let name = "eq, with \"comma\" | bar\nand newline";
    let mut run = finished(&[8.0, 4.0], 1.0);
    run.history.terms[0] = name.to_owned();
    let table = table(&tiny(), &[vec![run.clone()], vec![run]]);
    let rows = table.rows.len();
    let csv = table.to_csv();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let lines: Vec<csv::StringRecord> = reader.records().map(|line| line.unwrap()).collect();
    assert_eq!(lines.len(), 2 * rows);
    assert!(lines.iter().all(|line| line.len() == 12));
    assert_eq!(&lines[2][0], format!("final loss of {name}"));
    assert_eq!(&lines[2][2], "3.0");
    let text = table.to_markdown();
    assert_eq!(text.lines().count(), 2 + rows);
    let escaped = "| final loss of eq, with \"comma\" \\| bar and newline | 3.00 | 3.00 |";
    assert!(text.lines().any(|line| line == escaped), "{text}");
    assert_eq!(table.to_text().lines().count(), 1 + rows);
}

#[test]
fn the_error_of_the_reference_stands_beside_ours() {
    let mut comparison = tiny();
    comparison.variants[0].problem.reference.errors = vec![Some(2.4e-3)];
    let runs = [vec![finished(&[4.0], 1.0)], vec![finished(&[2.0], 1.0)]];
    let table = table(&comparison, &runs);
    let text = table.to_text();
    let stated = "relative L2 error of u (its reference: 2.4e-3)";
    assert!(text.lines().any(|line| line.starts_with(stated)), "{text}");
    let csv = table.to_csv();
    let line = "relative L2 error of u,pwc,0.2,0.2,0.2,0.2,0.2,0.5,1,1,0,0.0024";
    assert!(csv.lines().any(|l| l == line), "{csv}");
}

#[test]
fn bands_reach_from_the_least_to_the_greatest() {
    // One run stopped early: the band ends with it.
    let runs = [
        finished(&[8.0, 4.0, 2.0], 1.0),
        finished(&[6.0, 5.0], 1.0),
        finished(&[7.0, 3.0, 1.0], 1.0),
    ];
    let (loss, error) = bands(&runs);
    assert_eq!(loss.iterations, [0.0, 10.0]);
    assert_eq!(loss.seconds, [0.0, 2.0]);
    assert_eq!(loss.median, [7.0, 4.0]);
    assert_eq!(loss.low, [6.0, 3.0]);
    assert_eq!(loss.high, [8.0, 5.0]);
    assert_eq!(error.unwrap().median, [0.7, 0.4]);
}

#[test]
fn bands_pair_runs_by_iteration() {
    // The second run recorded every twentieth iteration and stopped at one between.
    let mut sparse = finished(&[6.0, 5.0, 4.5], 1.0);
    for (record, iteration) in sparse.history.records.iter_mut().zip([0, 20, 25]) {
        record.iteration = iteration;
    }
    let (loss, _) = bands(&[finished(&[8.0, 4.0, 2.0, 1.0], 1.0), sparse]);
    assert_eq!(loss.iterations, [0.0, 20.0]);
    assert_eq!(loss.low, [6.0, 2.0]);
    assert_eq!(loss.high, [8.0, 5.0]);
}

#[test]
fn a_band_has_no_upper_end_once_a_run_diverged() {
    let never = f64::INFINITY;
    let runs = [
        finished(&[8.0, 4.0, 2.0], 1.0),
        diverged(&[6.0, 9.0]),
        finished(&[7.0, 5.0, 1.0], 1.0),
    ];
    let (loss, _) = bands(&runs);
    assert_eq!(loss.iterations, [0.0, 10.0, 20.0]);
    assert_eq!(loss.seconds, [0.0, 2.0, 4.0]);
    assert_eq!(loss.median, [7.0, 5.0, 2.0]);
    assert_eq!(loss.high, [8.0, 9.0, never]);
    let (loss, _) = bands(&[diverged(&[6.0, 9.0]), diverged(&[5.0])]);
    assert_eq!(loss.low, [5.0, 9.0]);
    assert_eq!(loss.median, [5.5, never]);
    let (loss, _) = bands(&[diverged(&[]), diverged(&[])]);
    assert!(loss.iterations.is_empty());
}
