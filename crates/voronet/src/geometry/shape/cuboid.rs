//! Interval, rectangle, box.

use std::sync::Arc;

use voronet_expr::{Graph, Node};

use super::kinds::{Entry, How, Keys, LOWER, UPPER, bounds};
use super::{Face, Shape, Spot, Vector, distance, least, plane};
use crate::geometry::BoxDomain;

/// `interval`
pub static INTERVAL: Entry = Entry {
    name: "interval",
    summary: "an interval",
    reference: "",
    keys: &[LOWER, UPPER],
    how: How {
        dimensions: 1,
        faces: "`left`, `right`",
        make: |keys| cuboid(keys, 1),
    },
};

/// `rectangle`
pub static RECTANGLE: Entry = Entry {
    name: "rectangle",
    summary: "a rectangle along the axes",
    reference: "",
    keys: &[LOWER, UPPER],
    how: How {
        dimensions: 2,
        faces: "`left`, `right`, `bottom`, `top`",
        make: |keys| cuboid(keys, 2),
    },
};

/// `box`
pub static BOX: Entry = Entry {
    name: "box",
    summary: "a box along the axes",
    reference: "",
    keys: &[LOWER, UPPER],
    how: How {
        dimensions: 3,
        faces: "`left`, `right` (first axis), `front`, `back` (second), `bottom`, `top` (third)",
        make: |keys| cuboid(keys, 3),
    },
};

fn cuboid(keys: &mut dyn Keys, dimensions: usize) -> Option<Arc<dyn Shape>> {
    Some(Arc::new(Cuboid::new(bounds(keys, dimensions)?)))
}

/// lower ≤ x ≤ upper in 1 to 3 dimensions. Faces: `left`, `right` along the
/// first axis; `bottom`, `top` along the last of several; `front`, `back` along
/// the second of three.
#[derive(Clone, Debug)]
pub struct Cuboid(BoxDomain);

impl Cuboid {
    /// Between two corners, the first below the second in every coordinate.
    pub fn new(bounds: BoxDomain) -> Cuboid {
        Cuboid(bounds)
    }

    /// The axis of a face, and whether it is the upper one.
    fn side(&self, face: usize) -> (usize, bool) {
        (face / 2, face % 2 == 1)
    }
}

impl Shape for Cuboid {
    fn dimensions(&self) -> usize {
        self.0.dimensions()
    }

    fn level(&self, graph: &mut Graph, p: [Node; 3], face: usize) -> Option<Node> {
        let (axis, upper) = self.side(face);
        Some(match upper {
            true => plane(graph, &p[axis..=axis], &[-1.0], self.0.upper[axis]),
            false => plane(graph, &p[axis..=axis], &[1.0], -self.0.lower[axis]),
        })
    }

    fn bounds(&self) -> BoxDomain {
        self.0.clone()
    }

    fn contains(&self, p: Vector) -> bool {
        self.0.contains(&p)
    }

    fn measure(&self) -> f64 {
        self.0.measure()
    }

    fn faces(&self) -> Vec<Face> {
        let names: &[&str] = match self.dimensions() {
            1 => &["left", "right"],
            2 => &["left", "right", "bottom", "top"],
            _ => &["left", "right", "front", "back", "bottom", "top"],
        };
        let face = |(i, name): (usize, &&str)| {
            Face::new(name, self.measure() / self.0.extent(self.side(i).0))
        };
        names.iter().enumerate().map(face).collect()
    }

    fn nearest_face(&self, p: Vector) -> (usize, f64) {
        let to_face = |face: usize| {
            let (axis, upper) = self.side(face);
            let mut nearest = [0.0; 3];
            for (i, x) in nearest.iter_mut().enumerate().take(self.dimensions()) {
                *x = match (i == axis, upper) {
                    (true, true) => self.0.upper[i],
                    (true, false) => self.0.lower[i],
                    _ => p[i].clamp(self.0.lower[i], self.0.upper[i]),
                };
            }
            distance(p, nearest)
        };
        least((0..2 * self.dimensions()).map(to_face))
    }

    fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
        let middle = [0, 1].map(|k| 0.5 * (from[k] + to[k]));
        let middle = self.spot(face, middle).point;
        (middle, distance(middle, self.spot(face, to).point))
    }

    fn spot(&self, face: usize, unit: [f64; 2]) -> Spot {
        let (axis, upper) = self.side(face);
        let mut free = unit.into_iter();
        let mut point = [0.0; 3];
        for (i, x) in point.iter_mut().enumerate().take(self.dimensions()) {
            *x = match (i == axis, upper) {
                (true, true) => self.0.upper[i],
                (true, false) => self.0.lower[i],
                _ => self.0.lower[i] + self.0.extent(i) * free.next().unwrap_or(0.0),
            };
        }
        let mut normal = [0.0; 3];
        normal[axis] = if upper { 1.0 } else { -1.0 };
        Spot { point, normal }
    }

    fn opposite(&self, face: usize) -> Option<Vector> {
        let (axis, upper) = self.side(face);
        let mut shift = [0.0; 3];
        shift[axis] = if upper {
            -self.0.extent(axis)
        } else {
            self.0.extent(axis)
        };
        Some(shift)
    }
}
