//! The loop itself.

use std::sync::Arc;
use std::time::Instant;

use voronet_kernels::{Level, Packed};

use super::batches::Batches;
use super::importance::Importance;
use super::stop::Stop;
use super::{Event, Flow, Pools, Reason, Record, References, Tracker};
use crate::network::initial_parameters;
use crate::objective::{Objective, Scalar};
use crate::optimizer::{learning_rate, optimizer};
use crate::plan::{BySet, Plan};
use crate::points::Cloud;
use crate::points::stream::{Purpose, stream};
use crate::problem::Problem;
use crate::sampler::effective_sample_size;

/// What training ends with.
#[derive(Clone, Debug)]
pub struct Trained {
    /// θ, in f64 whatever the precision.
    pub parameters: Vec<f64>,
    /// How many steps were taken.
    pub iterations: usize,
    /// How many seconds were spent in the loop.
    pub seconds: f64,
    /// Why it stopped.
    pub reason: Reason,
    /// The interior points drawn last, with the probability of each.
    pub drawn: Vec<(Vec<f64>, f64)>,
}

/// Training that cannot go on.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what} is not finite {}", self.when())]
pub struct Failure {
    /// The iteration, from 1.
    pub iteration: usize,
    /// The term or the gradient.
    pub what: String,
    /// θ before the step that led there.
    pub last_good: Vec<f64>,
    /// How many seconds were spent in the loop.
    pub seconds: f64,
}

impl Failure {
    /// Tells whether training had not begun: the fault is then in the problem.
    pub fn is_at_start(&self) -> bool {
        self.iteration == 1
    }

    fn when(&self) -> String {
        if self.is_at_start() {
            "before the first step".to_owned()
        } else {
            format!("in iteration {}", self.iteration)
        }
    }
}

/// Trains in the current thread pool; `sink` hears of everything, and answers
/// whether to go on.
///
/// # Errors
/// If a loss or the gradient is not finite.
pub fn train<T: Scalar>(
    problem: &Problem,
    plan: &Arc<Plan>,
    pools: Pools,
    references: References,
    sink: &mut dyn FnMut(Event) -> Flow,
) -> Result<Trained, Failure> {
    let settings = &problem.training;
    let mut stop = Stop::new(settings);
    let mut state = State::<T>::new(problem, plan, pools, references);
    let start = Instant::now();
    let mut loss = f64::INFINITY;
    loop {
        let iteration = state.iteration;
        let due = iteration.is_multiple_of(settings.record_every);
        let mut reason = stop.reason(iteration, start.elapsed(), loss);
        if due || reason.is_some() {
            let record = state.record(problem, start)?;
            loss = record.loss;
            let parameters = || to_f64(&state.theta);
            stop.hear(sink(Event::Recorded {
                record: &record,
                parameters: &parameters,
            }));
            reason = reason.or_else(|| stop.reason(iteration, start.elapsed(), loss));
        }
        let seconds = start.elapsed().as_secs_f64();
        if let Some(reason) = reason {
            return Ok(Trained {
                parameters: to_f64(&state.theta),
                iterations: iteration,
                seconds,
                reason,
                drawn: state.drawn(),
            });
        }
        state.step(problem, start)?;
        stop.hear(sink(Event::Iterated {
            iteration: state.iteration,
            parameters: &|| to_f64(&state.theta),
        }));
    }
}

/// All that changes from iteration to iteration.
struct State<T: Scalar> {
    plan: Arc<Plan>,
    clouds: BySet<Arc<Cloud>>,
    objective: Objective<T>,
    batches: BySet<Batches<T>>,
    tracker: Tracker<T>,
    optimizer: Box<dyn crate::optimizer::Optimizer<T>>,
    iteration: usize,
    theta: Vec<T>,
    before: Vec<T>,
    packed: Packed<T>,
    gradient: Vec<T>,
    terms: Vec<f64>,
}

impl<T: Scalar> State<T> {
    fn new(problem: &Problem, plan: &Arc<Plan>, pools: Pools, references: References) -> State<T> {
        let mlp = &plan.network.mlp;
        let mut rng = stream(problem.training.seed, Purpose::Initialization, 0);
        let theta = initial_parameters(mlp, problem.network.initialization, &mut rng);
        let theta: Vec<T> = theta.iter().map(|&t| T::from_f64(t)).collect();
        let mut packed = Packed::new(mlp, Level::detect());
        packed.pack(&theta);
        let importances = Importance::all(plan, &pools, &packed);
        let Pools {
            clouds,
            samplers,
            tracked,
            ..
        } = pools;
        State {
            objective: Objective::new(Arc::clone(plan), &packed),
            batches: Batches::all(plan, samplers, importances),
            tracker: Tracker::new(plan, tracked, references, &packed),
            optimizer: optimizer(&problem.training.optimizer, theta.len()),
            iteration: 0,
            before: theta.clone(),
            gradient: vec![T::default(); theta.len()],
            theta,
            packed,
            terms: vec![0.0; plan.terms.len()],
            plan: Arc::clone(plan),
            clouds,
        }
    }

