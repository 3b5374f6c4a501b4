//! Trainings that are watched: what the figures are made of.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use voronet_kernels::{Level, Mode, Packed};

use super::Step;
use crate::objective::{Fields, Objective, Points, Scalar};
use crate::output::Record;
use crate::plan::Plan;
use crate::points::stream::{Purpose, stream};
use crate::points::{Cloud, domain_points};
use crate::problem::{Precision, Problem, read_problem_with};
use crate::run::{Error, solution_grid};
use crate::sampler::Method;
use crate::sampler::{Batch, Candidates, Score, ScoreError};
use crate::training::{self, Event, Flow, Pools, References};

/// How much of the paper's work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The paper's settings, three random seeds where methods are compared.
    Full,
    /// A few percent of it: fewer points and iterations, one random seed.
    Quick,
}

impl Scale {
    /// One number or the other.
    pub fn pick<T>(self, full: T, quick: T) -> T {
        match self {
            Scale::Full => full,
            Scale::Quick => quick,
        }
    }

    /// Random seeds of every comparison.
    pub fn seeds(self) -> std::ops::RangeInclusive<u64> {
        1..=self.pick(3, 1)
    }
}

/// How far all trainings together are.
pub struct Work<'a> {
    total: f64,
    done: Mutex<f64>,
    interrupt: &'a AtomicBool,
    progress: Mutex<&'a (dyn Fn(Step) + Sync)>,
}

impl<'a> Work<'a> {
    /// `total` in the unit of `training_work`.
    pub fn new(
        total: f64,
        interrupt: &'a AtomicBool,
        progress: Mutex<&'a (dyn Fn(Step) + Sync)>,
    ) -> Work<'a> {
        Work {
            total,
            done: Mutex::new(0.0),
            interrupt,
            progress,
        }
    }

    /// Whether to stop.
    pub fn is_interrupted(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }

    fn more(&self, amount: f64, text: &str) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        *done += amount;
        let step = Step {
            text: text.to_owned(),
            done: *done / self.total,
        };
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress(step);
    }
}

/// Reads an embedded problem with changes.
pub fn problem(text: &str, files: &[(&str, &str)], changes: &[String]) -> Problem {
    let open = |name: &str| {
        let file = files.iter().find(|file| file.0 == name);
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        file.map(|file| file.1.as_bytes().to_vec())
            .ok_or_else(missing)
    };
    match read_problem_with(text, changes, &open) {
        Ok(problem) => problem,
        // The texts are part of the program and tested.
        Err(complaints) => unreachable!("an embedded problem is wrong: {complaints:?}"),
    }
}

/// Multiply-adds of a whole training.
pub fn training_work(problem: &Problem) -> f64 {
    let plan = Plan::compile(problem);
    let gradient: usize = plan
        .sets
        .iter()
        .map(|set| set.batch * set.residuals.work(&plan.network))
        .sum();
    (gradient + plan.importance_work(problem)) as f64 * problem.training.iterations as f64
}

/// A training and its parameters at some iterations.
pub struct Watched {
    /// As trained.
    pub problem: Problem,
    /// As compiled.
    pub plan: Arc<Plan>,
    /// The tracked loss.
    pub records: Vec<Record>,
    /// Iteration and θ.
    pub snapshots: Vec<(usize, Vec<f64>)>,
    /// θ at the end.
    pub parameters: Vec<f64>,
}

impl Watched {
    /// Median over the last twentieth of the records.
    pub fn final_loss(&self) -> f64 {
        let last = (self.records.len() / 20).max(1);
        let records = &self.records[self.records.len() - last..];
        median(records.iter().map(|record| record.loss))
    }

    /// Milliseconds of an iteration in the loop.
    pub fn milliseconds(&self) -> f64 {
        let last = self.records.last();
        last.map_or(f64::NAN, |r| 1e3 * r.seconds / r.iteration.max(1) as f64)
    }
}

/// The middle value, or the mean of the two in the middle.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        n => 0.5 * (values[(n - 1) / 2] + values[n / 2]),
    }
}

