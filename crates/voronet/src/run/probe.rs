//! Whether a training leads anywhere, judged on its way.

use super::{Evaluator, Model};
use crate::judge::{Balance, Judgement, Verdict, judge};
use crate::memory::{Remembered, Visit, show_flag};
use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::{Problem, Region};
use crate::training::{Flow, Record};

/// When a training is still to be judged: after some Levenberg-Marquardt steps, and when a part of its
/// time is over.
#[derive(Clone, Copy, Debug)]
pub struct Probe {
    /// How many of [`BY_STEPS`] are over.
    done: usize,
    /// Whether it is judged by its time too.
    is_timed: bool,
    /// The loss at which it was last judged whether it has come to enough.
    weighed: f64,
}

/// Whether it has come to enough is judged when its loss is so much lower.
const LOWER: f64 = 0.2;

/// Laws that are out of balance by no more than this, of their own terms, are enough.
const ENOUGH: f64 = 1e-7;

/// After so many Levenberg-Marquardt steps, laws that are out of balance by so much of their own
/// terms will not be learnt. docs/long-times.md has the measurement.
const BY_STEPS: [(usize, f64); 2] = [(30, 0.07), (120, 0.02)];

/// Laws that are out of balance by so much are not learnt, however few steps were taken.
pub const HOPELESS: f64 = 0.3;

impl Default for Probe {
    /// All of it is still to come.
    fn default() -> Probe {
        Probe {
            done: 0,
            is_timed: true,
            weighed: f64::INFINITY,
        }
    }
}

impl Probe {
    /// No judgement is to come.
    pub fn none() -> Probe {
        Probe::default().of_enough()
    }

    /// It is not judged whether it leads anywhere any more.
    #[must_use]
    pub fn of_enough(self) -> Probe {
        Probe {
            done: BY_STEPS.len(),
            is_timed: false,
            ..self
        }
    }

    /// Returns how far laws may be out of balance now, if it is time to judge: after so many
    /// Levenberg-Marquardt steps of a phase, and with its part of the time over or not.
    fn due(&mut self, settled: usize, is_late: bool) -> Option<f64> {
        if let Some((_, limit)) = BY_STEPS
            .get(self.done)
            .filter(|(steps, _)| settled >= *steps)
        {
            self.done += 1;
            return Some(*limit);
        }
        let is_due = self.is_timed && is_late;
        self.is_timed &= !is_late;
        is_due.then_some(HOPELESS)
    }

    /// Tells whether a loss is much lower than that at which it was last judged to be too high.
    fn is_lower(&mut self, loss: f64) -> bool {
        let is_lower = loss < LOWER * self.weighed;
        if is_lower {
            self.weighed = loss;
        }
        is_lower
    }

    /// Shows what is still to come.
    pub fn visit(&mut self, visit: Visit) {
        visit("probes done", Remembered::Count(&mut self.done));
        show_flag(visit, "probed by time", &mut self.is_timed);
        visit("loss weighed", Remembered::Number(&mut self.weighed));
    }
}

/// Watches a training: whether it leads anywhere, and whether what it has come to is enough.
pub struct Watch<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    /// When it is still to be judged.
    pub probe: Probe,
    may_be_enough: bool,
    /// Whether it was found to lead nowhere.
    pub leads_nowhere: bool,
    /// The seconds that a Levenberg-Marquardt step takes, of the last ones that were heard of.
    pub pace: Option<f64>,
    /// How many of them were taken, and when, as last heard.
    last: (usize, f64),
}

impl<'a> Watch<'a> {
    /// Watches the training of a problem, which is still to be judged then, and may end before its
    /// time is over if what it has come to is enough.
    pub fn new(
        (problem, plan): (&'a Problem, &'a Plan),
        probe: Probe,
        may_be_enough: bool,
    ) -> Watch<'a> {
        Watch {
            problem,
            plan,
            probe,
            may_be_enough,
            leads_nowhere: false,
            pace: None,
            last: (0, 0.0),
        }
    }

    /// Hears of a record, after so many Levenberg-Marquardt steps, with the part of the time over
    /// after which it is judged or not.
    pub fn hear(
        &mut self,
        record: &Record,
        (settled, is_late): (usize, bool),
        parameters: &dyn Fn() -> Vec<f64>,
    ) -> Flow {
        if settled > self.last.0 && self.last.0 > 0 {
            self.pace = Some((record.seconds - self.last.1) / (settled - self.last.0) as f64);
        }
        self.last = (settled, record.seconds);
        let limit = self.probe.due(settled, is_late);
        let is_lower = self.may_be_enough && settled > 0 && self.probe.is_lower(record.loss);
        if limit.is_none() && !is_lower {
            return Flow::GoOn;
        }
        let model = Model::of(self.problem, &self.plan.network, parameters());
        let Some(verdict) = judged(self.problem, self.plan, &model) else {
            return Flow::GoOn;
        };
        let imbalance = imbalance(self.problem, &verdict);
        let is_solved = verdict.judgement == Judgement::Solved;
        self.leads_nowhere = !is_solved && limit.is_some_and(|limit| imbalance > limit);
        match imbalance <= ENOUGH {
            _ if self.leads_nowhere => Flow::Stop,
            true if is_lower => Flow::Enough,
            _ => Flow::GoOn,
        }
    }
}

/// What is said of a model in the middle of a training, if points can be placed.
pub fn judged(problem: &Problem, plan: &Plan, model: &Model) -> Option<Verdict> {
    let evaluator = Evaluator::new(model);
    let field = |graph: &mut _, nodes: &[_], cloud: &_| evaluator.columns(graph, nodes, cloud);
    judge(problem, plan, &field, &Cloud::default(), &[], &[]).ok()
}

/// How far the law that is worst is out of balance: its residual relative to its own terms. What
/// was measured at given points has noise, and does not count.
pub fn imbalance(problem: &Problem, verdict: &Verdict) -> f64 {
    let terms = problem.terms.iter();
    let stated = terms.filter(|term| !matches!(term.region, Region::Given { .. }));
    let names: Vec<String> = stated
        .flat_map(|term| (0..term.laws.len()).map(|law| term.name_of_law(law)))
        .collect();
    let laws = verdict.laws.iter().filter(|law| names.contains(&law.law));
    laws.map(Balance::largest).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_judgement_is_due_once() {
        let mut probe = Probe::default();
        let mut due = |settled, is_late| probe.due(settled, is_late);
        assert_eq!(due(0, false), None);
        assert_eq!(due(20, false), None);
        assert_eq!(due(30, true), Some(0.07));
        assert_eq!(due(40, true), Some(0.3));
        assert_eq!(due(50, true), None);
        // The next phase counts anew.
        assert_eq!(due(0, true), None);
        assert_eq!(due(125, true), Some(0.02));
        assert_eq!(due(1000, true), None);
        assert_eq!(Probe::none().due(1000, true), None);
    }
}
