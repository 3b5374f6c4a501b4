//! Annulus, sector, and parts of an annulus between two angles.

use std::f64::consts::TAU;
use std::sync::Arc;

use voronet_expr::{Graph, Node};

use super::kinds::{CENTER, Entry, How, Keys};
use super::{Face, Shape, Spot, Vector, curve_patch, ellipsoid, least, plane, to_segment};
use crate::geometry::BoxDomain;
use crate::registry::{Fallback, Key, Range};

/// `annulus`
pub static ANNULUS: Entry = Entry {
    name: "annulus",
    summary: "the ring between two circles",
    reference: "",
    keys: &[CENTER, INNER, OUTER],
    how: How {
        dimensions: 2,
        faces: "`outer`, `inner`",
        make: |keys| {
            let (inner, outer) = radii(keys, &INNER)?;
            Some(Arc::new(Sector::new(inner, outer, 0.0, TAU)))
        },
    },
};

/// `sector`
pub static SECTOR: Entry = Entry {
    name: "sector",
    summary: "a part of a disk or ring between two angles",
    reference: "",
    keys: &[CENTER, INNER_OF_A_SECTOR, OUTER, FROM, TO],
    how: How {
        dimensions: 2,
        faces: "`outer`, `inner`, `from`, `to`",
        make: |keys| {
            let (inner, outer) = radii(keys, &INNER_OF_A_SECTOR)?;
            let (from, to) = (keys.number(&FROM), keys.number(&TO));
            let (from, to) = (from?, to?);
            if to <= from || to - from > 360.0 {
                keys.refuse(&TO, "a sector turns from `from` to a larger `to` (degrees)");
                return None;
            }
            let [from, turn] = [from, to - from].map(|degrees| degrees / 360.0 * TAU);
            Some(Arc::new(Sector::new(inner, outer, from, turn)))
        },
    },
};

const INNER: Key = Key {
    name: "inner",
    range: Range::Positive,
    default: Fallback::Needed,
    meaning: "the inner radius",
};

const INNER_OF_A_SECTOR: Key = INNER.with_default(0.0);

const OUTER: Key = Key {
    name: "outer",
    meaning: "the outer radius",
    ..INNER
};

const FROM: Key = Key {
    name: "from",
    range: Range::Any,
    default: Fallback::Needed,
    meaning: "the angle at which it begins, in degrees",
};

const TO: Key = Key {
    name: "to",
    meaning: "the angle at which it ends, in degrees",
    ..FROM
};

/// The inner radius and the outer one, which is larger.
fn radii(keys: &mut dyn Keys, inner_key: &Key) -> Option<(f64, f64)> {
    let (outer, inner) = (keys.number(&OUTER), keys.number(inner_key));
    let (inner, outer) = (inner?, outer?);
    if inner >= outer {
        keys.refuse(inner_key, "the inner radius must be below the outer one");
        return None;
    }
    Some((inner, outer))
}

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

    fn edges(&self) -> impl Iterator<Item = Edge> {
        let exists = |edge: &Edge| match edge {
            Edge::Outer => true,
            Edge::Inner => self.inner > 0.0,
            Edge::From | Edge::To => !self.is_whole(),
        };
        [Edge::Outer, Edge::Inner, Edge::From, Edge::To]
            .into_iter()
            .filter(exists)
    }

    fn edge(&self, face: usize) -> Edge {
        self.edges().nth(face).unwrap_or(Edge::Outer)
    }

    fn length(&self, edge: Edge) -> f64 {
        match edge {
            Edge::Outer => self.outer * self.turn,
            Edge::Inner => self.inner * self.turn,
            Edge::From | Edge::To => self.outer - self.inner,
        }
    }

    /// How far a point is from an edge, an arc taken all the way round.
    fn to_edge(&self, edge: Edge, p: Vector) -> f64 {
        let ray = |angle: f64| {
            let (sin, cos) = angle.sin_cos();
            let end = |r: f64| [r * cos, r * sin];
            to_segment([p[0], p[1]], end(self.inner), end(self.outer))
        };
        match edge {
            Edge::Outer => (p[0].hypot(p[1]) - self.outer).abs(),
            Edge::Inner => (p[0].hypot(p[1]) - self.inner).abs(),
            Edge::From => ray(self.from),
            Edge::To => ray(self.from + self.turn),
        }
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

    fn level(&self, graph: &mut Graph, p: [Node; 3], face: usize) -> Option<Node> {
        let across = |angle: f64| [-angle.sin(), angle.cos()];
        let p = &p[..2];
        Some(match self.edge(face) {
            Edge::Outer => ellipsoid(graph, p, &[self.outer; 2], true),
            Edge::Inner => ellipsoid(graph, p, &[self.inner; 2], false),
            Edge::From => plane(graph, p, &across(self.from), 0.0),
            Edge::To => plane(graph, p, &across(self.from + self.turn).map(|n| -n), 0.0),
        })
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
        let name = |edge| match edge {
            Edge::Outer => "outer",
            Edge::Inner => "inner",
            Edge::From => "from",
            Edge::To => "to",
        };
        let face = |edge| Face::new(name(edge), self.length(edge));
        self.edges().map(face).collect()
    }

    fn nearest_face(&self, p: Vector) -> (usize, f64) {
        least(self.edges().map(|edge| self.to_edge(edge, p)))
    }

    fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
        let length = self.length(self.edge(face));
        curve_patch(self, face, length, [from[0], to[0]])
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
        match self.edge(face) {
            Edge::Outer => on_arc(self.outer, 1.0),
            Edge::Inner => on_arc(self.inner, -1.0),
            Edge::From => on_ray(self.from, -1.0),
            Edge::To => on_ray(self.from + self.turn, 1.0),
        }
    }
}
