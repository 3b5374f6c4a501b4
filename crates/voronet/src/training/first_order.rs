//! Phases that take a gradient a step, of batches that are drawn for it.

use std::sync::Arc;

use voronet_kernels::Packed;

use super::batches::Batches;
use super::failure::{Fault, Worst};
use super::importance::{BadScore, Importance};
use super::phase::{Engine, Placed, drawn};
use crate::objective::{Objective, Scalar, packed};
use crate::optimizer::{Optimizer, learning_rate};
use crate::plan::{BySet, Plan};
use crate::problem::{Phase, Problem};
use crate::sampler::{Sampler, effective_sample_size};

/// All that changes from step to step.
pub struct FirstOrder<'a, T: Scalar> {
    problem: &'a Problem,
    phase: &'a Phase,
    plan: Arc<Plan>,
    points: Placed,
    objective: Objective<T>,
    batches: BySet<Batches<T>>,
    optimizer: Box<dyn Optimizer<T>>,
    /// Iterations before the phase.
    first: usize,
    theta: Vec<T>,
    before: Vec<T>,
    packed: Packed<T>,
    gradient: Vec<T>,
    terms: Vec<f64>,
}

impl<'a, T: Scalar> FirstOrder<'a, T> {
    /// Begins the phase at θ, after so many iterations of others.
    pub fn new(
        problem: &'a Problem,
        phase: &'a Phase,
        plan: &Arc<Plan>,
        (points, samplers): (Placed, BySet<Box<dyn Sampler>>),
        optimizer: Box<dyn Optimizer<T>>,
        (first, theta): (usize, &[f64]),
    ) -> FirstOrder<'a, T> {
        let packed = packed(&plan.network, theta);
        let theta: Vec<T> = theta.iter().map(|&t| T::from_f64(t)).collect();
        let importances = Importance::all(plan, &points, &samplers, &packed);
        FirstOrder {
            objective: Objective::new(Arc::clone(plan), &packed),
            batches: Batches::all(plan, samplers, importances),
            optimizer,
            first,
            before: theta.clone(),
            gradient: vec![T::default(); theta.len()],
            theta,
            packed,
            terms: vec![0.0; plan.terms.len()],
            plan: Arc::clone(plan),
            points,
            problem,
            phase,
        }
    }

    /// Complains if the batches, the losses or the gradient are no numbers.
    fn check(&self) -> Result<(), Fault> {
        for (set, batches) in self.batches.iter().enumerate() {
            if let Some(bad) = batches.refusal() {
                return Err(bad.fault(&self.plan, set));
            }
        }
        let bad = self.terms.iter().position(|loss| !loss.is_finite());
        // Without an early exit, so that it is done in vectors.
        let finite = |all: bool, g: &T| all & g.to_f64().is_finite();
        if bad.is_none() && self.gradient.iter().fold(true, finite) {
            return Ok(());
        }
        let largest =
            (0..self.terms.len()).max_by(|&a, &b| self.terms[a].total_cmp(&self.terms[b]));
        let t = bad.or(largest).unwrap_or(0);
        let name = &self.plan.terms[t].0;
        let what = match bad {
            Some(_) => format!("the loss of term `{name}`"),
            None => format!("the gradient (the largest loss is that of term `{name}`)"),
        };
        let worst = self.worst_drawn(t);
        Err(Fault { what, worst })
    }

    /// The worst residual of term t at the points drawn last, unless their weights are
    /// worse.
    fn worst_drawn(&self, term: usize) -> Worst {
        let set = self.plan.set_of(term);
        let batch = self.batches[set].last();
        if batch.weights.iter().any(|w| !w.is_finite()) {
            return Worst::Weight;
        }
        let indices: Vec<u32> = batch.indices.iter().map(|&j| j as u32).collect();
        let points = self.points.clouds[set].picked(&indices);
        Worst::Drawn { set, term, points }
    }
}

impl<T: Scalar> Engine for FirstOrder<'_, T> {
    /// Draws the batches and takes one step: lines 6 to 10 of Algorithm 2 (5 and 6 of
    /// Algorithm 1).
    fn step(&mut self, iteration: usize) -> Result<bool, Fault> {
        let (problem, packed) = (self.problem, &self.packed);
        self.objective.gradient(
            packed,
            &self.points.clouds,
            &mut self.batches,
            |batches| batches.draw(problem, iteration, packed),
            &mut self.gradient,
            &mut self.terms,
        );
        self.before.copy_from_slice(&self.theta);
        self.check()?;
        let rate = self.learning_rate(iteration);
        self.optimizer.step(rate, &self.gradient, &mut self.theta);
        self.packed.pack(&self.theta);
        Ok(true)
    }

    fn parameters(&self) -> Vec<f64> {
        self.theta.iter().map(|&t| t.to_f64()).collect()
    }

    fn last_good(&self) -> Vec<f64> {
        self.before.iter().map(|&t| t.to_f64()).collect()
    }

    fn learning_rate(&self, iteration: usize) -> f64 {
        let Phase {
            schedule,
            learning_rate: rate,
            iterations,
            ..
        } = self.phase;
        learning_rate(schedule, *rate, iteration - self.first, *iterations)
    }

    fn effective_sample_size(&self) -> Option<f64> {
        let weights = &self.batches.interior().last().weights;
        (!weights.is_empty()).then(|| effective_sample_size(weights))
    }

    fn drawn(&self) -> Vec<(Vec<f64>, f64)> {
        let batches = self.batches.interior();
        let cloud = self.points.clouds.interior();
        drawn(cloud, batches.sampler(), batches.last())
    }

    fn release(self: Box<Self>) -> BySet<Box<dyn Sampler>> {
        let batches = self.batches.into_iter();
        batches.map(Batches::into_sampler).collect()
    }
}

impl BadScore {
    /// Says of what point set it is.
    pub(super) fn fault(&self, plan: &Plan, set: usize) -> Fault {
        let terms = plan.sets[set].terms.iter();
        let mut names: Vec<&str> = terms.map(|&t| plan.terms[t].0.as_str()).collect();
        names.dedup();
        let names = names.join("`, `");
        Fault {
            what: format!("the loss of term `{names}` at the sampler's points"),
            worst: Worst::Score(self.point.clone(), self.value),
        }
    }
}
