//! The loss and its gradient over batches of points.
//!
//! In: a [`Plan`](crate::plan::Plan), θ and what draws a batch for each point set. Out: the
//! loss of each term, the gradient, the Jacobian, or a number for each point. Threads take
//! fixed chunks of tiles; every chunk has its own accumulator and they are summed in
//! a fixed order, so no bit depends on the number of threads.

mod ahead;
mod columns;
mod features;
mod gradient;
mod least_squares;
mod per_point;
mod reduce;
mod rows;
mod strand;
mod theta;
mod tile;
mod worker;

pub use columns::columns;
pub use gradient::{Objective, gradients};
pub use least_squares::LeastSquares;
pub use per_point::{Moments, PerPoint};
pub use rows::RowPlace;
pub use theta::Theta;
pub use tile::Points;

use voronet_expr::Real;

use crate::optimizer::Number;

/// A number in which a network is evaluated and trained: f32 or f64.
pub trait Scalar: Real + Number {}

impl<T: Real + Number> Scalar for T {}

#[cfg(test)]
mod tests;
