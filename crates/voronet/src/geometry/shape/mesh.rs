//! A solid bounded by triangles.

mod columns;

use std::ops::Range;
use std::sync::Arc;

use super::kinds::{Entry, FILE, How};
use super::{Face, Shape, Spot, Vector, distance, least};
use crate::geometry::BoxDomain;
use columns::Columns;

/// `mesh`
pub static ENTRY: Entry = Entry {
    name: "mesh",
    summary: "what a closed surface of triangles encloses",
    reference: "",
    keys: &[FILE],
    how: How {
        dimensions: 3,
        faces: "the solids of the file, if there are several",
        make: |keys| {
            let mesh = Mesh::of_parts(keys.triangles(&FILE)?);
            let mesh = mesh.map_err(|error| keys.refuse(&FILE, &error.to_string()));
            Some(Arc::new(mesh.ok()?))
        },
    },
};

/// The region within a closed triangulated surface: the points from which a ray
/// meets it an odd number of times. So a shell within another one is a cavity,
/// and what two overlapping shells share is outside. Its faces are the named parts
/// that the triangles came in, each of which may be a patch or a shell of its own.
#[derive(Clone, Debug)]
pub struct Mesh {
    /// Those of the first part, then those of the second one, and so on.
    triangles: Vec<[Vector; 3]>,
    parts: Vec<Part>,
    bounds: BoxDomain,
    volume: f64,
    /// Running sums of the triangles' areas.
    areas: Vec<f64>,
    columns: Columns,
}

/// A part of the surface as it comes: its name and its triangles.
pub type NamedPart = (String, Vec<[Vector; 3]>);

/// A part of the surface.
#[derive(Clone, Debug)]
struct Part {
    name: String,
    /// Of the triangles.
    range: Range<usize>,
}

/// Why triangles bound no solid.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoSolid {
    /// There is none.
    #[error("the surface has no triangle")]
    Empty,
    /// Every edge must be shared by two triangles that run along it in opposite
    /// directions.
    #[error("the surface is not closed: {0} edges have no partner")]
    Open(usize),
    /// The ray would meet both, and what they enclose would be outside.
    #[error("the triangles {0} and {1} are the same; leave out one of the two shells")]
    Twice(usize, usize),
    /// It encloses nothing.
    #[error("the surface encloses no volume")]
    Flat,
}

impl Mesh {
    /// From triangles whose corners run counterclockwise seen from outside, or
    /// all the other way round. One face, without a name.
    ///
    /// # Errors
    /// If they do not enclose a volume.
    pub fn new(triangles: Vec<[Vector; 3]>) -> Result<Mesh, NoSolid> {
        Mesh::of_parts(vec![(String::new(), triangles)])
    }

    /// The same from named parts that together enclose a volume: each is a face. A
    /// single one needs no name.
    ///
    /// # Errors
    /// If they do not enclose a volume.
    pub fn of_parts(named: Vec<NamedPart>) -> Result<Mesh, NoSolid> {
        let (mut triangles, mut parts) = (Vec::new(), Vec::new());
        for (name, own) in named {
            let start = triangles.len();
            triangles.extend(own.into_iter().filter(|t| length(twice_area(t)) > 0.0));
            let range = start..triangles.len();
            if !range.is_empty() {
                parts.push(Part { name, range });
            }
        }
        if let [whole] = parts.as_mut_slice() {
            whole.name.clear();
        }
        if triangles.is_empty() {
            return Err(NoSolid::Empty);
        }
        match open_edges(&triangles) {
            0 => {}
            n => return Err(NoSolid::Open(n)),
        }
        if let Some((first, second)) = repeated(&triangles) {
            return Err(NoSolid::Twice(first + 1, second + 1));
        }
        let volume: f64 = triangles
            .iter()
            .map(|[a, b, c]| dot(*a, cross(*b, *c)) / 6.0)
            .sum();
        if volume == 0.0 {
            return Err(NoSolid::Flat);
        }
        if volume < 0.0 {
            triangles.iter_mut().for_each(|t| t.swap(1, 2));
        }
        let mut sum = 0.0;
        let area = |t| {
            sum += 0.5 * length(twice_area(t));
            sum
        };
        let areas = triangles.iter().map(area).collect();
        let bounds = bounds(&triangles);
        Ok(Mesh {
            columns: Columns::new(&triangles, &bounds),
            volume: volume.abs(),
            triangles,
            parts,
            areas,
            bounds,
        })
    }

