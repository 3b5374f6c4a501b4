//! The rows of the least squares that are data.

use std::sync::Arc;

use crate::algebra::Cholesky;
use crate::objective::{LeastSquares, RowPlace};
use crate::optimizer::dot;
use crate::plan::{BySet, Plan, PointSet};
use crate::points::Cloud;
use crate::problem::{Problem, Region, values_at};
use crate::sampler::Batch;
use crate::training::fresh_points;

/// Rows of laws for each parameter.
const ROWS: usize = 3;

/// Points of each condition that is no data.
const CONDITION_POINTS: usize = 500;

/// Rows of data of which it is computed how far the network fits them; of more, as many.
const FITTED: usize = 500;

/// Rows of data that share a level of noise: those of a law.
#[derive(Default)]
pub struct Data {
    /// What each unknown changes in each row that no change of the network makes up for.
    pub changes: Vec<Vec<f64>>,
    /// The value of each row.
    pub residuals: Vec<f64>,
    /// The standard deviation of each row, where the noise is stated.
    pub noise: Option<Vec<f64>>,
    /// How many rows the network fits by itself.
    pub fitted: f64,
}

/// Points at which laws are taken, and all data.
pub fn points(problem: &Problem, plan: &Plan) -> Option<(BySet<Arc<Cloud>>, BySet<Batch>)> {
    let laws = plan.sets.interior().terms.len().max(1);
    let wanted = (ROWS * plan.network.parameters()).div_ceil(laws).max(200);
    let placed = fresh_points(problem, plan, wanted).ok()?;
    let clouds: BySet<Arc<Cloud>> = placed.into_iter().map(Arc::new).collect();
    let batch = |(set, cloud): (&PointSet, &Arc<Cloud>)| {
        let step = match set.region {
            Region::Interior | Region::Given { .. } => 1,
            _ => cloud.len().div_ceil(CONDITION_POINTS).max(1),
        };
        let indices: Vec<usize> = (0..cloud.len()).step_by(step).collect();
        Batch {
            weights: vec![1.0; indices.len()],
            indices,
        }
    };
    let batches = plan.sets.iter().zip(&clouds).map(batch).collect();
    Some((clouds, batches))
}

/// The rows of each law that holds at given points, where θ has a factor of the network's part
/// of JᵀJ and, for each unknown, the change of the network that makes up for it.
pub fn data(
    problem: &Problem,
    plan: &Plan,
    oracle: &mut LeastSquares,
    theta: &[f64],
    (factor, made_up): (&Cholesky, &[Vec<f64>]),
) -> Vec<Data> {
    let weights = theta.len() - made_up.len();
    let is_data = |set: usize| matches!(plan.sets[set].region, Region::Given { .. });
    let sets = plan
        .sets
        .iter()
        .enumerate()
        .filter(|(set, _)| is_data(*set));
    let laws = sets.flat_map(|(set, own)| (0..own.terms.len()).map(move |law| (set, law)));
    let laws: Vec<(usize, usize)> = laws.collect();
    let noises: Vec<Option<Vec<f64>>> = { laws.iter() }
        .map(|&law| noise(problem, plan, law))
        .collect();
    let mut all: Vec<Data> = { noises.iter() }
        .map(|noise| Data {
            noise: noise.as_ref().map(|_| Vec::new()),
            ..Data::default()
        })
        .collect();
    let rows = oracle.count_rows(is_data);
    let every = rows.div_ceil(FITTED).max(1);
    let mut seen = 0;
    oracle.each_row(
        theta,
        is_data,
        &mut |place: RowPlace, residual, gradient| {
            let found = laws.iter().position(|law| *law == (place.set, place.law));
            let Some(law) = found else {
                return;
            };
            let data = &mut all[law];
            let (own, unknowns) = gradient.split_at(weights);
            let changes = unknowns.iter().zip(made_up);
            data.changes
                .push(changes.map(|(by, x)| by - dot(own, x)).collect());
            data.residuals.push(residual);
            if let (Some(noise), Some(stated)) = (&mut data.noise, &noises[law]) {
                noise.push(place.scale * stated[place.point]);
            }
            if seen % every == 0 {
                let mut x = own.to_vec();
                factor.solve(&mut x);
                data.fitted += every as f64 * dot(own, &x);
            }
            seen += 1;
        },
    );
    all
}

/// The standard deviation of a compiled residual at each of the given points, where the noise of
/// the law is stated.
fn noise(problem: &Problem, plan: &Plan, (set, law): (usize, usize)) -> Option<Vec<f64>> {
    let t = plan.sets[set].terms[law];
    let term = &problem.terms[t];
    let (noise, Region::Given { points, .. }) = (term.noise.as_ref()?, &term.region) else {
        return None;
    };
    let size = noise.mean / plan.scales.laws[t][law];
    let weights = term
        .weight_at
        .map(|node| values_at(&problem.graph.formula(node), points));
    let at = |j: usize| {
        weights
            .as_ref()
            .map_or(1.0, |weights| weights[j].max(0.0).sqrt())
    };
    Some((0..points.len()).map(|j| size * at(j)).collect())
}
