//! A problem as the user states it.

mod names;
#[allow(clippy::module_inception)]
mod problem;

pub use problem::*;
