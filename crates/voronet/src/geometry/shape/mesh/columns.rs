//! Triangles of a surface by where a ray along x may meet them.

use std::ops::RangeInclusive;

use super::super::Vector;
use crate::geometry::BoxDomain;

/// Triangles by where they lie in the plane across the rays.
#[derive(Clone, Debug)]
pub struct Columns {
    lower: [f64; 2],
    /// Cells per unit of length.
    density: [f64; 2],
    side: usize,
    cells: Vec<Vec<u32>>,
}

/// The most cells that a triangle may lie over, on average: in a finer grid, large triangles that lie
/// over each other would take memory without end.
const MOST_CELLS: usize = 64;

impl Columns {
    /// Of triangles within bounds.
    pub fn new(triangles: &[[Vector; 3]], bounds: &BoxDomain) -> Columns {
        let side = ((triangles.len() as f64).sqrt().ceil() as usize).clamp(1, 512);
        let mut columns = Columns::empty(side, bounds);
        while columns.taken_by(triangles) > MOST_CELLS * triangles.len() {
            columns = Columns::empty(columns.side.div_ceil(2), bounds);
        }
        for (t, triangle) in triangles.iter().enumerate() {
            let [across, up] = columns.under(triangle);
            for i in across {
                for j in up.clone() {
                    columns.cells[i * columns.side + j].push(t as u32);
                }
            }
        }
        columns
    }

    fn empty(side: usize, bounds: &BoxDomain) -> Columns {
        Columns {
            lower: [bounds.lower[1], bounds.lower[2]],
            density: [1, 2].map(|i| side as f64 / bounds.extent(i)),
            side,
            cells: vec![Vec::new(); side * side],
        }
    }

    /// The cells that a triangle may lie over, across and up.
    fn under(&self, triangle: &[Vector; 3]) -> [RangeInclusive<usize>; 2] {
        [0, 1].map(|i| {
            let along = triangle.map(|p| p[i + 1]);
            let low = along.into_iter().fold(f64::INFINITY, f64::min);
            let high = along.into_iter().fold(f64::NEG_INFINITY, f64::max);
            self.cell(i, low)..=self.cell(i, high)
        })
    }

    /// How many entries the cells would have.
    fn taken_by(&self, triangles: &[[Vector; 3]]) -> usize {
        let of = |triangle| {
            let [across, up] = self.under(triangle);
            (across.end() - across.start() + 1) * (up.end() - up.start() + 1)
        };
        triangles.iter().map(of).sum()
    }

    fn cell(&self, i: usize, x: f64) -> usize {
        (((x - self.lower[i]) * self.density[i]).max(0.0) as usize).min(self.side - 1)
    }

    /// The triangles that the ray along x from any x at that y and z may meet.
    pub fn around(&self, y: f64, z: f64) -> &[u32] {
        &self.cells[self.cell(0, y) * self.side + self.cell(1, z)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::Mesh;

    #[test]
    fn large_triangles_over_each_other_take_little_memory() {
        // Tetrahedra, each within the one before.
        let shells = 3000;
        let shell = |k: usize| {
            let size = 1.0 + k as f64 / shells as f64;
            let [o, x, y, z] = [
                [-size; 3],
                [3.0 * size, -size, -size],
                [-size, 3.0 * size, -size],
                [-size, -size, 3.0 * size],
            ];
            [[o, y, x], [o, x, z], [o, z, y], [x, y, z]]
        };
        let mesh = Mesh::new((0..shells).flat_map(shell).collect()).unwrap();
        let entries: usize = mesh.columns.cells.iter().map(Vec::len).sum();
        assert!(entries <= super::MOST_CELLS * 4 * shells, "{entries}");
        // A ray still meets all that are in its way.
        let crossed = mesh.columns.around(-0.5, -0.5);
        let crossed = crossed
            .iter()
            .filter(|&&t| super::super::crosses(&mesh.triangles[t as usize], [-0.5; 3]));
        assert_eq!(crossed.count(), shells);
    }
}
