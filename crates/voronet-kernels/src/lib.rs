//! Jets through fully-connected networks: numbers only, no idea of equations.
//!
//! This is the only crate with `unsafe`: register-blocked products, fused
//! activations and vectors of several instruction sets, chosen at run time.

pub mod activation;
pub mod dispatch;
pub mod jet;
pub mod lanes;
pub mod math;
pub mod mlp;
mod prefetch;
pub mod update;

pub use activation::Activation;
pub use dispatch::Level;
pub use jet::JetLayout;
pub use lanes::Element;
pub use mlp::{Mlp, Mode, Packed, Tile};
pub use prefetch::prefetch;
