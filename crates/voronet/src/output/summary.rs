//! summary.json: a run in a dozen numbers.

use std::fmt;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Error, unknowns, verdict, write_durably};
use crate::judge::{Estimates, Verdict};
use crate::words::number;

/// The numbers that a finished run has to say of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The problem's title.
    pub title: String,
    /// The sampler of the interior points, by its name in the problem file.
    pub sampler: String,
    /// The seed of every random stream.
    pub seed: u64,
    /// The number of threads that worked on it; 0 if that is not known, as of a run that
    /// did not end.
    pub threads: usize,
    /// `f32` or `f64`.
    pub precision: String,
    /// The length of θ.
    pub parameters: usize,
    /// The number of updates made.
    pub iterations: usize,
    /// The seconds from the start to the end of the training: preparations included,
    /// fields and pictures not.
    pub wall_seconds: f64,
    /// The milliseconds that an iteration of the loop took, the tracked loss included.
    pub milliseconds_per_iteration: f64,
    /// The last tracked loss.
    pub loss: f64,
    /// Each term's part of it, by name.
    pub loss_terms: Vec<(String, f64)>,
    /// Each law's part, of the terms with several laws, by name: `flow.2` is the second
    /// of `flow`. Left out of the file where no term has several.
    pub loss_laws: Vec<(String, f64)>,
    /// The relative L² error of each output with a reference; left out of the file where
    /// there is none.
    pub relative_l2_error: Vec<(String, f64)>,
    /// The relative L² error of the reference itself, where it is known; left out
    /// of the file where it is not.
    pub reference_error: Vec<(String, f64)>,
    /// Averages over the domain of the statistics over the parameters that have a density, by
    /// name: `u_mean`, `u_variance`; left out of the file where no parameter has one.
    pub statistics: Vec<(String, f64)>,
    /// What came out for the unknowns; left out of the file where there are none.
    pub unknowns: Estimates,
    /// How far the solution can be trusted; left out of the file where nothing was judged.
    pub verdict: Option<Verdict>,
    /// The windows of the time, if it was cut in several; left out of the file where it was not.
    pub windows: Vec<WindowSummary>,
    /// How the training went back from numbers that were not finite, to smaller steps; left out of
    /// the file where it did not.
    pub recoveries: Vec<RecoverySummary>,
    /// A sentence that says why training stopped.
    pub stopped_because: String,
    /// The version of the program.
    pub version: String,
}

/// A window of the time in a few numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowSummary {
    /// The time at which it begins.
    pub from: f64,
    /// The time at which it ends.
    pub to: f64,
    /// The number of updates made in it.
    pub iterations: usize,
    /// The seconds of its training.
    pub seconds: f64,
    /// The tracked loss that it ended with.
    pub loss: f64,
    /// The residual of the law that holds worst over the size of the law's own terms, in the
    /// window.
    pub imbalance: f64,
    /// The estimated relative L² error of each output in the window, if it was estimated; no
    /// number where it could not be told.
    pub estimated_errors: Vec<(String, f64)>,
}

/// A training went back from numbers that were not finite.
#[derive(Clone, Debug, PartialEq)]
pub struct RecoverySummary {
    /// The iteration, from 1, in which they were.
    pub iteration: usize,
    /// The name of the term whose numbers they were.
    pub term: String,
    /// After how many iterations the state was that it went back to.
    pub back_to: usize,
    /// How its steps are smaller from then on.
    pub remedy: String,
}

impl fmt::Display for RecoverySummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RecoverySummary {
            iteration,
            term,
            back_to,
            remedy,
        } = self;
        write!(
            f,
            "term `{term}` is not finite in iteration {iteration}: back to the state after iteration \
             {back_to}, with {remedy}"
        )
    }
}

