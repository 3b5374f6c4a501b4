//! A problem solved in windows of its time, one after the other.

mod fate;
mod one;
mod saved;
mod whole;

use std::collections::VecDeque;
use std::sync::Arc;

use super::kept::MarchMemory;
use super::probe::{HOPELESS, imbalance};
use super::solve::{Ended, Run};
use super::{Error, Model};
use crate::plan::Plan;
use crate::problem::{State, Window};
use crate::training::{Allowance, Part, Reason, Stage};
use fate::{Fate, Found, is_followed};
use one::judged_alone;
use whole::with_window;

/// How the time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cuts {
    /// In so many equal windows.
    Equal(usize),
    /// In a few, which are halved where one is not solved.
    Adapted,
}

/// Windows at first, where the program cuts.
const FIRST: usize = 8;

/// The part of the time, beside its share, that the first window has: it begins from nothing, and
/// what is wrong there is wrong in all that follows.
const FROM_NOTHING: f64 = 0.1;

/// Where less time is left for each window than so many Levenberg-Marquardt steps take, none is
/// halved.
const LEAST_STEPS: f64 = 30.0;

/// The same where that time is less, or not known.
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
    run.plan = Arc::new(Plan::compile(&run.problem.for_windows()));
    let mut march = match memory {
        None => March::new(run, state, cuts),
        Some(memory) => March::resumed(run, state, cuts, memory)?,
    };
    while !march.is_over()
        && let Some(window) = march.left.pop_front()
    {
        match march.train(window)? {
            Ok(part) => march.settle(part),
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
    /// How often the first of them was trained and not solved.
    tries: usize,
    /// Whether it began from the parameters of the one before at first.
    is_earlier_tried: bool,
    /// The seconds of a Levenberg-Marquardt step; 0 if none were heard of.
    pace: f64,
    /// Whether the last training was ended where it was seen to come to nothing.
    leads_nowhere: bool,
    parts: Vec<Part>,
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
            tries: 0,
            is_earlier_tried: false,
            pace: 0.0,
            leads_nowhere: false,
            parts: Vec::new(),
            iterations: last.map_or(0, |record| record.iteration),
            seconds: last.map_or(0.0, |record| record.seconds),
            run,
            state,
            cuts,
        }
    }

    /// Keeps a window that was trained, or has it trained again: otherwise begun, or its halves.
    fn settle(&mut self, mut part: Part) {
        if let Some(verdict) = judged_alone(&part) {
            part.imbalance = imbalance(&part.stage.problem, &verdict);
        }
        let is_ended = matches!(part.trained.reason, Reason::Interrupted | Reason::Enough);
        let window = part.stage.window;
        let found = Found {
            imbalance: part.imbalance,
            leads_nowhere: self.leads_nowhere,
            is_asked_for: is_ended && !self.leads_nowhere,
            tries: self.tries,
            has_time: self.has_time_for(1 + self.left.len()),
            is_cheap: !self.parts.is_empty() && self.run.problem.inputs.len() == 1,
            may_be_halved: self.may_be_halved(),
        };
        match found.fate() {
            Fate::Kept => self.push(part, found.is_asked_for),
            Fate::Again => self.again(window, part.is_from_earlier),
            Fate::Halved => self.halve(window),
        }
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
            && self.has_time_for(2 * left)
    }

    /// Tells whether a window is judged on its way: what is found to lead nowhere is not kept.
    fn is_probed(&self) -> bool {
        self.may_be_halved() && is_followed(self.tries)
    }

    /// Whether enough time is left for the steps of so many windows.
    fn has_time_for(&self, windows: usize) -> bool {
        let least = (LEAST_STEPS * self.pace).max(LEAST_SECONDS);
        self.seconds_left() >= least * windows as f64
    }

    /// Adds a window to those that are trained.
    fn push(&mut self, mut part: Part, is_asked_for: bool) {
        let is_lost = part.imbalance >= HOPELESS && !is_asked_for && !self.left.is_empty();
        let lost = Reason::Lost(part.stage.window.to);
        if is_lost {
            part.trained.reason = lost;
        }
        self.parts.push(part);
        (self.tries, self.is_earlier_tried) = (0, false);
        if is_lost {
            self.keep_end(lost);
        }
    }

    /// Has a window trained again that began so.
    fn again(&mut self, window: Window, is_from_earlier: bool) {
        self.left.push_front(window);
        if self.tries == 0 {
            self.is_earlier_tried = is_from_earlier;
        }
        self.tries += 1;
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
        (self.tries, self.is_earlier_tried) = (0, false);
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
