//! Ball.

use std::f64::consts::{PI, TAU};
use std::sync::Arc;

use voronet_expr::{Graph, Node};

use super::kinds::{CENTER, Entry, How, RADIUS};
use super::{Face, Shape, Spot, Vector, ellipsoid, revolved_patch};
use crate::geometry::BoxDomain;

/// `ball`
pub static ENTRY: Entry = Entry {
    name: "ball",
    summary: "a ball",
    reference: "",
    keys: &[CENTER, RADIUS],
    how: How {
        dimensions: 3,
        faces: "",
        make: |keys| Some(Arc::new(Ball::new(keys.number(&RADIUS)?))),
    },
};

/// |p| ≤ radius. One face.
#[derive(Clone, Debug)]
pub struct Ball {
    radius: f64,
}

impl Ball {
    /// About the origin; the radius is positive.
    pub fn new(radius: f64) -> Ball {
        Ball { radius }
    }
}

impl Shape for Ball {
    fn dimensions(&self) -> usize {
        3
    }

    fn level(&self, graph: &mut Graph, p: [Node; 3], _face: usize) -> Option<Node> {
        Some(ellipsoid(graph, &p, &[self.radius; 3], true))
    }

    fn bounds(&self) -> BoxDomain {
        BoxDomain {
            lower: vec![-self.radius; 3],
            upper: vec![self.radius; 3],
        }
    }

    fn contains(&self, p: Vector) -> bool {
        p.iter().map(|x| x * x).sum::<f64>() <= self.radius.powi(2)
    }

    fn measure(&self) -> f64 {
        4.0 / 3.0 * PI * self.radius.powi(3)
    }

    fn faces(&self) -> Vec<Face> {
        vec![Face::new("", 4.0 * PI * self.radius.powi(2))]
    }

    fn nearest_face(&self, p: Vector) -> (usize, f64) {
        let r = p.iter().map(|x| x * x).sum::<f64>().sqrt();
        (0, (r - self.radius).abs())
    }

    fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
        revolved_patch(self, face, from, to)
    }

    fn spot(&self, _face: usize, unit: [f64; 2]) -> Spot {
        // Slices of equal height have equal areas (Archimedes).
        let z = 2.0 * unit[0] - 1.0;
        let across = (1.0 - z * z).max(0.0).sqrt();
        let (sin, cos) = (TAU * unit[1]).sin_cos();
        let normal = [across * cos, across * sin, z];
        Spot {
            point: normal.map(|n| self.radius * n),
            normal,
        }
    }
}
