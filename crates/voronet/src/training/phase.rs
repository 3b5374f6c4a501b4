//! What does the steps of a phase.

use std::sync::Arc;

use super::descend::Descend;
use super::failure::Fault;
use super::first_order::FirstOrder;
use crate::optimizer::{Rule, optimizer};
use crate::plan::{BySet, Plan};
use crate::points::Cloud;
use crate::problem::{Phase, Precision, Problem};
use crate::sampler::{Batch, Sampler};

/// What takes the steps of a phase.
pub trait Engine {
    /// Takes a step, with what is drawn for the iteration of that number, from 0. Tells
    /// whether there may be another one: a method may come to where no step lowers the
    /// loss.
    ///
    /// # Errors
    /// If what it needs is not finite.
    fn step(&mut self, iteration: usize) -> Result<bool, Fault>;

    /// Returns θ.
    fn parameters(&self) -> Vec<f64>;

    /// Returns θ before the last step.
    fn last_good(&self) -> Vec<f64>;

    /// Returns the learning rate of that iteration, or the damping or the length of the
    /// last step.
    fn learning_rate(&self, iteration: usize) -> f64;

    /// Returns (Σw)²/Σw² of the interior points drawn last, if there are any.
    fn effective_sample_size(&self) -> Option<f64>;

    /// Returns the interior points drawn last, with the probability of each.
    fn drawn(&self) -> Vec<(Vec<f64>, f64)>;

    /// Gives the samplers back.
    fn release(self: Box<Self>) -> BySet<Box<dyn Sampler>>;
}

/// The points of all phases.
#[derive(Clone)]
pub struct Placed {
    /// The N points of each point set.
    pub clouds: BySet<Arc<Cloud>>,
    /// The seeds of each point set; empty unless its sampler asks for them.
    pub seeds: BySet<Arc<Cloud>>,
}

/// Begins a phase at θ, after so many iterations of others.
pub fn begin<'a>(
    problem: &'a Problem,
    phase: &'a Phase,
    plan: &Arc<Plan>,
    points: (Placed, BySet<Box<dyn Sampler>>),
    state: (usize, &[f64]),
) -> Box<dyn Engine + 'a> {
    let (settings, parameters) = (&phase.optimizer, state.1.len());
    if let Rule::Descent(make) = settings.entry.how.rule {
        let method = make(settings, parameters);
        return Box::new(Descend::new(problem, phase, plan, points, method, state.1));
    }
    // Any other rule is of first order.
    let order = "a first-order rule makes an optimizer";
    match phase.precision {
        Precision::F32 => {
            let optimizer = optimizer::<f32>(settings, parameters).expect(order);
            Box::new(FirstOrder::new(
                problem, phase, plan, points, optimizer, state,
            ))
        }
        Precision::F64 => {
            let optimizer = optimizer::<f64>(settings, parameters).expect(order);
            Box::new(FirstOrder::new(
                problem, phase, plan, points, optimizer, state,
            ))
        }
    }
}

/// The points of a batch, with the probability of each.
pub fn drawn(cloud: &Cloud, sampler: &dyn Sampler, batch: &Batch) -> Vec<(Vec<f64>, f64)> {
    let probabilities = sampler.probabilities();
    let indices = batch.indices.iter();
    indices
        .map(|&j| (cloud.point(j).to_vec(), probabilities[j]))
        .collect()
}
