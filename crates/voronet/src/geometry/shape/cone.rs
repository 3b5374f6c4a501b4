//! Cylinder, cone and truncated cone.

use std::f64::consts::{PI, TAU};
use std::sync::Arc;

use super::kinds::{CENTER, Entry, How, RADIUS};
use super::{Face, Shape, Spot, Vector, least, revolved_patch};
use crate::geometry::BoxDomain;
use crate::registry::{Fallback, Key, Range};

/// `cylinder`
pub static CYLINDER: Entry = Entry {
    name: "cylinder",
    summary: "a cylinder along z",
    reference: "",
    keys: &[CENTER, RADIUS, HEIGHT],
    how: How {
        dimensions: 3,
        faces: "`side`, `bottom`, `top`",
        make: |keys| {
            let (radius, height) = (keys.number(&RADIUS)?, keys.number(&HEIGHT)?);
            Some(Arc::new(Cone::new(radius, radius, height)))
        },
    },
};

/// `cone`
pub static CONE: Entry = Entry {
    name: "cone",
    summary: "a cone along z, whole or truncated",
    reference: "",
    keys: &[CENTER, RADIUS, TOP_RADIUS, HEIGHT],
    how: How {
        dimensions: 3,
        faces: "`side`, `bottom`, and `top` if it has one",
        make: |keys| {
            let (bottom, top) = (keys.number(&RADIUS)?, keys.number(&TOP_RADIUS)?);
            Some(Arc::new(Cone::new(bottom, top, keys.number(&HEIGHT)?)))
        },
    },
};

const TOP_RADIUS: Key = Key {
    name: "top_radius",
    range: Range::Positive,
    default: Fallback::Number(0.0),
    meaning: "its radius at the top; a tip unless given",
};

const HEIGHT: Key = Key {
    name: "height",
    range: Range::Positive,
    default: Fallback::Needed,
    meaning: "along z",
};

/// Around the z axis from z = 0 to `height`, its radius running linearly from
/// `bottom` to `top`. Faces: `side`, `bottom`, and `top` unless it is a tip.
#[derive(Clone, Debug)]
pub struct Cone {
    bottom: f64,
    top: f64,
    height: f64,
}

impl Cone {
    /// A cylinder if both radii are equal, a cone if the top one is 0. Bottom
    /// radius and height are positive.
    pub fn new(bottom: f64, top: f64, height: f64) -> Cone {
        Cone {
            bottom,
            top,
            height,
        }
    }

    fn slant(&self) -> f64 {
        self.height.hypot(self.bottom - self.top)
    }
}

impl Shape for Cone {
    fn dimensions(&self) -> usize {
        3
    }

    fn bounds(&self) -> BoxDomain {
        let r = self.bottom.max(self.top);
        BoxDomain {
            lower: vec![-r, -r, 0.0],
            upper: vec![r, r, self.height],
        }
    }

    fn contains(&self, p: Vector) -> bool {
        let part = p[2] / self.height;
        (0.0..=1.0).contains(&part)
            && p[0].hypot(p[1]) <= self.bottom + part * (self.top - self.bottom)
    }

    fn measure(&self) -> f64 {
        let Cone {
            bottom: a, top: b, ..
        } = self;
        PI / 3.0 * self.height * (a * a + a * b + b * b)
    }

    fn faces(&self) -> Vec<Face> {
        let mut faces = vec![
            Face::new("side", PI * (self.bottom + self.top) * self.slant()),
            Face::new("bottom", PI * self.bottom.powi(2)),
        ];
        if self.top > 0.0 {
            faces.push(Face::new("top", PI * self.top.powi(2)));
        }
        faces
    }

    fn nearest_face(&self, p: Vector) -> (usize, f64) {
        let radius = self.bottom + p[2] / self.height * (self.top - self.bottom);
        // As far as the side would be if it went on up and down.
        let side = (p[0].hypot(p[1]) - radius).abs() * self.height / self.slant();
        let ends = [p[2].abs(), (p[2] - self.height).abs()];
        let ends = ends.into_iter().take(if self.top > 0.0 { 2 } else { 1 });
        least(std::iter::once(side).chain(ends))
    }

    fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
        revolved_patch(self, face, from, to)
    }

    fn spot(&self, face: usize, unit: [f64; 2]) -> Spot {
        let (sin, cos) = (TAU * unit[1]).sin_cos();
        let (radius, z, normal) = match face {
            0 => {
                // The area up to a radius grows with its square.
                let (a, b) = (self.bottom, self.top);
                let part = if a == b {
                    unit[0]
                } else {
                    let radius = (a * a + unit[0] * (b * b - a * a)).sqrt();
                    (radius - a) / (b - a)
                };
                let (across, up) = (self.height / self.slant(), (a - b) / self.slant());
                let normal = [across * cos, across * sin, up];
                (a + part * (b - a), part * self.height, normal)
            }
            1 => (self.bottom * unit[0].sqrt(), 0.0, [0.0, 0.0, -1.0]),
            _ => (self.top * unit[0].sqrt(), self.height, [0.0, 0.0, 1.0]),
        };
        Spot {
            point: [radius * cos, radius * sin, z],
            normal,
        }
    }
}