/// Trains in the problem's own precision; θ is kept at the iterations `watch`.
///
/// # Errors
/// If it diverges or a condition has no place.
pub fn train(problem: Problem, watch: &[usize], work: &Work, text: &str) -> Result<Watched, Error> {
    let plan = Arc::new(Plan::compile(&problem));
    let references = References::new(&problem, &plan, &solution_grid(&problem))?;
    let pools = Pools::new(&problem, &plan, &|_, _| {})?;
    let (mut records, mut snapshots) = (Vec::new(), Vec::new());
    let each = training_work(&problem) / problem.training.iterations.max(1) as f64;
    let mut told = 0;
    let mut sink = |event: Event| {
        match event {
            Event::Recorded { record, parameters } => {
                records.push(record.clone());
                // Later states are seen as the iterations end.
                if record.iteration == 0 && watch.contains(&0) {
                    snapshots.push((0, parameters()));
                }
                work.more(each * (record.iteration - told) as f64, text);
                told = record.iteration;
            }
            Event::Iterated {
                iteration,
                parameters,
            } => {
                if watch.contains(&iteration) {
                    snapshots.push((iteration, parameters()));
                }
            }
        }
        if work.is_interrupted() {
            Flow::Stop
        } else {
            Flow::GoOn
        }
    };
    let trained = match problem.training.precision {
        Precision::F32 => training::train::<f32>(&problem, &plan, pools, references, &mut sink),
        Precision::F64 => training::train::<f64>(&problem, &plan, pools, references, &mut sink),
    };
    let trained = trained.map_err(|failure| Error::Stopped { failure })?;
    Ok(Watched {
        problem,
        plan,
        records,
        snapshots,
        parameters: trained.parameters,
    })
}

/// Points drawn in an iteration.
#[derive(Default)]
pub struct Drawn {
    /// Into the pool.
    pub indices: Vec<usize>,
    /// q of each.
    pub probabilities: Vec<f64>,
}

/// A network at some iteration, to be asked about its loss.
pub struct Inspection<'a, T: Scalar = f32> {
    problem: &'a Problem,
    plan: &'a Plan,
    fields: Fields<T>,
    packed: Packed<T>,
    lambda: Vec<f64>,
}

