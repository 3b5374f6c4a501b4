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

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use super::{Comparison, Variant};
use crate::output::plot::{Curves, Line, Series, Spacing, curves, to_png};
use crate::output::write_atomically;
use crate::plan::Plan;
use crate::reproduce::Step;
use crate::reproduce::statistics::relative_difference;
use crate::reproduce::study::{Inspection, Work, grid, train, training_work};
use crate::run::Error;
use crate::training::Pools;

/// One sampler at one iteration.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    /// Updates made so far.
    pub iteration: usize,
    /// The variant's name.
    pub variant: String,
    /// The trace of the covariance of the gradient of the interior terms.
    pub trace: f64,
    /// It over that of uniform draws, as many.
    pub to_uniform: f64,
    /// Effective sample size over the number of draws, 1 / ((1/N) Σ 1/(N q_j)).
    pub effective: f64,
    /// ‖q − q*‖ / ‖q*‖ with q* in proportion to the loss of every point.
    pub from_exact: f64,
}

/// N q_j of each point against ‖g_j‖, J_j and ‖ḡ‖².
pub fn variation(q: &[f64], norms: &[f64], losses: &[f64], mean: f64, batch: usize) -> [f64; 4] {
    let n = q.len() as f64;
    let second = |q: &dyn Fn(usize) -> f64| -> f64 {
        let terms = norms.iter().enumerate();
        terms.map(|(j, g)| g * g / (n * q(j))).sum::<f64>() / n - mean
    };
    let (own, uniform) = (second(&|j| q[j]), second(&|_| 1.0 / n));
    let effective = n / q.iter().map(|q| 1.0 / (n * q)).sum::<f64>();
    let total: f64 = losses.iter().sum();
    let exact: Vec<f64> = losses.iter().map(|loss| loss / total).collect();
    [
        own / batch as f64,
        own / uniform,
        effective,
        relative_difference(q, &exact),
    ]
}

/// Iterations at which is looked: from one in a hundred to all, evenly on a
/// logarithmic scale and multiples of what is recorded.
pub fn moments(iterations: usize, every: usize) -> Vec<usize> {
    let part = |k: i32| iterations as f64 * 10f64.powf(f64::from(k - 8) / 4.0);
    let mut moments: Vec<usize> = (0..=8)
        .map(|k| (part(k) / every as f64).round() as usize * every)
        .filter(|&i| i > 0 && i <= iterations)
        .collect();
    moments.dedup();
    moments
}

/// Whether the expected gradient is that of the mean loss.
fn unbiased(variant: &&Variant) -> bool {
    let sampling = &variant.problem.sampling;
    sampling.method.weighs() && sampling.exponent == 1.0
}

/// Trains the first variant once more, in the current thread pool, and looks at
/// all those whose weights leave the gradient unbiased. Nothing if interrupted.
///
/// # Errors
/// If the training diverges or has no points.
pub fn variations(
    comparison: &Comparison,
    interrupt: &AtomicBool,
    progress: &(dyn Fn(Step) + Sync),
) -> Result<Vec<Variation>, Error> {
    let problem = &comparison.variants[0].problem;
    let training = &problem.training;
    let watch = moments(training.iterations, training.record_every);
    let work = Work::new(training_work(problem), interrupt, Mutex::new(progress));
    let watched = train(problem.clone(), &watch, &work, "variance of the gradient")?;
    if work.is_interrupted() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for variant in comparison.variants.iter().filter(unbiased) {
        let problem = &variant.problem;
        let plan = Plan::compile(problem);
        let mut pools = Pools::new(problem, &plan, &grid(problem), &|_, _| {})?;
        for (iteration, parameters) in &watched.snapshots {
            let at = Inspection::new(problem, &plan, parameters);
            if at.refresh(&mut pools, *iteration).is_err() {
                continue;
            }
            let q = pools.samplers[0].probabilities();
            let norms = at.gradient_norms(&pools.clouds[0]);
            let losses = at.losses(&pools.clouds[0]);
            let gradient = at.mean_gradient(&pools.clouds);
            let mean = gradient.iter().map(|g| g * g).sum();
            let batch = plan.sets[0].batch;
            let [trace, to_uniform, effective, from_exact] =
                variation(&q, &norms, &losses, mean, batch);
            all.push(Variation {
                iteration: *iteration,
                variant: variant.name.clone(),
                trace,
                to_uniform,
                effective,
                from_exact,
            });
        }
    }
    Ok(all)
}

/// The picture, if all variants were measured before.
pub fn measured(comparison: &Comparison, folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join("variance.csv")).ok()?;
    let mut variants = comparison.variants.iter().filter(unbiased);
    let is_there = |variant: &Variant| text.contains(&format!(",{},", variant.name));
    variants.all(is_there).then_some(())?;
    std::fs::read_to_string(folder.join("variance.svg")).ok()
}

/// Writes variance.csv and its picture; returns the picture.
pub fn write(
    comparison: &Comparison,
    all: &[Variation],
    folder: &Path,
) -> Result<String, crate::output::Error> {
    let mut text =
        "iteration,variant,trace,ratio_to_uniform,effective_share,importance_error\n".to_owned();
    for v in all {
        text += &format!(
            "{},{},{:?},{:?},{:?},{:?}\n",
            v.iteration, v.variant, v.trace, v.to_uniform, v.effective, v.from_exact
        );
    }
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
    write_atomically(&folder.join("variance.svg"), svg.as_bytes())?;
    write_atomically(
        &folder.join("variance.png"),
        &to_png(&svg, super::page::SHARPNESS)?,
    )?;
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
        let norms = g.map(f64::abs);
        let mean: f64 = g.iter().sum::<f64>() / 3.0;
        let outcomes = g.iter().zip(&q).map(|(g, q)| (g / (3.0 * q), q));
        let truth: f64 = outcomes.map(|(x, q)| q * (x - mean).powi(2)).sum();
        let [trace, to_uniform, effective, from_exact] =
            variation(&q, &norms, &[2.0, 3.0, 5.0], mean * mean, 1);
        assert!((trace - truth).abs() < 1e-12, "{trace} {truth}");
        let uniform: f64 = g.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / 3.0;
        assert!((to_uniform - truth / uniform).abs() < 1e-12);
        let weights = q.map(|q| 1.0 / (3.0 * q));
        let squares: f64 = weights.iter().zip(&q).map(|(w, q)| q * w * w).sum();
        assert!((effective - 1.0 / squares).abs() < 1e-12);
        assert!(from_exact < 1e-12);
        let tenth = variation(&q, &norms, &[1.0; 3], mean * mean, 10);
        assert!((tenth[0] - truth / 10.0).abs() < 1e-12 && tenth[3] > 0.1);
    }

    #[test]
    fn moments_are_recorded_ones() {
        assert_eq!(moments(100, 10), [10, 20, 30, 60, 100]);
        assert_eq!(moments(10_000, 50).last(), Some(&10_000));
        assert_eq!(moments(10_000, 50).len(), 9);
    }
}
