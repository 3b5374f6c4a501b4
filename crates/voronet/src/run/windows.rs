//! A problem solved in windows of its time, one after the other.

mod whole;

use std::collections::VecDeque;
use std::sync::Arc;

use super::checkpoints::keep;
use super::kept::{MarchMemory, RunMemory};
use super::probe::{HOPELESS, Probe, imbalance, is_hopeless, judged};
use super::solve::{Ended, Run, prepare, went_back};
use super::{Error, Model, Progress};
use crate::judge::{Judgement, Verdict};
use crate::memory::Misfit;
use crate::problem::{State, Window};
use crate::training::{
    Allowance, Attempt, Event, Flow, Part, Reason, Recovery, Stage, Starved, check_weights,
};
use whole::{of_whole, with_window};

/// How the time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cuts {
    /// In so many equal windows.
    Equal(usize),
    /// In a few, which are halved where one is not solved.
    Adapted,
}

/// Windows at first, where the program cuts.
const FIRST: usize = 4;

/// The part of the time, beside its share, that the first window has: it begins from nothing, and
/// what is wrong there is wrong in all that follows.
const FROM_NOTHING: f64 = 0.25;

/// The part of a window's time after which it is judged whether it leads anywhere.
const PROBED: f64 = 0.5;

/// Where less than so much time is left for each window, none is halved.
const LEAST_SECONDS: f64 = 0.2;

/// The most windows that it makes.
const MOST: usize = 64;

/// Trains one window after the other, of a run that is taken up again those that are left.
pub fn march(
    run: &mut Run,
    state: &State,
    cuts: Cuts,
    memory: Option<MarchMemory>,
) -> Result<Ended, Error> {
    let mut march = match memory {
        None => March::new(run, state, cuts),
        Some(memory) => March::resumed(run, state, cuts, memory)?,
    };
    while !march.is_over()
        && let Some(window) = march.left.pop_front()
    {
        match march.train(window)? {
            Ok(_) if march.leads_nowhere => march.halve(window),
            Ok(part) => {
                let verdict = judged_alone(&part);
                let is_halved = march.may_be_halved()
                    && part.trained.reason != Reason::Interrupted
                    && verdict
                        .as_ref()
                        .is_some_and(|v| v.judgement != Judgement::Solved);
                if is_halved {
                    march.halve(window);
                    continue;
                }
                march.push(part, verdict);
            }
            Err(failed) => {
                let (stage, failure) = *failed;
                let model = march.with(march.model(), &stage, failure.last_good.clone());
                let (model, failure) = (Box::new(model), Box::new(failure));
                return Ok(Ended::Diverged { model, failure });
            }
        }
    }
    Ok(march.ended())
}

struct March<'r, 'a> {
    run: &'r mut Run<'a>,
    state: &'r State,
    cuts: Cuts,
    /// The windows that are not trained yet.
    left: VecDeque<Window>,
    /// Whether the last training was ended where it was seen to come to nothing.
    leads_nowhere: bool,
    parts: Vec<Part>,
    /// How far the worst law of each of them is out of balance.
    imbalances: Vec<f64>,
    /// Iterations and seconds of all trainings so far.
    iterations: usize,
    seconds: f64,
}

impl<'r, 'a> March<'r, 'a> {
    fn new(run: &'r mut Run<'a>, state: &'r State, cuts: Cuts) -> March<'r, 'a> {
        let domain = &run.problem.domain;
        let time = (domain.lower[state.time], domain.upper[state.time]);
        let count = match cuts {
            Cuts::Equal(count) => count,
            Cuts::Adapted => FIRST,
        };
        let last = run.history.records.last();
        March {
            left: Window::equal(time, count).into(),
            leads_nowhere: false,
            parts: Vec::new(),
            imbalances: Vec::new(),
            iterations: last.map_or(0, |record| record.iteration),
            seconds: last.map_or(0.0, |record| record.seconds),
            run,
            state,
            cuts,
        }
    }

