//! How far a field is off, without a reference: a second network solves the equation of its
//! error.

use std::time::{Duration, Instant};

use voronet_expr::{Graph, Node};

use super::error_equation::{ErrorEquation, MOST_PARAMETERS};
use super::measure::{Field, Measurement, rms};
use crate::network::initial_parameters;
use crate::objective::{LeastSquares, columns, packed};
use crate::optimizer::{OptimizerSettings, Oracle, levenberg_marquardt};
use crate::plan::{self, BySet, Plan, PointSet};
use crate::points::Cloud;
use crate::points::stream::{Purpose, stream};
use crate::problem::{Problem, ROWS_PER_PARAMETER};
use crate::sampler::Batch;
use crate::training::{INTERIOR_PART, NoPoints, fresh_points};

/// The error of a field, as far as its equation could be solved.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorEstimate {
    /// The estimated relative L² error of each output.
    pub relative: Vec<f64>,
    /// What is left of the residuals when the estimated error is added to the field, to
    /// first order: 1 if the estimate explains nothing.
    pub unexplained: f64,
}

/// Parts into which the points are dealt: one is kept to see what was learned, the others
/// are trained on in turn, for some steps each. Points that stay the same are learned by heart.
const PARTS: usize = 9;
const REDRAW: usize = 10;

/// The most steps that are taken, and those after which progress is looked at.
const STEPS: usize = 400;
const PATIENCE: usize = 40;

/// Less progress than this in so many steps is none.
const PROGRESS: f64 = 0.9;

/// Estimates the error of a field in at most so much time.
///
/// # Errors
/// If no points can be placed.
pub fn estimate_error(
    problem: &Problem,
    plan: &Plan,
    (field, measurement): (&Field, &Measurement),
    budget: Duration,
) -> Result<ErrorEstimate, NoPoints> {
    let started = Instant::now();
    let wanted = sizes(plan);
    let most = PARTS * wanted.iter().copied().max().unwrap_or(1);
    let fresh = fresh_points(problem, plan, most)?;
    let equation = ErrorEquation::new(problem, plan, (field, measurement), &fresh);
    let part = |part: usize| -> BySet<Batch> {
        let sets = fresh.iter().zip(&wanted);
        sets.map(|(cloud, &n)| batch(cloud.len(), n, part))
            .collect()
    };
    let mut fitted = LeastSquares::new(&equation.plan, &equation.clouds, &part(1));
    let mut kept = LeastSquares::new(&equation.plan, &equation.clouds, &part(0));
    let mlp = &equation.plan.network.mlp;
    let mut rng = stream(problem.training.seed, Purpose::Initialization, 1);
    let mut theta = initial_parameters(mlp, problem.network.initialization, 1.0, &mut rng);
    let nothing = vec![0.0; theta.len()];
    let before = loss(&mut kept, &nothing);
    let mut best = (before, nothing);
    let settings = OptimizerSettings::new(&levenberg_marquardt::ENTRY);
    let mut method = levenberg_marquardt::make(&settings, theta.len());
    let mut last = before;
    for step in 1..=STEPS {
        let taken = method.step(&mut fitted, &mut theta).is_taken();
        let after = loss(&mut kept, &theta);
        if after < best.0 {
            best = (after, theta.clone());
        }
        let is_late = started.elapsed() > budget;
        let is_due = step % PATIENCE == 0;
        if is_late || is_due && best.0 > PROGRESS * last {
            break;
        }
        if is_due {
            last = best.0;
        }
        if step % REDRAW == 0 || !taken {
            let next = 1 + (step / REDRAW) % (PARTS - 1);
            fitted.set_batches(&equation.clouds, &part(next));
            method.redrawn();
        }
    }
    Ok(ErrorEstimate {
        relative: relative(problem, &equation, field, fresh.interior(), &best.1),
        unexplained: if before > 0.0 {
            (best.0 / before).sqrt()
        } else {
            0.0
        },
    })
}

/// How many points each set gets.
fn sizes(plan: &Plan) -> Vec<usize> {
    let parameters = plan.network.mlp.parameters().min(MOST_PARAMETERS);
    let rows = (ROWS_PER_PARAMETER * parameters) as f64;
    let conditions = plan.sets.conditions().len().max(1) as f64;
    let each = |(set, own): (usize, &PointSet)| {
        let part = match set {
            plan::INTERIOR => INTERIOR_PART,
            _ => (1.0 - INTERIOR_PART) / conditions,
        };
        ((part * rows / own.terms.len().max(1) as f64) as usize).max(16)
    };
    plan.sets.iter().enumerate().map(each).collect()
}

/// So many points of a cloud, from all of it, and others in each part; all of them in all
/// parts where there are too few.
fn batch(points: usize, n: usize, part: usize) -> Batch {
    let place = |k: usize| (PARTS * k + part) * points / (PARTS * n);
    let indices: Vec<usize> = match points >= PARTS * n {
        true => (0..n).map(place).collect(),
        false => (0..points).collect(),
    };
    Batch {
        weights: vec![1.0; indices.len()],
        indices,
    }
}

fn loss(oracle: &mut LeastSquares, theta: &[f64]) -> f64 {
    let mut residuals = vec![0.0; oracle.rows()];
    oracle.residuals(theta, &mut residuals);
    let loss: f64 = residuals.iter().map(|r| r * r).sum();
    if loss.is_finite() {
        loss
    } else {
        f64::INFINITY
    }
}

/// ‖e‖ / ‖u + e‖ of each output.
fn relative(
    problem: &Problem,
    equation: &ErrorEquation,
    field: &Field,
    points: &Cloud,
    theta: &[f64],
) -> Vec<f64> {
    let plan = &equation.plan;
    let errors = columns(
        &plan.network,
        &plan.outputs,
        &packed::<f64>(&plan.network, theta),
        points,
    );
    let mut graph = Graph::new();
    let outputs: Vec<Node> = (0..problem.outputs.len())
        .map(|k| graph.output(k))
        .collect();
    let values = field(&mut graph, &outputs, points);
    let part = |(values, errors): (&Vec<f64>, &Vec<f64>)| {
        let corrected = values.iter().zip(errors).map(|(u, e)| u + e);
        rms(errors.iter().copied()) / rms(corrected)
    };
    values.iter().zip(&errors).map(part).collect()
}
