//! A problem compiled into numbers: the only place where equations meet
//! kernels.
//!
//! ```text
//! Problem ─► Group (points × tape × jet × weights), one for the interior and
//!            one for each condition ─► objective
//! ```

mod by_set;
mod compile;
mod demand;
mod features;
mod fields;
mod group;
mod math;
mod scales;

pub use by_set::{BySet, INTERIOR};
pub use compile::{Plan, PointSet};
pub use features::FeatureJets;
pub use fields::Fields;
pub use group::{Component, Group, Jet, Source, WHOLE};
pub use math::VectorMath;
pub use scales::{Reason, Scales};

#[cfg(test)]
mod tests;
