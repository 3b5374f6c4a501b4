//! Annulus, sector, and parts of an annulus between two angles.

use std::f64::consts::TAU;

use super::{Face, Shape, Spot, Vector};
use crate::geometry::BoxDomain;

/// inner ≤ r ≤ outer about the origin, between two angles if it does not go all
/// the way round. Faces: `outer`, `inner` (if there is a hole), `from` and `to`
/// (the straight ends).
#[derive(Clone, Debug)]
pub struct Sector {
    inner: f64,
    outer: f64,
    from: f64,
    /// Up to a whole turn.
    turn: f64,
}

#[derive(Clone, Copy)]
enum Edge {
    Outer,
    Inner,
    From,
    To,
}

impl Sector {
    /// 0 ≤ inner < outer; counterclockwise over `turn` radians, at most a whole
    /// turn.
    pub fn new(inner: f64, outer: f64, from: f64, turn: f64) -> Sector {
        Sector {
            inner,
            outer,
            from,
            turn: turn.min(TAU),
        }
    }

    fn is_whole(&self) -> bool {
        self.turn >= TAU
    }

    fn edges(&self) -> Vec<(Edge, Face)> {
        let mut all = vec![(Edge::Outer, Face::new("outer", self.outer * self.turn))];
        if self.inner > 0.0 {
            all.push((Edge::Inner, Face::new("inner", self.inner * self.turn)));
        }
        if !self.is_whole() {
            let length = self.outer - self.inner;
            all.push((Edge::From, Face::new("from", length)));
            all.push((Edge::To, Face::new("to", length)));
        }
        all
    }

    /// How far an angle is past the first one, in [0, 2π).
    fn past(&self, angle: f64) -> f64 {
        (angle - self.from).rem_euclid(TAU)
    }
}

impl Shape for Sector {
    fn dimensions(&self) -> usize {
        2
    }

    fn bounds(&self) -> BoxDomain {
        // The corners, and where the arc crosses an axis.
        let quarter = TAU / 4.0;
        let crossings = (0..4).map(|k| f64::from(k) * quarter);
        let angles = crossings
            .filter(|&angle| self.past(angle) <= self.turn)
            .chain([self.from, self.from + self.turn]);
        let mut lower = vec![f64::INFINITY; 2];
        let mut upper = vec![f64::NEG_INFINITY; 2];
        for angle in angles {
            for r in [self.inner, self.outer] {
                for (i, x) in [r * angle.cos(), r * angle.sin()].into_iter().enumerate() {
                    lower[i] = lower[i].min(x);
                    upper[i] = upper[i].max(x);
                }
            }
        }
        BoxDomain { lower, upper }
    }

    fn contains(&self, p: Vector) -> bool {
        let r = p[0].hypot(p[1]);
        let within = self.is_whole() || self.past(p[1].atan2(p[0])) <= self.turn;
        within && self.inner <= r && r <= self.outer
    }

    fn measure(&self) -> f64 {
        0.5 * self.turn * (self.outer.powi(2) - self.inner.powi(2))
    }

    fn faces(&self) -> Vec<Face> {
        self.edges().into_iter().map(|(_, face)| face).collect()
    }

    fn spot(&self, face: usize, unit: [f64; 2]) -> Spot {
        let on_arc = |radius: f64, outwards: f64| {
            let (sin, cos) = (self.from + self.turn * unit[0]).sin_cos();
            Spot {
                point: [radius * cos, radius * sin, 0.0],
                normal: [outwards * cos, outwards * sin, 0.0],
            }
        };
        let on_ray = |angle: f64, outwards: f64| {
            let (sin, cos) = angle.sin_cos();
            let r = self.inner + (self.outer - self.inner) * unit[0];
            Spot {
                point: [r * cos, r * sin, 0.0],
                normal: [-outwards * sin, outwards * cos, 0.0],
            }
        };
        match self.edges()[face].0 {
            Edge::Outer => on_arc(self.outer, 1.0),
            Edge::Inner => on_arc(self.inner, -1.0),
            Edge::From => on_ray(self.from, -1.0),
            Edge::To => on_ray(self.from + self.turn, 1.0),
        }
    }
}
