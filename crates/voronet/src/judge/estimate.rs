//! How far a field is off, without a reference: a second training begins elsewhere and ends
//! elsewhere, and the residuals of both say how much of the way between them is whose.

use std::sync::Arc;
use std::time::Instant;

use super::measure::rms;
use crate::objective::{Theta, columns};
use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::{Precision, Problem};
use crate::training::{
    self, Event, Flow, NoPoints, Pools, Reason, References, Trained, fresh_points, tracker,
};

/// The seed of the second training is the first's and this.
const OTHER_SEED: u64 = 1_000_003;

/// The second training takes this part of the steps that the first one took when it was warm, and
/// at most this part of its seconds, if seconds ended the first.
const PART: f64 = 0.25;

/// The least seconds of the second.
const LEAST_SECONDS: f64 = 1.0;

/// A second training that ends so far away, in lengths of the first's field, has not come near
/// any solution, or near another one.
const FAR: f64 = 0.5;

/// Residuals are not trusted to say that the first is better than the second by more.
const MOST_BETTER: f64 = 100.0;

/// Estimates the relative L² error of each output by a second training with another random
/// seed, and so with other points, in about a quarter of the time of the first. Where none can
/// be told it is no number. `progress` hears which part is done, of 1, and answers whether to go on.
///
/// Let δ be the distance between the two fields. If their errors e₁ and e₂ are independent,
/// δ² = e₁² + e₂². As errors of one problem are to each other as residuals are,
/// e₁/e₂ = ρ = √(S₁/S₂), where S is Σ λ (mean |r|)² at points on which neither was trained, and
/// e₁ = δ ρ/√(1 + ρ²).
///
/// # Errors
/// If no points can be placed.
pub fn estimate_error(
    problem: &Problem,
    plan: &Arc<Plan>,
    trained: &Trained,
    progress: &mut dyn FnMut(f64) -> Flow,
) -> Result<Vec<f64>, NoPoints> {
    let unknown = vec![f64::NAN; problem.outputs.len()];
    let Some(second) = train_again(problem, plan, trained, progress)? else {
        return Ok(unknown);
    };
    let fields = [&trained.parameters, &second];
    let fresh = fresh_points(problem, plan, super::POINTS)?;
    let outputs = fields.map(|theta| outputs(plan, theta, fresh.interior()));
    let mut tracker = tracker(plan, fresh, References::none(), Precision::F64, &second);
    let mut terms = vec![0.0; plan.terms.len()];
    let scores = fields.map(|theta| {
        tracker.hold(theta);
        tracker.losses(&mut terms)
    });
    let ratio = (scores[0] / scores[1]).sqrt().max(1.0 / MOST_BETTER);
    let share = ratio / ratio.hypot(1.0);
    let [first, second] = &outputs;
    let estimated = first.iter().zip(second).map(|(first, second)| {
        let between = first.iter().zip(second).map(|(u, v)| u - v);
        let distance = rms(between) / rms(first.iter().copied());
        if distance < FAR {
            share * distance
        } else {
            f64::NAN
        }
    });
    Ok(estimated.collect())
}

/// Returns the θ of a second training, if it came to its end.
fn train_again(
    problem: &Problem,
    plan: &Arc<Plan>,
    trained: &Trained,
    progress: &mut dyn FnMut(f64) -> Flow,
) -> Result<Option<Vec<f64>>, NoPoints> {
    let warm = trained.iterations - trained.warm_up;
    let steps = trained.warm_up + (PART * warm as f64).ceil() as usize;
    let is_timed = matches!(trained.reason, Reason::TimeBudget(_));
    let seconds = is_timed.then_some((PART * trained.seconds).max(LEAST_SECONDS));
    let mut again = problem.with_seed(problem.training.seed.wrapping_add(OTHER_SEED));
    let settings = &mut again.training;
    (settings.iterations, settings.time_budget) = (steps, seconds);
    (settings.tolerance, settings.estimate_error) = (None, false);
    if let [only] = &mut settings.phases[..] {
        // A schedule is made for its end.
        only.iterations = only.iterations.min(steps);
    }
    let pools = Pools::new(&again, plan, &|_, _| {})?;
    let started = Instant::now();
    let second = training::train(&again, plan, pools, References::none(), &mut |event| {
        let Event::Iterated { iteration, .. } = event else {
            return Flow::GoOn;
        };
        let of_time = seconds.map_or(0.0, |most| started.elapsed().as_secs_f64() / most);
        progress((iteration as f64 / steps as f64).max(of_time).min(1.0))
    });
    let second = second.ok().map(|second| (second.reason, second.parameters));
    let ended = second.filter(|second| second.0 != Reason::Interrupted);
    Ok(ended.map(|(_, parameters)| parameters))
}

/// The values of each output at points.
fn outputs(plan: &Plan, theta: &[f64], points: &Cloud) -> Vec<Vec<f64>> {
    let theta = Theta::<f64>::of(&plan.network, theta);
    columns(&plan.network, &plan.outputs, &theta, points)
}
