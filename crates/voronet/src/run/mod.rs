//! A run: one problem trained, in memory or into a folder.
//!
//! ```text
//! problem ─► solve ─► Solution ─► values at points, a folder (save, open)
//!              └─progress─► the caller, who answers whether to go on
//!              └─progress─► train_into: history and network on disk as they come
//! ```

mod checkpoints;
mod drawing;
mod error;
mod evaluate;
mod finish;
mod folder;
mod inputs;
mod kept;
mod known;
mod lock;
mod mistake;
mod model;
mod opened;
mod pictures;
mod probe;
mod progress;
mod report;
mod resume;
mod solution;
mod solve;
mod start;
mod statistics;
mod summary;
mod train;
mod verdict;
mod windows;

pub use crate::training::{Flow, Onward};
pub use drawing::draw_domain;
pub use error::Error;
pub use evaluate::{Columns, EvaluateError, Evaluator};
pub use folder::{Folder, HISTORY, MODEL, PROBLEM, SUMMARY};
pub(crate) use inputs::keep_files;
pub use inputs::try_out;
pub use mistake::mistake;
pub use model::{Later, Model};
pub use opened::Opened;
pub use progress::{Answer, Progress};
pub use resume::{resume, resume_with};
pub use solution::Solution;
pub use solve::{Options, solve, solve_from, solve_with};
pub use start::check_start;
pub use summary::DIVERGED;
pub(crate) use train::train_numbers_into;
pub use train::{train_into, train_into_from};

// What reads the bytes of a checkpoint, for those who try what it makes of any bytes.
#[doc(hidden)]
pub use checkpoints::decoded;
#[doc(hidden)]
pub use kept::RunMemory;

#[cfg(test)]
mod tests;