    /// Makes the windows again that were trained.
    fn resumed(
        run: &'r mut Run<'a>,
        state: &'r State,
        cuts: Cuts,
        memory: MarchMemory,
    ) -> Result<March<'r, 'a>, Error> {
        let mut parts: Vec<Part> = Vec::new();
        for (window, trained) in memory.done.into_iter().zip(memory.trained) {
            let stage = Stage::new(run.problem, state, window, parts.last())?;
            if trained.parameters.len() != stage.plan.network.parameters() {
                let part = "parameters".to_owned();
                let what = "has another length";
                return Err(Error::Misfit(Misfit { part, what }));
            }
            parts.push(Part { stage, trained });
        }
        Ok(March {
            left: memory.left.into(),
            leads_nowhere: false,
            parts,
            imbalances: memory.imbalances,
            iterations: memory.iterations,
            seconds: memory.seconds,
            run,
            state,
            cuts,
        })
    }

    /// What is known of the windows while one is trained, or between two of them.
    fn memory(&self, window: Option<Window>) -> MarchMemory {
        MarchMemory {
            done: self.parts.iter().map(|part| part.stage.window).collect(),
            trained: self.parts.iter().map(|part| part.trained.clone()).collect(),
            imbalances: self.imbalances.clone(),
            left: window
                .into_iter()
                .chain(self.left.iter().copied())
                .collect(),
            iterations: self.iterations,
            seconds: self.seconds,
        }
    }

    /// Trains a window, with the part of the time that is left for it.
    fn train(&mut self, window: Window) -> Result<Attempt, Error> {
        let (number, of) = (self.parts.len() + 1, self.parts.len() + 1 + self.left.len());
        let (allowance, earlier) = (self.allowance(window), self.model());
        let windows = self.memory(Some(window));
        let begin = std::mem::take(&mut self.run.start.begin);
        let spent = self.run.start.memory.spent;
        let probe = std::mem::take(&mut self.run.start.memory.probe);
        let mut probe = match self.may_be_halved() {
            true => probe,
            false => Probe::none(),
        };
        let problem = self.run.problem;
        let Run {
            listener,
            history,
            recoveries,
            checkpoints,
            started,
            ..
        } = &mut *self.run;
        listener.tell(Progress::Window { number, of });
        let stage = Stage::new(problem, self.state, window, self.parts.last())?;
        let pools = prepare(&stage.problem, &stage.plan, listener)?;
        check_weights(&stage.problem, &stage.plan, &pools.clouds)?;
        let before = (self.iterations, self.seconds);
        let (terms, network) = (stage.terms.clone(), stage.plan.network.clone());
        let mut last = before;
        let time = self.state.time;
        let (own_problem, plan) = (stage.problem.clone(), Arc::clone(&stage.plan));
        let mut leads_nowhere = false;
        let trained =
            stage.train(
                pools,
                allowance,
                (self.parts.last(), begin),
                &mut |event| match event {
                    Event::Recorded {
                        record,
                        parameters,
                        settled,
                    } => {
                        let part = allowance.seconds.map_or(0.0, |most| record.seconds / most);
                        if let Some(limit) = probe.due(settled, part >= PROBED) {
                            let model = Model::of(&own_problem, &network, parameters());
                            leads_nowhere = is_hopeless(&own_problem, &plan, &model, limit);
                        }
                        let record = of_whole(problem, &terms, record, before);
                        last = (record.iteration, record.seconds);
                        history.push(record.clone());
                        let model = || {
                            let own = (window.from, &network, parameters());
                            with_window(problem, earlier.clone(), time, own)
                        };
                        let flow = listener.tell(Progress::Recorded {
                            record: &record,
                            history,
                            model: &model,
                        });
                        if leads_nowhere { Flow::Stop } else { flow }
                    }
                    Event::Iterated { iteration, .. } => {
                        listener.tell(Progress::Iterated(before.0 + iteration))
                    }
                    Event::Recovered(own) => {
                        let recovery = Recovery {
                            iteration: before.0 + own.iteration,
                            back_to: before.0 + own.back_to,
                            term: terms[own.term],
                            ..*own
                        };
                        went_back(problem, recoveries, listener, recovery)
                    }
                    Event::Starved(own) => {
                        let starved = Starved {
                            iteration: before.0 + own.iteration,
                            ..*own
                        };
                        listener.tell(Progress::Starved(&starved.told(&problem.sampling)))
                    }
                    // Of a training that is given up nothing is kept: its halves follow.
                    Event::Resumable { .. } if leads_nowhere => Flow::GoOn,
                    Event::Resumable { end, memory } => {
                        let is_last = windows.left.len() == 1;
                        let end = end.filter(|&end| is_last || end == Reason::Interrupted);
                        let run = || RunMemory {
                            spent: spent + started.elapsed(),
                            probe,
                            march: Some(windows.clone()),
                            ..RunMemory::of(end, history, recoveries)
                        };
                        keep(checkpoints, listener, end, run, memory)
                    }
                },
            )?;
        (self.iterations, self.seconds) = last;
        self.leads_nowhere = leads_nowhere && self.run.listener.flow == Flow::GoOn;
        Ok(trained)
    }

