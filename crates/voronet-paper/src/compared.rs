//! Methods side by side: Figures 6, 12 and 14.

use super::figure::{Agreement, FigureTable};
use super::pictures;
use super::stated::{Scale, with};
use voronet::output::plot::{Line, Series};
use voronet::problem::Problem;
use voronet::run::Error;
use voronet::sampler::{Entry, exact, pwc, uniform};
use voronet::study::{Band, Traced, Watched, Work, band, median, settled_at, training_work, watch};

/// Trainings of one problem by several methods, each with several random seeds.
pub struct Compared {
    runs: Vec<(&'static Entry, Vec<Watched>)>,
}

/// What the paper says of methods: that the first of a pair has the lower loss.
pub struct Claims {
    /// After as many iterations.
    by_iteration: &'static [(&'static Entry, &'static Entry)],
    /// After as long.
    by_time: &'static [(&'static Entry, &'static Entry)],
}

impl Claims {
    /// Importance sampling, exact or not, is better than uniform sampling; the
    /// piecewise constant one is the fastest of all.
    pub const ALL: Claims = Claims {
        by_iteration: &[
            (&exact::ENTRY, &uniform::ENTRY),
            (&pwc::ENTRY, &uniform::ENTRY),
        ],
        by_time: &[(&pwc::ENTRY, &uniform::ENTRY), (&pwc::ENTRY, &exact::ENTRY)],
    };
    /// The piecewise constant one is better than uniform sampling.
    pub const PWC: Claims = Claims {
        by_iteration: &[(&pwc::ENTRY, &uniform::ENTRY)],
        by_time: &[(&pwc::ENTRY, &uniform::ENTRY)],
    };
}

/// A loss is lower if it is this part of another at most.
const LOWER: f64 = 0.9;

/// Multiply-adds of them all.
pub fn work(problem: &Problem, methods: &[&'static Entry], scale: Scale) -> f64 {
    let each = |&method: &&'static Entry| training_work(&with(problem, method, 1));
    methods.iter().map(each).sum::<f64>() * scale.seeds().count() as f64
}

/// Trains them, all methods in turn for each random seed. θ is kept at the
/// iterations `watched` for the first random seed.
pub fn train_all(
    problem: &Problem,
    methods: &[&'static Entry],
    scale: Scale,
    watched: &[usize],
    work: &Work,
    name: &str,
) -> Result<Compared, Error> {
    let mut runs: Vec<_> = methods.iter().map(|&method| (method, Vec::new())).collect();
    for (i, seed) in scale.seeds().enumerate() {
        for (method, done) in &mut runs {
            if work.is_interrupted() {
                continue;
            }
            let text = format!("{name}, {}, random seed {seed}", method.name);
            let iterations = if i == 0 { watched } else { &[] };
            done.push(watch(with(problem, method, seed), iterations, work, &text)?);
        }
    }
    Ok(Compared::of_runs(runs))
}

impl Compared {
    /// Of methods that were trained, each with the same random seeds.
    pub fn of_runs(runs: impl IntoIterator<Item = (&'static Entry, Vec<Watched>)>) -> Compared {
        Compared {
            runs: runs.into_iter().collect(),
        }
    }

    /// A method's run with the first random seed.
    pub fn first(&self, method: &'static Entry) -> &Watched {
        let found = self.runs.iter().find(|run| run.0 == method);
        &found.unwrap_or(&self.runs[0]).1[0]
    }

    fn of(&self, method: &'static Entry) -> &[Watched] {
        let found = self.runs.iter().find(|run| run.0 == method);
        found.map_or(&[], |run| &run.1)
    }

    /// What the losses say of the paper's claims, and how many of them hold.
    pub fn words(&self, claims: &Claims) -> (String, Agreement) {
        let final_losses = |a: &Watched, b: &Watched| a.final_loss() / b.final_loss();
        let (by_iteration, held) = self.ratios(claims.by_iteration, &final_losses);
        let (by_time, held_in_time) = self.ratios(claims.by_time, &ratio_at_equal_time);
        let milliseconds = self.runs.iter().map(|(method, runs)| {
            let each = median(&runs.iter().map(Watched::milliseconds).collect::<Vec<_>>());
            format!("{} {each:.2} ms", method.name)
        });
        let all = claims.by_iteration.len() + claims.by_time.len();
        let held = held + held_in_time;
        let text = format!(
            "At equal iterations the final loss of {by_iteration}; at equal time that of {by_time} ({}). Ratios below {LOWER}: {held} of {all}. An iteration takes: {}.",
            self.counted("median and range of"),
            milliseconds.collect::<Vec<_>>().join(", ")
        );
        let agreement = match held {
            0 => Agreement::Differs,
            held if held == all => Agreement::Agrees,
            _ => Agreement::Partly,
        };
        (text, agreement)
    }

    /// A ratio of each pair in words, and how many say that the loss is lower.
    fn ratios(
        &self,
        pairs: &[(&'static Entry, &'static Entry)],
        of: &dyn Fn(&Watched, &Watched) -> f64,
    ) -> (String, usize) {
        let (mut words, mut held) = (Vec::new(), 0);
        for &(new, old) in pairs {
            let runs = self.of(new).iter().zip(self.of(old));
            let ratios: Vec<f64> = runs.map(|(new, old)| of(new, old)).collect();
            words.push(format!(
                "{} is {} times that of {}",
                new.name,
                spread(&ratios),
                old.name
            ));
            held += usize::from(median(&ratios) < LOWER);
        }
        (words.join(", of "), held)
    }

    fn counted(&self, what: &str) -> String {
        match self.runs.first().map_or(0, |(_, runs)| runs.len()) {
            1 => "one random seed".to_owned(),
            n => format!("{what} {n} random seeds"),
        }
    }

    /// Loss by iteration and by time.
    pub fn pictures(&self, name: &str) -> Vec<(String, String, String)> {
        let named = self.runs.iter();
        let named: Vec<(String, &[Watched])> = named
            .map(|(method, runs)| (method.name.to_owned(), runs.as_slice()))
            .collect();
        let shown = self.counted("lines are medians, bands the range of");
        loss_pictures(&format!("Loss, {name}"), &named, &shown)
    }

    /// Each run's history.
    pub fn tables(&self) -> Vec<FigureTable> {
        let mut tables = Vec::new();
        for (method, runs) in &self.runs {
            for run in runs {
                let name = format!("{}-{}", method.name, run.problem.training.seed);
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
    let loss = |w: &Watched| settled_at(&w.records, time, |record| record.loss);
    loss(a) / loss(b)
}

fn spread(values: &[f64]) -> String {
    let middle = median(values);
    if values.len() < 2 {
        return format!("{middle:.2}");
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    format!("{middle:.2} ({low:.2} to {high:.2})")
}

/// Loss by iteration and by time of some runs each; `shown` says what the curves are.
pub fn loss_pictures(
    title: &str,
    runs: &[(String, &[Watched])],
    shown: &str,
) -> Vec<(String, String, String)> {
    let bands: Vec<(&str, Band)> = runs
        .iter()
        .map(|(name, runs)| (name.as_str(), loss_band(runs)))
        .collect();
    let all = bands.iter().enumerate();
    let curves = |by_time: bool| -> Vec<Series> {
        let series = |(k, (name, band)): (usize, &(&str, Band))| {
            let line = Line::nested(k, bands.len());
            loss_series(name, band, by_time, line)
        };
        all.clone().map(series).collect()
    };
    let tracked = "the loss on a fixed set of uniform points, the same for every curve";
    vec![
        (
            "iterations".to_owned(),
            pictures::curves(title, "iteration", "loss", false, curves(false)),
            format!("by iteration: {tracked}; {shown}"),
        ),
        (
            "time".to_owned(),
            pictures::curves(title, "seconds", "loss", false, curves(true)),
            format!("by time: {tracked}; {shown}"),
        ),
    ]
}

fn loss_band(runs: &[Watched]) -> Band {
    let traced = runs.iter().map(|run| Traced {
        records: &run.records,
        diverged: false,
    });
    band(&traced.collect::<Vec<_>>(), |record| record.loss)
}

/// The median, and the band if there is something between its ends.
fn loss_series(name: &str, band: &Band, by_time: bool, line: Line) -> Series {
    let mut series = band.series(name, by_time, line);
    series.shade = series.shade.filter(|_| band.low != band.high);
    series
}

/// A run's history as a table.
pub fn history(name: &str, watched: &Watched) -> FigureTable {
    let records = &watched.records;
    let column = |of: fn(&voronet::training::Record) -> f64| records.iter().map(of).collect();
    let mut columns: Vec<(String, Vec<f64>)> = vec![
        ("iteration".to_owned(), column(|r| r.iteration as f64)),
        ("seconds".to_owned(), column(|r| r.seconds)),
        ("loss".to_owned(), column(|r| r.loss)),
    ];
    for (t, (term, _)) in watched.plan.terms.iter().enumerate() {
        let part = records.iter().map(|r| r.terms[t]).collect();
        columns.push((format!("loss_{term}"), part));
    }
    let outputs = watched.problem.reference.given();
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
