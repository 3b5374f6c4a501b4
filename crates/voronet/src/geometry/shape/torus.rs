//! Torus.

use std::f64::consts::{PI, TAU};
use std::sync::Arc;

use super::kinds::{CENTER, Entry, How, RADIUS};
use super::{Face, Shape, Spot, Vector, revolved_patch};
use crate::geometry::BoxDomain;
use crate::geometry::inverse::Inverse;
use crate::registry::{Fallback, Key, Range};

/// `torus`
pub static ENTRY: Entry = Entry {
    name: "torus",
    summary: "a torus around the z axis",
    reference: "",
    keys: &[CENTER, RADIUS, TUBE],
    how: How {
        dimensions: 3,
        faces: "",
        make: |keys| {
            let (radius, tube) = (keys.number(&RADIUS)?, keys.number(&TUBE)?);
            if tube >= radius {
                keys.refuse(&TUBE, "a torus' tube is thinner than its `radius`");
                return None;
            }
            Some(Arc::new(Torus::new(radius, tube)))
        },
    },
};

const TUBE: Key = Key {
    name: "tube",
    range: Range::Positive,
    default: Fallback::Needed,
    meaning: "the radius of the tube, below that of the ring",
};

/// A tube around a circle in the plane z = 0. One face.
#[derive(Clone, Debug)]
pub struct Torus {
    radius: f64,
    tube: f64,
    /// From a part of the area to the angle around the tube: the outer half has
    /// more area than the inner one.
    angle: Inverse,
}

impl Torus {
    /// The circle's radius, and the smaller one of the tube.
    pub fn new(radius: f64, tube: f64) -> Torus {
        Torus {
            radius,
            tube,
            angle: Inverse::new(|angle| radius + tube * angle.cos(), 0.0, TAU),
        }
    }
}

impl Shape for Torus {
    fn dimensions(&self) -> usize {
        3
    }

    fn bounds(&self) -> BoxDomain {
        let reach = self.radius + self.tube;
        BoxDomain {
            lower: vec![-reach, -reach, -self.tube],
            upper: vec![reach, reach, self.tube],
        }
    }

    fn contains(&self, p: Vector) -> bool {
        let across = p[0].hypot(p[1]) - self.radius;
        across.hypot(p[2]) <= self.tube
    }

    fn measure(&self) -> f64 {
        2.0 * PI * PI * self.radius * self.tube.powi(2)
    }

    fn faces(&self) -> Vec<Face> {
        vec![Face::new("", 4.0 * PI * PI * self.radius * self.tube)]
    }

    fn nearest_face(&self, p: Vector) -> (usize, f64) {
        let across = p[0].hypot(p[1]) - self.radius;
        (0, (across.hypot(p[2]) - self.tube).abs())
    }

    fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
        revolved_patch(self, face, from, to)
    }

    fn spot(&self, _face: usize, unit: [f64; 2]) -> Spot {
        let (up, out) = self.angle.at(unit[0]).sin_cos();
        let (sin, cos) = (TAU * unit[1]).sin_cos();
        let r = self.radius + self.tube * out;
        Spot {
            point: [r * cos, r * sin, self.tube * up],
            normal: [out * cos, out * sin, up],
        }
    }
}
