//! Disk and ellipse.

use std::f64::consts::{PI, TAU};
use std::sync::Arc;

use voronet_expr::{Graph, Node};

use super::kinds::{CENTER, Entry, How, RADIUS};
use super::{Face, Shape, Spot, Vector, curve_patch, ellipsoid};
use crate::geometry::BoxDomain;
use crate::geometry::inverse::Inverse;
use crate::registry::{Fallback, Key, Range};

/// `disk`
pub static DISK: Entry = Entry {
    name: "disk",
    summary: "a disk",
    reference: "",
    keys: &[CENTER, RADIUS],
    how: How {
        dimensions: 2,
        faces: "",
        make: |keys| {
            let radius = keys.number(&RADIUS)?;
            Some(Arc::new(Ellipse::new([radius, radius])))
        },
    },
};

/// `ellipse`
pub static ELLIPSE: Entry = Entry {
    name: "ellipse",
    summary: "an ellipse along the axes",
    reference: "",
    keys: &[CENTER, RADII],
    how: How {
        dimensions: 2,
        faces: "",
        make: |keys| {
            let radii = keys.numbers(&RADII, 2)?;
            if radii.iter().any(|r| *r <= 0.0) {
                keys.refuse(&RADII, "both radii must be positive");
                return None;
            }
            Some(Arc::new(Ellipse::new([radii[0], radii[1]])))
        },
    },
};

const RADII: Key = Key {
    name: "radii",
    range: Range::Lengths,
    default: Fallback::Needed,
    meaning: "along the two axes",
};

/// (x/a)² + (y/b)² ≤ 1 about the origin. One face.
#[derive(Clone, Debug)]
pub struct Ellipse {
    radii: [f64; 2],
    /// From a part of the circumference to the angle.
    angle: Inverse,
}

impl Ellipse {
    /// With radii along x and y, both positive; a disk if they are equal.
    pub fn new(radii: [f64; 2]) -> Ellipse {
        let [a, b] = radii;
        let speed = |t: f64| (a * t.sin()).hypot(b * t.cos());
        Ellipse {
            radii,
            angle: Inverse::new(speed, 0.0, TAU),
        }
    }
}

impl Shape for Ellipse {
    fn dimensions(&self) -> usize {
        2
    }

    fn level(&self, graph: &mut Graph, p: [Node; 3], _face: usize) -> Option<Node> {
        Some(ellipsoid(graph, &p[..2], &self.radii, true))
    }

    fn bounds(&self) -> BoxDomain {
        BoxDomain {
            lower: self.radii.map(|r| -r).to_vec(),
            upper: self.radii.to_vec(),
        }
    }

    fn contains(&self, p: Vector) -> bool {
        let [a, b] = self.radii;
        (p[0] / a).powi(2) + (p[1] / b).powi(2) <= 1.0
    }

    fn measure(&self) -> f64 {
        PI * self.radii[0] * self.radii[1]
    }

    fn faces(&self) -> Vec<Face> {
        vec![Face::new("", self.angle.total())]
    }

    fn nearest_face(&self, p: Vector) -> (usize, f64) {
        // Scaling to the unit circle lengthens nothing more than by the
        // reciprocal of the smaller radius.
        let [a, b] = self.radii;
        let r = (p[0] / a).hypot(p[1] / b);
        (0, (r - 1.0).abs() * a.min(b))
    }

    fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
        curve_patch(self, face, self.angle.total(), [from[0], to[0]])
    }

    fn spot(&self, _face: usize, unit: [f64; 2]) -> Spot {
        let [a, b] = self.radii;
        let (sin, cos) = self.angle.at(unit[0]).sin_cos();
        let length = (b * cos).hypot(a * sin);
        Spot {
            point: [a * cos, b * sin, 0.0],
            normal: [b * cos / length, a * sin / length, 0.0],
        }
    }
}
