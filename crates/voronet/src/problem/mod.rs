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
pub use file::{
    Complaint, Open, Place, Text, path_of_key, place_of_key, read_problem, read_problem_with,
    space_by_names, written,
};
pub use statement::*;
pub use training::{Precision, TrainingSettings};
