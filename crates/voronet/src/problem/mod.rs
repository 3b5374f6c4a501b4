//! A problem as the user states it.
//!
//! ```text
//! Rust builder ─► text of a problem file ─file─► Problem, or all complaints
//! ```

mod builder;
mod describe;
mod file;
mod misstated;
mod source;
mod statement;
mod training;

pub use builder::{Location, ProblemBuilder, Setting, Shape, at, on, points};
pub use file::{Complaint, Open, Place, Text, read_problem, read_problem_with};
pub use misstated::{Misstated, ReadError};
pub use statement::*;
pub use training::{Precision, TrainingSettings};
