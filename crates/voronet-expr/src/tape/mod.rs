//! Expressions as straight-line code over slices of points.
//!
//! ```text
//! graph ─lower─► instructions ─slots─► rows of a workspace ─forward─► roots
//!                                                 seeds ─adjoint─► leaves
//! ```
//!
//! The dispatch on an instruction is paid once for a slice, not for each point.

mod adjoint;
mod forward;
mod lower;
mod slots;
mod workspace;

pub use forward::{Elementary, ScalarMath};
pub use lower::Tape;
pub use workspace::Workspace;

#[cfg(test)]
mod tests;
