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

    /// The loss of each law of each term: the parts of which [`losses`](Self::losses)
    /// gives the sums.
    pub fn losses_of_laws(&self, weights: &Packed<T>) -> Vec<Vec<f64>> {
        let mut laws = vec![Vec::new(); self.plan.terms.len()];
        for (set, (fields, cloud)) in self.plan.sets.iter().zip(&self.residuals) {
            let roots = set.terms.len();
            let mut values = vec![0.0; cloud.len() * roots];
            fields.values(weights, cloud, &mut values);
            for (r, &t) in set.terms.iter().enumerate() {
                let squares = values.iter().skip(r).step_by(roots).map(|x| x * x);
                let mean = squares.sum::<f64>() / cloud.len() as f64;
                laws[t].push(self.plan.terms[t].1 * mean);
            }
        }
        laws
    }

    /// The worst residual of term t on its tracked points, see [`worst_of`](Self::worst_of).
    pub fn worst(&self, weights: &Packed<T>, t: usize) -> Option<(Vec<f64>, f64)> {
        let set = self
            .plan
            .sets
            .iter()
            .position(|set| set.terms.contains(&t))?;
        self.worst_of(weights, set, t, &self.residuals[set].1)
    }

    /// The first point of a cloud at which a residual of term t of a point set is not
    /// finite, or else where one is largest, and that residual.
    pub fn worst_of(
        &self,
        weights: &Packed<T>,
        set: usize,
        t: usize,
        cloud: &Cloud,
    ) -> Option<(Vec<f64>, f64)> {
        let terms = &self.plan.sets[set].terms;
        let mut values = vec![0.0; cloud.len() * terms.len()];
        self.residuals[set].0.values(weights, cloud, &mut values);
        let size = |x: f64| {
            if x.is_finite() {
                x.abs()
            } else {
                f64::INFINITY
            }
        };
        let mut worst: Option<(usize, f64)> = None;
        for (j, residuals) in values.chunks_exact(terms.len()).enumerate() {
            for (&x, _) in residuals.iter().zip(terms).filter(|r| *r.1 == t) {
                if worst.is_none_or(|(_, most)| size(x) > size(most)) {
                    worst = Some((j, x));
                }
            }
        }
        worst.map(|(j, x)| (cloud.point(j).to_vec(), x))
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
