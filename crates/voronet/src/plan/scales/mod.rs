//! The sizes by which outputs and laws are divided, so that what is trained is of order one
//! whatever the units.
//!
//! ```text
//! laws at points ─prescribed values, balance─► shift and scale of each output ─► size of each law
//! ```

mod balance;
mod channel;
mod exchange;
mod law;
mod outputs;
mod prescribed;
mod reason;

use voronet_expr::{Graph, Node};

use self::law::{Guess, Law, laws};
pub(super) use self::law::{domain_rates, growth, points};
pub use self::reason::Reason;
use super::fields::Fields;
use crate::network::Channel;
use crate::problem::Problem;

/// The sizes of a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Scales {
    /// How each output comes from its channel.
    pub outputs: Vec<Channel>,
    /// Where the scale of each output is from.
    pub reasons: Vec<Reason>,
    /// How far channels start from 0, as a part of how far networks do otherwise.
    pub start: f64,
    /// The size of each law of each term, by which its residual is divided.
    pub laws: Vec<Vec<f64>>,
    /// The laws of which nothing says how large they are, by the number of the term and their
    /// own among the term's: their size is 1.
    pub unsized_laws: Vec<(usize, usize)>,
}

/// How far channels start from 0: outputs are then near what conditions prescribe, off by a
/// small part of their scale, and a law that is singular elsewhere is finite.
const CALM: f64 = 0.1;

impl Scales {
    /// Finds the sizes of a problem, or leaves everything in its units if it says so.
    pub fn of(problem: &Problem, fields: &Fields) -> Scales {
        if !problem.scales.automatic {
            return Scales::plain(problem);
        }
        let mut graph = problem.graph.clone();
        let mut laws = laws(problem, &mut graph);
        let found = outputs::outputs(&graph, &laws, &problem.scales.stated);
        let mut guesses: Vec<Guess> = found.iter().map(|(guess, _)| *guess).collect();
        let mut sizes = Scales::plain(problem).laws;
        let mut unsized_laws = Vec::new();
        // Conditions that hold whatever the network gives are sized by what they say of outputs,
        // all other laws by what they say of what the network gives.
        let (held, trained) = laws.into_iter().partition(|law| fields.exact[law.place.0]);
        laws = held;
        let mut measure = |laws: &[Law], guesses: &[Guess]| {
            for law in laws {
                match law_size(law, guesses) {
                    Some(size) => sizes[law.place.0][law.place.1] = size,
                    None => unsized_laws.push(law.place),
                }
            }
        };
        measure(&laws, &guesses);
        laws = in_channels(problem, &mut graph, fields, trained);
        for (k, ansatz) in fields.ansatz.iter().enumerate() {
            if let Some(ansatz) = ansatz {
                guesses[k] =
                    channel::guess(problem, ansatz, guesses[k], problem.scales.stated[k].1);
            }
        }
        measure(&laws, &guesses);
        let channel = |guess: &Guess| Channel {
            shift: guess.middle,
            scale: guess.size,
        };
        Scales {
            outputs: guesses.iter().map(channel).collect(),
            reasons: found.iter().map(|(_, reason)| *reason).collect(),
            start: CALM,
            laws: sizes,
            unsized_laws,
        }
    }

    /// Leaves everything in the units of the problem.
    pub fn plain(problem: &Problem) -> Scales {
        let laws = problem.terms.iter();
        Scales {
            outputs: vec![Channel::PLAIN; problem.outputs.len()],
            reasons: vec![Reason::Off; problem.outputs.len()],
            start: 1.0,
            laws: laws.map(|term| vec![1.0; term.residuals.len()]).collect(),
            unsized_laws: Vec::new(),
        }
    }
}

/// Laws in what the network gives.
fn in_channels(problem: &Problem, graph: &mut Graph, fields: &Fields, laws: Vec<Law>) -> Vec<Law> {
    if fields.ansatz.iter().all(Option::is_none) {
        return laws;
    }
    let residuals: Vec<Node> = laws.iter().map(|law| law.residual).collect();
    let written = fields.written(graph, &residuals, problem.inputs.len());
    let pairs = laws.iter().zip(written);
    pairs
        .map(|(law, residual)| law.rewritten(problem, graph, residual))
        .collect()
}

/// The size of a law: of what it holds when all outputs are at their shifts, or of what they
/// add as they vary by their scales, if that is more; none if both are 0 or no number.
fn law_size(law: &Law, guesses: &[Guess]) -> Option<f64> {
    let still = law.values(&law.formula, guesses, |_| false);
    let moved = law.values(&law.formula, guesses, |_| true);
    let change: Vec<f64> = moved.iter().zip(&still).map(|(a, b)| a - b).collect();
    let found = law::size(&still).max(law::size(&change));
    let is_size = found.is_finite() && found.recip().is_normal() && found > 0.0;
    is_size.then_some(found)
}

#[cfg(test)]
mod tests;
