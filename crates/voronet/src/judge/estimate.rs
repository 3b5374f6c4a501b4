//! How far a field is off, without a reference: a second training begins elsewhere and ends
//! elsewhere, and the residuals of both say how much of the way between them is whose.

use std::sync::Arc;
use std::time::Instant;

use super::measure::rms;
use crate::objective::{Theta, columns};
use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::{Problem, State};
use crate::training::{
    self, Allowance, Begin, Event, Flow, NoPoints, Part, Pools, Reason, References, Stage, Trained,
    fresh_points, score,
};

/// The seed of the second training is the first's and this.
const OTHER_SEED: u64 = 1_000_003;

/// The second training takes this part of the steps that the first one took when it was warm, and
/// at most this part of its seconds, if seconds ended the first.
const PART: f64 = 0.25;

/// The least seconds of the second, for all windows together.
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
    let again = again(problem, trained, LEAST_SECONDS);
    let pools = Pools::new(&again, plan, &|_, _| {})?;
    let (started, allowed) = (Instant::now(), allowance(&again));
    let sink = &mut |event: Event| tell(event, (allowed, started), progress);
    let second = training::train(&again, plan, pools, References::none(), sink).ok();
    let second = second.filter(|second| second.reason != Reason::Interrupted);
    let Some(second) = second else {
        return Ok(vec![f64::NAN; problem.outputs.len()]);
    };
    let fields = [(plan, &trained.parameters), (plan, &second.parameters)];
    let compared = Compared::new([problem, problem], fields)?;
    Ok(compared.errors())
}

/// The same of windows of the time, each of which is trained again from the end of the one before
/// in the second training: the estimated error of each output in all of the time, and in each
/// window.
///
/// # Errors
/// If no points can be placed.
pub fn estimate_error_of_windows(
    problem: &Problem,
    state: &State,
    parts: &[Part],
    progress: &mut dyn FnMut(f64) -> Flow,
) -> Result<(Vec<f64>, Vec<Vec<f64>>), NoPoints> {
    let unknown = vec![f64::NAN; problem.outputs.len()];
    let mut seconds: Vec<Part> = Vec::new();
    for (done, first) in parts.iter().enumerate() {
        let before = seconds.last();
        let least = LEAST_SECONDS / parts.len() as f64;
        let again = again(problem, &first.trained, least);
        let mut stage = Stage::new(&again, state, first.stage.window, before)?;
        let pools = Pools::new(&stage.problem, &stage.plan, &|_, _| {})?;
        let (started, allowed) = (Instant::now(), allowance(&again));
        let mut of_all = |part: f64| progress((done as f64 + part) / parts.len() as f64);
        let sink = &mut |event: Event| tell(event, (allowed, started), &mut of_all);
        // From where the first training led to a solution.
        let is_from_earlier = first.is_from_earlier;
        let earlier = before.filter(|_| is_from_earlier);
        let begin = earlier.map_or(Begin::Anew, |part| {
            Begin::From(part.trained.parameters.clone())
        });
        stage.allow(allowed, is_from_earlier);
        match stage.train(pools, begin, sink) {
            Ok(Ok(trained)) if trained.reason != Reason::Interrupted => seconds.push(Part {
                stage,
                is_from_earlier,
                trained,
                imbalance: first.imbalance,
            }),
            _ => return Ok((unknown.clone(), vec![unknown; parts.len()])),
        }
    }
    let compared = parts.iter().zip(&seconds).map(|(first, second)| {
        let problems = [&first.stage.problem, &second.stage.problem];
        let fields = [first, second].map(|part| (&part.stage.plan, &part.trained.parameters));
        Compared::new(problems, fields)
    });
    let mut compared = compared.collect::<Result<Vec<Compared>, NoPoints>>()?;
    let lengths = parts.iter().map(|part| part.stage.window.length());
    let whole = Compared::all(&compared, &lengths.collect::<Vec<f64>>());
    for own in &mut compared {
        // How well the laws hold says more of all windows together than of one.
        own.scores = whole.scores;
    }
    let of_windows = compared.iter().map(Compared::errors);
    Ok((whole.errors(), of_windows.collect()))
}

/// Two fields at points on which neither was trained.
struct Compared {
    /// Σ λ (mean |r|)² of each.
    scores: [f64; 2],
    /// The mean square of each output of the first, and of its distance from the second; without
    /// their means where a constant is free.
    squares: Vec<(f64, f64)>,
}

