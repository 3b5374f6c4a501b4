//! The tracked loss and error: on fixed sets, the same for every sampler.

use std::sync::Arc;

use voronet_kernels::{Mode, Packed};

use super::reference::{Column, References, norm};
use crate::objective::{PerPoint, Scalar};
use crate::plan::{BySet, Plan};
use crate::points::Cloud;

/// Evaluates the loss on fixed uniform points and the error on a fixed grid.
pub struct Tracker<T: Scalar> {
    plan: Arc<Plan>,
    residuals: BySet<(PerPoint<T>, Cloud)>,
    outputs: PerPoint<T>,
    references: References,
    values: Vec<f64>,
}

impl<T: Scalar> Tracker<T> {
    /// Prepares to track. `clouds` holds a fixed uniform set for each point set of the
    /// plan; `weights` are of the same shape and level as those to be tracked.
    pub fn new(
        plan: &Arc<Plan>,
        clouds: BySet<Cloud>,
        references: References,
        weights: &Packed<T>,
    ) -> Tracker<T> {
        let per_point = |group| PerPoint::new(&plan.network, group, Mode::Evaluate, weights);
        let sets = plan.sets.iter().zip(clouds);
        let outputs = plan.network.mlp.widths[plan.network.mlp.layers()];
        Tracker {
            residuals: sets
                .map(|(set, cloud)| (per_point(&set.residuals), cloud))
                .collect(),
            outputs: per_point(&plan.outputs),
            values: vec![0.0; references.points.len() * outputs],
            references,
            plan: Arc::clone(plan),
        }
    }

    /// Writes each term's λ_t · mean square to `terms`.
    pub fn losses(&mut self, weights: &Packed<T>, terms: &mut [f64]) {
        terms.fill(0.0);
        for (set, (per_point, cloud)) in self.plan.sets.iter().zip(&mut self.residuals) {
            let mut squares = vec![0.0; set.terms.len()];
            per_point.mean_squares(weights, cloud, &mut squares);
            for (&t, square) in set.terms.iter().zip(squares) {
                terms[t] += self.plan.terms[t].1 * square;
            }
        }
    }

    /// Finds the first point at which a residual of term t is not finite.
    pub fn offender(&self, weights: &Packed<T>, t: usize) -> Option<&[f64]> {
        let holds = |set: &&crate::plan::PointSet| set.terms.contains(&t);
        let (set, (per_point, cloud)) =
            (self.plan.sets.iter().zip(&self.residuals)).find(|(set, _)| holds(set))?;
        let mut values = vec![0.0; cloud.len() * set.terms.len()];
        per_point.values(weights, cloud, &mut values);
        let residuals = values.chunks_exact(set.terms.len());
        let is_bad = |residuals: &[f64]| {
            let mut of_term = residuals.iter().zip(&set.terms).filter(|r| *r.1 == t);
            of_term.any(|(r, _)| !r.is_finite())
        };
        let first = residuals.into_iter().position(is_bad)?;
        Some(cloud.point(first))
    }

    /// Returns the relative L² error of each output with a reference.
    pub fn errors(&mut self, weights: &Packed<T>) -> Vec<f64> {
        let References {
            points, columns, ..
        } = &self.references;
        if columns.is_empty() {
            return Vec::new();
        }
        self.outputs.values(weights, points, &mut self.values);
        let outputs = self.values.len() / points.len();
        let error = |column: &Column| {
            let values = self.values.chunks_exact(outputs).zip(&column.values);
            norm(values.map(|(u, exact)| u[column.output] - exact)) / column.norm
        };
        columns.iter().map(error).collect()
    }
}
