//! A run: one problem trained into one folder.
//!
//! ```text
//! problem + options ─► folder ─► training ──events──► history, model, progress
//!                                    └─► finished run ─► fields, pictures, report
//! ```

mod drawing;
mod error;
mod evaluate;
mod finish;
mod folder;
mod inputs;
mod known;
mod model;
mod pictures;
mod report;
mod train;
mod verdict;

pub use drawing::draw_domain;
pub use error::Error;
pub use evaluate::Evaluator;
pub use finish::common;
pub use folder::{Folder, HISTORY, MODEL, PROBLEM, SUMMARY};
pub(crate) use inputs::keep_files;
pub use inputs::try_out;
pub use model::Model;
pub use train::{Options, Progress, train};
