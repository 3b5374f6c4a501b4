//! A run: one problem trained, in memory or into a folder.
//!
//! ```text
//! problem ─► solve ─► Solution ─► values at points, a folder (save, open)
//!              └─progress─► the caller, who answers whether to go on
//!              └─progress─► train_into: history and network on disk as they come
//! ```

mod drawing;
mod error;
mod evaluate;
mod finish;
mod folder;
mod inputs;
mod known;
mod model;
mod opened;
mod pictures;
mod report;
mod solution;
mod solve;
mod statistics;
mod summary;
mod train;
mod verdict;
mod windows;

pub use crate::training::Flow;
pub use drawing::draw_domain;
pub use error::Error;
pub use evaluate::{Columns, EvaluateError, Evaluator};
pub use folder::{Folder, HISTORY, MODEL, PROBLEM, SUMMARY};
pub(crate) use inputs::keep_files;
pub use inputs::try_out;
pub use model::{Later, Model};
pub use opened::Opened;
pub use solution::Solution;
pub use solve::{Answer, Options, Progress, solve, solve_with};
pub use summary::DIVERGED;
pub use train::train_into;
pub(crate) use train::train_numbers_into;

#[cfg(test)]
mod tests;
