//! The network: products, activations and their reverse over tiles of points.
//!
//! ```text
//! θ ─pack─► Packed ─┐
//! points ─► Tile ───┴─forward─► outputs (rows) ─► adjoints (rows) ─reverse─► gradient(θ)
//! ```
//!
//! A matrix of a tile has one row for each neuron. A row holds the neuron's jet
//! at all points of the tile, component after component:
//!
//! ```text
//!            component 0        component 1            padding
//! neuron 0 | p0 p1 p2 … p95  |  p0 p1 p2 … p95  | … |  to an odd number of
//! neuron 1 | p0 p1 p2 … p95  |  p0 p1 p2 … p95  | … |  cache lines
//! ```
//!
//! Lanes run along points, so that no width is padded, weights are broadcast,
//! and the residuals read the outputs as slices over points. A layer multiplies
//! every column by the same matrix, whatever component it belongs to. Rows start
//! an odd number of cache lines apart, which spreads them over the sets of the
//! first-level cache.

mod activate;
mod buffer;
mod compose;
mod gradient;
mod norms;
mod packed;
mod product;
#[cfg(test)]
mod reference;
mod rows;
mod shape;
mod sweep;
mod tile;

pub use packed::Packed;
pub use rows::RowsMut;
pub use shape::Mlp;
pub use tile::{Input, Mode, Tile};

#[cfg(test)]
mod tests;
