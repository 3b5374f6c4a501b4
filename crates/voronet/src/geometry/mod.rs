//! The domain of a problem: where its points lie, and what bounds it.
//!
//! ```text
//! Shape (a disk, a box, a mesh, …) ─placed─► Body ─booleans─► Solid ─faces─► Surface
//!                                                               × intervals of the other inputs
//! ```
//!
//! A shape knows three things: whether a point lies inside, which faces bound
//! it, and a point of a face for every point of the unit cube, uniformly by
//! length or area. Everything else follows: a point of a face is on the boundary
//! of a boolean combination if one side of it is inside and the other is not.

mod boundary;
mod expression;
mod inverse;
mod shape;
mod solid;
mod transform;

pub use boundary::{FaceId, PARAMETERS, Side, Surface};
pub use expression::{Misread, Operation, Tree, parse};
pub use shape::{
    Ball, Cone, Cuboid, Ellipse, Face, Mesh, Polygon, Sector, Shape, Spot, Torus, Vector,
};
pub use solid::{Body, Solid};
pub use transform::Transform;

/// An axis-aligned box in 1 to 4 dimensions, one interval for each input.
#[derive(Clone, Debug, PartialEq)]
pub struct BoxDomain {
    /// Lower bound of each input.
    pub lower: Vec<f64>,
    /// Upper bound of each input, greater than the lower one.
    pub upper: Vec<f64>,
}

impl BoxDomain {
    /// The number of inputs.
    pub fn dimensions(&self) -> usize {
        self.lower.len()
    }

    /// The length of input `i`'s interval.
    pub fn extent(&self, i: usize) -> f64 {
        self.upper[i] - self.lower[i]
    }

    /// The length of the diagonal.
    pub fn diagonal(&self) -> f64 {
        let squares = (0..self.dimensions()).map(|i| self.extent(i).powi(2));
        squares.sum::<f64>().sqrt()
    }

    /// The point at unit coordinates (0 to 1) in each input.
    pub fn at(&self, unit: &[f64], out: &mut [f64]) {
        for (i, x) in out.iter_mut().enumerate() {
            *x = self.lower[i] + self.extent(i) * unit[i];
        }
    }
}

/// A face, edge or corner of a [`BoxDomain`]: the points whose `fixed` inputs
/// have the given values, each a bound of its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Pairs of input and value, sorted by input; never empty.
    pub fixed: Vec<(usize, f64)>,
    /// Keeps only the points at which this expression is not 0.
    pub filter: Option<voronet_expr::Node>,
}

/// Inputs that lie in a solid; the others keep their intervals.
#[derive(Clone, Debug)]
pub struct Inhabited {
    /// The solid's coordinates among the inputs.
    pub inputs: Vec<usize>,
    /// In the order of `inputs`.
    pub solid: Solid,
}

impl Inhabited {
    /// Whether the point's coordinates lie in the solid.
    pub fn contains(&self, x: &[f64]) -> bool {
        let mut place = [0.0; 3];
        for (to, &i) in place.iter_mut().zip(&self.inputs) {
            *to = x[i];
        }
        self.solid.contains(&place[..self.inputs.len()])
    }
}

#[cfg(test)]
mod tests;
