//! The gallery in numbers.

use serde_json::{Value, json};
use voronet::output::Summary;
use voronet::run::DIVERGED;

use super::Outcome;

/// The numbers of an entry: medians over its random seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Of the entry.
    pub name: String,
    /// Of the problem.
    pub title: String,
    /// The problem's file in the repository.
    pub path: String,
    /// The error that is aimed at.
    pub target: f64,
    /// The relative L² error of the worst output; infinite where training diverged, no number
    /// where there is no reference.
    pub error: f64,
    /// The largest of the errors that the references themselves have.
    pub reference: f64,
    /// The estimate of that error, which knows no reference; none where nothing was
    /// estimated, infinite where there is no number.
    pub estimate: Option<f64>,
    /// What was said of the solutions.
    pub verdict: String,
    /// Until a training ended.
    pub seconds: f64,
    /// How many random seeds there are.
    pub seeds: usize,
}

impl Row {
    /// Of an outcome.
    pub fn of(outcome: &Outcome) -> Row {
        let runs = &outcome.runs;
        let estimates: Option<Vec<f64>> = runs.iter().map(estimate).collect();
        let references = runs[0].reference_error.iter().map(|(_, error)| *error);
        Row {
            name: outcome.entry.name.to_owned(),
            title: outcome.title.clone(),
            path: outcome.entry.path(),
            target: outcome.entry.target,
            error: median(runs.iter().map(error).collect()),
            reference: references.fold(0.0, f64::max),
            estimate: estimates.map(median),
            verdict: verdict(runs),
            seconds: median(runs.iter().map(|run| run.wall_seconds).collect()),
            seeds: runs.len(),
        }
    }

    /// Whether the error is as small as aimed at.
    pub fn is_reached(&self) -> bool {
        self.error <= self.target
    }

    /// The cells of its line: target, error, estimate, verdict, seconds, and whether the
    /// target is reached.
    pub fn cells(&self) -> [String; 6] {
        let reached = match self.error / self.target {
            ratio if ratio.is_nan() => "–".to_owned(),
            ratio if ratio <= 1.0 => "yes".to_owned(),
            ratio if ratio.is_finite() => format!("no, {} times", two_digits(ratio)),
            _ => "no".to_owned(),
        };
        [
            format!("{:.0e}", self.target),
            match self.error.is_nan() {
                true => "–".to_owned(),
                false => number(self.error, "diverged"),
            },
            { self.estimate }.map_or(String::new(), |error| number(error, "unknown")),
            self.verdict.clone(),
            format!("{:.0}", self.seconds),
            reached,
        ]
    }
}

/// What the cells are.
pub const HEADER: [&str; 6] = [
    "target", "error", "estimate", "verdict", "seconds", "reached",
];

/// The table for documents.
pub fn markdown(rows: &[Row]) -> String {
    let mut text = format!(
        "| problem | {} |\n|---|---|---|---|---|---|---|\n",
        HEADER.join(" | ")
    );
    for row in rows {
        let cells = row.cells().join(" | ");
        text += &format!("| [`{}`](../{}) | {cells} |\n", row.name, row.path);
    }
    let reached = rows.iter().filter(|row| row.is_reached()).count();
    let known = rows.iter().filter(|row| !row.error.is_nan()).count();
    text + &format!("\n{reached} of {known} reach their targets.\n")
}

/// The table for programs, with each run; what is no number is `null`.
pub fn json(rows: &[Row], outcomes: &[Outcome]) -> Value {
    let pairs = |pairs: &[(String, f64)]| -> Value {
        let pairs = pairs.iter().map(|(name, x)| (name.clone(), json!(x)));
        Value::Object(pairs.collect())
    };
    let run = |run: &Summary| {
        json!({
            "seed": run.seed,
            "relative_l2_error": pairs(&run.relative_l2_error),
            "estimated_error": run.verdict.as_ref().map(|verdict| pairs(&verdict.estimated_errors)),
            "verdict": run.verdict.as_ref().map(|verdict| verdict.judgement.name()),
            "wall_seconds": run.wall_seconds,
            "iterations": run.iterations,
            "threads": run.threads,
            "stopped_because": run.stopped_because,
        })
    };
    let entry = |(row, outcome): (&Row, &Outcome)| {
        json!({
            "name": row.name,
            "title": row.title,
            "file": row.path,
            "target": row.target,
            "error": row.error,
            "reference_error": row.reference,
            "estimate": row.estimate,
            "verdict": row.verdict,
            "seconds": row.seconds,
            "reached": row.is_reached(),
            "runs": outcome.runs.iter().map(run).collect::<Value>(),
        })
    };
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "problems": rows.iter().zip(outcomes).map(entry).collect::<Value>(),
    })
}

/// The error of a run's worst output.
fn error(run: &Summary) -> f64 {
    match run.relative_l2_error.as_slice() {
        _ if run.stopped_because.starts_with(DIVERGED) => f64::INFINITY,
        [] => f64::NAN,
        errors => worst(errors),
    }
}

/// The estimate of that, if there is one.
fn estimate(run: &Summary) -> Option<f64> {
    let estimated = &run.verdict.as_ref()?.estimated_errors;
    let is_compared = |name: &str| run.relative_l2_error.iter().any(|(known, _)| known == name);
    let compared = estimated
        .iter()
        .filter(|(name, _)| is_compared(name))
        .cloned();
    let compared: Vec<(String, f64)> = compared.collect();
    (!compared.is_empty()).then(|| worst(&compared))
}

/// The largest; what is no number is infinite.
fn worst(errors: &[(String, f64)]) -> f64 {
    let finite = |x: f64| if x.is_nan() { f64::INFINITY } else { x };
    errors
        .iter()
        .map(|(_, error)| finite(*error))
        .fold(0.0, f64::max)
}

/// What was said of the runs: a word, or of several how often each.
fn verdict(runs: &[Summary]) -> String {
    let word = |run: &Summary| match &run.verdict {
        Some(verdict) => verdict.judgement.name(),
        None => "none",
    };
    let words: Vec<&str> = runs.iter().map(word).collect();
    let mut counted: Vec<(usize, &str)> = Vec::new();
    for word in words {
        match counted.iter_mut().find(|(_, known)| *known == word) {
            Some((count, _)) => *count += 1,
            None => counted.push((1, word)),
        }
    }
    match &counted[..] {
        [(_, word)] => (*word).to_owned(),
        several => {
            let several = several
                .iter()
                .map(|(count, word)| format!("{count} {word}"));
            several.collect::<Vec<_>>().join(", ")
        }
    }
}

/// The middle one; of an even count the larger of the two in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn number(x: f64, otherwise: &str) -> String {
    match x.is_finite() {
        true => format!("{x:.1e}"),
        false => otherwise.to_owned(),
    }
}

fn two_digits(x: f64) -> String {
    match x < 10.0 {
        true => format!("{x:.1}"),
        false => format!("{x:.0}"),
    }
}
