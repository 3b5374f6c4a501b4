//! The references of a problem where errors are taken.

use voronet_kernels::Level;

use super::points::tracked_interior;
use crate::objective::{Theta, columns};
use crate::plan::Plan;
use crate::points::{Cloud, Grid, uniform_grid};
use crate::problem::{Problem, Shown};

/// The reference solution at fixed points.
pub struct References {
    /// The nodes of the solution grid that lie in the domain; the reference's own
    /// points if it has some, the tracked points if the domain is too thin for the
    /// grid or has too many inputs.
    pub points: Cloud,
    /// The reference of each output that has one.
    pub columns: Vec<Column>,
    /// What the user should know: points that are left out, for example.
    pub notes: Vec<String>,
}

/// The reference of an output.
pub struct Column {
    /// Which output.
    pub output: usize,
    /// Its value at each point.
    pub values: Vec<f64>,
    /// √Σ values², more than 0.
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
    /// Of a problem without any.
    pub fn none() -> References {
        References {
            points: Cloud::default(),
            columns: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Evaluates the references of a problem. Points at which one is no number are left
    /// out.
    ///
    /// # Errors
    /// If one is 0 everywhere, or a number nowhere.
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
        let Known {
            points,
            values,
            notes,
        } = finite_alone(problem, Known::new(points, values))?;
        let column = |(output, values): (usize, Vec<f64>)| Column {
            output,
            norm: norm(values.iter().copied()),
            values,
        };
        let columns: Vec<Column> = values.into_iter().map(column).collect();
        for column in &columns {
            if let Some(fault) = fault(column) {
                let output = problem.outputs[column.output].clone();
                return Err(BadReference { output, fault });
            }
        }
        Ok(References {
            points,
            columns,
            notes,
        })
    }
}

impl References {
    /// Returns the relative L² error of each output with a reference, for values of all outputs
    /// at the points.
    pub fn errors(&self, outputs: &[Vec<f64>]) -> Vec<f64> {
        let error = |column: &Column| {
            let values = outputs[column.output].iter().zip(&column.values);
            norm(values.map(|(u, exact)| u - exact)) / column.norm
        };
        self.columns.iter().map(error).collect()
    }
}

/// Values of references at points, by output, and notes of points that were left out.
struct Known {
    points: Cloud,
    values: Vec<(usize, Vec<f64>)>,
    notes: Vec<String>,
}

impl Known {
    fn new(points: Cloud, values: Vec<(usize, Vec<f64>)>) -> Known {
        Known {
            points,
            values,
            notes: Vec::new(),
        }
    }
}

/// Keeps the points at which all references are numbers, with a note of the others.
fn finite_alone(problem: &Problem, known: Known) -> Result<Known, BadReference> {
    let Known {
        points,
        values,
        mut notes,
    } = known;
    for (output, values) in &values {
        let mut bad = (0..values.len()).filter(|&j| !values[j].is_finite());
        let Some(first) = bad.next() else {
            continue;
        };
        let (bad, all) = (1 + bad.count(), values.len());
        let (output, place) = (
            problem.outputs[*output].clone(),
            problem.describe_point(points.point(first)),
        );
        if bad == all {
            let fault = format!("no number at any of {all} points, such as {place}");
            return Err(BadReference { output, fault });
        }
        notes.push(match bad {
            1 => format!(
                "the reference of `{output}` is no number at one of {all} points, {place}: it is \
                 left out of the error"
            ),
            bad => format!(
                "the reference of `{output}` is no number at {bad} of {all} points, the first at \
                 {place}: they are left out of the error"
            ),
        });
    }
    if notes.is_empty() {
        return Ok(Known {
            points,
            values,
            notes,
        });
    }
    let is_known = |j: &usize| values.iter().all(|(_, values)| values[*j].is_finite());
    let kept: Vec<usize> = (0..points.len()).filter(is_known).collect();
    if let (true, Some((output, _))) = (kept.is_empty(), values.first()) {
        return Err(BadReference {
            output: problem.outputs[*output].clone(),
            fault: "no number wherever those of the other outputs are".to_owned(),
        });
    }
    let coordinates = kept.iter().flat_map(|&j| points.point(j).iter().copied());
    let points = Cloud::new(problem.inputs.len(), coordinates.collect());
    let of_kept = |values: Vec<f64>| kept.iter().map(|&j| values[j]).collect();
    let values = values.into_iter().map(|(k, values)| (k, of_kept(values)));
    Ok(Known {
        points,
        values: values.collect(),
        notes,
    })
}

/// √Σ x², also where the squares are too large or too small for a number.
pub fn norm(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let sum: f64 = values.clone().map(|x| x * x).sum();
    if (1e-280..1e280).contains(&sum) || sum.is_nan() {
        return sum.sqrt();
    }
    let largest = values
        .clone()
        .fold(0.0, |largest: f64, x| largest.max(x.abs()));
    if largest == 0.0 || largest.is_infinite() {
        return largest;
    }
    largest * values.map(|x| (x / largest).powi(2)).sum::<f64>().sqrt()
}

/// Makes the grid on which a solution is compared with its reference and shown: 1001
/// nodes in one dimension, 101² in two (201² around a shape, whose edge must show), 31³
/// in three, 13⁴ in four. Of more inputs it is a part through the middle of the domain: the
/// inputs that [pictures show](Shown), at a few values of the one along which they go.
pub fn solution_grid(problem: &Problem) -> Grid {
    let (inputs, domain) = (&problem.inputs, &problem.domain);
    let nodes = match inputs.len() {
        1 => 1001,
        2 if problem.inhabited.is_some() => 201,
        2 => 101,
        3 => 31,
        4 => 13,
        _ => return uniform_grid(inputs, domain, &through_the_middle(problem)),
    };
    uniform_grid(inputs, domain, &vec![nodes; inputs.len()])
}

/// The most inputs of which there is a grid over the whole domain.
const MOST_FULL: usize = 4;

fn through_the_middle(problem: &Problem) -> Vec<usize> {
    let shown = Shown::of(problem);
    let across = if shown.across.len() == 1 { 101 } else { 51 };
    shown.nodes(problem.inputs.len(), across)
}

fn points(problem: &Problem, plan: &Plan) -> Cloud {
    if problem.inputs.len() > MOST_FULL
        && let Ok(points) = tracked_interior(problem, plan)
    {
        return points;
    }
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
    // A reference does not depend on the network, which may be a large one.
    let network = plan.network.without_hidden_layers();
    let unused = Theta::<f64>::new(&network, Level::detect());
    let values = columns(&network, group, &unused, points);
    given.iter().copied().zip(values).collect()
}

fn fault(column: &Column) -> Option<String> {
    if column.norm == 0.0 && !column.values.is_empty() {
        return Some("0 everywhere (leave it out)".to_owned());
    }
    let is_too_large = column.norm.is_infinite();
    is_too_large.then(|| "too large for its norm to be a number (take other units)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::norm;

    #[test]
    fn norms_of_numbers_whose_squares_are_none() {
        let of = |values: [f64; 2]| norm(values.into_iter());
        assert_eq!(of([3.0, 4.0]), 5.0);
        for factor in [1e-300, 1e300] {
            assert!((of([3.0 * factor, -4.0 * factor]) / factor - 5.0).abs() < 1e-14);
        }
        assert_eq!(of([0.0, 0.0]), 0.0);
        assert_eq!(of([f64::INFINITY, 1.0]), f64::INFINITY);
        assert!(of([f64::NAN, 1e300]).is_nan());
    }
}