    /// The part of what is left that a window gets: by its length, and more if it is the first.
    fn allowance(&self, window: Window) -> Allowance {
        let lengths = self.left.iter().map(|window| window.length());
        let part = window.length() / (window.length() + lengths.sum::<f64>());
        let part = match self.parts.is_empty() {
            true => part + FROM_NOTHING * (1.0 - part),
            false => part,
        };
        let left = self.seconds_left();
        Allowance {
            iterations: self.run.problem.training.iterations,
            seconds: left.is_finite().then_some(part * left),
        }
    }

    /// Tells whether the window that is trained may be halved, with all that follow.
    fn may_be_halved(&self) -> bool {
        let left = 1 + self.left.len();
        self.cuts == Cuts::Adapted
            && self.parts.len() + 2 * left <= MOST
            && self.seconds_left() >= LEAST_SECONDS * left as f64
    }

    /// Adds a window to those that are trained.
    fn push(&mut self, mut part: Part, verdict: Option<Verdict>) {
        let imbalance =
            verdict.map_or(f64::NAN, |verdict| imbalance(&part.stage.problem, &verdict));
        let is_last = self.left.is_empty();
        let is_lost = imbalance >= HOPELESS && !is_last;
        if is_lost && part.trained.reason != Reason::Interrupted {
            part.trained.reason = Reason::Lost(part.stage.window.to);
        }
        let reason = part.trained.reason;
        self.parts.push(part);
        self.imbalances.push(imbalance);
        if matches!(reason, Reason::Lost(_)) {
            self.keep_end(reason);
        }
    }

    /// Writes down that no window follows.
    fn keep_end(&mut self, reason: Reason) {
        let windows = self.memory(None);
        let Run {
            listener,
            history,
            recoveries,
            checkpoints,
            started,
            start,
            ..
        } = &mut *self.run;
        let run = || RunMemory {
            spent: start.memory.spent + started.elapsed(),
            march: Some(windows),
            ..RunMemory::of(Some(reason), history, recoveries)
        };
        keep(checkpoints, listener, Some(reason), run, &mut |_| {});
    }

    /// Tells whether nothing is to follow the last window.
    fn is_over(&self) -> bool {
        let last = self.parts.last().map(|part| part.trained.reason);
        matches!(last, Some(Reason::Interrupted | Reason::Lost(_)))
    }

    fn seconds_left(&self) -> f64 {
        let seconds = self.run.problem.training.seconds();
        seconds.map_or(f64::INFINITY, |all| (all - self.seconds).max(0.0))
    }

    /// Halves a window and all that follow.
    fn halve(&mut self, window: Window) {
        let all = std::iter::once(window).chain(self.left.drain(..));
        self.left = all.flat_map(Window::halves).collect();
    }

    /// All windows so far as one model, if there are some.
    fn model(&self) -> Option<Model> {
        let parts = self.parts.iter();
        parts.fold(None, |model, part| {
            Some(self.with(model, &part.stage, part.trained.parameters.clone()))
        })
    }

    /// A model with another window at its end.
    fn with(&self, model: Option<Model>, stage: &Stage, parameters: Vec<f64>) -> Model {
        let own = (stage.window.from, &stage.plan.network, parameters);
        with_window(self.run.problem, model, self.state.time, own)
    }
}

/// What is said of a window by itself, if points can be placed.
fn judged_alone(part: &Part) -> Option<Verdict> {
    let Stage { problem, plan, .. } = &part.stage;
    let model = Model::of(problem, &plan.network, part.trained.parameters.clone());
    judged(problem, plan, &model)
}
