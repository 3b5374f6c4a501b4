//! How much the gradient varies from batch to batch under each sampler.
//!
//! At some iterations of one training, the same θ is shown to every variant's
//! sampler. With the gradient g_j and the probability q_j of each of the N interior
//! points, the covariance of the estimate over a batch of m draws (Eq. 13-14) has
//! the trace
//!
//! ```text
//! Tr V = (1/m) [ (1/N) Σ_j ‖g_j‖² / (N q_j) − ‖ḡ‖² ],   ḡ = (1/N) Σ_j g_j
//! ```
//!
//! which is computed as it stands, over all N points, and not estimated from
//! batches.
//!
//! q_j is what training would draw by: made of the scores at the parameters of the
//! last refresh. It ages until the next one. A sampler that is refreshed every R
//! iterations is looked at R/2 iterations after a refresh, at its typical age, so
//! that its moments lie up to R/2 iterations beside those of others; each is set
//! against uniform draws at the same moment.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use super::{Comparison, Variant};
use crate::output::plot::{Curves, Line, Series, Spacing, curves, write_picture};
use crate::output::{csv_text, write_atomically};
use crate::plan::Plan;
use crate::points::Cloud;
use crate::run::Error;
use crate::sampler::keys::EXPONENT;
use crate::study::{Advance, Inspection, Watched, Work, relative_difference, training_work, watch};
use crate::training::Pools;

/// What is known of the variance.
pub enum Variance {
    /// Nobody wants to know.
    Unasked,
    /// The training along which it would be measured diverged.
    Diverged,
    /// The picture.
    Measured(String),
}

/// One sampler at one iteration.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    /// How many updates had been made.
    pub iteration: usize,
    /// After how many of them the importance was refreshed last.
    pub refreshed: usize,
    /// The variant's name.
    pub variant: String,
    /// The trace of the covariance of the gradient of the interior terms.
    pub trace: f64,
    /// The trace over that of as many uniform draws.
    pub to_uniform: f64,
    /// Effective sample size over the number of draws, 1 / ((1/N) Σ 1/(N q_j)).
    pub effective: f64,
    /// ‖q − q*‖ / ‖q*‖ with q* in proportion to the loss of every point.
    pub from_exact: f64,
}

/// What is known of all points at a moment, whatever draws from them.
struct AllPoints {
    /// ‖g_j‖
    norms: Vec<f64>,
    /// J_j
    losses: Vec<f64>,
    /// ‖ḡ‖²
    mean: f64,
}

/// Trace, its ratio to that of uniform draws, effective share and distance to the
/// exact importance of probabilities q.
fn variation(q: &[f64], points: &AllPoints, batch: usize) -> [f64; 4] {
    let n = q.len() as f64;
    let second = |q: &dyn Fn(usize) -> f64| -> f64 {
        let terms = points.norms.iter().enumerate();
        terms.map(|(j, g)| g * g / (n * q(j))).sum::<f64>() / n - points.mean
    };
    let (own, uniform) = (second(&|j| q[j]), second(&|_| 1.0 / n));
    let effective = n / q.iter().map(|q| 1.0 / (n * q)).sum::<f64>();
    let total: f64 = points.losses.iter().sum();
    let exact: Vec<f64> = points.losses.iter().map(|loss| loss / total).collect();
    [
        own / batch as f64,
        own / uniform,
        effective,
        relative_difference(q, &exact),
    ]
}

/// Lists the iterations at which samplers are looked at: from one in a hundred to all,
/// evenly on a logarithmic scale and multiples of what is recorded.
pub fn moments(iterations: usize, every: usize) -> Vec<usize> {
    let part = |k: i32| iterations as f64 * 10f64.powf(f64::from(k - 8) / 4.0);
    let mut moments: Vec<usize> = (0..=8)
        .map(|k| (part(k) / every as f64).round() as usize * every)
        .filter(|&i| i > 0 && i <= iterations)
        .collect();
    moments.dedup();
    moments
}

/// When a sampler is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Look {
    /// How many updates had been made.
    at: usize,
    /// How many had been made when its importance was refreshed last.
    refreshed: usize,
}

/// In the middle of the refresh intervals in which the moments lie, or of the last
/// one whose middle is reached.
fn looks(moments: &[usize], refresh: usize, iterations: usize) -> Vec<Look> {
    let last = iterations.saturating_sub(refresh / 2) / refresh * refresh;
    let look = |&moment: &usize| {
        let refreshed = (moment / refresh * refresh).min(last);
        let at = (refreshed + refresh / 2).min(iterations);
        Look { at, refreshed }
    };
    let mut looks: Vec<Look> = moments.iter().map(look).collect();
    looks.dedup();
    looks
}

