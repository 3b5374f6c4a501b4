//! Where trial points are taken from.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::MAX_DIMENSIONS;
use super::refine::refined;
use crate::geometry::{BoxDomain, Inhabited, Solid};

/// A box, some of whose inputs may be fixed and some may have to lie in a solid;
/// of a solid that fills little of its box, only cells that may hold some of it.
pub struct Room<'a> {
    bounds: BoxDomain,
    /// Inputs that are not fixed.
    free: Vec<usize>,
    inhabited: Option<&'a Inhabited>,
    /// Boxes of equal size in the solid's coordinates.
    cells: Vec<BoxDomain>,
}

impl<'a> Room<'a> {
    /// The part of a box in which some inputs, none of them in the solid, have
    /// fixed values.
    pub fn new(
        mut bounds: BoxDomain,
        fixed: &[(usize, f64)],
        inhabited: Option<&'a Inhabited>,
    ) -> Room<'a> {
        for &(i, value) in fixed {
            bounds.lower[i] = value;
            bounds.upper[i] = value;
        }
        let is_free = |i: &usize| fixed.iter().all(|(input, _)| input != i);
        Room {
            free: (0..bounds.dimensions()).filter(is_free).collect(),
            cells: inhabited.map_or(Vec::new(), |i| cells(&bounds, i)),
            inhabited,
            bounds,
        }
    }

    /// How many coordinates a point has.
    pub fn inputs(&self) -> usize {
        self.bounds.dimensions()
    }

    /// How many coordinates it takes to make one.
    pub fn dimensions(&self) -> usize {
        self.free.len()
    }

    /// Length, area or volume of what points are taken from.
    pub fn measure(&self) -> f64 {
        let in_solid = |i: &usize| self.inhabited.is_some_and(|s| s.inputs.contains(i));
        let others = self.free.iter().filter(|i| !in_solid(i));
        let others: f64 = others.map(|&i| self.bounds.extent(i)).product();
        match (self.inhabited, self.cells.first()) {
            (None, _) => others,
            (Some(_), None) => 0.0,
            (Some(_), Some(cell)) => others * self.cells.len() as f64 * cell.measure(),
        }
    }

    /// Writes the point for coordinates in the unit cube and tells whether it is
    /// in the solid.
    pub fn point(&self, unit: &[f64], x: &mut [f64]) -> bool {
        let mut whole = [0.0; MAX_DIMENSIONS];
        for (&i, &u) in self.free.iter().zip(unit) {
            whole[i] = u;
        }
        self.bounds.at(&whole, x);
        let Some(inhabited) = self.inhabited else {
            return true;
        };
        if self.cells.is_empty() {
            return false;
        }
        // The first coordinate chooses the cell; what is left of it is uniform
        // again.
        let along = whole[inhabited.inputs[0]] * self.cells.len() as f64;
        let cell = (along as usize).min(self.cells.len() - 1);
        whole[inhabited.inputs[0]] = along - cell as f64;
        let cell = &self.cells[cell];
        for (k, &i) in inhabited.inputs.iter().enumerate() {
            x[i] = cell.lower[k] + cell.extent(k) * whole[i];
        }
        inhabited.contains(x)
    }
}

fn cells(bounds: &BoxDomain, inhabited: &Inhabited) -> Vec<BoxDomain> {
    let solid = &inhabited.solid;
    let along = |bound: &[f64]| inhabited.inputs.iter().map(|&i| bound[i]).collect();
    let whole = BoxDomain {
        lower: along(&bounds.lower),
        upper: along(&bounds.upper),
    };
    let keeps = |cells: &[BoxDomain], rng: &mut ChaCha8Rng| {
        let cell = &cells[rng.random_range(0..cells.len())];
        let mut x = [0.0; 3];
        let d = cell.dimensions();
        cell.at(&rng.random::<[f64; 3]>(), &mut x[..d]);
        solid.contains(&x[..d])
    };
    refined(
        vec![whole],
        |cells, trials, rng| (0..trials).filter(|_| keeps(cells, rng)).count(),
        |cell| may_hold(solid, cell),
        |cell, _| cell.halves(),
    )
}

fn may_hold(solid: &Solid, cell: &BoxDomain) -> bool {
    let mut center = [0.0; 3];
    let d = cell.dimensions();
    cell.at(&[0.5; 3], &mut center[..d]);
    // A little more, for rounding.
    let radius = 0.5 * cell.diagonal() * (1.0 + 1e-9);
    solid.surely(&center[..d], radius) != Some(false)
}