impl Compared {
    /// Compares the outputs of two fields, each of which has a plan and parameters.
    fn new(
        problems: [&Problem; 2],
        fields: [(&Arc<Plan>, &Vec<f64>); 2],
    ) -> Result<Compared, NoPoints> {
        let [fresh, other] = [
            fresh_points(problems[0], fields[0].0, super::POINTS)?,
            fresh_points(problems[1], fields[1].0, super::POINTS)?,
        ];
        let [first, second] = fields.map(|(plan, theta)| outputs(plan, theta, fresh.interior()));
        let outputs = first.iter().zip(&second).enumerate();
        let squares = outputs.map(|(output, (first, second))| {
            let between: Vec<f64> = first.iter().zip(second).map(|(u, v)| u - v).collect();
            match problems[0].free_part(output).as_deref() {
                None => (mean_square(first, 0.0), mean_square(&between, 0.0)),
                // What the laws do not fix is no error.
                Some([]) => (
                    mean_square(first, mean(first)),
                    mean_square(&between, mean(&between)),
                ),
                Some(_) => (mean_square(first, 0.0), f64::INFINITY),
            }
        });
        let squares = squares.collect();
        let score = |(plan, theta): (&Arc<Plan>, &Vec<f64>), fresh| score(plan, fresh, theta);
        Ok(Compared {
            scores: [score(fields[0], fresh), score(fields[1], other)],
            squares,
        })
    }

    /// Adds up parts, by their lengths.
    fn all(parts: &[Compared], lengths: &[f64]) -> Compared {
        let outputs = 0..parts.first().map_or(0, |part| part.squares.len());
        let sum = |of: &dyn Fn(&Compared) -> f64| -> f64 {
            let weighted = parts.iter().zip(lengths);
            weighted.map(|(part, length)| length * of(part)).sum()
        };
        let squares = |k: usize| {
            let size = sum(&|part| part.squares[k].0);
            (size, sum(&|part| part.squares[k].1))
        };
        Compared {
            scores: [0, 1].map(|field| sum(&|part| part.scores[field])),
            squares: outputs.map(squares).collect(),
        }
    }

    /// The estimated relative L² error of each output of the first field.
    fn errors(&self) -> Vec<f64> {
        let ratio = (self.scores[0] / self.scores[1]).sqrt();
        let ratio = ratio.max(1.0 / MOST_BETTER);
        let share = ratio / ratio.hypot(1.0);
        let error = |&(size, between): &(f64, f64)| {
            let distance = (between / size).sqrt();
            if distance < FAR {
                share * distance
            } else {
                f64::NAN
            }
        };
        self.squares.iter().map(error).collect()
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The mean square distance from a number.
fn mean_square(values: &[f64], from: f64) -> f64 {
    rms(values.iter().map(|value| value - from)).powi(2)
}

/// The problem of a second training, with what that may take.
fn again(problem: &Problem, trained: &Trained, least: f64) -> Problem {
    let warm = trained.iterations - trained.warm_up;
    let steps = trained.warm_up + (PART * warm as f64).ceil() as usize;
    // What came to enough had phases that time ended, or may have.
    let is_timed = matches!(trained.reason, Reason::TimeBudget(_) | Reason::Enough);
    let seconds = is_timed.then_some((PART * trained.seconds).max(least));
    let mut again = problem.with_seed(problem.training.seed.wrapping_add(OTHER_SEED));
    let settings = &mut again.training;
    (settings.iterations, settings.time_budget) = (steps, seconds);
    (settings.tolerance, settings.estimate_error) = (None, false);
    if let [only] = &mut settings.phases[..] {
        // A schedule is made for its end.
        only.iterations = only.iterations.min(steps);
    }
    again
}

/// What a second training may take.
fn allowance(again: &Problem) -> Allowance {
    Allowance {
        iterations: again.training.iterations,
        seconds: again.training.time_budget,
    }
}

/// Tells which part of a second training is done, which began then.
fn tell(
    event: Event,
    (allowed, started): (Allowance, Instant),
    to: &mut dyn FnMut(f64) -> Flow,
) -> Flow {
    let Event::Iterated { iteration, .. } = event else {
        return Flow::GoOn;
    };
    let elapsed = started.elapsed().as_secs_f64();
    let of_time = allowed.seconds.map_or(0.0, |most| elapsed / most);
    let of_steps = iteration as f64 / allowed.iterations as f64;
    to(of_steps.max(of_time).min(1.0))
}

/// The values of each output at points.
fn outputs(plan: &Plan, theta: &[f64], points: &Cloud) -> Vec<Vec<f64>> {
    let theta = Theta::<f64>::of(&plan.network, theta);
    columns(&plan.network, &plan.outputs, &theta, points)
}
