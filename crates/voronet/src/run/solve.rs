//! From a problem to its solution, in memory.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::checkpoints::{Checkpoints, keep};
use super::kept::RunMemory;
use super::probe::{Probe, Watch};
use super::progress::{Answer, Callback, Listener, Progress};
use super::start::Start;
use super::verdict::verdict;
use super::windows::{self, Cuts};
use super::{Error, Model, Solution, summary};
use crate::judge::{Estimates, estimate_error};
use crate::output::{History, WindowSummary};
use crate::plan::Plan;
use crate::problem::{Problem, State, Windows};
use crate::training::{
    Event, Failure, Flow, Pools, Reason, Record, Recovery, References, Trained, check_weights,
};

/// Says how to solve, beside what the problem says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The number of threads, all cores if 0. The solution does not depend on it.
    pub threads: usize,
}

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
    in_pool(options, || {
        solve_here(problem, Start::default(), None, &mut callback)
    })
}

/// Trains a problem from the network of another solution, which must have the same inputs,
/// outputs and layers; its numbers are taken as they are.
///
/// ```
/// use voronet::prelude::*;
/// # let text = "inputs = ['x']\noutputs = ['u']\ndomain.x = [0, 1]\nconstants.k = 1\n[[equation]]\nlaw = 'diff(u, x) = k*u'\n[sampling]\npoints = 100\nbatch = 10\n[training]\noptimizer = 'adam'\niterations = 20";
/// # let problem = Problem::parse(text)?;
/// let solution = solve(&problem)?;
/// let harder = Problem::parse(&text.replace("k = 1", "k = 2"))?;
/// let next = solve_from(&harder, solution.model(), &Options::default(), |_| Ok(Flow::GoOn))?;
/// # assert!(next.history().records[0].loss < 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`solve_with`], and if the network is not one for the problem.
pub fn solve_from(
    problem: &Problem,
    model: &Model,
    options: &Options,
    mut callback: impl FnMut(Progress) -> Answer + Send,
) -> Result<Solution, Error> {
    let start = Start::from(problem, model)?;
    in_pool(options, || solve_here(problem, start, None, &mut callback))
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

/// Solves in the current thread pool.
pub(super) fn solve_here(
    problem: &Problem,
    mut start: Start,
    checkpoints: Option<Checkpoints>,
    callback: Callback,
) -> Result<Solution, Error> {
    let plan = Arc::new(Plan::compile(problem));
    let references = References::new(problem, &plan)?;
    let mut run = Run {
        problem,
        plan,
        started: Instant::now(),
        listener: Listener::new(callback),
        history: start.memory.history(summary::empty_history(problem)),
        recoveries: std::mem::take(&mut start.memory.recoveries),
        checkpoints,
        start,
    };
    let march = run.start.memory.march.take();
    match (problem.training.windows, State::of(problem)) {
        (Windows::Count(1), _) | (_, Err(_)) => run.in_one(references, Probe::none())?.ended(run),
        (Windows::Count(count), Ok(state)) => {
            windows::march(&mut run, &state, Cuts::Equal(count), march)?.ended(run)
        }
        (Windows::Auto, Ok(state)) if march.is_some() => {
            windows::march(&mut run, &state, Cuts::Adapted, march)?.ended(run)
        }
        (Windows::Auto, Ok(state)) => {
            let probe = std::mem::take(&mut run.start.memory.probe);
            match run.in_one(references, probe)? {
                Ended::Nowhere => windows::march(&mut run, &state, Cuts::Adapted, None)?.ended(run),
                ended => ended.ended(run),
            }
        }
    }
}

/// A problem while it is solved.
pub(super) struct Run<'a> {
    pub problem: &'a Problem,
    pub plan: Arc<Plan>,
    pub started: Instant,
    pub listener: Listener<'a>,
    pub history: History,
    /// How its trainings went back.
    pub recoveries: Vec<Recovery>,
    pub checkpoints: Option<Checkpoints>,
    pub start: Start,
}

/// How a training ended.
pub(super) enum Ended {
    /// With a solution, and its estimated errors.
    Trained {
        model: Box<Model>,
        trained: Box<Trained>,
        estimated: Vec<f64>,
        windows: Vec<WindowSummary>,
    },
    /// With numbers that cannot be computed with.
    Diverged {
        model: Box<Model>,
        failure: Box<Failure>,
    },
    /// Before its end, where the time is better cut in windows.
    Nowhere,
}

/// The part of a training after which it is judged whether it leads anywhere.
const PROBED: f64 = 0.25;

