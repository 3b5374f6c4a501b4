//! What can be said of a run before it: what it will need, and what looks wrong with the
//! problem although it can be trained.
//!
//! ```text
//! Problem, Plan ─► Memory (an estimate), notices (sentences), what was understood (text, LaTeX)
//! ```

mod drawn;
mod empty;
mod features;
mod free;
mod latex;
mod machine;
mod mathematics;
mod memory;
mod order;
mod singular;
mod training;

pub use drawn::drawn;
pub use latex::latex;
pub use machine::free_memory;
pub use mathematics::mathematics;
pub use memory::{Memory, Need, gigabytes, refusal};
pub use training::training;

use crate::plan::Plan;
use crate::problem::Problem;

/// The most names that are listed.
const MOST_NAMES: usize = 30;

/// Says what a user may want to know of a problem that can be trained, a sentence or two
/// each.
pub fn notices(problem: &Problem, plan: &Plan) -> Vec<String> {
    let mut notices = problem.notes.clone();
    notices.extend(order::notices(problem));
    notices.extend(free::notices(problem));
    notices.extend(singular::notices(problem));
    notices.extend(empty::notices(problem, plan));
    notices.extend(features::notices(problem));
    notices
}

/// What is written into a text, which takes everything.
fn written(write: impl FnOnce(&mut String) -> std::fmt::Result) -> String {
    let mut text = String::new();
    let _ = write(&mut text);
    text
}

#[cfg(test)]
mod tests;
