//! The references of a problem where errors are taken.

use voronet_kernels::{Level, Packed};

use super::points::tracked_interior;
use crate::objective::columns;
use crate::plan::Plan;
use crate::points::{Cloud, Grid, uniform_grid};
use crate::problem::Problem;

/// The references at fixed points.
pub struct References {
    /// The nodes of the solution grid that lie in the domain; the reference's own
    /// points if it has some, the tracked points if the domain is too thin for the
    /// grid.
    pub points: Cloud,
    /// Of the outputs that have one.
    pub columns: Vec<Column>,
}

/// The reference of an output.
pub struct Column {
    /// Which.
    pub output: usize,
    /// At each point.
    pub values: Vec<f64>,
    /// √Σ values²
    pub norm: f64,
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

/// A norm over fewer nodes than this says little.
const FEWEST_NODES: usize = 200;

impl References {
    /// Evaluates them.
    ///
    /// # Errors
    /// If one is 0 everywhere or no number at some point.
    pub fn new(problem: &Problem, plan: &Plan) -> Result<References, BadReference> {
        let (points, values) = match (&plan.data, &plan.reference) {
            (Some(data), _) => {
                let values = data
                    .outputs
                    .iter()
                    .copied()
                    .zip(data.values.iter().cloned());
                (Cloud::clone(&data.points), values.collect())
            }
            (None, Some(_)) => {
                let points = points(problem, plan);
                let values = reference_values(plan, &points);
                (points, values)
            }
            (None, None) => (Cloud::default(), Vec::new()),
        };
        let column = |(output, values): (usize, Vec<f64>)| Column {
            output,
            norm: values.iter().map(|x| x * x).sum::<f64>().sqrt(),
            values,
        };
        let columns: Vec<Column> = values.into_iter().map(column).collect();
        for column in &columns {
            if let Some(fault) = fault(problem, &points, column) {
                let output = problem.outputs[column.output].clone();
                return Err(BadReference { output, fault });
            }
        }
        Ok(References { points, columns })
    }
}

/// The grid on which a solution is compared with its reference and shown: 1001 nodes in one
/// dimension, 101² in two (201² around a shape, whose edge must show), 31³ in
/// three, 13⁴ in four.
pub fn solution_grid(problem: &Problem) -> Grid {
    let (inputs, domain) = (&problem.inputs, &problem.domain);
    let nodes = match inputs.len() {
        1 => 1001,
        2 if problem.inhabited.is_some() => 201,
        2 => 101,
        3 => 31,
        _ => 13,
    };
    uniform_grid(inputs, domain, &vec![nodes; inputs.len()])
}

fn points(problem: &Problem, plan: &Plan) -> Cloud {
    let grid = solution_grid(problem);
    let inside = |x: &Vec<f64>| problem.contains(x);
    let nodes = (0..grid.len()).map(|i| grid.point(i)).filter(inside);
    let nodes = Cloud::new(problem.inputs.len(), nodes.flatten().collect());
    if nodes.len() >= FEWEST_NODES.min(problem.training.record_points) {
        return nodes;
    }
    // A domain of which there are no points is an error of those who train there.
    tracked_interior(problem, plan).unwrap_or(nodes)
}

/// Evaluates the reference expressions at points: each output that has one, and its
/// values. In double precision whatever the training's: they may hold numbers that
/// single precision cannot, e^-200 for example.
pub fn reference_values(plan: &Plan, points: &Cloud) -> Vec<(usize, Vec<f64>)> {
    let Some((group, given)) = &plan.reference else {
        return Vec::new();
    };
    // A reference does not depend on the network.
    let unused = Packed::<f64>::new(&plan.network.mlp, Level::detect());
    let values = columns(&plan.network, group, &unused, points);
    given.iter().copied().zip(values).collect()
}

fn fault(problem: &Problem, points: &Cloud, column: &Column) -> Option<String> {
    if let Some(at) = column.values.iter().position(|x| !x.is_finite()) {
        let place = problem.describe_point(points.point(at));
        return Some(format!(
            "no number at {place} (mend it there, or leave it out)"
        ));
    }
    let is_zero = column.norm == 0.0 && !column.values.is_empty();
    is_zero.then(|| "0 everywhere (leave it out)".to_owned())
}
