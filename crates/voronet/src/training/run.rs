//! The loop itself.

use std::sync::Arc;
use std::time::Instant;

use super::failure::{Failure, Fault, Worst};
use super::phase::{Engine, Placed, begin};
use super::stop::{End, Stop};
use super::track::{Track, tracker};
use super::{Event, Flow, Pools, Reason, Record, References};
use crate::plan::Plan;
use crate::points::stream::{Purpose, stream};
use crate::problem::{Phase, Problem};

/// What training ends with.
#[derive(Clone, Debug)]
pub struct Trained {
    /// θ, in f64 whatever the precision: that of the best score on the tracked points, or the last one
    /// where the last phase was of first order, whose schedule is made for its end.
    pub parameters: Vec<f64>,
    /// What was recorded of that θ.
    pub record: Record,
    /// How many steps were taken.
    pub iterations: usize,
    /// How many of them belong to the phases at the beginning that ended by their number of steps.
    pub warm_up: usize,
    /// How many seconds were spent in the loop.
    pub seconds: f64,
    /// The tracked loss of each law of each term.
    pub losses_of_laws: Vec<Vec<f64>>,
    /// Why it stopped.
    pub reason: Reason,
    /// The interior points drawn last, with the probability of each.
    pub drawn: Vec<(Vec<f64>, f64)>,
}

/// Trains in the current thread pool, one phase after the other; `sink` hears of
/// everything, and answers whether to go on.
///
/// # Errors
/// If a loss or the gradient is not finite.
///
/// # Panics
/// If the problem has no phase.
pub fn train(
    problem: &Problem,
    plan: &Arc<Plan>,
    pools: Pools,
    references: References,
    sink: &mut dyn FnMut(Event) -> Flow,
) -> Result<Trained, Failure> {
    let theta = beginning(problem, plan);
    train_from(problem, plan, pools, (references, theta), sink)
}

/// The parameters with which a training begins.
pub(super) fn beginning(problem: &Problem, plan: &Plan) -> Vec<f64> {
    let mut rng = stream(problem.training.seed, Purpose::Initialization, 0);
    let (initialization, last) = (problem.network.initialization, plan.scales.start);
    plan.network.start(initialization, last, &mut rng)
}

/// Does the same from parameters that are given.
///
/// # Errors
/// As [`train`].
///
/// # Panics
/// If the problem has no phase.
pub fn train_from(
    problem: &Problem,
    plan: &Arc<Plan>,
    pools: Pools,
    (references, mut theta): (References, Vec<f64>),
    sink: &mut dyn FnMut(Event) -> Flow,
) -> Result<Trained, Failure> {
    let Pools {
        clouds,
        seeds,
        mut samplers,
        tracked,
    } = pools;
    let placed = Placed::new(clouds, seeds);
    let precision = problem.training.precision();
    let mut course = Course {
        problem,
        plan,
        tracker: tracker(plan, tracked, references, precision, &theta),
        stop: Stop::new(&problem.training),
        start: Instant::now(),
        iteration: 0,
        warm_up: 0,
        recorded: None,
        best: None,
        sink,
    };
    let mut phases = problem.training.phases.iter().peekable();
    while let Some(phase) = phases.next() {
        let points = (placed.clone(), samplers);
        let began = course.iteration;
        let mut engine = begin(problem, phase, plan, points, (course.iteration, &theta));
        let end = course.run(phase, &mut *engine)?;
        theta = engine.parameters();
        let reason = match end {
            End::Phase(reason) if phases.peek().is_some() => {
                if let Reason::Iterations(done) = reason
                    && course.warm_up == began
                {
                    course.warm_up = done;
                }
                // After a draw of points a step may lead anywhere.
                if let (false, Some(best)) = (phase.is_first_order(), &course.best) {
                    theta.clone_from(&best.theta);
                }
                samplers = engine.release();
                continue;
            }
            End::Phase(reason) | End::Training(reason) => reason,
        };
        return Ok(course.end(phase, theta, reason, engine.drawn()));
    }
    unreachable!("a training has a phase")
}

/// A θ that is better than all before it.
struct Best {
    score: f64,
    record: Record,
    theta: Vec<f64>,
}

/// What goes from phase to phase.
struct Course<'a> {
    problem: &'a Problem,
    plan: &'a Arc<Plan>,
    tracker: Box<dyn Track>,
    stop: Stop,
    start: Instant,
    iteration: usize,
    /// Iterations of the first phases, as far as these ended by their number of iterations.
    warm_up: usize,
    /// The last record.
    recorded: Option<Record>,
    /// The best score of the tracked points so far.
    best: Option<Best>,
    sink: &'a mut dyn FnMut(Event) -> Flow,
}

