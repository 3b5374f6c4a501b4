//! Phases that take a gradient a step, of batches that are drawn for it.

use std::sync::Arc;

use super::batches::Batches;
use super::failure::Fault;
use super::importance::Importance;
use super::phase::{Engine, Placed};
use super::starved::Worth;
use crate::memory::{Remembered, Visit, show};
use crate::objective::{Objective, Scalar, Theta};
use crate::optimizer::{Optimizer, learning_rate};
use crate::plan::{BySet, Plan};
use crate::problem::{Phase, Problem};
use crate::sampler::Sampler;

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
    /// Iterations of the phase, if nothing else ends it.
    iterations: usize,
    /// What the learning rate is multiplied by.
    eased: f64,
    theta: Vec<T>,
    packed: Theta<T>,
    gradient: Vec<T>,
    terms: Vec<f64>,
}

impl<'a, T: Scalar> FirstOrder<'a, T> {
    /// Begins the phase at θ, after so many iterations of others, with so much of the learning
    /// rate.
    pub fn new(
        problem: &'a Problem,
        phase: &'a Phase,
        plan: &Arc<Plan>,
        (points, samplers): (Placed, BySet<Box<dyn Sampler>>),
        optimizer: Box<dyn Optimizer<T>>,
        (first, theta, eased): (usize, &[f64], f64),
    ) -> FirstOrder<'a, T> {
        let packed = Theta::of(&plan.network, theta);
        let theta: Vec<T> = theta.iter().map(|&t| T::from_f64(t)).collect();
        let importances = Importance::all(plan, &points, &samplers, &packed);
        FirstOrder {
            objective: Objective::new(Arc::clone(plan), &packed),
            batches: Batches::all(plan, samplers, importances),
            optimizer,
            first,
            iterations: phase.iterations,
            eased,
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
        if let Some(fault) = Fault::of_scores(&self.plan, &self.batches) {
            return Err(fault);
        }
        // Without an early exit, so that it is done in vectors.
        let finite = |all: bool, g: &T| all & g.to_f64().is_finite();
        if self.terms.iter().all(|loss| loss.is_finite()) && self.gradient.iter().fold(true, finite)
        {
            return Ok(());
        }
        let clouds = &self.points.clouds;
        Err(Fault::of_losses(
            &self.plan,
            clouds,
            &self.batches,
            &self.terms,
        ))
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
        self.check()?;
        let rate = self.learning_rate(iteration);
        self.optimizer.step(rate, &self.gradient, &mut self.theta);
        self.packed.pack(&self.theta);
        Ok(true)
    }

    fn parameters(&self) -> Vec<f64> {
        self.theta.iter().map(|&t| t.to_f64()).collect()
    }

    fn learning_rate(&self, iteration: usize) -> f64 {
        let Phase {
            schedule,
            learning_rate: rate,
            ..
        } = self.phase;
        let rate = self.eased * rate;
        learning_rate(schedule, rate, iteration - self.first, self.iterations)
    }

    fn worth(&self) -> Option<Worth> {
        self.batches.interior().worth()
    }

    fn drawn(&self) -> Vec<(Vec<f64>, f64)> {
        self.batches.interior().drawn(self.points.clouds.interior())
    }

    fn visit(&mut self, visit: Visit) {
        visit("iterations", Remembered::Count(&mut self.iterations));
        show(visit, "theta", &mut self.theta);
        for (batches, cloud) in self.batches.iter_mut().zip(&self.points.clouds) {
            batches.visit(cloud.len(), visit);
        }
        self.optimizer.visit(visit);
        self.packed.pack(&self.theta);
    }

    fn extend(&mut self, iterations: usize) {
        self.iterations = iterations;
    }

    fn release(self: Box<Self>) -> BySet<Box<dyn Sampler>> {
        let batches = self.batches.into_iter();
        batches.map(Batches::into_sampler).collect()
    }
}
