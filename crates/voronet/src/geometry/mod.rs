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

mod boolean;
mod boundary;
mod inverse;
mod shape;
mod solid;
mod transform;

pub use boolean::{Boolean, MOST_SHAPES, Misread, Operation, parse};
pub use boundary::{BOUNDARY, FaceId, PARAMETERS, Side, Surface};
pub use shape::{
    Ball, Cone, Cuboid, Ellipse, Face, Keys, Mesh, Polygon, SHAPES, Sector, Shape, Spot, Torus,
    Vector,
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

    /// Its length, area or volume.
    pub fn measure(&self) -> f64 {
        (0..self.dimensions()).map(|i| self.extent(i)).product()
    }

    /// The length of the diagonal.
    pub fn diagonal(&self) -> f64 {
        let squares = (0..self.dimensions()).map(|i| self.extent(i).powi(2));
        squares.sum::<f64>().sqrt()
    }

    /// The smallest box around both.
    #[must_use]
    pub fn around(&self, other: &BoxDomain) -> BoxDomain {
        BoxDomain {
            lower: paired(&self.lower, &other.lower, f64::min),
            upper: paired(&self.upper, &other.upper, f64::max),
        }
    }

    /// What both have in common; where that is nothing, an upper bound is not
    /// above the lower one.
    #[must_use]
    pub fn within(&self, other: &BoxDomain) -> BoxDomain {
        BoxDomain {
            lower: paired(&self.lower, &other.lower, f64::max),
            upper: paired(&self.upper, &other.upper, f64::min),
        }
    }

    /// Whether a point lies in it or on its boundary.
    pub fn contains(&self, x: &[f64]) -> bool {
        (0..self.dimensions()).all(|i| self.lower[i] <= x[i] && x[i] <= self.upper[i])
    }

    /// Both halves, cut across the longest side.
    pub fn halves(&self) -> [BoxDomain; 2] {
        let extents = (0..self.dimensions()).map(|i| (i, self.extent(i)));
        let longest = extents.max_by(|a, b| a.1.total_cmp(&b.1));
        let mut halves = [self.clone(), self.clone()];
        if let Some((i, extent)) = longest {
            halves[0].upper[i] = self.lower[i] + 0.5 * extent;
            halves[1].lower[i] = self.lower[i] + 0.5 * extent;
        }
        halves
    }

    /// The point at unit coordinates (0 to 1) in each input.
    pub fn at(&self, unit: &[f64], out: &mut [f64]) {
        for (i, x) in out.iter_mut().enumerate() {
            *x = self.lower[i] + self.extent(i) * unit[i];
        }
    }
}

fn paired(a: &[f64], b: &[f64], pick: fn(f64, f64) -> f64) -> Vec<f64> {
    a.iter().zip(b).map(|(&a, &b)| pick(a, b)).collect()
}

/// A face, edge or corner of a [`BoxDomain`]: the points whose `fixed` inputs
/// have the given values, each a bound of its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Pairs of input and value, sorted by input; never empty.
    pub fixed: Vec<(usize, f64)>,
    /// Keeps only the points at which this expression is not 0.
    pub filter: Option<voronet_expr::Node>,
    /// Boxes that together hold all points that the filter keeps, so that a
    /// narrow part is looked for where it is; the whole face if there is none.
    pub within: Vec<BoxDomain>,
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
        self.solid.contains(&self.place(x)[..self.inputs.len()])
    }

    /// Whether the point is sure to be farther from the solid than a distance.
    pub fn is_beyond(&self, x: &[f64], distance: f64) -> bool {
        let place = self.place(x);
        self.solid.surely(&place[..self.inputs.len()], distance) == Some(false)
    }

    /// The solid's coordinates of a point; the rest is 0.
    fn place(&self, x: &[f64]) -> Vector {
        let mut place = [0.0; 3];
        for (to, &i) in place.iter_mut().zip(&self.inputs) {
            *to = x[i];
        }
        place
    }
}

#[cfg(test)]
mod tests;
