//! Questions to a network at some iteration.

use std::sync::Arc;

use voronet_kernels::Mode;

use crate::objective::{Objective, PerPoint, Points, Scalar, Theta, columns};
use crate::plan::{BySet, INTERIOR, Plan};
use crate::points::Cloud;
use crate::points::stream::{Purpose, stream};
use crate::problem::{Precision, Problem};
use crate::sampler::Batch;
use crate::training::{BadScore, Importance, Pools};

/// The points that were drawn in an iteration.
#[derive(Default)]
pub struct Drawn {
    /// Their indices into the pool.
    pub indices: Vec<usize>,
    /// The probability q of each.
    pub probabilities: Vec<f64>,
}

/// A network at some iteration, which can be asked about its loss. It answers in the
/// problem's precision; whoever asks need not know it, nor compile the kernels anew.
pub struct Inspection<'a>(Box<dyn Answers + 'a>);

impl<'a> Inspection<'a> {
    /// Asks the network with these parameters.
    pub fn new(problem: &'a Problem, plan: &'a Plan, parameters: &[f64]) -> Inspection<'a> {
        Inspection(match problem.training.precision() {
            Precision::F32 => Box::new(Answering::<f32>::new(problem, plan, parameters)),
            Precision::F64 => Box::new(Answering::<f64>::new(problem, plan, parameters)),
        })
    }

    /// Evaluates J(θ; x) of the interior terms at each point.
    pub fn losses(&self, cloud: &Cloud) -> Vec<f64> {
        self.0.losses(cloud)
    }

    /// Evaluates ‖∇J(θ; x)‖ of the interior terms at each point.
    pub fn gradient_norms(&self, cloud: &Cloud) -> Vec<f64> {
        self.0.gradient_norms(cloud)
    }

    /// Evaluates the outputs at each point, one column each.
    pub fn outputs(&self, cloud: &Cloud) -> Vec<Vec<f64>> {
        self.0.outputs(cloud)
    }

    /// Computes the gradient of the mean of J(θ; x) over the interior's cloud, of the
    /// interior terms alone: what every unbiased sampler estimates.
    pub fn mean_gradient(&self, clouds: &BySet<Arc<Cloud>>) -> Vec<f64> {
        self.0.mean_gradient(clouds)
    }

    /// Gives the interior sampler its scores.
    ///
    /// # Errors
    /// If they are not finite.
    pub fn refresh(&self, pools: &mut Pools, iteration: usize) -> Result<(), BadScore> {
        self.0.refresh(pools, iteration)
    }

    /// Draws what the interior sampler drew in an iteration; nothing if its scores are
    /// not finite.
    pub fn draw(&self, pools: &mut Pools, iteration: usize) -> Drawn {
        self.0.draw(pools, iteration)
    }
}

/// What is asked of a network, whatever its precision.
trait Answers {
    fn losses(&self, cloud: &Cloud) -> Vec<f64>;
    fn gradient_norms(&self, cloud: &Cloud) -> Vec<f64>;
    fn outputs(&self, cloud: &Cloud) -> Vec<Vec<f64>>;
    fn mean_gradient(&self, clouds: &BySet<Arc<Cloud>>) -> Vec<f64>;
    fn refresh(&self, pools: &mut Pools, iteration: usize) -> Result<(), BadScore>;
    fn draw(&self, pools: &mut Pools, iteration: usize) -> Drawn;
}

struct Answering<'a, T: Scalar> {
    problem: &'a Problem,
    plan: &'a Plan,
    per_point: PerPoint<T>,
    theta: Theta<T>,
    lambda: Vec<f64>,
}

impl<'a, T: Scalar> Answering<'a, T> {
    fn new(problem: &'a Problem, plan: &'a Plan, parameters: &[f64]) -> Answering<'a, T> {
        let theta = Theta::of(&plan.network, parameters);
        let interior = plan.sets.interior();
        Answering {
            problem,
            plan,
            per_point: PerPoint::new(
                &plan.network,
                &interior.residuals,
                Mode::Differentiate,
                &theta,
            ),
            theta,
            lambda: interior.terms.iter().map(|&t| plan.terms[t].1).collect(),
        }
    }
}

impl<T: Scalar> Answers for Answering<'_, T> {
    fn losses(&self, cloud: &Cloud) -> Vec<f64> {
        let mut out = vec![0.0; cloud.len()];
        let all = Points::Consecutive(0, cloud.len());
        self.per_point
            .losses(&self.theta, cloud, all, &self.lambda, &mut out);
        out
    }

    fn gradient_norms(&self, cloud: &Cloud) -> Vec<f64> {
        let mut out = vec![0.0; cloud.len()];
        let all = Points::Consecutive(0, cloud.len());
        self.per_point
            .gradient_norms(&self.theta, cloud, all, &self.lambda, &mut out);
        out
    }

    fn outputs(&self, cloud: &Cloud) -> Vec<Vec<f64>> {
        let group = &self.plan.outputs;
        columns(&self.plan.network, group, &self.theta, cloud)
    }

    fn mean_gradient(&self, clouds: &BySet<Arc<Cloud>>) -> Vec<f64> {
        let mut plan = self.plan.clone();
        plan.sets.interior_mut().batch = clouds.interior().len();
        let batch = |(set, weight): (usize, f64)| Batch {
            indices: (0..plan.sets[set].batch)
                .map(|j| j % clouds[set].len())
                .collect(),
            weights: vec![weight; plan.sets[set].batch],
        };
        let weights = std::iter::once(1.0).chain(std::iter::repeat(0.0));
        let mut batches: BySet<Batch> = (0..clouds.len()).zip(weights).map(batch).collect();
        let mut gradient = vec![T::default(); plan.network.parameters()];
        let mut terms = vec![0.0; plan.terms.len()];
        let mut objective = Objective::new(Arc::new(plan), &self.theta);
        objective.gradient(
            &self.theta,
            clouds,
            &mut batches,
            |batch| Some(batch),
            &mut gradient,
            &mut terms,
        );
        gradient.iter().map(|g| g.to_f64()).collect()
    }

    fn refresh(&self, pools: &mut Pools, iteration: usize) -> Result<(), BadScore> {
        let (clouds, seeds) = (pools.clouds.interior(), pools.seeds.interior());
        let sampler = &**pools.samplers.interior();
        let place = (clouds, seeds);
        let importance = Importance::<T>::new(self.plan, INTERIOR, place, sampler, &self.theta);
        let Some(mut importance) = importance else {
            return Ok(());
        };
        let (seed, purpose) = (
            self.problem.training.seed,
            Purpose::Residual { set: INTERIOR },
        );
        let mut rng = stream(seed, purpose, iteration as u64);
        importance.refresh(&mut **pools.samplers.interior_mut(), &self.theta, &mut rng)
    }

    fn draw(&self, pools: &mut Pools, iteration: usize) -> Drawn {
        // The scores are finite: training went on after them.
        if self.refresh(pools, iteration).is_err() {
            return Drawn::default();
        }
        let sampler = pools.samplers.interior_mut();
        let seed = self.problem.training.seed;
        let mut batch = Batch::default();
        let mut rng = stream(seed, Purpose::Batch { set: INTERIOR }, iteration as u64);
        sampler.draw(self.plan.sets.interior().batch, &mut rng, &mut batch);
        let q = sampler.probabilities();
        Drawn {
            probabilities: batch.indices.iter().map(|&j| q[j]).collect(),
            indices: batch.indices,
        }
    }
}
