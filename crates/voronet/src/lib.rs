//! Physics-informed neural networks trained where the residual is.
//!
//! ```text
//! problem ─► plan ─► training (sampler ─► objective ─► optimizer) ─events─► output
//! ```
#![forbid(unsafe_code)]

pub use voronet_expr as expr;
pub use voronet_kernels as kernels;

pub mod geometry;
pub mod network;
pub mod objective;
pub mod optimizer;
pub mod output;
pub mod plan;
pub mod points;
pub mod problem;
pub mod run;
pub mod sampler;
pub mod training;
