//! Problem files: text to a [`Problem`], or to everything that is wrong with it.
//!
//! ```text
//! text ─tree─► values with their passages ─read─► sections, shapes, regions, laws ─► Problem
//! ```

mod complaint;
mod data;
mod definitions;
mod domain;
mod edit;
mod exact;
mod features;
mod given;
mod keep;
mod names;
mod noise;
mod outputs;
mod overrides;
mod own_inputs;
mod parameters;
mod periodic;
mod read;
mod reference;
mod region;
mod roles;
mod sampling;
mod scales;
mod section;
mod settings;
mod shapes;
mod statistics;
mod terms;
mod training;
mod tree;
mod unknowns;
mod windows;

pub use complaint::{Complaint, Passage, Text};
pub(super) use edit::with_overrides;
pub use overrides::{passage_of_key, path_of_key, written};
pub use read::{Open, read_problem, read_problem_with};
pub use roles::space_by_names;

#[cfg(test)]
mod tests;
