//! How good a run is, in plain sentences.

use super::finish::Finished;
use crate::output::Summary;
use crate::training::Reason;

/// An error beyond this part of the solution is said to be one.
const LARGE_ERROR: f64 = 0.1;

/// A term dominates that makes at least this part of the loss.
const DOMINANT: f64 = 0.95;

/// A loss has come down that is at most this part of the first one.
const CAME_DOWN: f64 = 0.1;

/// A schedule is cut off at a rate above this part of the first one, if it would have
/// come down below.
const CUT_OFF: f64 = 0.25;

/// What a reader of the numbers should know; nothing if nothing stands out.
pub fn verdict(finished: &Finished) -> Vec<String> {
    let summary = finished.summary;
    let sentences = [
        large_errors(summary),
        no_progress(finished, summary),
        dominant_term(summary),
        cut_off(finished),
    ];
    sentences.into_iter().flatten().collect()
}

fn large_errors(summary: &Summary) -> Option<String> {
    let errors = summary.relative_l2_error.iter();
    let large: Vec<String> = errors
        // An error that is no number is large too.
        .filter(|(_, error)| error.is_nan() || *error > LARGE_ERROR)
        .map(|(name, error)| format!("that of {name} is {}", percent(*error)))
        .collect();
    (!large.is_empty()).then(|| {
        format!(
            "This is not the solution yet: of the errors against the reference, {}.",
            large.join(", ")
        )
    })
}

fn no_progress(finished: &Finished, summary: &Summary) -> Option<String> {
    let first = finished.history.records.first()?.loss;
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
    Some(format!(
        "The loss {how} from its first value, {first:.2e}: train for more iterations, try \
         another learning rate, or state the problem in units in which inputs and outputs are \
         near 1."
    ))
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

fn cut_off(finished: &Finished) -> Option<String> {
    let (settings, summary) = (&finished.problem.training, finished.summary);
    if summary.stopped_because != Reason::TimeBudget(settings.time_budget?).to_string() {
        return None;
    }
    let rate = finished.history.records.last()?.learning_rate / settings.learning_rate;
    let last = crate::optimizer::learning_rate(
        &settings.schedule,
        settings.learning_rate,
        settings.iterations,
        settings.iterations,
    );
    let comes_down = last < CUT_OFF * settings.learning_rate;
    (comes_down && rate > CUT_OFF).then(|| {
        format!(
            "The time budget ended the training after {} of {} iterations, with the learning \
             rate still at {} of its first value: set `iterations` to what fits into the time, \
             so that the schedule comes down.",
            summary.iterations,
            settings.iterations,
            percent(rate)
        )
    })
}

fn percent(part: f64) -> String {
    if part < 1e4 {
        format!("{:.0}%", 100.0 * part)
    } else {
        format!("{part:.1e} times it")
    }
}
