//! Shapes: one file each.

mod ball;
mod cone;
mod cuboid;
mod ellipse;
mod kinds;
mod mesh;
mod polygon;
mod sector;
mod torus;

pub use ball::Ball;
pub use cone::Cone;
pub use cuboid::Cuboid;
pub use ellipse::Ellipse;
pub use kinds::{Keys, SHAPES};
pub use mesh::{Mesh, NamedPart};
pub use polygon::Polygon;
pub use sector::Sector;
pub use torus::Torus;

use voronet_expr::{Binary, Graph, Node};

use super::BoxDomain;

/// Coordinates in up to three dimensions; the rest is 0.
pub type Vector = [f64; 3];

/// A point of a boundary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub point: Vector,
    /// The unit normal that points outwards.
    pub normal: Vector,
}

/// A named part of a shape's boundary.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// Unique within the shape; empty where a shape has one face only.
    pub name: String,
    /// Its length or area; 1 for an end of an interval.
    pub measure: f64,
}

impl Face {
    fn new(name: &str, measure: f64) -> Face {
        Face {
            name: name.to_owned(),
            measure,
        }
    }
}

/// A closed region of 1 to 3 dimensions, in coordinates of its own.
pub trait Shape: std::fmt::Debug + Send + Sync {
    /// 1, 2 or 3.
    fn dimensions(&self) -> usize;

    /// The smallest box around it, or a little larger.
    fn bounds(&self) -> BoxDomain;

    /// Whether a point lies inside. On the boundary either answer will do.
    fn contains(&self, p: Vector) -> bool;

    /// Its length, area or volume.
    fn measure(&self) -> f64;

    /// What bounds it; the faces meet in sets of measure 0 only.
    fn faces(&self) -> Vec<Face>;

    /// The point of a face for coordinates in the unit cube of one dimension
    /// less (the rest is not read). Uniform coordinates give points uniform by
    /// length or area.
    fn spot(&self, face: usize, unit: [f64; 2]) -> Spot;

    /// The face nearest to a point, and how far that is or a little less. On the
    /// boundary the face is the one that runs through the point.
    fn nearest_face(&self, p: Vector) -> (usize, f64);

    /// A ball around the points of a face whose unit coordinates lie between
    /// two corners: its centre and radius.
    fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64);

    /// An expression in the coordinates that is 0 on a face, near which it grows evenly inwards;
    /// it may be 0 beyond the face too. None where none is known that is smooth.
    fn level(&self, _graph: &mut Graph, _p: [Node; 3], _face: usize) -> Option<Node> {
        None
    }

    /// Where the periodic image of a face lies: the translation from the face to
    /// the one opposite, if there is one.
    fn opposite(&self, _face: usize) -> Option<Vector> {
        None
    }
}

/// (1 − Σ (p/radius)²) · half the smallest radius, or the same with the other sign: 0 on an
/// ellipsoid along the axes, near which it grows as the distance does on the shortest axis.
fn ellipsoid(graph: &mut Graph, p: &[Node], radii: &[f64], is_inside: bool) -> Node {
    let mut sum = graph.constant(-1.0);
    for (&x, radius) in p.iter().zip(radii) {
        let square = graph.powi(x, 2);
        let factor = graph.constant(radius.powi(-2));
        let part = graph.binary(Binary::Mul, factor, square);
        sum = graph.binary(Binary::Add, sum, part);
    }
    let half = 0.5 * radii.iter().fold(f64::INFINITY, |least, r| r.min(least));
    let factor = graph.constant(if is_inside { -half } else { half });
    graph.binary(Binary::Mul, factor, sum)
}

/// n · p + c
fn plane(graph: &mut Graph, p: &[Node], normal: &[f64], constant: f64) -> Node {
    let mut sum = graph.constant(constant);
    for (&x, &n) in p.iter().zip(normal) {
        let factor = graph.constant(n);
        let part = graph.binary(Binary::Mul, factor, x);
        sum = graph.binary(Binary::Add, sum, part);
    }
    sum
}

/// The least of several distances, with its number.
fn least(distances: impl Iterator<Item = f64>) -> (usize, f64) {
    let nearer = |best: (usize, f64), next: (usize, f64)| if next.1 < best.1 { next } else { best };
    distances.enumerate().fold((0, f64::INFINITY), nearer)
}

fn distance(a: Vector, b: Vector) -> f64 {
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
}

/// How far a point of the plane is from the segment between two others.
fn to_segment(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let along = [b[0] - a[0], b[1] - a[1]];
    let square = along[0].powi(2) + along[1].powi(2);
    let part = ((p[0] - a[0]) * along[0] + (p[1] - a[1]) * along[1]) / square;
    let part = part.clamp(0.0, 1.0);
    (p[0] - a[0] - part * along[0]).hypot(p[1] - a[1] - part * along[1])
}

/// [`Shape::patch`] of a curve: uniform by length, so that half of the part's
/// length is the farthest from its middle.
fn curve_patch(shape: &dyn Shape, face: usize, length: f64, part: [f64; 2]) -> (Vector, f64) {
    let middle = shape.spot(face, [0.5 * (part[0] + part[1]), 0.0]).point;
    (middle, 0.5 * length * (part[1] - part[0]))
}

/// [`Shape::patch`] of a surface of revolution about the z axis whose first unit
/// coordinate runs along the meridian and whose second one all the way round.
fn revolved_patch(shape: &dyn Shape, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
    let [along, round] = [0, 1].map(|k| 0.5 * (from[k] + to[k]));
    let at = |along: f64| shape.spot(face, [along, round]).point;
    let middle = at(along);
    // A meridian is a line or an arc of a circle: its ends are the farthest.
    let up = distance(at(from[0]), middle).max(distance(at(to[0]), middle));
    let turn = 0.5 * std::f64::consts::TAU * (to[1] - from[1]);
    let around = middle[0].hypot(middle[1]) * turn.min(2.0);
    (middle, up + around)
}

#[cfg(test)]
mod tests;
