//! From a problem to its solution, in memory.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::verdict::verdict;
use super::{Error, Model, Solution, summary};
use crate::judge::{Estimates, estimate_error};
use crate::output;
use crate::plan::Plan;
use crate::problem::Problem;
use crate::training::{
    self, Event, Flow, Pools, Reason, Record, References, Trained, check_weights,
};

/// Says how to solve, beside what the problem says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The number of threads, all cores if 0. The solution does not depend on it.
    pub threads: usize,
}

/// What a training tells while it goes on.
pub enum Progress<'a> {
    /// Points are being made: how many of how many.
    Preparing {
        /// How many are made so far.
        done: usize,
        /// How many there will be.
        total: usize,
    },
    /// The tracked loss was evaluated.
    Recorded {
        /// The new row of the history.
        record: &'a Record,
        /// Makes the network of that moment.
        model: &'a dyn Fn() -> Model,
    },
    /// So many iterations are done.
    Iterated(usize),
    /// Training is over, and a second one estimates its error: which part is done, of 1.
    Estimating(f64),
    /// A file could not be written. Training goes on, and it is tried again at the
    /// end.
    Unwritten(&'a output::Error),
    /// All is known; fields, pictures and the report are being written.
    Finishing,
}

/// A callback answers this: to go on, to stop in good order, or an error that ends
/// the training and is handed on.
pub type Answer = Result<Flow, Box<dyn StdError + Send + Sync>>;

/// Trains a problem on all cores.
///
/// ```
/// use voronet::prelude::*;
///
/// let problem = Problem::parse(r#"
/// inputs = ["x"]
/// outputs = ["u"]
/// domain.x = [0, 1]
/// [[equation]]
/// law = "diff(u, x) = u"
/// [[condition]]
/// at = "x = 0"
/// law = "u = 1"
/// [network]
/// hidden = [8, 8]
/// [sampling]
/// points = 1000
/// batch = 64
/// [training]
/// iterations = 600
/// "#)?;
/// let solution = voronet::solve(&problem)?;
/// let u = solution.evaluate(&Cloud::from_rows(&[[0.0], [1.0]]))?;
/// assert!((u["u"][1] - 1f64.exp()).abs() < 1e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If training diverges, points cannot be placed or a reference cannot be compared
/// with.
pub fn solve(problem: &Problem) -> Result<Solution, Error> {
    solve_with(problem, &Options::default(), |_| Ok(Flow::GoOn))
}

/// Trains a problem; the callback hears how it goes, and answers whether to go on.
///
/// ```
/// use voronet::prelude::*;
/// # let problem = Problem::parse("inputs = ['x']\noutputs = ['u']\ndomain.x = [0, 1]\n[[equation]]\nlaw = 'diff(u, x) = u'\n[sampling]\npoints = 100\nbatch = 10")?;
/// let solution = voronet::solve_with(&problem, &Options { threads: 1 }, |progress| match progress {
///     Progress::Iterated(100) => Ok(Flow::Stop),
///     Progress::Recorded { record, .. } if record.loss > 1e6 => Err("this leads nowhere".into()),
///     _ => Ok(Flow::GoOn),
/// })?;
/// assert_eq!(solution.summary().iterations, 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`solve`], and the callback's own error, together with the solution so far.
pub fn solve_with(
    problem: &Problem,
    options: &Options,
    mut callback: impl FnMut(Progress) -> Answer + Send,
) -> Result<Solution, Error> {
    in_pool(options, || solve_here(problem, &mut callback))
}

/// Runs on threads of its own. The loop itself runs on one of them, so that a
/// parallel step wakes the others only.
pub(super) fn in_pool<T: Send>(
    options: &Options,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()?;
    pool.install(work)
}

/// What is called back, without its type.
pub(super) type Callback<'a> = &'a mut (dyn FnMut(Progress) -> Answer + Send);

/// Solves in the current thread pool.
pub(super) fn solve_here(problem: &Problem, callback: Callback) -> Result<Solution, Error> {
    let started = Instant::now();
    let plan = Arc::new(Plan::compile(problem));
    let references = References::new(problem, &plan)?;
    let mut listener = Listener::new(callback);
    let pools = prepare(problem, &plan, &mut listener)?;
    check_weights(problem, &plan, &pools.clouds)?;
    let mut history = summary::empty_history(problem);
    let model = |parameters| Model::of(problem, &plan.network, parameters);
    let trained = training::train(problem, &plan, pools, references, &mut |event| {
        listener.tell(match event {
            Event::Recorded { record, parameters } => {
                history.records.push(record.clone());
                let model = &|| model(parameters());
                return listener.tell(Progress::Recorded { record, model });
            }
            Event::Iterated { iteration, .. } => Progress::Iterated(iteration),
        })
    });
    let wall = started.elapsed();
    match trained {
        Ok(trained) => {
            let mut summary = summary::of_training(problem, &plan, &history, &trained, wall);
            summary.unknowns = Estimates::of(problem, &plan, &trained.parameters);
            let estimated = estimated(problem, &plan, &trained, &mut listener);
            let model = model(trained.parameters);
            let numbers = (&history, &summary);
            summary.verdict = verdict(problem, &plan, &model, &trained.drawn, numbers, &estimated);
            let solution = Solution::new(problem, model, history, summary, trained.drawn);
            match listener.error {
                None => Ok(solution),
                Some(cause) => Err(Error::Callback {
                    cause,
                    solution: Box::new(solution),
                }),
            }
        }
        Err(failure) => {
            let summary = summary::of_divergence(problem, &plan, &failure, wall);
            let model = model(failure.last_good.clone());
            let solution = Solution::new(problem, model, history, summary, Vec::new());
            Err(Error::Diverged {
                failure: Box::new(failure),
                solution: Box::new(solution),
                model: None,
            })
        }
    }
}

/// The estimated error of each output, if it is asked for and nobody waits for the end.
fn estimated(
    problem: &Problem,
    plan: &Arc<Plan>,
    trained: &Trained,
    listener: &mut Listener,
) -> Vec<f64> {
    if !problem.training.estimate_error || trained.reason == Reason::Interrupted {
        return Vec::new();
    }
    let progress = &mut |part| listener.tell(Progress::Estimating(part));
    estimate_error(problem, plan, trained, progress).unwrap_or_default()
}

fn prepare(problem: &Problem, plan: &Plan, listener: &mut Listener) -> Result<Pools, Error> {
    let told = Mutex::new(listener);
    let pools = Pools::new(problem, plan, &|done, total| {
        // A thread that waited here could wait for itself: a callback that works in
        // parallel may be given points to place. What is not told is told soon after.
        if let Ok(mut listener) = told.try_lock() {
            listener.tell(Progress::Preparing { done, total });
        }
    });
    Ok(pools?)
}

/// A callback and what it answered: once it wanted to stop that stays so, and once it
/// failed it is called no more.
struct Listener<'a> {
    callback: Callback<'a>,
    flow: Flow,
    error: Option<Box<dyn StdError + Send + Sync>>,
}

impl<'a> Listener<'a> {
    fn new(callback: Callback<'a>) -> Listener<'a> {
        Listener {
            callback,
            flow: Flow::GoOn,
            error: None,
        }
    }

    fn tell(&mut self, progress: Progress) -> Flow {
        if self.error.is_some() {
            return Flow::Stop;
        }
        match (self.callback)(progress) {
            Ok(Flow::GoOn) => {}
            Ok(Flow::Stop) => self.flow = Flow::Stop,
            Err(error) => {
                self.error = Some(error);
                self.flow = Flow::Stop;
            }
        }
        self.flow
    }
}
