//! A worker's memory for a tape.

use super::lower::Tape;
use crate::graph::Real;

/// Rows of numbers, one number for each point of a slice.
#[derive(Clone, Debug)]
pub struct Workspace<T> {
    pub(super) lanes: usize,
    pub(super) points: usize,
    /// Whether rows are reused, and so no adjoint is possible.
    pub(super) shared: bool,
    pub(super) values: Vec<T>,
    pub(super) adjoints: Vec<T>,
    pub(super) seeds: Vec<T>,
}

impl Tape {
    /// Memory for evaluation of up to `lanes` points at a time: few rows, reused.
    pub fn forward_workspace<T: Real>(&self, lanes: usize) -> Workspace<T> {
        Workspace {
            lanes,
            points: 0,
            shared: true,
            values: vec![T::default(); self.shared.1 * lanes],
            adjoints: Vec::new(),
            seeds: Vec::new(),
        }
    }

    /// Memory for evaluation and adjoint: every value is kept.
    pub fn adjoint_workspace<T: Real>(&self, lanes: usize) -> Workspace<T> {
        Workspace {
            lanes,
            points: 0,
            shared: false,
            values: vec![T::default(); self.code.len() * lanes],
            adjoints: vec![T::default(); self.code.len() * lanes],
            seeds: vec![T::default(); self.roots.len() * lanes],
        }
    }

    /// The row that holds a result.
    pub(super) fn slot<T>(&self, ws: &Workspace<T>, result: usize) -> usize {
        if ws.shared {
            self.shared.0[result]
        } else {
            result
        }
    }

    /// The values of expression r, after [`forward`](Tape::forward).
    pub fn root<'w, T: Real>(&self, ws: &'w Workspace<T>, r: usize) -> &'w [T] {
        let start = self.slot(ws, self.roots[r]) * ws.lanes;
        &ws.values[start..start + ws.points]
    }

    /// The values of expression r, and ∂J/∂(expression r), which is to be
    /// written for every r before [`adjoint`](Tape::adjoint).
    pub fn root_and_seed_mut<'w, T: Real>(
        &self,
        ws: &'w mut Workspace<T>,
        r: usize,
    ) -> (&'w [T], &'w mut [T]) {
        let start = self.slot(ws, self.roots[r]) * ws.lanes;
        let seed = r * ws.lanes;
        (
            &ws.values[start..start + ws.points],
            &mut ws.seeds[seed..seed + ws.points],
        )
    }
}
