//! The loop itself.

mod begin;
mod recover;
mod saved;

pub use begin::Begin;
pub use saved::Onward;

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::failure::{Failure, Fault, Worst};
use super::phase::{Engine, Placed, begin};
use super::recovery::Remedy;
use super::starved::{Watch, Worth};
use super::stop::{End, Stop};
use super::track::{Track, tracker};
use super::{Event, Flow, Pools, Reason, Record, References};
use crate::memory::Visit;
use crate::optimizer::levenberg_marquardt;
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
    let start = (references, beginning(problem, plan));
    Training::new(problem, plan, pools, start).run(sink)
}

/// The parameters with which a training begins.
pub(super) fn beginning(problem: &Problem, plan: &Plan) -> Vec<f64> {
    let mut rng = stream(problem.training.seed, Purpose::Initialization, 0);
    let (initialization, last) = (problem.network.initialization, plan.scales.start);
    plan.network.start(initialization, last, &mut rng)
}

/// A θ that is better than all before it.
struct Best {
    score: f64,
    record: Record,
    theta: Vec<f64>,
}

/// A training between two iterations: what goes from phase to phase, and the engine of the current
/// one.
pub struct Training<'a> {
    problem: &'a Problem,
    plan: &'a Arc<Plan>,
    placed: Placed,
    tracker: Box<dyn Track>,
    stop: Stop,
    clock: Clock,
    place: Place,
    engine: Box<dyn Engine + 'a>,
    /// Whether the engine has found no step.
    is_stuck: bool,
    /// What the batches of the phase are worth.
    watch: Watch,
    /// Iterations of the first phases, as far as these ended by their number of iterations.
    warm_up: usize,
    /// The last record.
    recorded: Option<Record>,
    /// The best score of the tracked points so far.
    best: Option<Best>,
}

/// How far a training is.
#[derive(Clone, Copy, Default)]
struct Place {
    iteration: usize,
    /// The number of the phase.
    phase: usize,
    /// The iteration at which it began.
    began: usize,
    /// How often the training went back in it.
    eased: usize,
    /// How often it did in all.
    recoveries: usize,
}

/// The time that a training has taken. It is no time of day, which may be set.
struct Clock {
    /// By those who trained it before.
    before: Duration,
    started: Instant,
}

impl Clock {
    fn new() -> Clock {
        Clock {
            before: Duration::ZERO,
            started: Instant::now(),
        }
    }

    fn elapsed(&self) -> Duration {
        self.before.saturating_add(self.started.elapsed())
    }
}

