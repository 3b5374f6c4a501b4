//! How far a trained field can be trusted, without a reference.
//!
//! ```text
//! field, fresh points ─measure─► residual of each law over the size of its own terms
//!                     ─decide──► solved, doubtful or not solved; why; what to try
//! problem, field ─second training─► another field ─compare─► an estimate of the error
//! θ, laws, data ─unknowns──► standard errors of what was found with the solution
//! ```

mod decide;
mod estimate;
mod measure;
mod sizes;
mod unknowns;
mod verdict;

pub use decide::{Evidence, decide};
pub use estimate::{estimate_error, estimate_error_of_windows};
pub use measure::{Field, Measured, Measurement, interior_loss, measure};
pub use unknowns::{Estimate, Estimates, significant};
pub use verdict::{Balance, Judgement, Verdict, Worst};

use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::Problem;
use crate::training::{NoPoints, fresh_points};

/// Points at which each point set is judged.
const POINTS: usize = 4000;

/// Judges a field at points of its own. `drawn` are the interior points on which it was
/// trained last, if they are known, `errors` those against a reference, and `estimated` the
/// estimated error of each output, if it was estimated.
///
/// # Errors
/// If no points can be placed.
pub fn judge(
    problem: &Problem,
    plan: &Plan,
    field: &Field,
    drawn: &Cloud,
    errors: &[(String, f64)],
    estimated: &[f64],
) -> Result<Verdict, NoPoints> {
    let plan = &plan.with_exact();
    let fresh = fresh_points(problem, plan, POINTS)?;
    let measurement = measure(problem, plan, field, &fresh);
    let trained = (!drawn.is_empty()).then(|| interior_loss(problem, plan, field, drawn));
    let evidence = Evidence {
        errors,
        trained,
        estimated,
    };
    Ok(decide(problem, &measurement, evidence))
}

#[cfg(test)]
mod tests;