fn looks_at(variant: &Variant, moments: &[usize]) -> Vec<Look> {
    let sampling = &variant.problem.sampling;
    let refresh = sampling.refresh_of(sampling.sampler);
    looks(moments, refresh, variant.problem.training.iterations)
}

/// Tells whether the expected gradient is that of the mean loss.
fn unbiased(variant: &&Variant) -> bool {
    let sampling = &variant.problem.sampling;
    sampling.sampler.how.weighs && sampling.number(&EXPONENT) == 1.0
}

/// Trains the first variant once more, in the current thread pool, and looks at
/// all those whose weights leave the gradient unbiased. There is nothing to be seen if it
/// is interrupted.
///
/// # Errors
/// If the training diverges or has no points.
pub fn variations(
    comparison: &Comparison,
    interrupt: &AtomicBool,
    progress: &(dyn Fn(Advance) + Sync),
) -> Result<Vec<Variation>, Error> {
    let problem = &comparison.variants[0].problem;
    let training = &problem.training;
    let moments = moments(training.iterations, training.record_every);
    let variants = comparison.variants.iter().filter(unbiased);
    let iterations: Vec<usize> = variants
        .flat_map(|variant| looks_at(variant, &moments))
        .flat_map(|look| [look.refreshed, look.at])
        .collect();
    let work = Work::new(training_work(problem), interrupt, Mutex::new(progress));
    let watched = watch(
        problem.clone(),
        &iterations,
        &work,
        "variance of the gradient",
    )?;
    if work.is_interrupted() {
        return Ok(Vec::new());
    }
    measure(comparison, &moments, &watched)
}

/// A variant's sampler and when it is looked at.
struct Sampling<'a> {
    variant: &'a Variant,
    plan: Plan,
    pools: Pools,
    looks: Vec<Look>,
}

fn measure(
    comparison: &Comparison,
    moments: &[usize],
    watched: &Watched,
) -> Result<Vec<Variation>, Error> {
    let mut samplings = Vec::new();
    for variant in comparison.variants.iter().filter(unbiased) {
        let problem = &variant.problem;
        let plan = Plan::compile(problem);
        samplings.push(Sampling {
            pools: Pools::new(problem, &plan, &|_, _| {})?,
            looks: looks_at(variant, moments),
            variant,
            plan,
        });
    }
    let mut times: Vec<usize> = samplings
        .iter()
        .flat_map(|sampling| sampling.looks.iter().map(|look| look.at))
        .collect();
    times.sort_unstable();
    times.dedup();
    let mut all = Vec::new();
    for at in times {
        // Most variants share their points.
        let mut known = Vec::new();
        for sampling in &mut samplings {
            all.extend(sampling.look(at, watched, &mut known));
        }
    }
    Ok(all)
}

impl Sampling<'_> {
    /// Measures what its importance is worth at one of its times; nothing at those of
    /// others, or if training ended before.
    fn look(
        &mut self,
        at: usize,
        watched: &Watched,
        known: &mut Vec<(Arc<Cloud>, AllPoints)>,
    ) -> Option<Variation> {
        let refreshed = self.looks.iter().find(|look| look.at == at)?.refreshed;
        let (problem, plan) = (&self.variant.problem, &self.plan);
        let of = |iteration: usize| {
            let found = watched.snapshots.iter().find(|s| s.0 == iteration)?;
            Some(Inspection::new(problem, plan, &found.1))
        };
        let (then, now) = (of(refreshed)?, of(at)?);
        then.refresh(&mut self.pools, refreshed).ok()?;
        let clouds = &self.pools.clouds;
        let index = known
            .iter()
            .position(|(cloud, _)| cloud == clouds.interior());
        let index = index.unwrap_or_else(|| {
            let gradient = now.mean_gradient(clouds);
            let points = AllPoints {
                norms: now.gradient_norms(clouds.interior()),
                losses: now.losses(clouds.interior()),
                mean: gradient.iter().map(|g| g * g).sum(),
            };
            known.push((Arc::clone(clouds.interior()), points));
            known.len() - 1
        });
        let q = self.pools.samplers.interior().probabilities();
        let [trace, to_uniform, effective, from_exact] =
            variation(&q, &known[index].1, plan.sets.interior().batch);
        Some(Variation {
            iteration: at,
            refreshed,
            variant: self.variant.name.clone(),
            trace,
            to_uniform,
            effective,
            from_exact,
        })
    }
}

/// Reads the picture, if all variants were measured before along the same training.
pub fn measured(comparison: &Comparison, folder: &Path) -> Option<String> {
    let mut reader = csv::Reader::from_path(folder.join("variance.csv")).ok()?;
    if reader.headers().ok()? != COLUMNS.as_slice() {
        return None;
    }
    let lines: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().ok()?;
    let trained = &comparison.variants.first()?.name;
    let is_there = |variant: &Variant| {
        let mut lines = lines.iter();
        lines.any(|line| line[1] == variant.name && line[COLUMNS.len() - 1] == *trained)
    };
    let mut variants = comparison.variants.iter().filter(unbiased);
    variants.all(is_there).then_some(())?;
    std::fs::read_to_string(folder.join("variance.svg")).ok()
}

