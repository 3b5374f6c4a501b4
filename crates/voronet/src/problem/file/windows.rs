//! `windows` of `[training]`.

use super::complaint::Complaint;
use super::read::Reader;
use super::section::{Section, found};
use super::tree::{Table, Value};
use crate::problem::{Problem, State, Windows};

/// The key that cuts the time.
pub const WINDOWS: &str = "windows";

/// The most windows.
const MOST: i64 = 10_000;

/// Reads `windows = 8` or `"auto"`, which is the default where the program chooses how to train.
pub fn windows(section: &mut Section, is_automatic: bool) -> Windows {
    let usual = match is_automatic {
        true => Windows::Auto,
        false => Windows::Count(1),
    };
    let Some(item) = section.table.get(WINDOWS) else {
        return usual;
    };
    match &item.value {
        Value::String(text) if text == "auto" => Windows::Auto,
        Value::Integer(count) if (1..=MOST).contains(count) => Windows::Count(*count as usize),
        other => {
            let title = format!("`windows` must be a whole number from 1 to {MOST}, or \"auto\"");
            let label = format!("this is {}", found(other));
            let complaint = Complaint::new(&item.passage, title, label);
            section.complaints.push(complaint);
            usual
        }
    }
}

/// Whether the section names a number of windows, of more than one.
pub fn is_cut(training: &Table) -> bool {
    let stated = training.get(WINDOWS).map(|item| &item.value);
    matches!(stated, Some(Value::Integer(2..)))
}

/// Complains about windows of a problem that cannot be followed in time. Left to the program, such
/// a problem is trained in one, and so is any of which the state is no number and cannot be written
/// as an expression: there windows begin with what was fitted, and what the fit leaves grows from
/// one to the next.
pub fn check(reader: &mut Reader, problem: &mut Problem) {
    let is_carried_on = |state: &State| problem.inputs.len() == 1 || problem.line(state).is_some();
    let stuck = match (problem.training.windows, State::of(problem)) {
        (Windows::Auto, state) if !state.as_ref().is_ok_and(is_carried_on) => {
            problem.training.windows = Windows::Count(1);
            return;
        }
        (Windows::Count(1), _) | (_, Ok(_)) => return,
        (_, Err(stuck)) => stuck,
    };
    let training = reader.table("training");
    let Some(item) = training.get(WINDOWS) else {
        return;
    };
    let title = "the time cannot be cut in windows";
    let complaint = Complaint::new(&item.passage, title, stuck.reason);
    reader.complain(complaint.help(stuck.help));
}
