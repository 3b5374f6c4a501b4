//! Jets through fully-connected networks: numbers only, no idea of equations.
//!
//! This is the only crate with `unsafe`: register-blocked products, fused
//! activations and vectors of several instruction sets, chosen at run time. All of
//! it is behind a safe interface, and the traits that it relies on are private or
//! [sealed](Element).

mod activation;
mod dispatch;
mod jet;
mod lanes;
pub mod math;
mod mlp;
mod part;
mod peak;
mod prefetch;
pub mod update;

pub use activation::Activation;
pub use dispatch::{Level, LevelError};
pub use jet::{JetLayout, MAX_INPUTS, MAX_ORDER, Orders, orders};
pub use lanes::Element;
pub use mlp::{Input, Mlp, Mode, Packed, RowsMut, Tile};
pub use part::part;
pub use peak::multiply_adds;
pub use prefetch::prefetch;

/// The cases that a test tries: the first ones alone under Miri, which finds accesses out of
/// bounds in a few of them and takes a thousand times as long for each.
#[cfg(test)]
fn cases<T>(all: &[T], under_miri: usize) -> &[T] {
    let tried = if cfg!(miri) { under_miri } else { all.len() };
    &all[..tried]
}
