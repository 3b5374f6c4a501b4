//! Jets: a set of derivatives carried through a network together.
//!
//! ```text
//! derivatives wanted ─► layout (components, Faà di Bruno terms) ─► activation kernels
//! ```

mod layout;
mod partitions;
mod program;

pub(crate) use layout::Component;
#[cfg(test)]
pub(crate) use layout::Term;
pub use layout::{JetLayout, MAX_INPUTS, MAX_ORDER, Orders, orders};
pub(crate) use program::{MAX_FACTORS, Program, Step};
