//! Regions in words.

use super::{Problem, Region};
use crate::geometry::Piece;

impl Problem {
    /// Where a term holds, as on paper.
    pub fn describe_region(&self, region: &Region) -> String {
        match region {
            Region::Interior => {
                let interval = |i: usize| {
                    let (low, high) = (self.domain.lower[i], self.domain.upper[i]);
                    format!("{} in [{low}, {high}]", self.inputs[i])
                };
                let all: Vec<String> = (0..self.inputs.len()).map(interval).collect();
                all.join(", ")
            }
            Region::Boundary(pieces) => {
                let all: Vec<String> = pieces
                    .iter()
                    .map(|piece| self.describe_piece(piece))
                    .collect();
                all.join(" or ")
            }
        }
    }

    fn describe_piece(&self, piece: &Piece) -> String {
        let equal = |&(i, value): &(usize, f64)| format!("{} = {value}", self.inputs[i]);
        let fixed: Vec<String> = piece.fixed.iter().map(equal).collect();
        let filter = piece.filter.map(|filter| {
            let names = voronet_expr::Names {
                inputs: self.inputs.clone(),
                outputs: self.outputs.clone(),
            };
            format!(" where {}", self.graph.display(filter, &names))
        });
        fixed.join(" and ") + &filter.unwrap_or_default()
    }
}