    /// Draws the batches and takes one step: lines 6 to 10 of Algorithm 2 (5 and 6 of
    /// Algorithm 1).
    fn step(&mut self, problem: &Problem, start: Instant) -> Result<(), Failure> {
        let settings = &problem.training;
        let (iteration, packed) = (self.iteration, &self.packed);
        self.objective.gradient(
            packed,
            &self.clouds,
            &mut self.batches,
            |batches| batches.draw(problem, iteration, packed),
            &mut self.gradient,
            &mut self.terms,
        );
        if let Some(set) = self.batches.iter().position(Batches::is_refused) {
            let terms = self.plan.sets[set].terms.iter();
            let mut names: Vec<&str> = terms.map(|&t| self.plan.terms[t].0.as_str()).collect();
            names.dedup();
            let names = names.join("`, `");
            let what = format!("the loss of term `{names}` at the sampler's points");
            return Err(self.failure(&what, start));
        }
        if let Some(t) = self.terms.iter().position(|loss| !loss.is_finite()) {
            let what = format!("the loss of term `{}`", self.plan.terms[t].0);
            return Err(self.failure(&what, start));
        }
        // Without an early exit, so that it is done in vectors.
        let finite = |all: bool, g: &T| all & g.to_f64().is_finite();
        if !self.gradient.iter().fold(true, finite) {
            let largest =
                (0..self.terms.len()).max_by(|&a, &b| self.terms[a].total_cmp(&self.terms[b]));
            let name = largest.map_or("", |t| &self.plan.terms[t].0);
            let what = format!("the gradient (the largest loss is that of term `{name}`)");
            return Err(self.failure(&what, start));
        }
        let rate = learning_rate(
            &settings.schedule,
            settings.learning_rate,
            self.iteration,
            settings.iterations,
        );
        self.before.copy_from_slice(&self.theta);
        self.optimizer.step(rate, &self.gradient, &mut self.theta);
        self.packed.pack(&self.theta);
        self.iteration += 1;
        Ok(())
    }

    fn record(&mut self, problem: &Problem, start: Instant) -> Result<Record, Failure> {
        let mut terms = vec![0.0; self.plan.terms.len()];
        self.tracker.losses(&self.packed, &mut terms);
        if let Some(t) = terms.iter().position(|loss| !loss.is_finite()) {
            let mut what = format!("the tracked loss of term `{}`", self.plan.terms[t].0);
            if let Some(point) = self.tracker.offender(&self.packed, t) {
                what += &format!(", at {} for one,", problem.describe_point(point));
            }
            return Err(self.failure(&what, start));
        }
        let settings = &problem.training;
        let weights = &self.batches.interior().last().weights;
        Ok(Record {
            iteration: self.iteration,
            seconds: start.elapsed().as_secs_f64(),
            loss: terms.iter().sum(),
            terms,
            learning_rate: learning_rate(
                &settings.schedule,
                settings.learning_rate,
                self.iteration,
                settings.iterations,
            ),
            effective_sample_size: (!weights.is_empty()).then(|| effective_sample_size(weights)),
            relative_l2_error: self
                .tracker
                .errors(&self.packed)
                .into_iter()
                .map(Some)
                .collect(),
        })
    }

    fn drawn(&self) -> Vec<(Vec<f64>, f64)> {
        let (cloud, batches) = (self.clouds.interior(), self.batches.interior());
        let probabilities = batches.sampler().probabilities();
        let drawn = batches.last().indices.iter();
        drawn
            .map(|&j| (cloud.point(j).to_vec(), probabilities[j]))
            .collect()
    }

    fn failure(&self, what: &str, start: Instant) -> Failure {
        Failure {
            iteration: self.iteration + 1,
            what: what.to_owned(),
            last_good: to_f64(&self.before),
            seconds: start.elapsed().as_secs_f64(),
        }
    }
}

fn to_f64<T: Scalar>(theta: &[T]) -> Vec<f64> {
    theta.iter().map(|&t| t.to_f64()).collect()
}
