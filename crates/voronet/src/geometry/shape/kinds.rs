//! The kinds of shapes, and what each is made of.

use std::sync::Arc;

use super::{Shape, Vector, ball, cone, cuboid, ellipse, mesh, polygon, sector, torus};
use crate::geometry::BoxDomain;
use crate::registry::{self, Fallback, Family, Key, Range};

/// What a kind of shape declares of itself.
pub type Entry = registry::Entry<How>;

/// How a shape is made.
pub struct How {
    /// 1, 2 or 3.
    pub dimensions: usize,
    /// The named parts of its boundary, for tables.
    pub faces: &'static str,
    /// Makes it of the values of its keys; nothing if one of them is refused.
    pub make: fn(&mut dyn Keys) -> Option<Arc<dyn Shape>>,
}

/// All kinds of shapes. A new one is a file with an [`Entry`] and a line here.
pub static SHAPES: Family<How> = Family {
    name: "shapes",
    members: &[
        &cuboid::INTERVAL,
        &cuboid::RECTANGLE,
        &cuboid::BOX,
        &ellipse::DISK,
        &ellipse::ELLIPSE,
        &sector::ANNULUS,
        &sector::SECTOR,
        &polygon::TRIANGLE,
        &polygon::POLYGON,
        &ball::ENTRY,
        &cone::CYLINDER,
        &cone::CONE,
        &torus::ENTRY,
        &mesh::ENTRY,
    ],
    columns: &[
        ("what it is", |entry| entry.summary.to_owned()),
        ("dimensions", |entry| entry.how.dimensions.to_string()),
        ("named parts of its boundary", |entry| {
            entry.how.faces.to_owned()
        }),
    ],
};

/// The values of a shape's keys, wherever they come from. What is missing or out of
/// its range is refused there, and nothing returned.
pub trait Keys {
    /// Whether a key has a value.
    fn has(&self, key: &Key) -> bool;

    /// A number, or the default.
    fn number(&mut self, key: &Key) -> Option<f64>;

    /// So many numbers.
    fn numbers(&mut self, key: &Key, count: usize) -> Option<Vec<f64>>;

    /// Points of the plane, listed or from a file, as the key has it.
    fn vertices(&mut self, key: &Key) -> Option<Vec<[f64; 2]>>;

    /// Triangles from a file.
    fn triangles(&mut self, key: &Key) -> Option<Vec<(String, Vec<[Vector; 3]>)>>;

    /// Says what is wrong with a key's value.
    fn refuse(&mut self, key: &Key, what: &str);

    /// Says that two keys say the same.
    fn refuse_both(&mut self, one: &Key, other: &Key);
}

/// Where a shape's own origin lies, moved by whoever reads it.
pub const CENTER: Key = Key {
    name: "center",
    range: Range::Point,
    default: Fallback::Words("the origin"),
    meaning: "its middle; of a cylinder or cone the middle of its base",
};

/// Of everything round.
pub const RADIUS: Key = Key {
    name: "radius",
    range: Range::Positive,
    default: Fallback::Needed,
    meaning: "its radius; of a torus that of the ring, of a cone that of the base",
};

/// A file of vertices or triangles.
pub const FILE: Key = Key {
    name: "file",
    range: Range::MeshFile,
    default: Fallback::Needed,
    meaning: "a closed surface",
};

/// A corner of a box, the lower one.
pub const LOWER: Key = Key {
    name: "lower",
    range: Range::Point,
    default: Fallback::Needed,
    meaning: "lower bound of each coordinate",
};

/// A corner of a box, the upper one.
pub const UPPER: Key = Key {
    name: "upper",
    range: Range::Point,
    default: Fallback::Needed,
    meaning: "upper bound of each coordinate",
};

/// A box between two corners.
pub fn bounds(keys: &mut dyn Keys, dimensions: usize) -> Option<BoxDomain> {
    let (lower, upper) = (
        keys.numbers(&LOWER, dimensions),
        keys.numbers(&UPPER, dimensions),
    );
    let (lower, upper) = (lower?, upper?);
    if lower.iter().zip(&upper).any(|(low, high)| low >= high) {
        keys.refuse(&UPPER, "every upper bound must be above the lower one");
        return None;
    }
    Some(BoxDomain { lower, upper })
}
