//! Whether a training leads anywhere, judged on its way.

use super::{Evaluator, Model};
use crate::judge::{Balance, Judgement, Verdict, judge};
use crate::memory::{Remembered, Visit, show_flag};
use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::{Problem, Region};

/// When a training is still to be judged: after some Levenberg-Marquardt steps, and when a part of its
/// time is over.
#[derive(Clone, Copy, Debug)]
pub struct Probe {
    /// How many of [`BY_STEPS`] are over.
    done: usize,
    /// Whether it is judged by its time too.
    is_timed: bool,
}

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
        }
    }
}

impl Probe {
    /// No judgement is to come.
    pub fn none() -> Probe {
        Probe {
            done: BY_STEPS.len(),
            is_timed: false,
        }
    }

    /// Returns how far laws may be out of balance now, if it is time to judge: after so many
    /// Levenberg-Marquardt steps of a phase, and with its part of the time over or not.
    pub fn due(&mut self, settled: usize, is_late: bool) -> Option<f64> {
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

    /// Shows what is still to come.
    pub fn visit(&mut self, visit: Visit) {
        visit("probes done", Remembered::Count(&mut self.done));
        show_flag(visit, "probed by time", &mut self.is_timed);
    }
}

/// Tells whether laws are out of balance by more than that in a model.
pub fn is_hopeless(problem: &Problem, plan: &Plan, model: &Model, limit: f64) -> bool {
    let verdict = judged(problem, plan, model);
    verdict.is_some_and(|verdict| {
        verdict.judgement != Judgement::Solved && imbalance(problem, &verdict) > limit
    })
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
