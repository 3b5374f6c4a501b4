//! Phases whose method works on a sum of squares, held on the same points for some steps.

use std::sync::Arc;

use super::batches::Batches;
use super::failure::{Fault, Worst};
use super::importance::Importance;
use super::phase::{Engine, Placed, drawn};
use crate::objective::{LeastSquares, packed};
use crate::optimizer::{Descent, Oracle};
use crate::plan::{BySet, Plan, PointSet};
use crate::problem::{Phase, Problem, Region};
use crate::sampler::{Sampler, Spread, effective_sample_size};

/// The part of the rows that the interior gets, where there are conditions.
const INTERIOR_PART: f64 = 0.72;

/// All that changes from step to step.
pub struct Descend<'a> {
    problem: &'a Problem,
    plan: Arc<Plan>,
    placed: Placed,
    /// The sum of squares at the points that were drawn last.
    objective: Option<LeastSquares>,
    batches: BySet<Batches<f64>>,
    /// Points of each set.
    sizes: BySet<usize>,
    spreads: BySet<Spread>,
    method: Box<dyn Descent>,
    redraw: usize,
    /// Steps on the points that were drawn last; none were before the first.
    steps: Option<usize>,
    /// Draws in a row on which no step was found.
    failures: usize,
    length: f64,
    theta: Vec<f64>,
    before: Vec<f64>,
}

/// A method that finds no step on so many draws of points in a row has ended.
const MOST_FAILURES: usize = 5;

impl<'a> Descend<'a> {
    /// Begins the phase at θ.
    pub fn new(
        problem: &'a Problem,
        phase: &'a Phase,
        plan: &Arc<Plan>,
        (placed, samplers): (Placed, BySet<Box<dyn Sampler>>),
        method: Box<dyn Descent>,
        theta: &[f64],
    ) -> Descend<'a> {
        let packed = packed::<f64>(&plan.network, theta);
        let importances = Importance::all(plan, &placed, &samplers, &packed);
        Descend {
            objective: None,
            sizes: sizes(plan, &placed, phase.rows),
            spreads: placed
                .clouds
                .iter()
                .map(|cloud| Spread::new(cloud))
                .collect(),
            batches: Batches::all(plan, samplers, importances),
            method,
            redraw: phase.redraw,
            steps: None,
            failures: 0,
            length: 0.0,
            theta: theta.to_vec(),
            before: theta.to_vec(),
            problem,
            plan: Arc::clone(plan),
            placed,
        }
    }

    /// Draws other points, by what the samplers know of θ.
    fn draw(&mut self, iteration: usize) -> Result<(), Fault> {
        let packed = packed::<f64>(&self.plan.network, &self.theta);
        for (set, batches) in self.batches.iter_mut().enumerate() {
            let spread = (self.sizes[set], &self.spreads[set]);
            batches.spread(self.problem, iteration, &packed, spread);
            if let Some(bad) = batches.refusal() {
                return Err(bad.fault(&self.plan, set));
            }
        }
        let batches = self.batches.iter().map(|batches| batches.last().clone());
        let batches = batches.collect();
        let clouds = &self.placed.clouds;
        match &mut self.objective {
            Some(objective) => objective.set_batches(clouds, &batches),
            empty => *empty = Some(LeastSquares::new(&self.plan, clouds, &batches)),
        }
        self.method.redrawn();
        self.steps = Some(0);
        Ok(())
    }

    /// The term whose part of F is not finite, or else the largest.
    fn fault(&self, residuals: &[f64], objective: &LeastSquares) -> Fault {
        let mut losses = vec![0.0; self.plan.terms.len()];
        objective.terms(residuals, &mut losses);
        let bad = losses.iter().position(|loss| !loss.is_finite());
        let largest = (0..losses.len()).max_by(|&a, &b| losses[a].total_cmp(&losses[b]));
        let term = bad.or(largest).unwrap_or(0);
        let set = self.plan.set_of(term);
        let indices = self.batches[set].last().indices.iter();
        let indices: Vec<u32> = indices.map(|&j| j as u32).collect();
        let points = self.placed.clouds[set].picked(&indices);
        Fault {
            what: format!("the loss of term `{}`", self.plan.terms[term].0),
            worst: Worst::Drawn { set, term, points },
        }
    }
}

impl Engine for Descend<'_> {
    fn step(&mut self, iteration: usize) -> Result<bool, Fault> {
        if self.steps.is_none_or(|steps| steps >= self.redraw) {
            self.draw(iteration)?;
        }
        self.before.copy_from_slice(&self.theta);
        let objective = self.objective.as_mut().expect("points were drawn");
        let step = self.method.step(objective, &mut self.theta);
        if !step.before.is_finite() {
            let mut residuals = vec![0.0; objective.rows()];
            objective.residuals(&self.before, &mut residuals);
            let objective = self.objective.as_ref().expect("points were drawn");
            return Err(self.fault(&residuals, objective));
        }
        self.length = step.length;
        self.steps = match step.is_taken() {
            true => self.steps.map(|steps| steps + 1),
            // Other points may allow one.
            false => None,
        };
        self.failures = if step.is_taken() {
            0
        } else {
            self.failures + 1
        };
        Ok(self.failures < MOST_FAILURES)
    }

    fn parameters(&self) -> Vec<f64> {
        self.theta.clone()
    }

    fn last_good(&self) -> Vec<f64> {
        self.before.clone()
    }

    fn learning_rate(&self, _: usize) -> f64 {
        self.length
    }

    fn effective_sample_size(&self) -> Option<f64> {
        let weights = &self.batches.interior().last().weights;
        (!weights.is_empty()).then(|| effective_sample_size(weights))
    }

    fn drawn(&self) -> Vec<(Vec<f64>, f64)> {
        let batches = self.batches.interior();
        let cloud = self.placed.clouds.interior();
        drawn(cloud, batches.sampler(), batches.last())
    }

    fn release(self: Box<Self>) -> BySet<Box<dyn Sampler>> {
        let batches = self.batches.into_iter();
        batches.map(Batches::into_sampler).collect()
    }
}

/// The points of each set, for so many rows together: single points all, the interior most of the rest,
/// and conditions equal parts of what then is left.
fn sizes(plan: &Plan, placed: &Placed, rows: usize) -> BySet<usize> {
    let laws = |set: &PointSet| set.terms.len();
    let is_single = |set: &PointSet| set.single_points.is_some();
    let single = plan
        .sets
        .iter()
        .zip(&placed.clouds)
        .filter(|(set, _)| is_single(set));
    let single: usize = single.map(|(set, cloud)| laws(set) * cloud.len()).sum();
    let left = rows.saturating_sub(single) as f64;
    let shared = plan
        .sets
        .conditions()
        .iter()
        .filter(|set| !is_single(set))
        .count();
    let (interior, condition) = match shared {
        0 => (left, 0.0),
        n => (
            INTERIOR_PART * left,
            (1.0 - INTERIOR_PART) * left / n as f64,
        ),
    };
    let points = |(set, cloud): (&PointSet, &Arc<crate::points::Cloud>)| {
        let rows = match set.region {
            Region::Interior => interior,
            _ if is_single(set) => return cloud.len(),
            _ => condition,
        };
        ((rows / laws(set) as f64).ceil() as usize).clamp(1, cloud.len())
    };
    plan.sets.iter().zip(&placed.clouds).map(points).collect()
}
