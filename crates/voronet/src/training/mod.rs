//! The loop of Algorithms 1 and 2.
//!
//! In: a problem, its plan and points. Out: events for sinks as it goes, and the
//! trained parameters with the reason for which it stopped.

mod batches;
mod descend;
mod diagnose;
mod event;
mod failure;
mod first_order;
mod importance;
mod phase;
mod points;
mod recovery;
mod reference;
mod run;
mod samplers;
mod starved;
mod stop;
mod track;
mod weights;
mod windows;

pub use descend::points_of_rows;
pub use diagnose::Cause;
pub use event::{Event, Flow, Record};
pub use failure::Failure;
pub use importance::{BadScore, Importance};
pub use points::{NoPoints, Pools, fresh_points, scarce_places, try_places};
pub use recovery::{Recovery, Remedy, show_recoveries};
pub use reference::{BadReference, References, reference_values, solution_grid};
pub use run::{Begin, Onward, Trained, Training, train};
pub use starved::{Starved, Worth};
pub use stop::Reason;
pub use track::{Track, score};
pub use weights::{BadWeight, check_weights};
pub use windows::{Allowance, Part, Stage};

#[cfg(test)]
mod tests;
