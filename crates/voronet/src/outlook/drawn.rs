//! What a phase of the training draws.

use super::memory::placed;
use crate::plan::{BySet, Plan};
use crate::problem::{Phase, Problem};
use crate::training::points_of_rows;

/// Returns the points of each point set that a phase trains on at a time.
pub fn drawn(problem: &Problem, plan: &Plan, phase: &Phase) -> BySet<usize> {
    if phase.is_first_order() {
        return plan.sets.iter().map(|set| set.batch).collect();
    }
    let pools = plan.sets.iter();
    let pools = pools.map(|set| placed(set, problem.sampling.points));
    points_of_rows(plan, &pools.collect(), phase.rows)
}