    /// The triangle of a part that a first unit coordinate chooses, and where in
    /// the triangle's share of it the coordinate falls, from 0 to 1.
    fn chosen(&self, part: usize, unit: f64) -> (usize, f64) {
        let range = &self.parts[part].range;
        let target = self.before(range.start) + unit * self.area(part);
        let t = range.start + self.areas[range.clone()].partition_point(|s| *s <= target);
        let t = t.min(range.end - 1);
        let before = self.before(t);
        let within = (target - before) / (self.areas[t] - before);
        (t, within.clamp(0.0, 1.0))
    }

    /// The area of all triangles before one.
    fn before(&self, t: usize) -> f64 {
        t.checked_sub(1).map_or(0.0, |last| self.areas[last])
    }

    fn area(&self, part: usize) -> f64 {
        let range = &self.parts[part].range;
        self.areas[range.end - 1] - self.before(range.start)
    }

    fn part_of(&self, triangle: usize) -> usize {
        let ends_before = |part: &Part| part.range.end <= triangle;
        self.parts.partition_point(ends_before)
    }

    /// The triangle nearest to a point, and how far it is.
    fn nearest(&self, p: Vector) -> (usize, f64) {
        let mut best = (0, f64::INFINITY);
        for (t, triangle) in self.triangles.iter().enumerate() {
            // Of a triangle the box around it is no farther away.
            if to_box(p, triangle) < best.1 {
                let exact = to_triangle(p, triangle);
                if exact < best.1 {
                    best = (t, exact);
                }
            }
        }
        best
    }
}

impl Shape for Mesh {
    fn dimensions(&self) -> usize {
        3
    }

    fn bounds(&self) -> BoxDomain {
        self.bounds.clone()
    }

    fn contains(&self, p: Vector) -> bool {
        // A ray along x crosses the surface an odd number of times.
        let hits = self.columns.around(p[1], p[2]).iter();
        let crosses = |&&t: &&u32| crosses(&self.triangles[t as usize], p);
        hits.filter(crosses).count() % 2 == 1
    }

    fn measure(&self) -> f64 {
        self.volume
    }

    fn faces(&self) -> Vec<Face> {
        let parts = self.parts.iter().enumerate();
        parts
            .map(|(i, part)| Face::new(&part.name, self.area(i)))
            .collect()
    }

    fn nearest_face(&self, p: Vector) -> (usize, f64) {
        if self.parts.len() == 1 {
            return (0, least(self.triangles.iter().map(|t| to_box(p, t))).1);
        }
        let (t, distance) = self.nearest(p);
        (self.part_of(t), distance)
    }

    fn patch(&self, face: usize, from: [f64; 2], to: [f64; 2]) -> (Vector, f64) {
        let part = self.chosen(face, from[0]).0..=self.chosen(face, to[0]).0;
        let around = bounds(&self.triangles[part]);
        let center = [0, 1, 2].map(|i| 0.5 * (around.lower[i] + around.upper[i]));
        (center, 0.5 * around.diagonal())
    }

    fn spot(&self, face: usize, unit: [f64; 2]) -> Spot {
        // The first coordinate chooses the triangle; where it fell within the
        // triangle's share is uniform again.
        let (t, within) = self.chosen(face, unit[0]);
        let [a, b, c] = self.triangles[t];
        let root = within.sqrt();
        let weights = [1.0 - root, root * (1.0 - unit[1]), root * unit[1]];
        let normal = twice_area(&self.triangles[t]);
        let size = length(normal);
        Spot {
            point: [0, 1, 2].map(|i| weights[0] * a[i] + weights[1] * b[i] + weights[2] * c[i]),
            normal: normal.map(|n| n / size),
        }
    }
}