/// The columns of variance.csv; the last is the variant along whose training was
/// measured.
const COLUMNS: [&str; 8] = [
    "iteration",
    "variant",
    "trace",
    "ratio_to_uniform",
    "effective_share",
    "importance_error",
    "refreshed_at",
    "trained_by",
];

fn table(trained: &str, all: &[Variation]) -> String {
    let line = |v: &Variation| {
        let numbers = [v.trace, v.to_uniform, v.effective, v.from_exact];
        [v.iteration.to_string(), v.variant.clone()]
            .into_iter()
            .chain(numbers.map(|x| format!("{x:?}")))
            .chain([v.refreshed.to_string(), trained.to_owned()])
            .collect()
    };
    let header = COLUMNS.map(str::to_owned).to_vec();
    csv_text(std::iter::once(header).chain(all.iter().map(line)))
}

/// Writes variance.csv and its picture; returns the picture.
pub fn write(
    comparison: &Comparison,
    all: &[Variation],
    folder: &Path,
) -> Result<String, crate::output::Error> {
    let text = table(&comparison.variants[0].name, all);
    write_atomically(&folder.join("variance.csv"), text.as_bytes())?;
    let series = comparison.variants.iter().enumerate().map(|(k, variant)| {
        let own = all.iter().filter(|v| v.variant == variant.name);
        Series {
            name: variant.name.clone(),
            points: own.map(|v| [v.iteration as f64, v.to_uniform]).collect(),
            line: Line::of(k),
            shade: None,
        }
    });
    let svg = curves(&Curves {
        title: format!("{}: variance of the gradient", comparison.title),
        x_label: "iteration".to_owned(),
        y_label: "trace over that of uniform draws".to_owned(),
        x_spacing: Spacing::Log,
        y_spacing: Spacing::Log,
        series: series.filter(|s| !s.points.is_empty()).collect(),
    });
    write_picture(folder, "variance", &svg)?;
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trace_is_that_of_all_draws() {
        // Three points with gradients 1, -2 and 4 in one parameter, one draw: the
        // variance of g/(N q) over the three outcomes.
        let (g, q) = ([1.0, -2.0, 4.0], [0.2, 0.3, 0.5]);
        let mean: f64 = g.iter().sum::<f64>() / 3.0;
        let outcomes = g.iter().zip(&q).map(|(g, q)| (g / (3.0 * q), q));
        let truth: f64 = outcomes.map(|(x, q)| q * (x - mean).powi(2)).sum();
        let mut points = AllPoints {
            norms: g.map(f64::abs).to_vec(),
            losses: vec![2.0, 3.0, 5.0],
            mean: mean * mean,
        };
        let [trace, to_uniform, effective, from_exact] = variation(&q, &points, 1);
        assert!((trace - truth).abs() < 1e-12, "{trace} {truth}");
        let uniform: f64 = g.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / 3.0;
        assert!((to_uniform - truth / uniform).abs() < 1e-12);
        let weights = q.map(|q| 1.0 / (3.0 * q));
        let squares: f64 = weights.iter().zip(&q).map(|(w, q)| q * w * w).sum();
        assert!((effective - 1.0 / squares).abs() < 1e-12);
        assert!(from_exact < 1e-12);
        points.losses = vec![1.0; 3];
        let tenth = variation(&q, &points, 10);
        assert!((tenth[0] - truth / 10.0).abs() < 1e-12 && tenth[3] > 0.1);
    }

    #[test]
    fn moments_are_recorded_ones() {
        assert_eq!(moments(100, 10), [10, 20, 30, 60, 100]);
        assert_eq!(moments(10_000, 50).last(), Some(&10_000));
        assert_eq!(moments(10_000, 50).len(), 9);
    }

    #[test]
    fn importances_are_looked_at_halfway_through_their_age() {
        let pairs = |moments: &[usize], refresh, iterations| -> Vec<(usize, usize)> {
            let looks = looks(moments, refresh, iterations);
            looks.iter().map(|l| (l.refreshed, l.at)).collect()
        };
        assert_eq!(pairs(&[10, 100], 1, 100), [(10, 10), (100, 100)]);
        assert_eq!(
            pairs(&[30, 120, 170, 1000], 100, 1000),
            [(0, 50), (100, 150), (900, 950)]
        );
        // Refreshed once, at the start.
        assert_eq!(pairs(&[10, 400], 1000, 400), [(0, 400)]);
    }
}
