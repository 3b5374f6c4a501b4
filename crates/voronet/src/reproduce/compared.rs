//! Methods side by side: Figures 6, 12 and 14.

use super::figure::{Agreement, FigureTable};
use super::pictures::{self, Curve};
use super::study::{Scale, Watched, Work, median, train, training_work, with};
use crate::problem::{Method, Problem};
use crate::run::Error;

/// Trainings of one problem by several methods, each with several random seeds.
pub struct Compared {
    runs: Vec<(Method, Vec<Watched>)>,
}

/// Multiply-adds of them all.
pub fn work(problem: &Problem, methods: &[Method], scale: Scale) -> f64 {
    let each = |&method: &Method| training_work(&with(problem, method, 1));
    methods.iter().map(each).sum::<f64>() * scale.seeds().count() as f64
}

/// Trains them, all methods in turn for each random seed. θ is kept at the
/// iterations `watch` for the first random seed.
pub fn train_all(
    problem: &Problem,
    methods: &[Method],
    scale: Scale,
    watch: &[usize],
    work: &Work,
    name: &str,
) -> Result<Compared, Error> {
    let mut runs: Vec<_> = methods.iter().map(|&method| (method, Vec::new())).collect();
    for (i, seed) in scale.seeds().enumerate() {
        for (method, done) in &mut runs {
            if work.is_interrupted() {
                continue;
            }
            let text = format!("{name}, {}, random seed {seed}", method.name());
            let watch = if i == 0 { watch } else { &[] };
            done.push(train(with(problem, *method, seed), watch, work, &text)?);
        }
    }
    Ok(Compared { runs })
}

impl Compared {
    /// A method's run with the first random seed.
    pub fn first(&self, method: Method) -> &Watched {
        let found = self.runs.iter().find(|run| run.0 == method);
        &found.unwrap_or(&self.runs[0]).1[0]
    }

    fn of(&self, method: Method) -> &[Watched] {
        let found = self.runs.iter().find(|run| run.0 == method);
        found.map_or(&[], |run| &run.1)
    }

    /// What the losses say of one method against another: at the same iteration,
    /// and at the same time.
    pub fn words(&self, new: Method, old: Method) -> (String, Agreement) {
        let (new_runs, old_runs) = (self.of(new), self.of(old));
        let ratios: Vec<f64> = new_runs
            .iter()
            .zip(old_runs)
            .map(|(a, b)| a.final_loss() / b.final_loss())
            .collect();
        let timed: Vec<f64> = new_runs
            .iter()
            .zip(old_runs)
            .map(|(a, b)| ratio_at_equal_time(a, b))
            .collect();
        let milliseconds: Vec<String> = self
            .runs
            .iter()
            .map(|(method, runs)| {
                let each = median(runs.iter().map(Watched::milliseconds));
                format!("{} {each:.2} ms", method.name())
            })
            .collect();
        let text = format!(
            "The final loss of {} is {} times that of {} at equal iterations and {} times at equal time ({}). An iteration takes: {}.",
            new.name(),
            spread(&ratios),
            old.name(),
            spread(&timed),
            match ratios.len() {
                1 => "one random seed".to_owned(),
                n => format!("median and range of {n} random seeds"),
            },
            milliseconds.join(", ")
        );
        let agreement = match (median(ratios), median(timed)) {
            (a, b) if a < 0.9 && b < 0.9 => Agreement::Agrees,
            (a, b) if a < 0.9 || b < 0.9 => Agreement::Partly,
            _ => Agreement::Differs,
        };
        (text, agreement)
    }

    /// Loss by iteration and by time.
    pub fn pictures(&self, name: &str) -> Vec<(String, String, String)> {
        let firsts: Vec<(String, &Watched)> = self
            .runs
            .iter()
            .map(|(method, runs)| (method.name().to_owned(), &runs[0]))
            .collect();
        loss_pictures(&format!("Loss, {name}"), &firsts)
    }

    /// Each run's history.
    pub fn tables(&self) -> Vec<FigureTable> {
        let mut tables = Vec::new();
        for (method, runs) in &self.runs {
            for run in runs {
                let name = format!("{}-{}", method.name(), run.problem.training.seed);
                tables.push(history(&name, run));
            }
        }
        tables
    }
}

/// The loss of a run at a time, over that of another at the time when the faster
/// one ended.
fn ratio_at_equal_time(a: &Watched, b: &Watched) -> f64 {
    let end = |w: &Watched| w.records.last().map_or(0.0, |r| r.seconds);
    let time = end(a).min(end(b));
    let loss = |w: &Watched| {
        let until = w.records.iter().filter(|r| r.seconds <= time);
        let losses: Vec<f64> = until.map(|r| r.loss).collect();
        let last = (losses.len() / 20).max(1);
        median(losses[losses.len().saturating_sub(last)..].iter().copied())
    };
    loss(a) / loss(b)
}

fn spread(values: &[f64]) -> String {
    let middle = median(values.iter().copied());
    if values.len() < 2 {
        return format!("{middle:.2}");
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    format!("{middle:.2} ({low:.2} to {high:.2})")
}

/// Loss by iteration and by time.
pub fn loss_pictures(title: &str, runs: &[(String, &Watched)]) -> Vec<(String, String, String)> {
    let curves = |by_time: bool| -> Vec<Curve> {
        let curve = |(k, (name, watched)): (usize, &(String, &Watched))| Curve {
            name: name.clone(),
            points: watched
                .records
                .iter()
                .map(|r| {
                    let x = if by_time {
                        r.seconds
                    } else {
                        r.iteration as f64
                    };
                    [x, r.loss]
                })
                .collect(),
            colour: k,
            dashed: false,
        };
        runs.iter().enumerate().map(curve).collect()
    };
    let tracked = "the loss on a fixed set of uniform points, the same for every method";
    vec![
        (
            "iterations".to_owned(),
            pictures::curves(title, "iteration", "loss", false, &curves(false)),
            format!("by iteration: {tracked}"),
        ),
        (
            "time".to_owned(),
            pictures::curves(title, "seconds", "loss", false, &curves(true)),
            format!("by time: {tracked}"),
        ),
    ]
}

/// A run's history as a table.
pub fn history(name: &str, watched: &Watched) -> FigureTable {
    let records = &watched.records;
    let column = |of: fn(&crate::output::Record) -> f64| records.iter().map(of).collect();
    let mut columns: Vec<(String, Vec<f64>)> = vec![
        ("iteration".to_owned(), column(|r| r.iteration as f64)),
        ("seconds".to_owned(), column(|r| r.seconds)),
        ("loss".to_owned(), column(|r| r.loss)),
    ];
    for (t, (term, _)) in watched.plan.terms.iter().enumerate() {
        let part = records.iter().map(|r| r.terms[t]).collect();
        columns.push((format!("loss_{term}"), part));
    }
    let outputs = watched.plan.referenced();
    for (e, &k) in outputs.iter().enumerate() {
        let error = records
            .iter()
            .map(|r| r.relative_l2_error[e].unwrap_or(f64::NAN));
        let name = format!("relative_l2_error_{}", watched.problem.outputs[k]);
        columns.push((name, error.collect()));
    }
    FigureTable {
        name: name.to_owned(),
        columns,
    }
}
