//! Weights that are expressions, at the points at which they are taken.

use std::borrow::Borrow;

use crate::plan::{BySet, Plan};
use crate::points::Cloud;
use crate::problem::{Problem, Term, values_at};
use crate::words::number;

/// A weight that is negative or no finite number at a point.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the weight of `{term}` is {} at {place}; a weight is a finite number that is 0 or more", number(*.value))]
pub struct BadWeight {
    /// The name of the term.
    pub term: String,
    /// The weight there.
    pub value: f64,
    /// The point, in words.
    pub place: String,
}

/// What rounding may make of 0, as a part of the largest weight.
const ROUNDING: f64 = 1e-6;

/// Looks at the weights of all terms at points of each point set.
///
/// # Errors
/// If one is negative or no finite number.
pub fn check_weights<C: Borrow<Cloud>>(
    problem: &Problem,
    plan: &Plan,
    clouds: &BySet<C>,
) -> Result<(), BadWeight> {
    for (set, cloud) in plan.sets.iter().zip(clouds) {
        let mut terms = set.terms.clone();
        terms.dedup();
        for t in terms {
            check(problem, &problem.terms[t], cloud.borrow())?;
        }
    }
    Ok(())
}

fn check(problem: &Problem, term: &Term, cloud: &Cloud) -> Result<(), BadWeight> {
    let Some(node) = term.weight_at else {
        return Ok(());
    };
    let weights = values_at(&problem.graph.formula(node), cloud);
    let finite = weights.iter().filter(|w| w.is_finite());
    let largest = finite.fold(0.0, |most: f64, w| most.max(w.abs()));
    let is_bad = |w: &f64| !w.is_finite() || *w < -ROUNDING * largest;
    match weights.iter().position(is_bad) {
        None => Ok(()),
        Some(j) => Err(BadWeight {
            term: term.name.clone(),
            value: weights[j],
            place: problem.describe_point(cloud.point(j)),
        }),
    }
}
