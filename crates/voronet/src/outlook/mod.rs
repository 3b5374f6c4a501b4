//! What can be said of a run before it: what it will need, and what looks wrong with the
//! problem although it can be trained.
//!
//! ```text
//! Problem, Plan ─► Memory (an estimate), notices (sentences)
//! ```

mod drawn;
mod empty;
mod features;
mod machine;
mod memory;
mod order;
mod singular;

pub use drawn::drawn;
pub use machine::free_memory;
pub use memory::{Memory, Need, gigabytes, refusal};

use crate::plan::Plan;
use crate::problem::Problem;

/// Says what a user may want to know of a problem that can be trained, a sentence or two
/// each.
pub fn notices(problem: &Problem, plan: &Plan) -> Vec<String> {
    let mut notices = problem.notes.clone();
    notices.extend(order::notices(problem));
    notices.extend(singular::notices(problem));
    notices.extend(empty::notices(problem, plan));
    notices.extend(features::notices(problem));
    notices
}

#[cfg(test)]
mod tests;
