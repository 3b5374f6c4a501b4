//! The tracked loss and error: on fixed sets, the same for every sampler.

use std::sync::Arc;

use voronet_kernels::{Level, Mode, Packed};

use super::points::inner_nodes;
use crate::objective::{Fields, Scalar};
use crate::output::Grid;
use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::Problem;

/// Evaluates the loss on fixed uniform points and the error on a fixed grid.
pub struct Tracker<T: Scalar> {
    plan: Arc<Plan>,
    residuals: Vec<(Fields<T>, Cloud)>,
    outputs: Fields<T>,
    /// Where errors are taken.
    grid: Cloud,
    /// Output, its reference on the grid, and the reference's norm.
    references: Vec<(usize, Vec<f64>, f64)>,
    values: Vec<f64>,
}

/// A norm over fewer nodes than this says little.
const FEWEST_NODES: usize = 200;

impl<T: Scalar> Tracker<T> {
    /// `clouds` holds a fixed uniform set for each point set of the plan; errors
    /// are taken over `grid`, or at the reference's own points if it has some, or
    /// at the interior's set if the domain is too thin for the grid.
    pub fn new(plan: &Arc<Plan>, clouds: Vec<Cloud>, grid: Cloud, level: Level) -> Tracker<T> {
        let fields = |group| Fields::new(&plan.network, group, Mode::Evaluate, level);
        let grid = if grid.len() < FEWEST_NODES.min(clouds[0].len()) {
            clouds[0].clone()
        } else {
            grid
        };
        let sets = plan.sets.iter().zip(clouds);
        let (grid, references) = references(plan, grid, level);
        Tracker {
            residuals: sets
                .map(|(set, cloud)| (fields(&set.residuals), cloud))
                .collect(),
            outputs: fields(&plan.outputs),
            references,
            values: vec![0.0; grid.len() * plan.network.mlp.widths[plan.network.mlp.layers()]],
            grid,
            plan: Arc::clone(plan),
        }
    }

    /// Writes each term's λ_t · mean square to `terms`.
    pub fn losses(&mut self, weights: &Packed<T>, terms: &mut [f64]) {
        terms.fill(0.0);
        for (set, (fields, cloud)) in self.plan.sets.iter().zip(&mut self.residuals) {
            let mut squares = vec![0.0; set.terms.len()];
            fields.mean_squares(weights, cloud, &mut squares);
            for (&t, square) in set.terms.iter().zip(squares) {
                terms[t] += self.plan.terms[t].1 * square;
            }
        }
    }

    /// The first point at which a residual of term t is not finite.
    pub fn offender(&self, weights: &Packed<T>, t: usize) -> Option<&[f64]> {
        let holds = |set: &&crate::plan::PointSet| set.terms.contains(&t);
        let (set, (fields, cloud)) =
            (self.plan.sets.iter().zip(&self.residuals)).find(|(set, _)| holds(set))?;
        let mut values = vec![0.0; cloud.len() * set.terms.len()];
        fields.values(weights, cloud, &mut values);
        let residuals = values.chunks_exact(set.terms.len());
        let is_bad = |residuals: &[f64]| {
            let mut of_term = residuals.iter().zip(&set.terms).filter(|r| *r.1 == t);
            of_term.any(|(r, _)| !r.is_finite())
        };
        let first = residuals.into_iter().position(is_bad)?;
        Some(cloud.point(first))
    }

    /// The relative L2 error of each output with a reference.
    pub fn errors(&mut self, weights: &Packed<T>) -> Vec<f64> {
        if self.references.is_empty() {
            return Vec::new();
        }
        self.outputs.values(weights, &self.grid, &mut self.values);
        let outputs = self.values.len() / self.grid.len();
        let error = |(k, exact, norm): &(usize, Vec<f64>, f64)| {
            let values = self.values.chunks_exact(outputs).zip(exact);
            let squares: f64 = values.map(|(u, exact)| (u[*k] - exact).powi(2)).sum();
            squares.sqrt() / norm
        };
        self.references.iter().map(error).collect()
    }
}

/// In double precision whatever the training's: a reference may hold numbers that
/// single precision cannot, e^-200 for example.
fn references(plan: &Plan, grid: Cloud, level: Level) -> (Cloud, Vec<(usize, Vec<f64>, f64)>) {
    let norm = |exact: &[f64]| exact.iter().map(|x| x * x).sum::<f64>().sqrt();
    if let Some(data) = &plan.data {
        let column = |(&k, exact): (&usize, &Vec<f64>)| (k, exact.clone(), norm(exact));
        let columns = data.outputs.iter().zip(&data.values).map(column);
        return (Cloud::clone(&data.points), columns.collect());
    }
    let Some((group, given)) = &plan.reference else {
        return (grid, Vec::new());
    };
    // A reference does not depend on the network.
    let unused = Packed::<f64>::new(&plan.network.mlp, level);
    let fields = Fields::<f64>::new(&plan.network, group, Mode::Evaluate, level);
    let mut values = vec![0.0; grid.len() * given.len()];
    fields.values(&unused, &grid, &mut values);
    let column = |(r, &k): (usize, &usize)| {
        let exact: Vec<f64> = values.chunks_exact(given.len()).map(|v| v[r]).collect();
        let norm = norm(&exact);
        (k, exact, norm)
    };
    let columns = given.iter().enumerate().map(column).collect();
    (grid, columns)
}

/// A reference of which no relative error can be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the reference of `{output}` is {fault}: no relative error can be taken")]
pub struct BadReference {
    /// The output.
    pub output: String,
    /// What is wrong, and what mends it.
    pub fault: String,
}

/// Looks at every reference where its error will be taken.
///
/// # Errors
/// If one is 0 everywhere or no number at some point.
pub fn check_reference(problem: &Problem, plan: &Plan, grid: &Grid) -> Result<(), BadReference> {
    let (points, references) = references(plan, inner_nodes(problem, grid), Level::detect());
    for (k, exact, norm) in references {
        let fault = match exact.iter().position(|x| !x.is_finite()) {
            Some(at) => {
                let place = problem.describe_point(points.point(at));
                format!("no number at {place} (mend it there, or leave it out)")
            }
            None if norm == 0.0 && !exact.is_empty() => "0 everywhere (leave it out)".to_owned(),
            None => continue,
        };
        let output = problem.outputs[k].clone();
        return Err(BadReference { output, fault });
    }
    Ok(())
}