/// Whether a triangle crosses the ray from p along +x. Of the edges of its
/// projection on the (y, z) plane an odd number crosses the half-line from p
/// along +y; each edge is half open, and neighbours agree about it.
fn crosses(triangle: &[Vector; 3], p: Vector) -> bool {
    let mut inside = false;
    for k in 0..3 {
        // The lower end first, so that both triangles at an edge round alike.
        let (mut a, mut b) = (triangle[k], triangle[(k + 1) % 3]);
        if (a[2], a[1]) > (b[2], b[1]) {
            std::mem::swap(&mut a, &mut b);
        }
        let spans = (a[2] > p[2]) != (b[2] > p[2]);
        if spans && p[1] < a[1] + (p[2] - a[2]) / (b[2] - a[2]) * (b[1] - a[1]) {
            inside = !inside;
        }
    }
    if !inside {
        return false;
    }
    let normal = twice_area(triangle);
    let from = [0, 1, 2].map(|i| triangle[0][i] - p[i]);
    // The ray meets the plane at p + s e_x.
    normal[0] != 0.0 && dot(normal, from) / normal[0] > 0.0
}

/// How far a point is from the box around a triangle.
fn to_box(p: Vector, triangle: &[Vector; 3]) -> f64 {
    let nearest = [0, 1, 2].map(|i| {
        let along = triangle.map(|corner| corner[i]);
        let (low, high) = (along[0].min(along[1]), along[0].max(along[1]));
        p[i].clamp(low.min(along[2]), high.max(along[2]))
    });
    distance(p, nearest)
}

/// How far a point is from a triangle: from its plane where the foot lies within,
/// else from the nearest of its sides.
fn to_triangle(p: Vector, triangle: &[Vector; 3]) -> f64 {
    let normal = twice_area(triangle);
    let side = |k: usize| (triangle[k], triangle[(k + 1) % 3]);
    let is_within = (0..3)
        .map(side)
        .all(|(a, b)| dot(cross(normal, difference(b, a)), difference(p, a)) >= 0.0);
    if is_within {
        return (dot(normal, difference(p, triangle[0])) / length(normal)).abs();
    }
    let to_side = |(a, b): (Vector, Vector)| {
        let along = difference(b, a);
        let part = dot(difference(p, a), along) / dot(along, along);
        let part = part.clamp(0.0, 1.0);
        distance(p, [0, 1, 2].map(|i| a[i] + part * along[i]))
    };
    (0..3)
        .map(|k| to_side(side(k)))
        .fold(f64::INFINITY, f64::min)
}

/// Edges without a partner that runs the other way.
fn open_edges(triangles: &[[Vector; 3]]) -> usize {
    let mut count = std::collections::HashMap::new();
    let key = |p: Vector| p.map(|x| (x + 0.0).to_bits());
    for t in triangles {
        for k in 0..3 {
            let (a, b) = (key(t[k]), key(t[(k + 1) % 3]));
            *count.entry((a.min(b), a.max(b))).or_insert(0i64) += if a < b { 1 } else { -1 };
        }
    }
    count.values().filter(|balance| **balance != 0).count()
}

/// Two triangles with the same corners in the same sense. In the opposite sense
/// they are the wall between two parts of one solid.
fn repeated(triangles: &[[Vector; 3]]) -> Option<(usize, usize)> {
    let key = |t: &[Vector; 3]| {
        let corners = t.map(|p| p.map(|x| (x + 0.0).to_bits()));
        let turns = [0, 1, 2].map(|k| [0, 1, 2].map(|i| corners[(i + k) % 3]));
        turns.into_iter().min()
    };
    let mut seen = std::collections::HashMap::new();
    let mut numbered = triangles.iter().enumerate();
    numbered.find_map(|(i, t)| seen.insert(key(t), i).map(|first| (first, i)))
}

fn bounds(triangles: &[[Vector; 3]]) -> BoxDomain {
    let along = |i: usize| triangles.iter().flatten().map(move |p| p[i]);
    let low = |i| along(i).fold(f64::INFINITY, f64::min);
    let high = |i| along(i).fold(f64::NEG_INFINITY, f64::max);
    BoxDomain {
        lower: (0..3).map(low).collect(),
        upper: (0..3).map(high).collect(),
    }
}

fn twice_area([a, b, c]: &[Vector; 3]) -> Vector {
    cross(difference(*b, *a), difference(*c, *a))
}

fn difference(a: Vector, b: Vector) -> Vector {
    [0, 1, 2].map(|i| a[i] - b[i])
}

fn cross(a: Vector, b: Vector) -> Vector {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn length(a: Vector) -> f64 {
    dot(a, a).sqrt()
}
