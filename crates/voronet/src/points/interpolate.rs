//! Values between points where they are known.

use spade::{DelaunayTriangulation, FloatTriangulation, HasPosition, Point2, Triangulation};

use super::{Cloud, nearest};
use crate::geometry::BoxDomain;

struct Known {
    position: Point2<f64>,
    index: usize,
}

impl HasPosition for Known {
    type Scalar = f64;

    fn position(&self) -> Point2<f64> {
        self.position
    }
}

/// For each of `at`, known points and their weights: in two dimensions the
/// corners of the Delaunay triangle around it, linearly; outside of all
/// triangles, and in other dimensions, the nearest point. For pictures: errors
/// are taken at the known points themselves.
pub fn interpolation(known: &Cloud, at: &Cloud, domain: &BoxDomain) -> Vec<Vec<(usize, f64)>> {
    let nearest = || {
        let owners = nearest(known, at, domain, &|_| {});
        owners.into_iter().map(|j| vec![(j as usize, 1.0)])
    };
    if known.dimensions() != 2 {
        return nearest().collect();
    }
    let scaled = |x: &[f64]| {
        let part = |i: usize| (x[i] - domain.lower[i]) / domain.extent(i);
        Point2::new(part(0), part(1))
    };
    let vertices = (0..known.len()).map(|index| Known {
        position: scaled(known.point(index)),
        index,
    });
    let Ok(triangulation) = DelaunayTriangulation::<Known>::bulk_load(vertices.collect()) else {
        return nearest().collect();
    };
    let barycentric = triangulation.barycentric();
    let mut weights = Vec::new();
    let around = |(p, fallback): (usize, Vec<(usize, f64)>)| {
        barycentric.get_weights(scaled(at.point(p)), &mut weights);
        let found: Vec<_> = weights
            .iter()
            .map(|(vertex, weight)| (triangulation.vertex(*vertex).data().index, *weight))
            .collect();
        if found.is_empty() { fallback } else { found }
    };
    nearest().enumerate().map(around).collect()
}
