//! Points grouped by the Voronoi cell that they lie in.

use super::Cloud;

/// A cloud in the order of its cells, and where each cell begins: a point of a
/// cell is found without an index of its own.
#[derive(Clone, Debug)]
pub struct Cells {
    offsets: Vec<usize>,
}

impl Cells {
    /// Sorts a cloud by the cell of each point (`owners`, below `count`), keeping
    /// the order within a cell. O(N).
    pub fn sort(cloud: Cloud, owners: &[u32], count: usize) -> (Cloud, Cells) {
        let mut offsets = vec![0; count + 1];
        for &owner in owners {
            offsets[owner as usize + 1] += 1;
        }
        for s in 0..count {
            offsets[s + 1] += offsets[s];
        }
        let mut next = offsets.clone();
        let mut order = vec![0; owners.len()];
        for (j, &owner) in owners.iter().enumerate() {
            let to = &mut next[owner as usize];
            order[*to] = j as u32;
            *to += 1;
        }
        (cloud.picked(&order), Cells { offsets })
    }

    /// The number of cells, empty ones included.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The points of a cell.
    pub fn points(&self, cell: usize) -> std::ops::Range<usize> {
        self.offsets[cell]..self.offsets[cell + 1]
    }

    /// The points of all cells.
    pub fn total(&self) -> usize {
        self.offsets[self.len()]
    }
}
