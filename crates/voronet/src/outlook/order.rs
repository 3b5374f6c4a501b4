//! Conditions that are too few for the order of the equations.

use voronet_expr::Leaf;

use crate::problem::{Problem, Region, Term};
use crate::words::{counted, number};

/// Notices, of each output and input, equations of order n in it with conditions on one
/// end only, fewer than n of them.
pub fn notices(problem: &Problem) -> Vec<String> {
    let in_solid = |i: &usize| {
        let inhabited = problem.inhabited.as_ref();
        inhabited.is_some_and(|inhabited| inhabited.inputs.contains(i))
    };
    // Measured values may stand for conditions anywhere.
    if problem
        .terms
        .iter()
        .any(|term| matches!(term.region, Region::Given { .. }))
    {
        return Vec::new();
    }
    let inputs = (0..problem.inputs.len()).filter(|i| !in_solid(i));
    let pairs = inputs.flat_map(|i| (0..problem.outputs.len()).map(move |k| (i, k)));
    pairs.filter_map(|(i, k)| notice(problem, i, k)).collect()
}

fn notice(problem: &Problem, input: usize, output: usize) -> Option<String> {
    // A stated ansatz may stand for conditions that nobody wrote.
    if problem.fields[output]
        .as_ref()
        .is_some_and(|field| field.is_stated)
    {
        return None;
    }
    let order = order(problem, input, output);
    let counts = [
        conditions(problem, input, output, problem.domain.lower[input])?,
        conditions(problem, input, output, problem.domain.upper[input])?,
    ];
    let (count, bound, other) = match counts {
        [0, 0] => return None,
        [count, 0] => (
            count,
            problem.domain.lower[input],
            problem.domain.upper[input],
        ),
        [0, count] => (
            count,
            problem.domain.upper[input],
            problem.domain.lower[input],
        ),
        _ => return None,
    };
    let (x, u) = (&problem.inputs[input], &problem.outputs[output]);
    let derivative = match count {
        1 => format!("diff({u}, {x})"),
        n => format!("diff({u}, {x}, {n})"),
    };
    (count < order).then(|| {
        format!(
            "The equations are of order {order} in {x} for {u}, but {u} has {} at {x} = {} and \
             none at {x} = {}: many solutions satisfy that. Is a law for `{derivative}` at \
             {x} = {} missing?",
            counted(count, "condition"),
            number(bound),
            number(other),
            number(bound),
        )
    })
}

/// The highest order of an output's derivatives by an input in the equations.
fn order(problem: &Problem, input: usize, of: usize) -> usize {
    let interior = problem.terms.iter().filter(|term| term.is_equation());
    let residuals: Vec<_> = interior
        .flat_map(|term| term.residuals.iter().copied())
        .collect();
    let leaves = problem.graph.leaves(&residuals).into_iter();
    let order = |leaf| match leaf {
        Leaf::Output { output, alpha } if output == of => usize::from(alpha.0[input]),
        _ => 0,
    };
    leaves.map(order).max().unwrap_or(0)
}

/// How many laws speak of an output where an input is at a bound; none if one ties
/// opposite faces to each other.
fn conditions(problem: &Problem, input: usize, of: usize, bound: f64) -> Option<usize> {
    let is_there = |term: &&Term| match &term.region {
        Region::Boundary(pieces) => pieces
            .iter()
            .any(|piece| piece.fixed.contains(&(input, bound))),
        _ => false,
    };
    let outputs = problem.outputs.len();
    let mut count = 0;
    for term in problem.terms.iter().filter(is_there) {
        for &residual in &term.residuals {
            let leaves = problem.graph.leaves(&[residual]);
            let reads = |of: usize| {
                let is_it =
                    |leaf: &Leaf| matches!(leaf, Leaf::Output { output, .. } if *output == of);
                leaves.iter().any(is_it)
            };
            if reads(of + outputs) {
                return None;
            }
            count += usize::from(reads(of));
        }
    }
    Some(count)
}
