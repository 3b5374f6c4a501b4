//! The loop of Algorithms 1 and 2.
//!
//! In: a problem, its plan and points. Out: events for sinks as it goes, and the
//! trained parameters with the reason for which it stopped.

mod batches;
mod event;
mod importance;
mod points;
mod reference;
mod run;
mod samplers;
mod stop;
mod track;

pub use crate::output::Record;
pub use event::{Event, Flow};
pub use points::{NoPoints, Pools, try_places};
pub use reference::{BadReference, References};
pub use run::{Failure, Trained, train};
pub use stop::Reason;
pub use track::Tracker;

#[cfg(test)]
mod tests;
