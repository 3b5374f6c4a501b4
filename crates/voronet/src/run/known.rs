//! What a reference says on the grid of the solution.

use super::Solution;
use crate::plan::Plan;
use crate::points::{Cloud, Interpolation};
use crate::problem::Problem;
use crate::training::reference_values;

/// The reference of an output, at every node; NaN where nothing is known.
pub struct Known {
    /// The output.
    pub output: usize,
    /// The reference itself.
    pub reference: Vec<f64>,
    /// The solution minus the reference.
    pub error: Vec<f64>,
}

/// Of each output with a reference. One that is known at points alone is linear
/// between them, in one and two dimensions, and its error likewise: what lies
/// between is the error at the points, not that of the interpolation. In more
/// dimensions, or if no node lies between the points, nothing is said.
pub fn known(solution: &Solution, plan: &Plan, nodes: &Cloud, values: &[Vec<f64>]) -> Vec<Known> {
    let problem = solution.problem();
    let Some(data) = &plan.data else {
        let given = reference_values(plan, nodes).into_iter();
        return given
            .map(|(output, reference)| Known {
                error: differences(&values[output], &reference),
                output,
                reference,
            })
            .collect();
    };
    if problem.inputs.len() > 2 {
        return Vec::new();
    }
    let at_points = solution.outputs(&data.points);
    let between = Between::new(problem, &data.points, nodes);
    let pairs = data.outputs.iter().zip(&data.values);
    let all = pairs.map(|(&output, exact)| Known {
        output,
        reference: between.values(exact, nodes),
        error: between.values(&differences(&at_points[output], exact), nodes),
    });
    all.filter(|known| known.reference.iter().any(|x| !x.is_nan()))
        .collect()
}

fn differences(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// From values at known points to values at the nodes.
enum Between {
    Line(Line),
    Plane(Interpolation),
}

impl Between {
    fn new(problem: &Problem, known: &Cloud, nodes: &Cloud) -> Between {
        match problem.inputs.len() {
            1 => Between::Line(Line::new(known, problem.domain.extent(0))),
            _ => Between::Plane(Interpolation::within(known, nodes, &problem.domain)),
        }
    }

    fn values(&self, known: &[f64], nodes: &Cloud) -> Vec<f64> {
        let mut out = vec![0.0; nodes.len()];
        match self {
            Between::Plane(interpolation) => interpolation.evaluate(known, &mut out),
            Between::Line(line) => {
                for (j, out) in out.iter_mut().enumerate() {
                    *out = line.value(nodes.point(j)[0], known);
                }
            }
        }
        out
    }
}

/// Points of a line in order, each with its number.
struct Line {
    rows: Vec<(f64, usize)>,
    /// So far beyond the ends a point counts as on them.
    margin: f64,
}

impl Line {
    fn new(points: &Cloud, extent: f64) -> Line {
        let mut rows: Vec<(f64, usize)> =
            (0..points.len()).map(|i| (points.point(i)[0], i)).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        Line {
            rows,
            margin: 1e-6 * extent,
        }
    }

    /// Linear between two points; NaN beyond the ends.
    fn value(&self, x: f64, values: &[f64]) -> f64 {
        let (Some(&(first, _)), Some(&(last, _))) = (self.rows.first(), self.rows.last()) else {
            return f64::NAN;
        };
        if x < first - self.margin || x > last + self.margin {
            return f64::NAN;
        }
        let x = x.clamp(first, last);
        let after = self.rows.partition_point(|row| row.0 <= x);
        let (left, i) = self.rows[after - 1];
        match self.rows.get(after) {
            Some(&(right, j)) if left < x => {
                let share = (x - left) / (right - left);
                (1.0 - share) * values[i] + share * values[j]
            }
            _ => values[i],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_the_points_of_a_line_and_not_beyond() {
        let points = Cloud::new(1, vec![1.0, 0.0, 0.5]);
        let line = Line::new(&points, 2.0);
        let values = [30.0, 10.0, 20.0];
        for (x, wanted) in [
            (0.0, 10.0),
            (0.25, 15.0),
            (0.5, 20.0),
            (0.75, 25.0),
            (1.0, 30.0),
        ] {
            assert_eq!(line.value(x, &values), wanted);
        }
        // Rounded in the file.
        assert_eq!(line.value(1.0 + 1e-7, &values), 30.0);
        assert!(line.value(1.5, &values).is_nan());
        assert!(line.value(-0.1, &values).is_nan());
    }
}