impl Course<'_> {
    /// Takes the steps of a phase.
    fn run(&mut self, phase: &Phase, engine: &mut dyn Engine) -> Result<End, Failure> {
        let every = self.problem.training.record_every;
        self.stop.begin(phase, self.iteration, self.start.elapsed());
        let mut is_stuck = false;
        loop {
            let mut end = self.end_of(is_stuck);
            if self.iteration.is_multiple_of(every) || end.is_some() {
                self.record(phase, engine)?;
                end = end.or_else(|| self.end_of(is_stuck));
            }
            if let Some(end) = end {
                return Ok(end);
            }
            let step = engine.step(self.iteration);
            is_stuck = !step.map_err(|fault| self.failure(phase, engine, fault))?;
            self.iteration += 1;
            self.stop.hear((self.sink)(Event::Iterated {
                iteration: self.iteration,
                parameters: &|| engine.parameters(),
            }));
        }
    }

    fn end_of(&self, is_stuck: bool) -> Option<End> {
        let loss = self.recorded.as_ref().map_or(f64::INFINITY, |r| r.loss);
        let end = self.stop.end(self.iteration, self.start.elapsed(), loss);
        end.or_else(|| is_stuck.then_some(End::Phase(Reason::NoStep)))
    }

    /// Evaluates the tracked loss and tells of it, once in an iteration.
    fn record(&mut self, phase: &Phase, engine: &mut dyn Engine) -> Result<(), Failure> {
        let is_known = |record: &Record| record.iteration == self.iteration;
        if self.recorded.as_ref().is_some_and(is_known) {
            return Ok(());
        }
        let theta = engine.parameters();
        self.tracker.hold(&theta);
        let mut terms = vec![0.0; self.plan.terms.len()];
        let score = self.tracker.losses(&mut terms);
        if let Some(term) = terms.iter().position(|loss| !loss.is_finite()) {
            let what = format!("the tracked loss of term `{}`", self.plan.terms[term].0);
            let worst = Worst::Tracked { term };
            return Err(self.failure(phase, engine, Fault { what, worst }));
        }
        let record = Record {
            iteration: self.iteration,
            seconds: self.start.elapsed().as_secs_f64(),
            loss: terms.iter().sum(),
            terms,
            learning_rate: engine.learning_rate(self.iteration),
            effective_sample_size: engine.effective_sample_size(),
            relative_l2_error: self.tracker.errors().into_iter().map(Some).collect(),
            unknowns: self.plan.network.unknowns_of(&theta),
        };
        self.stop.record(self.iteration, score);
        self.stop.hear((self.sink)(Event::Recorded {
            record: &record,
            parameters: &|| theta.clone(),
        }));
        if self.best.as_ref().is_none_or(|best| score < best.score) {
            self.best = Some(Best {
                score,
                record: record.clone(),
                theta,
            });
        }
        self.recorded = Some(record);
        Ok(())
    }

    /// Chooses the answer.
    fn end(
        mut self,
        phase: &Phase,
        theta: Vec<f64>,
        reason: Reason,
        drawn: Vec<(Vec<f64>, f64)>,
    ) -> Trained {
        let last = self.recorded.map(|record| (record, theta));
        let chosen = match phase.is_first_order() {
            true => last,
            false => self.best.map(|best| (best.record, best.theta)),
        };
        let (record, parameters) = chosen.expect("every phase ends with a record");
        self.tracker.hold(&parameters);
        Trained {
            iterations: self.iteration,
            warm_up: self.warm_up,
            seconds: self.start.elapsed().as_secs_f64(),
            losses_of_laws: self.tracker.losses_of_laws(),
            parameters,
            record,
            reason,
            drawn,
        }
    }

    fn failure(&mut self, phase: &Phase, engine: &dyn Engine, fault: Fault) -> Failure {
        let Fault { what, worst } = fault;
        let is_tracked = matches!(worst, Worst::Tracked { .. });
        let last_good = engine.last_good();
        if !is_tracked {
            self.tracker.hold(&engine.parameters());
        }
        let precision = match is_tracked {
            true => self.problem.training.precision(),
            false => phase.precision,
        };
        let (place, cause) = worst.explained(self.problem, precision, &*self.tracker);
        let iteration = self.iteration + 1;
        Failure {
            iteration,
            what,
            place,
            cause,
            advice: cause.advice((self.problem, phase), precision, iteration == 1),
            last_good,
            seconds: self.start.elapsed().as_secs_f64(),
        }
    }
}
