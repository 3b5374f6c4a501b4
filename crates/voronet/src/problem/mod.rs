//! A problem as the user states it.
//!
//! ```text
//! problem file ─file─► Problem, or all complaints
//! Rust builder ──────► Problem
//! ```

mod builder;
mod describe;
mod file;
mod statement;
mod training;

pub use builder::{Misstated, ProblemBuilder};
pub use file::{Complaint, Open, Place, Text, read_problem, read_problem_with};
pub use statement::*;
pub use training::{Precision, TrainingSettings};
