//! Shapes: one file each.

mod ball;
mod cone;
mod cuboid;
mod ellipse;
mod mesh;
mod polygon;
mod sector;
mod torus;

pub use ball::Ball;
pub use cone::Cone;
pub use cuboid::Cuboid;
pub use ellipse::Ellipse;
pub use mesh::Mesh;
pub use polygon::Polygon;
pub use sector::Sector;
pub use torus::Torus;

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

    /// Where the periodic image of a face lies: the translation from the face to
    /// the one opposite, if there is one.
    fn opposite(&self, _face: usize) -> Option<Vector> {
        None
    }
}
