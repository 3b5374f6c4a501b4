//! Parts of a condition's place on which no point will lie.

use crate::plan::Plan;
use crate::problem::{Problem, Region};
use crate::training::scarce_places;

/// Names the pieces of each condition that get no points.
pub fn notices(problem: &Problem, plan: &Plan) -> Vec<String> {
    let mut notices = Vec::new();
    for set in &plan.sets {
        let Region::Boundary(pieces) = &set.region else {
            continue;
        };
        let name = &plan.terms[set.terms[0]].0;
        let place = |i: usize| problem.describe_region(&Region::Boundary(vec![pieces[i].clone()]));
        let fewest = pieces.iter().map(|piece| piece.fixed.len()).min();
        for (i, piece) in pieces.iter().enumerate() {
            if Some(piece.fixed.len()) > fewest {
                notices.push(format!(
                    "`{name}` gets no points at {}: beside a part of higher dimension it has no \
                     measure. Give it a condition of its own.",
                    place(i)
                ));
            }
        }
        if pieces.iter().any(|piece| piece.filter.is_some()) {
            for scarce in scarce_places(problem, pieces) {
                let (accepted, tried) = (scarce.accepted, scarce.tried);
                let few = if accepted == 0 { "no" } else { "hardly any" };
                notices.push(format!(
                    "`{name}` gets {few} points at {}: {accepted} of {tried} points tried there \
                     are accepted. Give it a condition of its own, or widen it.",
                    place(scarce.piece)
                ));
            }
        }
    }
    notices
}