impl Summary {
    /// Returns how well the laws hold from window to window, and how the error grows, if the time
    /// was cut in windows: a sentence or two.
    pub fn windows_in_short(&self) -> Option<String> {
        let [first, .., last] = &self.windows[..] else {
            return None;
        };
        let by_size = |a: &&WindowSummary, b: &&WindowSummary| a.imbalance.total_cmp(&b.imbalance);
        let worst = self.windows.iter().max_by(by_size)?;
        let mut text = format!(
            "In {} windows laws are off by {:.0e} of their own terms in the first, {:.0e} in the \
             last, at most {:.0e}, from {} to {}.",
            self.windows.len(),
            first.imbalance,
            last.imbalance,
            worst.imbalance,
            number(worst.from),
            number(worst.to),
        );
        let errors = first.estimated_errors.iter().zip(&last.estimated_errors);
        let grown: Vec<String> = errors
            .filter(|((_, first), (_, last))| first.is_finite() && last.is_finite())
            .map(|((name, first), (_, last))| format!("{name} {first:.0e} to {last:.0e}"))
            .collect();
        if !grown.is_empty() {
            let grown = grown.join(", ");
            text += &format!(" Estimated errors from the first to the last window: {grown}.");
        }
        Some(text)
    }
}

/// Writes the summary as JSON into a file.
pub fn write_summary(path: &Path, summary: &Summary) -> Result<(), Error> {
    write_durably(path, summary_text(summary).as_bytes())
}

/// Writes the summary as JSON, in the order of the fields. JSON knows no NaN
/// or infinity: they are written as `null`.
pub fn summary_text(summary: &Summary) -> String {
    let object = |pairs: &[(String, f64)]| -> Value {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)));
        Value::Object(pairs.collect())
    };
    let mut root = json!({
        "title": summary.title,
        "sampler": summary.sampler,
        "seed": summary.seed,
        "threads": summary.threads,
        "precision": summary.precision,
        "parameters": summary.parameters,
        "iterations": summary.iterations,
        "wall_seconds": summary.wall_seconds,
        "milliseconds_per_iteration": summary.milliseconds_per_iteration,
        "loss": summary.loss,
        "loss_terms": object(&summary.loss_terms),
    });
    if !summary.loss_laws.is_empty() {
        root["loss_laws"] = object(&summary.loss_laws);
    }
    if !summary.relative_l2_error.is_empty() {
        root["relative_l2_error"] = object(&summary.relative_l2_error);
    }
    if !summary.reference_error.is_empty() {
        root["reference_error"] = object(&summary.reference_error);
    }
    if !summary.statistics.is_empty() {
        root["statistics"] = object(&summary.statistics);
    }
    if !summary.unknowns.each.is_empty() {
        root["unknowns"] = unknowns::written(&summary.unknowns);
    }
    if let Some(verdict) = &summary.verdict {
        root["verdict"] = verdict::written(verdict);
    }
    if !summary.windows.is_empty() {
        let window = |window: &WindowSummary| {
            let mut own = json!({
                "from": window.from,
                "to": window.to,
                "iterations": window.iterations,
                "seconds": window.seconds,
                "loss": window.loss,
                "imbalance": window.imbalance,
            });
            if !window.estimated_errors.is_empty() {
                own["estimated_errors"] = object(&window.estimated_errors);
            }
            own
        };
        root["windows"] = summary.windows.iter().map(window).collect();
    }
    if !summary.recoveries.is_empty() {
        let recovery = |recovery: &RecoverySummary| {
            json!({
                "iteration": recovery.iteration,
                "term": recovery.term,
                "back_to": recovery.back_to,
                "remedy": recovery.remedy,
            })
        };
        root["recoveries"] = summary.recoveries.iter().map(recovery).collect();
    }
    root["stopped_because"] = json!(summary.stopped_because);
    root["version"] = json!(summary.version);
    format!("{root:#}\n")
}

/// Reads a summary.json; `null` comes back as NaN.
pub fn read_summary(path: &Path) -> Result<Summary, Error> {
    let bytes = crate::input::read(path).map_err(Error::read(path))?;
    let malformed = |cause: String| Error::malformed(path, "summary", cause);
    let root: Map<String, Value> =
        serde_json::from_slice(&bytes).map_err(|e| malformed(e.to_string()))?;
    parse(&root).map_err(malformed)
}

