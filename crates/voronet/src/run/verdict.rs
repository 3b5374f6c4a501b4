//! What is said of a run when it has ended.

use super::{Evaluator, Model};
use crate::judge::{Judgement, Verdict, judge};
use crate::output::{History, Summary};
use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::{Precision, Problem};
use crate::training::Reason;
use crate::words::percent;

/// A term dominates that makes at least this part of the loss.
const DOMINANT: f64 = 0.95;

/// A loss has come down that is at most this part of the first one.
const CAME_DOWN: f64 = 0.1;

/// A schedule is cut off at a rate above this part of the first one, if it would have
/// come down below.
const CUT_OFF: f64 = 0.25;

/// Judges a trained network, in double precision whatever it was trained in; `drawn` are
/// the interior points drawn last, with the probability of each. There is no verdict where
/// no points can be placed. `estimated` are the estimated errors, if they were estimated.
pub fn verdict(
    problem: &Problem,
    plan: &Plan,
    model: &Model,
    drawn: &[(Vec<f64>, f64)],
    (history, summary): (&History, &Summary),
    estimated: &[f64],
) -> Option<Verdict> {
    let evaluator = Evaluator::new(&Model {
        precision: Precision::F64,
        ..model.clone()
    });
    let coordinates = drawn.iter().flat_map(|(x, _)| x.iter().copied());
    let drawn = Cloud::new(problem.inputs.len(), coordinates.collect());
    let field = |graph: &mut _, nodes: &[_], cloud: &_| evaluator.columns(graph, nodes, cloud);
    let errors = &summary.relative_l2_error;
    let mut verdict = judge(problem, plan, &field, &drawn, errors, estimated).ok()?;
    if verdict.judgement > Judgement::Solved {
        let remarks = [
            no_progress(history, summary),
            dominant_term(summary),
            cut_off(problem, history, summary),
        ];
        verdict.advice.extend(remarks.into_iter().flatten());
    }
    Some(verdict)
}

fn no_progress(history: &History, summary: &Summary) -> Option<String> {
    let first = history.records.first()?.loss;
    let is_down = summary.loss <= CAME_DOWN * first;
    if is_down || summary.iterations == 0 || first == 0.0 {
        return None;
    }
    let how = if summary.loss < first {
        format!(
            "has only come down by a factor of {:.1}",
            first / summary.loss
        )
    } else {
        "has not come down at all".to_owned()
    };
    Some(format!("The loss {how} from its first value, {first:.2e}."))
}

fn dominant_term(summary: &Summary) -> Option<String> {
    let terms = &summary.loss_terms;
    let (name, loss) = terms.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let part = loss / summary.loss;
    (terms.len() > 1 && part >= DOMINANT).then(|| {
        format!(
            "The term `{name}` makes {} of the loss, so that the others hardly count: see in \
             the picture of the loss whether they have come down, and if not, give them a larger \
             `weight`, or this one a smaller one.",
            percent(part)
        )
    })
}

fn cut_off(problem: &Problem, history: &History, summary: &Summary) -> Option<String> {
    let training = &problem.training;
    let phase = training
        .phases
        .last()
        .filter(|phase| phase.is_first_order())?;
    if summary.stopped_because != Reason::TimeBudget(training.time_budget?).to_string() {
        return None;
    }
    let rate = history.records.last()?.learning_rate / phase.learning_rate;
    let last = crate::optimizer::learning_rate(
        &phase.schedule,
        phase.learning_rate,
        phase.iterations,
        phase.iterations,
    );
    let comes_down = last < CUT_OFF * phase.learning_rate;
    (comes_down && rate > CUT_OFF).then(|| {
        format!(
            "The time budget ended the training after {} of {} iterations, with the learning \
             rate still at {} of its first value: set `iterations` to what fits into the time, \
             so that the schedule comes down.",
            summary.iterations,
            training.iterations,
            percent(rate)
        )
    })
}
