//! Linear interpolation between seeds in the plane.

use rayon::prelude::*;
use spade::handles::FixedVertexHandle;
use spade::{DelaunayTriangulation, HasPosition, Point2, PositionInTriangulation, Triangulation};

use super::{Cloud, nearest};
use crate::geometry::BoxDomain;

/// Points located between two reports of progress, by one thread.
const CHUNK: usize = 1 << 14;

/// How far outside of the triangulation a point counts as on its edge, in units of
/// the domain's extents.
const ROUNDED: f64 = 1e-6;

/// The seeds around each of N points and their shares in its value: those of the
/// Delaunay triangle that it lies in, with its barycentric coordinates.
#[derive(Clone, Debug)]
pub struct Interpolation {
    corners: Vec<Corners>,
}

/// Three seeds and their shares, which add up to 1.
#[derive(Clone, Copy, Debug)]
struct Corners {
    seeds: [u32; 3],
    shares: [f64; 3],
}

impl Corners {
    fn alone(seed: u32) -> Corners {
        Corners {
            seeds: [seed; 3],
            shares: [1.0, 0.0, 0.0],
        }
    }

    fn without_value(seed: u32) -> Corners {
        Corners {
            seeds: [seed; 3],
            shares: [f64::NAN; 3],
        }
    }

    /// Shares but for rounding; none if they make no sense, as in a triangle
    /// without area.
    fn new(seeds: [u32; 3], shares: [f64; 3]) -> Option<Corners> {
        let shares = shares.map(|share| share.max(0.0));
        let sum: f64 = shares.iter().sum();
        (sum > 0.0 && sum.is_finite()).then(|| Corners {
            seeds,
            shares: shares.map(|share| share / sum),
        })
    }
}

/// A vertex of the triangulation.
struct Seed {
    index: u32,
    position: Point2<f64>,
}

impl HasPosition for Seed {
    type Scalar = f64;

    fn position(&self) -> Point2<f64> {
        self.position
    }
}

impl Interpolation {
    /// From seeds to points in two dimensions, both measured in units of the
    /// domain's extents. A point outside the triangulation, or any point if the
    /// seeds span no triangle, has the value of its nearest seed. `progress` hears
    /// how many more points are done.
    ///
    /// # Panics
    /// If the domain has not two dimensions.
    pub fn new(
        seeds: &Cloud,
        points: &Cloud,
        domain: &BoxDomain,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Interpolation {
        Interpolation::with(seeds, points, domain, Corners::alone, progress)
    }

    /// The same, but that a point outside the triangulation has no value: NaN.
    ///
    /// # Panics
    /// If the domain has not two dimensions.
    pub fn within(seeds: &Cloud, points: &Cloud, domain: &BoxDomain) -> Interpolation {
        Interpolation::with(seeds, points, domain, Corners::without_value, &|_| {})
    }

    fn with(
        seeds: &Cloud,
        points: &Cloud,
        domain: &BoxDomain,
        outside: fn(u32) -> Corners,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Interpolation {
        assert_eq!(domain.dimensions(), 2);
        let owners = nearest(seeds, points, domain, &|_| {});
        let scaled = |x: &[f64]| {
            let unit = |i: usize| (x[i] - domain.lower[i]) / domain.extent(i);
            Point2::new(unit(0), unit(1))
        };
        let vertex = |s: usize| Seed {
            index: s as u32,
            position: scaled(seeds.point(s)),
        };
        let vertices = (0..seeds.len()).map(vertex).collect();
        let mesh = DelaunayTriangulation::<Seed>::bulk_load(vertices).unwrap_or_default();
        // The search for a point's triangle starts at its nearest seed. Of seeds
        // at one place the mesh keeps one.
        let mut starts = vec![FixedVertexHandle::from_index(0); seeds.len()];
        for vertex in mesh.vertices() {
            starts[vertex.data().index as usize] = vertex.fix();
        }
        let mut corners = vec![Corners::alone(0); points.len()];
        let chunks = corners.par_chunks_mut(CHUNK).enumerate();
        chunks.for_each(|(i, chunk)| {
            for (j, corners) in (i * CHUNK..).zip(chunk.iter_mut()) {
                let owner = owners[j];
                let start = starts[owner as usize];
                let around = locate(&mesh, scaled(points.point(j)), start);
                *corners = around.unwrap_or_else(|| outside(owner));
            }
            progress(chunk.len());
        });
        Interpolation { corners }
    }

    /// N.
    pub fn len(&self) -> usize {
        self.corners.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.corners.is_empty()
    }

    /// Writes the interpolated value at each point.
    ///
    /// # Panics
    /// If there is not one value for each seed.
    pub fn evaluate(&self, values: &[f64], out: &mut [f64]) {
        let pairs = out.par_iter_mut().zip(&self.corners).with_min_len(CHUNK);
        pairs.for_each(|(out, Corners { seeds, shares })| {
            let [a, b, c] = seeds.map(|s| values[s as usize]);
            *out = shares[0] * a + shares[1] * b + shares[2] * c;
        });
    }
}

/// The triangle, edge or seed that a point lies on.
fn locate(
    mesh: &DelaunayTriangulation<Seed>,
    x: Point2<f64>,
    start: FixedVertexHandle,
) -> Option<Corners> {
    if mesh.num_vertices() == 0 {
        return None;
    }
    match mesh.locate_with_hint(x, start) {
        PositionInTriangulation::OnVertex(vertex) => {
            Some(Corners::alone(mesh.vertex(vertex).data().index))
        }
        PositionInTriangulation::OnEdge(edge) => {
            let edge = mesh.directed_edge(edge);
            let along = edge.project_point(x).relative_position();
            let [from, to] = edge.vertices().map(|v| v.data().index);
            Corners::new([from, to, to], [1.0 - along, along, 0.0])
        }
        PositionInTriangulation::OnFace(face) => {
            let face = mesh.face(face);
            let shares = face.barycentric_interpolation(x);
            Corners::new(face.vertices().map(|v| v.data().index), shares)
        }
        // Rounded coordinates may put a point of the hull outside.
        PositionInTriangulation::OutsideOfConvexHull(edge) => {
            let edge = mesh.directed_edge(edge);
            let near = edge.distance_2(x) <= ROUNDED * ROUNDED;
            let along = edge.project_point(x).relative_position();
            let [from, to] = edge.vertices().map(|v| v.data().index);
            let shares = [1.0 - along, along, 0.0];
            near.then(|| Corners::new([from, to, to], shares)).flatten()
        }
        PositionInTriangulation::NoTriangulation => None,
    }
}

#[cfg(test)]
mod tests;