fn parse(root: &Map<String, Value>) -> Result<Summary, String> {
    let get = |key: &str| root.get(key).ok_or(format!("`{key}` is missing"));
    let text = |key: &str| -> Result<String, String> {
        let value = get(key)?.as_str();
        Ok(value.ok_or(format!("`{key}` is no text"))?.to_string())
    };
    let whole = |key: &str| -> Result<u64, String> {
        let value = get(key)?.as_u64();
        value.ok_or(format!("`{key}` is no whole number"))
    };
    let number = |key: &str| as_number(key, get(key)?);
    let pairs = |key: &str| -> Result<Vec<(String, f64)>, String> {
        let object = get(key)?
            .as_object()
            .ok_or(format!("`{key}` is no object"))?;
        let pair = |(name, value): (&String, &Value)| Ok((name.clone(), as_number(name, value)?));
        object.iter().map(pair).collect()
    };
    let optional = |key: &str| match root.contains_key(key) {
        true => pairs(key),
        false => Ok(Vec::new()),
    };
    Ok(Summary {
        title: text("title")?,
        sampler: text("sampler")?,
        seed: whole("seed")?,
        threads: whole("threads")? as usize,
        precision: text("precision")?,
        parameters: whole("parameters")? as usize,
        iterations: whole("iterations")? as usize,
        wall_seconds: number("wall_seconds")?,
        milliseconds_per_iteration: number("milliseconds_per_iteration")?,
        loss: number("loss")?,
        loss_terms: pairs("loss_terms")?,
        statistics: optional("statistics")?,
        loss_laws: optional("loss_laws")?,
        relative_l2_error: optional("relative_l2_error")?,
        reference_error: optional("reference_error")?,
        unknowns: root
            .get("unknowns")
            .map(unknowns::read)
            .transpose()?
            .unwrap_or_default(),
        verdict: root.get("verdict").map(verdict::read).transpose()?,
        windows: list(root, "windows", window)?,
        recoveries: list(root, "recoveries", recovery)?,
        stopped_because: text("stopped_because")?,
        version: text("version")?,
    })
}

/// Reads a list that there may be.
fn list<T>(
    root: &Map<String, Value>,
    key: &str,
    read: fn(&Value) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    match root.get(key).map(Value::as_array) {
        None => Ok(Vec::new()),
        Some(None) => Err(format!("`{key}` is no list")),
        Some(Some(all)) => all.iter().map(read).collect(),
    }
}

/// Reads how a training went back.
fn recovery(value: &Value) -> Result<RecoverySummary, String> {
    let text = |key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        let text = text.ok_or(format!("`{key}` of a recovery is no text"))?;
        Ok::<String, String>(text.to_owned())
    };
    let count = |key: &str| {
        let count = value.get(key).and_then(Value::as_u64);
        let count = count.ok_or(format!("`{key}` of a recovery is no whole number"))?;
        Ok::<usize, String>(count as usize)
    };
    Ok(RecoverySummary {
        iteration: count("iteration")?,
        term: text("term")?,
        back_to: count("back_to")?,
        remedy: text("remedy")?,
    })
}

/// Reads what is said of a window.
fn window(value: &Value) -> Result<WindowSummary, String> {
    let get = |key: &str| {
        value
            .get(key)
            .ok_or(format!("`{key}` of a window is missing"))
    };
    let number = |key: &str| as_number(key, get(key)?);
    let iterations = get("iterations")?.as_u64();
    let estimated = value.get("estimated_errors").and_then(Value::as_object);
    let estimated = estimated.into_iter().flatten();
    Ok(WindowSummary {
        from: number("from")?,
        to: number("to")?,
        iterations: iterations.ok_or("`iterations` is no whole number")? as usize,
        seconds: number("seconds")?,
        loss: number("loss")?,
        imbalance: number("imbalance")?,
        estimated_errors: estimated
            .map(|(name, error)| Ok((name.clone(), as_number(name, error)?)))
            .collect::<Result<_, String>>()?,
    })
}

pub(super) fn as_number(key: &str, value: &Value) -> Result<f64, String> {
    match value {
        Value::Null => Ok(f64::NAN),
        other => other.as_f64().ok_or(format!("`{key}` is no number")),
    }
}

#[cfg(test)]
mod tests;
