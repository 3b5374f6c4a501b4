//! What does the steps of a phase.

use std::sync::{Arc, OnceLock};

use super::descend::Descend;
use super::failure::Fault;
use super::first_order::FirstOrder;
use super::recovery::Remedy;
use super::starved::Worth;
use crate::memory::Visit;
use crate::optimizer::Rule;
use crate::plan::{BySet, Plan};
use crate::points::Cloud;
use crate::problem::{Phase, Precision, Problem};
use crate::sampler::{Sampler, Spread};

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

    /// Returns the learning rate of that iteration, or the damping or the length of the
    /// last step.
    fn learning_rate(&self, iteration: usize) -> f64;

    /// Returns what the interior points drawn last are worth, if there are any.
    fn worth(&self) -> Option<Worth>;

    /// Returns the interior points drawn last, with the probability of each.
    fn drawn(&self) -> Vec<(Vec<f64>, f64)>;

    /// Shows everything that goes on from one step to the next.
    fn visit(&mut self, visit: Visit);

    /// Hears that the phase will have so many iterations, over which a schedule runs.
    fn extend(&mut self, _iterations: usize) {}

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
    spreads: Arc<OnceLock<BySet<Spread>>>,
}

impl Placed {
    /// Takes the points and seeds of each point set.
    pub fn new(clouds: BySet<Arc<Cloud>>, seeds: BySet<Arc<Cloud>>) -> Placed {
        Placed {
            clouds,
            seeds,
            spreads: Arc::default(),
        }
    }

    /// Returns what draws few points of each set that stand for all. It is made once, when
    /// a phase first asks for it.
    pub fn spreads(&self) -> &BySet<Spread> {
        let of_cloud = |cloud: &Arc<Cloud>| Spread::new(cloud);
        self.spreads
            .get_or_init(|| self.clouds.iter().map(of_cloud).collect())
    }
}

/// Begins a phase at θ, after so many iterations of others, with steps as small as is said.
pub fn begin<'a>(
    problem: &'a Problem,
    phase: &'a Phase,
    plan: &Arc<Plan>,
    points: (Placed, BySet<Box<dyn Sampler>>),
    (first, theta, remedy): (usize, &[f64], Remedy),
) -> Box<dyn Engine + 'a> {
    let (settings, parameters) = (&remedy.settings(&phase.optimizer), theta.len());
    let state = (first, theta, remedy.rate());
    match (&settings.entry.how.rule, phase.precision) {
        (Rule::Descent { make, .. }, _) => {
            let method = make(settings, parameters);
            Box::new(Descend::new(problem, phase, plan, points, method, theta))
        }
        (Rule::FirstOrder { single, .. }, Precision::F32) => {
            let optimizer = single(settings, parameters);
            Box::new(FirstOrder::new(
                problem, phase, plan, points, optimizer, state,
            ))
        }
        (Rule::FirstOrder { double, .. }, Precision::F64) => {
            let optimizer = double(settings, parameters);
            Box::new(FirstOrder::new(
                problem, phase, plan, points, optimizer, state,
            ))
        }
    }
}
