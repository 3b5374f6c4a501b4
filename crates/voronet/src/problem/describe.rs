//! Regions in words.

use super::{Problem, Region, Term};
use crate::geometry::Piece;
use crate::words::number;

/// A coordinate in a few digits: those of the fourth place, or of its own size where it
/// is small or large.
fn digits(x: f64) -> String {
    let size = x.abs();
    if x == 0.0 || (0.01..1e6).contains(&size) {
        format!("{x:.4}")
    } else {
        format!("{x:.3e}")
    }
}

impl Problem {
    /// Says the interval of each input, and whether some lie in a shape.
    pub fn describe_domain(&self) -> String {
        let interval = |i: usize| {
            let (low, high) = (self.domain.lower[i], self.domain.upper[i]);
            format!("{} in [{}, {}]", self.inputs[i], number(low), number(high))
        };
        let all: Vec<String> = (0..self.inputs.len()).map(interval).collect();
        let shape = self.inhabited.as_ref().map_or("", |_| ", within the shape");
        all.join(", ") + shape
    }

    /// Writes an output with the inputs on which it depends: `k(x)`.
    pub fn describe_output(&self, output: usize) -> String {
        let inputs = self.inputs_of(output).into_iter();
        let inputs: Vec<&str> = inputs.map(|i| self.inputs[i].as_str()).collect();
        format!("{}({})", self.outputs[output], inputs.join(", "))
    }

    /// Says where a term holds, in words that follow its laws: `at t = 0`.
    pub fn describe_place(&self, region: &Region) -> String {
        match region {
            Region::Interior => "in the domain".to_owned(),
            Region::Surface { .. } => format!("on {}", self.describe_region(region)),
            _ => format!("at {}", self.describe_region(region)),
        }
    }

    /// Says where a term holds, as on paper.
    pub fn describe_region(&self, region: &Region) -> String {
        match region {
            Region::Interior => self.describe_domain(),
            Region::Boundary(pieces) => {
                let all: Vec<String> = pieces
                    .iter()
                    .map(|piece| self.describe_piece(piece))
                    .collect();
                all.join(" or ")
            }
            Region::Surface { name, filter, .. } => {
                format!("{name}{}", self.describe_filter(*filter))
            }
            Region::Given { file, points, .. } => format!("the {} points of {file}", points.len()),
        }
    }

    /// Writes the weight of a term: a number, or an expression.
    pub fn describe_weight(&self, term: &Term) -> String {
        match term.weight_at {
            None => number(term.weight),
            Some(weight) => {
                let names = self.names(&term.region);
                self.graph.display(weight, &names).to_string()
            }
        }
    }

    /// Writes a point's coordinates with their names: `x = 0.5000`.
    pub fn describe_point(&self, point: &[f64]) -> String {
        let named = self.inputs.iter().zip(point);
        let named: Vec<String> = named
            .map(|(x, at)| format!("{x} = {}", digits(*at)))
            .collect();
        named.join(", ")
    }

    fn describe_piece(&self, piece: &Piece) -> String {
        let equal = |&(i, value): &(usize, f64)| format!("{} = {}", self.inputs[i], number(value));
        let fixed: Vec<String> = piece.fixed.iter().map(equal).collect();
        fixed.join(" and ") + &self.describe_filter(piece.filter)
    }

    fn describe_filter(&self, filter: Option<voronet_expr::Node>) -> String {
        let filter = filter.map(|filter| {
            let names = self.names(&Region::Interior);
            format!(" where {}", self.graph.display(filter, &names))
        });
        filter.unwrap_or_default()
    }

    /// Returns the names that expressions at a region's points may use.
    pub fn names(&self, region: &Region) -> voronet_expr::Names {
        let symbols = match region {
            Region::Interior => Vec::new(),
            Region::Given { columns, .. } => columns.clone(),
            Region::Boundary(_) | Region::Surface { .. } => {
                let components = self.inputs.iter().map(|name| format!("n{name}"));
                let opposite = self.inputs.iter().map(|name| format!("opposite({name})"));
                components.chain(opposite).collect()
            }
        };
        voronet_expr::Names {
            inputs: self.inputs.clone(),
            outputs: self.outputs.clone(),
            symbols,
            unknowns: self.unknowns.iter().map(|u| u.name.clone()).collect(),
        }
    }
}
