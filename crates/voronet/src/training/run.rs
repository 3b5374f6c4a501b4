//! The loop itself.

use std::sync::Arc;
use std::time::Instant;

use voronet_kernels::{Level, Packed};

use super::batches::Batches;
use super::importance::{BadScore, Importance};
use super::stop::Stop;
use super::{Cause, Event, Flow, Pools, Reason, Record, References, Tracker};
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
    /// The last tracked loss of each law of each term.
    pub losses_of_laws: Vec<Vec<f64>>,
    /// Why it stopped.
    pub reason: Reason,
    /// The interior points drawn last, with the probability of each.
    pub drawn: Vec<(Vec<f64>, f64)>,
}

/// Training that cannot go on.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what} is not finite {}{place}", self.when())]
pub struct Failure {
    /// The iteration, from 1.
    pub iteration: usize,
    /// The term or the gradient.
    pub what: String,
    /// Where, and what the worst number is, if that is known.
    pub place: String,
    /// What the numbers show.
    pub cause: Cause,
    /// What may mend it.
    pub advice: String,
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
                losses_of_laws: state.tracker.losses_of_laws(&state.packed),
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
        let last = plan.scales.start;
        let theta = initial_parameters(mlp, problem.network.initialization, last, &mut rng);
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
            optimizer: optimizer(&problem.training.optimizer, theta.len())
                .expect("a first-order rule"),
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
        self.check_step(problem, start)?;
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

    /// Complains if the batches, the losses or the gradient are no numbers.
    fn check_step(&self, problem: &Problem, start: Instant) -> Result<(), Failure> {
        let fail = |what: String, worst: Worst| Err(self.failure(problem, what, worst, start));
        for (set, batches) in self.batches.iter().enumerate() {
            let names = || {
                let terms = self.plan.sets[set].terms.iter();
                let mut names: Vec<&str> = terms.map(|&t| self.plan.terms[t].0.as_str()).collect();
                names.dedup();
                names.join("`, `")
            };
            if let Some(BadScore { point, value }) = batches.refusal() {
                let what = format!("the loss of term `{}` at the sampler's points", names());
                return fail(what, Worst::Score(point.clone(), *value));
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
        fail(what, self.worst_drawn(t))
    }

    /// The worst residual of term t at the points drawn last, unless their weights are
    /// worse.
    fn worst_drawn(&self, t: usize) -> Worst {
        let set = self.plan.sets.iter().position(|set| set.terms.contains(&t));
        let set = set.unwrap_or(0);
        let batch = self.batches[set].last();
        if batch.weights.iter().any(|w| !w.is_finite()) {
            return Worst::Weight;
        }
        let drawn: Vec<u32> = batch.indices.iter().map(|&j| j as u32).collect();
        let cloud = self.clouds[set].picked(&drawn);
        Worst::Residual(self.tracker.worst_of(&self.packed, set, t, &cloud))
    }

    fn record(&mut self, problem: &Problem, start: Instant) -> Result<Record, Failure> {
        let mut terms = vec![0.0; self.plan.terms.len()];
        self.tracker.losses(&self.packed, &mut terms);
        if let Some(t) = terms.iter().position(|loss| !loss.is_finite()) {
            let what = format!("the tracked loss of term `{}`", self.plan.terms[t].0);
            let worst = Worst::Residual(self.tracker.worst(&self.packed, t));
            return Err(self.failure(problem, what, worst, start));
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

    fn failure(&self, problem: &Problem, what: String, worst: Worst, start: Instant) -> Failure {
        let precision = problem.training.precision;
        let (place, cause) = match &worst {
            Worst::Weight => (String::new(), Cause::Weights),
            Worst::Score(point, value) => {
                let point = point.as_ref().map(|x| problem.describe_point(x));
                let place = point.map_or(String::new(), |at| format!(": it is {value} at {at}"));
                (place, Cause::of(*value, precision))
            }
            Worst::Residual(Some((point, value))) => {
                let at = problem.describe_point(point);
                let place = format!(": a residual is {value:.1e} at {at}");
                (place, Cause::of(*value, precision))
            }
            Worst::Residual(None) => (String::new(), Cause::NotANumber),
        };
        let iteration = self.iteration + 1;
        Failure {
            iteration,
            what,
            place,
            cause,
            advice: cause.advice(problem, iteration == 1),
            last_good: to_f64(&self.before),
            seconds: start.elapsed().as_secs_f64(),
        }
    }
}

/// What is worst of numbers that are not finite.
enum Worst {
    /// A sampler's score, and where it is.
    Score(Option<Vec<f64>>, f64),
    /// A residual, and where it is.
    Residual(Option<(Vec<f64>, f64)>),
    /// The weight of a drawn point.
    Weight,
}

fn to_f64<T: Scalar>(theta: &[T]) -> Vec<f64> {
    theta.iter().map(|&t| t.to_f64()).collect()
}