impl Run<'_> {
    /// Trains the whole time at once. If it is probed, a field that solves nothing after some
    /// time ends it.
    fn in_one(&mut self, references: References, probe: Probe) -> Result<Ended, Error> {
        let (problem, plan) = (self.problem, Arc::clone(&self.plan));
        let pools = prepare(problem, &plan, &mut self.listener)?;
        check_weights(problem, &plan, &pools.clouds)?;
        let model = |parameters| Model::of(problem, &plan.network, parameters);
        let begin = std::mem::take(&mut self.start.begin);
        let training = begin.training(problem, &plan, pools, references)?;
        let spent = self.start.memory.spent;
        let Run {
            listener,
            history,
            recoveries,
            checkpoints,
            started,
            ..
        } = self;
        let mut watch = Watch::new((problem, &plan), probe, false);
        let trained = training.run(&mut |event| match event {
            Event::Iterated { iteration, .. } => listener.tell(Progress::Iterated(iteration)),
            Event::Recorded {
                record,
                parameters,
                settled,
            } => {
                history.push(record.clone());
                let now = &|| model(parameters());
                let flow = listener.tell(Progress::Recorded {
                    record,
                    history,
                    model: now,
                });
                let is_late = part(problem, record) >= PROBED;
                match has_time_for_windows(problem, record) {
                    true => flow.and(watch.hear(record, (settled, is_late), parameters)),
                    false => flow,
                }
            }
            Event::Recovered(recovery) => went_back(problem, recoveries, listener, *recovery),
            Event::Starved(starved) => {
                listener.tell(Progress::Starved(&starved.told(&problem.sampling)))
            }
            // Of a training that is given up nothing is kept: windows follow.
            Event::Resumable { .. } if watch.leads_nowhere => Flow::GoOn,
            Event::Resumable { end, memory } => {
                let run = || RunMemory {
                    spent: spent + started.elapsed(),
                    probe: watch.probe,
                    ..RunMemory::of(end, history, recoveries)
                };
                keep(checkpoints, listener, end, run, memory)
            }
        });
        Ok(match trained {
            Ok(_) if watch.leads_nowhere && self.listener.flow == Flow::GoOn => Ended::Nowhere,
            Ok(trained) => Ended::Trained {
                estimated: self.estimated(&trained),
                model: Box::new(model(trained.parameters.clone())),
                trained: Box::new(trained),
                windows: Vec::new(),
            },
            Err(failure) => Ended::Diverged {
                model: Box::new(model(failure.last_good.clone())),
                failure: Box::new(failure),
            },
        })
    }

    /// The estimated error of each output, if it is asked for and nobody waits for the end.
    fn estimated(&mut self, trained: &Trained) -> Vec<f64> {
        if !self.problem.training.estimate_error || trained.reason == Reason::Interrupted {
            return Vec::new();
        }
        let listener = &mut self.listener;
        let progress = &mut |part| listener.tell(Progress::Estimating(part));
        estimate_error(self.problem, &self.plan, trained, progress).unwrap_or_default()
    }
}

/// Keeps and tells that a training went back.
pub(super) fn went_back(
    problem: &Problem,
    recoveries: &mut Vec<Recovery>,
    listener: &mut Listener,
    recovery: Recovery,
) -> Flow {
    recoveries.push(recovery);
    listener.tell(Progress::Recovered(&summary::recovery(problem, &recovery)))
}

/// Whether enough of the time is left for windows to come to something.
fn has_time_for_windows(problem: &Problem, record: &Record) -> bool {
    let seconds = problem.training.seconds();
    seconds.is_none_or(|most| record.seconds <= (1.0 - FOR_WINDOWS) * most)
}

/// That part of it.
const FOR_WINDOWS: f64 = 0.3;

/// The part of a training, of 1, that is done with a record; none before the phases are over that
/// only bring a network from nothing to somewhere, which end after a number of steps.
fn part(problem: &Problem, record: &Record) -> f64 {
    let training = &problem.training;
    let warm_up = training
        .phases
        .iter()
        .take_while(|phase| phase.stall.is_none());
    if record.iteration < warm_up.map(|phase| phase.iterations).sum() {
        return 0.0;
    }
    let of_iterations = record.iteration as f64 / training.iterations.max(1) as f64;
    let of_time = training.seconds().map_or(0.0, |most| record.seconds / most);
    of_iterations.max(of_time)
}

impl Ended {
    /// The solution of a run that has ended.
    ///
    /// # Panics
    /// If nothing came of it.
    fn ended(self, run: Run) -> Result<Solution, Error> {
        let (problem, plan, history) = (run.problem, &run.plan, run.history);
        let recoveries = summary::recoveries(problem, &run.recoveries);
        let wall = run.start.memory.spent + run.started.elapsed();
        match self {
            Ended::Trained {
                model,
                trained,
                estimated,
                windows,
            } => {
                let mut summary = summary::of_training(problem, plan, &history, &trained, wall);
                (summary.windows, summary.recoveries) = (windows, recoveries);
                summary.unknowns = Estimates::of(problem, plan, &trained.parameters);
                let numbers = (&history, &summary);
                summary.verdict =
                    verdict(problem, plan, &model, &trained.drawn, numbers, &estimated);
                let mut solution = Solution::new(problem, *model, history, summary, trained.drawn);
                solution.describe()?;
                match run.listener.error {
                    None => Ok(solution),
                    Some(cause) => Err(Error::Callback {
                        cause,
                        solution: Box::new(solution),
                    }),
                }
            }
            Ended::Diverged { model, failure } => {
                let mut summary = summary::of_divergence(problem, plan, &failure, wall);
                summary.recoveries = recoveries;
                let solution = Solution::new(problem, *model, history, summary, Vec::new());
                Err(Error::Diverged {
                    failure,
                    solution: Box::new(solution),
                    model: None,
                })
            }
            Ended::Nowhere => unreachable!("windows follow"),
        }
    }
}

pub(super) fn prepare(
    problem: &Problem,
    plan: &Plan,
    listener: &mut Listener,
) -> Result<Pools, Error> {
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
