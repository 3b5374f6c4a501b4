//! Triangle and polygon.

use std::sync::Arc;

use voronet_expr::{Graph, Node};

use super::kinds::{Entry, FILE, How, Keys};
use super::{Face, Shape, Spot, Vector, curve_patch, least, plane, to_segment};
use crate::geometry::BoxDomain;
use crate::registry::{Fallback, Key, Range};

/// `triangle`
pub static TRIANGLE: Entry = Entry {
    name: "triangle",
    summary: "a triangle",
    reference: "",
    keys: &[VERTICES],
    how: How {
        dimensions: 2,
        faces: "`side1` from the first vertex to the second, …",
        make: |keys| {
            let vertices = keys.vertices(&VERTICES)?;
            let polygon = polygon(keys, &VERTICES, vertices)?;
            if polygon.faces().len() != 3 {
                keys.refuse(&VERTICES, "a triangle has 3 vertices");
                return None;
            }
            Some(Arc::new(polygon))
        },
    },
};

/// `polygon`
pub static POLYGON: Entry = Entry {
    name: "polygon",
    summary: "a polygon, listed or from a file; the first vertex may be repeated as the last",
    reference: "",
    keys: &[VERTICES, VERTEX_FILE],
    how: How {
        dimensions: 2,
        faces: "`side1` from the first vertex to the second, …",
        make: |keys| {
            let key = match (keys.has(&VERTEX_FILE), keys.has(&VERTICES)) {
                (true, true) => {
                    keys.refuse_both(&VERTICES, &VERTEX_FILE);
                    return None;
                }
                (true, false) => &VERTEX_FILE,
                _ => &VERTICES,
            };
            let vertices = keys.vertices(key)?;
            Some(Arc::new(polygon(keys, key, vertices)?))
        },
    },
};

const VERTICES: Key = Key {
    name: "vertices",
    range: Range::Vertices,
    default: Fallback::Needed,
    meaning: "its corners in order, either way round",
};

const VERTEX_FILE: Key = Key {
    range: Range::VertexFile,
    default: Fallback::Words("instead of `vertices`"),
    meaning: "the same from a file",
    ..FILE
};

fn polygon(keys: &mut dyn Keys, key: &Key, vertices: Vec<[f64; 2]>) -> Option<Polygon> {
    let polygon = Polygon::new(vertices);
    polygon
        .map_err(|error| keys.refuse(key, &error.to_string()))
        .ok()
}

/// A simple polygon. Faces: `side1` from the first vertex to the second, and so
/// on.
#[derive(Clone, Debug)]
pub struct Polygon {
    /// Counterclockwise or not, as given.
    vertices: Vec<[f64; 2]>,
    /// Positive if counterclockwise.
    signed_area: f64,
    rows: Rows,
}

/// Why vertices make no polygon.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoPolygon {
    /// At least three are needed.
    #[error("a polygon has at least 3 vertices")]
    TooFew,
    /// One vertex twice in a row.
    #[error("the vertices {0} and {1} are the same; leave out one of them")]
    Twice(usize, usize),
    /// They enclose nothing.
    #[error("all vertices lie on a line; they enclose no area")]
    Flat,
    /// Its boundary meets itself.
    #[error("the sides {0} and {1} cross or touch; list the vertices in order along the boundary")]
    Crossing(usize, usize),
}

/// An area below this part of that of the box around is due to rounding.
const FLAT: f64 = 1e-14;

impl Polygon {
    /// From its vertices, either way round; the first may be repeated at the end,
    /// which closes the ring.
    ///
    /// # Errors
    /// If they enclose no area or the boundary meets itself. Vertices and sides
    /// are numbered from 1.
    pub fn new(mut vertices: Vec<[f64; 2]>) -> Result<Polygon, NoPolygon> {
        if vertices.len() > 3 && vertices.first() == vertices.last() {
            vertices.pop();
        }
        let n = vertices.len();
        if n < 3 {
            return Err(NoPolygon::TooFew);
        }
        if let Some(i) = (0..n).find(|&i| vertices[i] == vertices[(i + 1) % n]) {
            return Err(NoPolygon::Twice(i + 1, (i + 1) % n + 1));
        }
        let polygon = Polygon {
            rows: Rows::new(&vertices),
            signed_area: signed_area(&vertices),
            vertices,
        };
        // First of all, since a crossing may be why the area is none.
        if let Some((i, j)) = polygon.crossing() {
            return Err(NoPolygon::Crossing(i + 1, j + 1));
        }
        let bounds = polygon.bounds();
        if polygon.measure() <= FLAT * bounds.diagonal().powi(2) {
            return Err(NoPolygon::Flat);
        }
        Ok(polygon)
    }

    /// Two sides that meet though they are no neighbours.
    fn crossing(&self) -> Option<(usize, usize)> {
        let n = self.vertices.len();
        let others = |i: usize| (i + 2..n).filter(move |j| (i, j + 1) != (0, n));
        (0..n).find_map(|i| {
            let j = others(i).find(|&j| self.meet(i, j))?;
            Some((i, j))
        })
    }

    fn side(&self, i: usize) -> ([f64; 2], [f64; 2]) {
        let n = self.vertices.len();
        (self.vertices[i], self.vertices[(i + 1) % n])
    }

