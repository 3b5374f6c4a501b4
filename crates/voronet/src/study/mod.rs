//! Trainings that are watched, and what can be said of them: for studies of samplers.
//!
//! ```text
//! Problem ─watch─► Watched { records, θ at some iterations } ─► Inspection (questions to a
//!                     │                                         network: losses, gradients)
//!                     └─► statistics, bands over several runs ─► curves
//! ```
//!
//! Training a problem for its solution needs nothing of this.

mod band;
mod inspect;
mod statistics;
mod watch;

pub use band::{Band, Traced, band};
pub use inspect::{Drawn, Inspection};
pub use statistics::{
    first_below, mean_error, median, quantile, relative_difference, settled, settled_at,
};
pub use watch::{Advance, Watched, Work, training_work, watch};