impl<'a> Training<'a> {
    /// Begins from parameters that are given.
    ///
    /// # Panics
    /// If the problem has no phase.
    pub fn new(
        problem: &'a Problem,
        plan: &'a Arc<Plan>,
        pools: Pools,
        start: (References, Vec<f64>),
    ) -> Training<'a> {
        Training::at(problem, plan, pools, start, Place::default())
    }

    /// Begins in the midst of a phase.
    fn at(
        problem: &'a Problem,
        plan: &'a Arc<Plan>,
        pools: Pools,
        (references, theta): (References, Vec<f64>),
        place: Place,
    ) -> Training<'a> {
        let Pools {
            clouds,
            seeds,
            samplers,
            tracked,
        } = pools;
        let placed = Placed::new(clouds, seeds);
        let precision = problem.training.precision();
        let phase = &problem.training.phases[place.phase];
        let remedy = Remedy::of(phase, place.eased);
        let (points, state) = (
            (placed.clone(), samplers),
            (place.began, &theta[..], remedy),
        );
        let mut training = Training {
            problem,
            plan,
            clock: Clock::new(),
            stop: Stop::new(&problem.training),
            place,
            engine: begin(problem, phase, plan, points, state),
            placed,
            tracker: tracker(plan, tracked, references, precision, &theta),
            is_stuck: false,
            watch: Watch::default(),
            warm_up: 0,
            recorded: None,
            best: None,
        };
        let elapsed = training.clock.elapsed();
        training.stop.begin(phase, place.began, elapsed);
        training
    }

    /// Trains in the current thread pool, to the end; see [`train`].
    ///
    /// # Errors
    /// If a loss or the gradient is not finite, and going back does not help.
    pub fn run(mut self, sink: &mut dyn FnMut(Event) -> Flow) -> Result<Trained, Failure> {
        loop {
            match self.run_phase(sink) {
                Ok(End::Phase(reason)) if self.is_followed() => self = self.next(reason),
                Ok(End::Phase(reason) | End::Training(reason)) => return Ok(self.end(reason)),
                Err(fault) if self.may_go_back() => self = self.gone_back(&fault, sink),
                Err(fault) => return Err(self.failure(fault)),
            }
        }
    }

    fn settings(&self) -> &'a Phase {
        &self.problem.training.phases[self.place.phase]
    }

    fn is_followed(&self) -> bool {
        self.place.phase + 1 < self.problem.training.phases.len()
    }

    /// Begins the next phase, when one has ended for that reason.
    fn next(mut self, reason: Reason) -> Training<'a> {
        if let Reason::Iterations(done) = reason
            && self.warm_up == self.place.began
        {
            self.warm_up = done;
        }
        let theta = match &self.best {
            // After a draw of points a step may lead anywhere.
            Some(best) if !self.settings().is_first_order() => best.theta.clone(),
            _ => self.engine.parameters(),
        };
        let began = self.place.iteration;
        let number = self.place.phase + 1;
        let phase = &self.problem.training.phases[number];
        let points = (self.placed.clone(), self.engine.release());
        let state = (began, &theta[..], Remedy::of(phase, 0));
        let engine = begin(self.problem, phase, self.plan, points, state);
        self.stop.begin(phase, began, self.clock.elapsed());
        Training {
            engine,
            place: Place {
                iteration: began,
                phase: number,
                began,
                eased: 0,
                ..self.place
            },
            is_stuck: false,
            watch: Watch::default(),
            ..self
        }
    }

    /// Takes the steps of a phase.
    fn run_phase(&mut self, sink: &mut dyn FnMut(Event) -> Flow) -> Result<End, Fault> {
        let every = self.problem.training.record_every;
        loop {
            let mut end = self.due();
            self.offer(end, sink);
            if self.place.iteration.is_multiple_of(every) || end.is_some() {
                self.record(sink)?;
                if end.is_none() {
                    end = self.due();
                    if end.is_some() {
                        self.offer(end, sink);
                    }
                }
            }
            if let Some(end) = end {
                return Ok(end);
            }
            self.is_stuck = !self.engine.step(self.place.iteration)?;
            self.place.iteration += 1;
            let answer = sink(Event::Iterated {
                iteration: self.place.iteration,
                parameters: &|| self.engine.parameters(),
            });
            self.stop.hear(answer);
        }
    }

    /// Says whether the phase or the training ends before the next iteration.
    fn due(&self) -> Option<End> {
        let loss = self.recorded.as_ref().map_or(f64::INFINITY, |r| r.loss);
        let end = self
            .stop
            .end(self.place.iteration, self.clock.elapsed(), loss);
        end.or_else(|| self.is_stuck.then_some(End::Phase(Reason::NoStep)))
    }

    /// Offers what it remembers to the sink.
    fn offer(&mut self, end: Option<End>, sink: &mut dyn FnMut(Event) -> Flow) {
        let end = match end {
            Some(End::Phase(reason)) if !self.is_followed() => Some(reason),
            Some(End::Training(reason)) => Some(reason),
            _ => None,
        };
        let memory = &mut |visit: Visit| self.visit(visit);
        let answer = sink(Event::Resumable { end, memory });
        self.stop.hear(answer);
    }

    /// Evaluates the tracked loss and tells of it, once in an iteration.
    fn record(&mut self, sink: &mut dyn FnMut(Event) -> Flow) -> Result<(), Fault> {
        let is_known = |record: &Record| record.iteration == self.place.iteration;
        if self.recorded.as_ref().is_some_and(is_known) {
            return Ok(());
        }
        let theta = self.engine.parameters();
        self.tracker.hold(&theta);
        let mut terms = vec![0.0; self.plan.terms.len()];
        let score = self.tracker.losses(&mut terms);
        if let Some(term) = terms.iter().position(|loss| !loss.is_finite()) {
            let what = format!("the tracked loss of term `{}`", self.plan.terms[term].0);
            let worst = Worst::Tracked;
            return Err(Fault { what, term, worst });
        }
        let worth = self.engine.worth();
        let record = Record {
            iteration: self.place.iteration,
            seconds: self.clock.elapsed().as_secs_f64(),
            loss: terms.iter().sum(),
            terms,
            learning_rate: self.engine.learning_rate(self.place.iteration),
            effective_sample_size: worth.map(Worth::size),
            relative_l2_error: self.tracker.errors().into_iter().map(Some).collect(),
            unknowns: self.plan.network.unknowns_of(&theta),
        };
        self.stop.record(self.place.iteration, score);
        self.stop.hear(sink(Event::Recorded {
            record: &record,
            parameters: &|| theta.clone(),
            settled: self.settled(),
        }));
        if let Some(starved) = self.watch.hear(&record, worth) {
            self.stop.hear(sink(Event::Starved(&starved)));
        }
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

    /// Counts the steps of the current phase, if they are Levenberg-Marquardt's.
    fn settled(&self) -> usize {
        let Place {
            iteration, began, ..
        } = self.place;
        match self.settings().optimizer.entry.name == levenberg_marquardt::ENTRY.name {
            true => iteration - began,
            false => 0,
        }
    }

    /// Chooses the answer.
    fn end(mut self, reason: Reason) -> Trained {
        let theta = self.engine.parameters();
        let last = self.recorded.take().map(|record| (record, theta));
        let chosen = match self.settings().is_first_order() {
            true => last,
            false => self.best.take().map(|best| (best.record, best.theta)),
        };
        let (record, parameters) = chosen.expect("every phase ends with a record");
        self.tracker.hold(&parameters);
        Trained {
            iterations: self.place.iteration,
            warm_up: self.warm_up,
            seconds: self.clock.elapsed().as_secs_f64(),
            losses_of_laws: self.tracker.losses_of_laws(),
            parameters,
            record,
            reason,
            drawn: self.engine.drawn(),
        }
    }

    fn failure(&mut self, fault: Fault) -> Failure {
        let is_tracked = fault.is_tracked();
        let phase = self.settings();
        let now = self.engine.parameters();
        if !is_tracked {
            self.tracker.hold(&now);
        }
        let precision = match is_tracked {
            true => self.problem.training.precision(),
            false => phase.precision,
        };
        let (place, cause) = fault.explained(self.problem, precision, &*self.tracker);
        let iteration = self.place.iteration + 1;
        Failure {
            iteration,
            what: fault.what,
            place,
            cause,
            advice: cause.advice((self.problem, phase), precision, iteration == 1),
            recoveries: self.place.recoveries as u32,
            last_good: self.best.take().map_or(now, |best| best.theta),
            seconds: self.clock.elapsed().as_secs_f64(),
        }
    }
}
