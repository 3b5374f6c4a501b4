//! A problem as the user states it.
//!
//! ```text
//! problem file ─tree─► values with places ─read─► Problem, or all complaints
//! Rust builder ──────────────────────────────────► Problem
//! ```

mod builder;
mod complaint;
mod definitions;
mod describe;
mod domain;
mod names;
mod overrides;
mod place;
#[allow(clippy::module_inception)]
mod problem;
mod read;
mod read_sampling;
mod reference;
mod region;
mod sampling;
mod section;
mod settings;
mod shape_file;
mod shape_kinds;
mod shapes;
mod terms;
mod tree;

pub use builder::{Misstated, ProblemBuilder};
pub use complaint::{Complaint, Place, Text};
pub use problem::*;
pub use read::{Open, read_problem, read_problem_with};
pub use sampling::{Method, SamplingSettings};

#[cfg(test)]
mod tests;
