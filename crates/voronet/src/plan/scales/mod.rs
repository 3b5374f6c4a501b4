//! The sizes by which outputs and laws are divided, so that what is trained is of order one
//! whatever the units.

use crate::network::Channel;
use crate::problem::Problem;

/// The sizes of a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Scales {
    /// How each output comes from its channel.
    pub outputs: Vec<Channel>,
    /// The size of each law of each term, by which its residual is divided.
    pub laws: Vec<Vec<f64>>,
}

impl Scales {
    /// Leaves everything in the units of the problem.
    pub fn plain(problem: &Problem) -> Scales {
        let laws = problem.terms.iter();
        Scales {
            outputs: vec![Channel::PLAIN; problem.outputs.len()],
            laws: laws.map(|term| vec![1.0; term.residuals.len()]).collect(),
        }
    }
}
