//! The training of one window.

use super::March;
use super::whole::{of_whole, with_window};
use crate::judge::Verdict;
use crate::problem::Window;
use crate::run::checkpoints::keep;
use crate::run::kept::RunMemory;
use crate::run::probe::{Watch, judged};
use crate::run::solve::{Run, prepare, went_back};
use crate::run::{Error, Model, Progress};
use crate::training::{
    Begin, Event, Failure, Flow, Part, Pools, Reason, Recovery, Stage, Starved, check_weights,
};

/// The part of a window's time after which it is judged whether it leads anywhere.
const PROBED: f64 = 0.5;

/// A window as trained, or one whose numbers cannot be computed with any more.
pub(super) type Attempt = Result<Part, Box<(Stage, Failure)>>;

impl March<'_, '_> {
    /// Trains a window, with the part of the time that is left for it.
    pub(super) fn train(&mut self, window: Window) -> Result<Attempt, Error> {
        let (number, of) = (self.parts.len() + 1, self.parts.len() + 1 + self.left.len());
        let (allowance, earlier, problem) =
            (self.allowance(window), self.model(), self.run.problem);
        self.run.listener.tell(Progress::Window { number, of });
        let mut stage = Stage::new(problem, self.state, window, self.parts.last())?;
        stage.problem.training.seed = stage.problem.training.seed.wrapping_add(self.tries as u64);
        let pools = prepare(&stage.problem, &stage.plan, &mut self.run.listener)?;
        check_weights(&stage.problem, &stage.plan, &pools.clouds)?;
        let theta = self.start(&stage, &pools);
        let is_from_earlier = theta.is_some();
        stage.allow(allowance, is_from_earlier);
        let begin = match (std::mem::take(&mut self.run.start.begin), theta) {
            (Begin::Anew, Some(theta)) => Begin::From(theta),
            (begin, _) => begin,
        };
        let (windows, before) = (self.memory(Some(window)), (self.iterations, self.seconds));
        let probe = std::mem::take(&mut self.run.start.memory.probe);
        let probe = match self.is_probed() {
            true => probe,
            false => probe.of_enough(),
        };
        let is_automatic = problem.training.is_automatic;
        let mut watch = Watch::new((&stage.problem, &stage.plan), probe, is_automatic);
        let spent = self.run.start.memory.spent;
        let Run {
            listener,
            history,
            recoveries,
            checkpoints,
            started,
            ..
        } = &mut *self.run;
        let (time, mut last) = (self.state.time, before);
        let trained = stage.train(pools, begin, &mut |event| match event {
            Event::Recorded {
                record,
                parameters,
                settled,
            } => {
                let part = allowance.seconds.map_or(0.0, |most| record.seconds / most);
                let seen = watch.hear(record, (settled, part >= PROBED), parameters);
                let record = of_whole(problem, &stage.terms, record, before);
                last = (record.iteration, record.seconds);
                history.push(record.clone());
                let model = || {
                    let own = (window.from, &stage.plan.network, parameters());
                    with_window(problem, earlier.clone(), time, own)
                };
                let flow = listener.tell(Progress::Recorded {
                    record: &record,
                    history,
                    model: &model,
                });
                flow.and(seen)
            }
            Event::Iterated { iteration, .. } => {
                listener.tell(Progress::Iterated(before.0 + iteration))
            }
            Event::Recovered(own) => {
                let recovery = Recovery {
                    iteration: before.0 + own.iteration,
                    back_to: before.0 + own.back_to,
                    term: stage.terms[own.term],
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
            // Of a training that is given up nothing is kept: another one follows.
            Event::Resumable { .. } if watch.leads_nowhere => Flow::GoOn,
            Event::Resumable { end, memory } => {
                let is_last = windows.left.len() == 1;
                let end = end.filter(|&end| is_last || end == Reason::Interrupted);
                let run = || RunMemory {
                    spent: spent + started.elapsed(),
                    probe: watch.probe,
                    march: Some(windows.clone()),
                    ..RunMemory::of(end, history, recoveries)
                };
                keep(checkpoints, listener, end, run, memory)
            }
        })?;
        let (leads_nowhere, pace) = (watch.leads_nowhere, watch.pace);
        self.pace = pace.unwrap_or(self.pace);
        stage.problem.training.seed = problem.training.seed;
        (self.iterations, self.seconds) = last;
        self.leads_nowhere = leads_nowhere && self.run.listener.flow == Flow::GoOn;
        Ok(match trained {
            Ok(trained) => Ok(Part {
                stage,
                is_from_earlier,
                trained,
                imbalance: f64::NAN,
            }),
            Err(failure) => Err(Box::new((stage, failure))),
        })
    }

    /// The parameters from which a window begins, if these are not new ones: those of the window
    /// before, where they are better than new ones, or where new ones have come to nothing.
    fn start(&self, stage: &Stage, pools: &Pools) -> Option<Vec<f64>> {
        let earlier = &self.parts.last()?.trained.parameters;
        let is_chosen = match self.tries {
            0 => stage.is_better_than_new(earlier, pools),
            1 => !self.is_earlier_tried,
            _ => false,
        };
        is_chosen.then(|| earlier.clone())
    }
}

/// What is said of a window by itself, if points can be placed.
pub(super) fn judged_alone(part: &Part) -> Option<Verdict> {
    let Stage { problem, plan, .. } = &part.stage;
    let model = Model::of(problem, &plan.network, part.trained.parameters.clone());
    judged(problem, plan, &model)
}
