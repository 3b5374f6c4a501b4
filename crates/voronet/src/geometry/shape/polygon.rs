//! Triangle and polygon.

use super::{Face, Shape, Spot, Vector};
use crate::geometry::BoxDomain;

/// A simple polygon. Faces: `side1` from the first vertex to the second, and so
/// on.
#[derive(Clone, Debug)]
pub struct Polygon {
    /// Counterclockwise or not, as given.
    vertices: Vec<[f64; 2]>,
    /// Positive if counterclockwise.
    signed_area: f64,
}

/// Why vertices make no polygon.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoPolygon {
    /// At least three are needed.
    #[error("a polygon has at least 3 vertices")]
    TooFew,
    /// All on a line, or one twice in a row.
    #[error("the vertices {0} and {1} are the same, or all lie on a line")]
    Flat(usize, usize),
    /// Its boundary meets itself.
    #[error("the sides {0} and {1} cross or touch")]
    Crossing(usize, usize),
}

impl Polygon {
    /// From its vertices, either way round.
    ///
    /// # Errors
    /// If they enclose no area or the boundary meets itself. Sides are numbered
    /// from 1.
    pub fn new(vertices: Vec<[f64; 2]>) -> Result<Polygon, NoPolygon> {
        let n = vertices.len();
        if n < 3 {
            return Err(NoPolygon::TooFew);
        }
        if let Some(i) = (0..n).find(|&i| vertices[i] == vertices[(i + 1) % n]) {
            return Err(NoPolygon::Flat(i + 1, (i + 1) % n + 1));
        }
        let cross = |i: usize| {
            let (a, b) = (vertices[i], vertices[(i + 1) % n]);
            0.5 * (a[0] * b[1] - a[1] * b[0])
        };
        let signed_area = (0..n).map(cross).sum();
        let polygon = Polygon {
            vertices,
            signed_area,
        };
        if signed_area == 0.0 {
            return Err(NoPolygon::Flat(1, n));
        }
        for i in 0..n {
            for j in i + 2..n {
                let neighbours = i == 0 && j + 1 == n;
                if !neighbours && polygon.meet(i, j) {
                    return Err(NoPolygon::Crossing(i + 1, j + 1));
                }
            }
        }
        Ok(polygon)
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
        let crosses = |i: usize| {
            let (a, b) = self.side(i);
            (a[1] > p[1]) != (b[1] > p[1])
                && p[0] < a[0] + (p[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        };
        (0..self.vertices.len()).filter(|&i| crosses(i)).count() % 2 == 1
    }

    fn measure(&self) -> f64 {
        self.signed_area.abs()
    }

    fn faces(&self) -> Vec<Face> {
        let face = |i: usize| Face::new(&format!("side{}", i + 1), self.length(i));
        (0..self.vertices.len()).map(face).collect()
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