    fn length(&self, i: usize) -> f64 {
        let (a, b) = self.side(i);
        (b[0] - a[0]).hypot(b[1] - a[1])
    }

    /// Whether two sides have a point in common: each must have the other's ends
    /// on both sides of it.
    fn meet(&self, i: usize, j: usize) -> bool {
        let turn = |(a, b): ([f64; 2], [f64; 2]), p: [f64; 2]| {
            (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
        };
        let (s, t) = (self.side(i), self.side(j));
        let apart = |s: ([f64; 2], [f64; 2]), t: ([f64; 2], [f64; 2])| {
            let (first, second) = (turn(s, t.0), turn(s, t.1));
            first * second > 0.0
        };
        let boxes_apart = (0..2).any(|k| {
            s.0[k].max(s.1[k]) < t.0[k].min(t.1[k]) || t.0[k].max(t.1[k]) < s.0[k].min(s.1[k])
        });
        !boxes_apart && !apart(s, t) && !apart(t, s)
    }
}

impl Shape for Polygon {
    fn dimensions(&self) -> usize {
        2
    }

    fn level(&self, graph: &mut Graph, p: [Node; 3], face: usize) -> Option<Node> {
        let (a, b) = self.side(face);
        let inwards = self.signed_area.signum() / self.length(face);
        let normal = [(a[1] - b[1]) * inwards, (b[0] - a[0]) * inwards];
        let constant = -(normal[0] * a[0] + normal[1] * a[1]);
        Some(plane(graph, &p[..2], &normal, constant))
    }

    fn bounds(&self) -> BoxDomain {
        let reach = |pick: fn(f64, f64) -> f64, start: f64| -> Vec<f64> {
            let along = |i: usize| self.vertices.iter().map(|v| v[i]).fold(start, pick);
            vec![along(0), along(1)]
        };
        BoxDomain {
            lower: reach(f64::min, f64::INFINITY),
            upper: reach(f64::max, f64::NEG_INFINITY),
        }
    }

    fn contains(&self, p: Vector) -> bool {
        // A ray to the right crosses the boundary an odd number of times.
        let crosses = |&&i: &&u32| {
            let (a, b) = self.side(i as usize);
            (a[1] > p[1]) != (b[1] > p[1])
                && p[0] < a[0] + (p[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        };
        self.rows.around(p[1]).iter().filter(crosses).count() % 2 == 1
    }

    fn measure(&self) -> f64 {
        self.signed_area.abs()
    }

    fn faces(&self) -> Vec<Face> {
        let face = |i: usize| Face::new(&format!("side{}", i + 1), self.length(i));
        (0..self.vertices.len()).map(face).collect()
    }

    fn nearest_face(&self, p: Vector) -> (usize, f64) {
        let to_side = |i: usize| {
            let (a, b) = self.side(i);
            to_segment([p[0], p[1]], a, b)
        };
        least((0..self.vertices.len()).map(to_side))
    }

    fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
        curve_patch(self, face, self.length(face), [from[0], to[0]])
    }

    fn spot(&self, face: usize, unit: [f64; 2]) -> Spot {
        let (a, b) = self.side(face);
        let along = [b[0] - a[0], b[1] - a[1]];
        let factor = self.signed_area.signum() / self.length(face);
        Spot {
            point: [a[0] + unit[0] * along[0], a[1] + unit[0] * along[1], 0.0],
            normal: [factor * along[1], -factor * along[0], 0.0],
        }
    }
}

fn signed_area(vertices: &[[f64; 2]]) -> f64 {
    // About the first vertex, so that far from the origin no digits are lost.
    let o = vertices[0];
    let cross = |pair: &[[f64; 2]]| {
        let [a, b] = [0, 1].map(|k| [pair[k][0] - o[0], pair[k][1] - o[1]]);
        0.5 * (a[0] * b[1] - a[1] * b[0])
    };
    vertices.windows(2).map(cross).sum()
}

/// Sides by the heights that they reach over, so that a ray meets few of them.
#[derive(Clone, Debug)]
struct Rows {
    lower: f64,
    /// Rows per unit of height.
    density: f64,
    rows: Vec<Vec<u32>>,
}

/// Sides that reach over all rows would otherwise take memory in proportion to
/// the square of their number.
const MOST_ROWS: usize = 1024;

impl Rows {
    fn new(vertices: &[[f64; 2]]) -> Rows {
        let n = vertices.len();
        let heights = || vertices.iter().map(|v| v[1]);
        let lower = heights().fold(f64::INFINITY, f64::min);
        let extent = heights().fold(f64::NEG_INFINITY, f64::max) - lower;
        let count = (4.0 * (n as f64).sqrt()).min(MOST_ROWS as f64);
        let mut rows = Rows {
            lower,
            density: if extent > 0.0 { count / extent } else { 0.0 },
            rows: vec![Vec::new(); count as usize],
        };
        for i in 0..n {
            let [a, b] = [rows.row(vertices[i][1]), rows.row(vertices[(i + 1) % n][1])];
            for row in a.min(b)..=a.max(b) {
                rows.rows[row].push(i as u32);
            }
        }
        rows
    }

    fn row(&self, y: f64) -> usize {
        let row = ((y - self.lower) * self.density).max(0.0) as usize;
        row.min(self.rows.len() - 1)
    }

    fn around(&self, y: f64) -> &[u32] {
        &self.rows[self.row(y)]
    }
}
