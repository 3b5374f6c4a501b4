//! A problem as the user states it.

#[allow(clippy::module_inception)]
mod problem;

pub use problem::*;