impl<'a, T: Scalar> Inspection<'a, T> {
    /// Of parameters.
    pub fn new(problem: &'a Problem, plan: &'a Plan, parameters: &[f64]) -> Inspection<'a, T> {
        let level = Level::detect();
        let theta: Vec<T> = parameters.iter().map(|&t| T::from_f64(t)).collect();
        let mut packed = Packed::new(&plan.network.mlp, level);
        packed.pack(&theta);
        let interior = &plan.sets[0];
        Inspection {
            problem,
            plan,
            fields: Fields::new(
                &plan.network,
                &interior.residuals,
                Mode::Differentiate,
                level,
            ),
            packed,
            lambda: interior.terms.iter().map(|&t| plan.terms[t].1).collect(),
        }
    }

    /// J(θ; x) of the interior terms at each point.
    pub fn losses(&self, cloud: &Cloud) -> Vec<f64> {
        let mut out = vec![0.0; cloud.len()];
        let all = Points::Run(0, cloud.len());
        self.fields
            .losses(&self.packed, cloud, all, &self.lambda, &mut out);
        out
    }

    /// ‖∇J(θ; x)‖ at each point.
    pub fn gradient_norms(&self, cloud: &Cloud) -> Vec<f64> {
        let mut out = vec![0.0; cloud.len()];
        let all = Points::Run(0, cloud.len());
        self.fields
            .gradient_norms(&self.packed, cloud, all, &self.lambda, &mut out);
        out
    }

    /// The outputs at each point, one column each.
    pub fn outputs(&self, cloud: &Cloud) -> Vec<Vec<f64>> {
        let outputs = self.problem.outputs.len();
        let mut values = vec![0.0; cloud.len() * outputs];
        let level = Level::detect();
        Fields::<T>::new(
            &self.plan.network,
            &self.plan.outputs,
            Mode::Evaluate,
            level,
        )
        .values(&self.packed, cloud, &mut values);
        let column = |k: usize| values.iter().skip(k).step_by(outputs).copied().collect();
        (0..outputs).map(column).collect()
    }

    /// ∇ of the mean over a cloud of J(θ; x), the interior terms alone: what every
    /// unbiased sampler estimates.
    pub fn mean_gradient(&self, clouds: &[Arc<Cloud>]) -> Vec<f64> {
        let mut plan = self.plan.clone();
        plan.sets[0].batch = clouds[0].len();
        let batch = |(set, weight): (usize, f64)| Batch {
            indices: (0..plan.sets[set].batch)
                .map(|j| j % clouds[set].len())
                .collect(),
            weights: vec![weight; plan.sets[set].batch],
        };
        let weights = std::iter::once(1.0).chain(std::iter::repeat(0.0));
        let mut batches: Vec<Batch> = (0..clouds.len()).zip(weights).map(batch).collect();
        let mut gradient = vec![T::default(); plan.network.mlp.parameters()];
        let mut terms = vec![0.0; plan.terms.len()];
        let mut objective = Objective::new(Arc::new(plan), Level::detect());
        objective.gradient(
            &self.packed,
            clouds,
            &mut batches,
            |batch| Some(batch),
            &mut gradient,
            &mut terms,
        );
        gradient.iter().map(|g| g.to_f64()).collect()
    }

    /// Gives the interior sampler its scores.
    ///
    /// # Errors
    /// If they are not finite.
    pub fn refresh(&self, pools: &mut Pools, iteration: usize) -> Result<(), ScoreError> {
        let sampler = &mut pools.samplers[0];
        let of = |cloud: &Cloud, score| match score {
            Score::Loss => self.losses(cloud),
            Score::GradientNorm => self.gradient_norms(cloud),
        };
        let scores = match sampler.wants() {
            Some((Candidates::All, score)) => of(&pools.clouds[0], score),
            Some((Candidates::Seeds, score)) => of(&pools.seeds[0], score),
            _ => return Ok(()),
        };
        let (seed, purpose) = (self.problem.training.seed, Purpose::Residual { set: 0 });
        let mut rng = stream(seed, purpose, iteration as u64);
        sampler.refresh(&scores, &mut rng)
    }

    /// What the interior sampler drew in an iteration; nothing if its scores were
    /// not finite.
    pub fn draw(&self, pools: &mut Pools, iteration: usize) -> Drawn {
        // The scores are finite: training went on after them.
        if self.refresh(pools, iteration).is_err() {
            return Drawn::default();
        }
        let sampler = &mut pools.samplers[0];
        let seed = self.problem.training.seed;
        let mut batch = Batch::default();
        let mut rng = stream(seed, Purpose::Batch { set: 0 }, iteration as u64);
        sampler.draw(self.plan.sets[0].batch, &mut rng, &mut batch);
        let q = sampler.probabilities();
        Drawn {
            probabilities: batch.indices.iter().map(|&j| q[j]).collect(),
            indices: batch.indices,
        }
    }
}

/// `n` points in a problem's domain by its own sequence, from a random stream of
/// their own.
pub fn scattered(problem: &Problem, n: usize) -> Result<Cloud, Error> {
    let rng = &mut stream(problem.training.seed, Purpose::Seeds { set: 0 }, 0);
    let points = domain_points(
        &problem.domain,
        problem.inhabited.as_ref(),
        problem.sampling.sequence,
        n,
        rng,
        &|_| {},
    );
    points.map_err(|cause| {
        let term = problem.terms[0].name.clone();
        Error::Points(training::NoPoints { term, cause })
    })
}

/// A problem with another method and seed.
pub fn with(problem: &Problem, method: Method, seed: u64) -> Problem {
    let mut problem = problem.clone();
    problem.sampling.method = method;
    for term in &mut problem.terms {
        if matches!(term.region, crate::problem::Region::Interior) {
            term.method = method;
        }
    }
    problem.training.seed = seed;
    problem
}
