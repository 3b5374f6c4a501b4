//! Jets: a set of derivatives carried through a network together.
//!
//! ```text
//! derivatives wanted ─► layout (components, Faà di Bruno terms) ─► activation kernels
//! ```

pub mod layout;
mod partitions;
mod program;

pub use layout::{JetLayout, Orders, Term};
pub(crate) use program::{MAX_FACTORS, Program, Step};
