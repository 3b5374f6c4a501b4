//! Expressions that are evaluated at the same points.

use voronet_expr::{Graph, Leaf, Node, Tape};
use voronet_kernels::JetLayout;

use super::demand::demand;
use crate::network::Network;

/// Where a leaf of the tape takes its values from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A coordinate of the point.
    Input(usize),
    /// A component of an output's jet.
    Component {
        /// Which output.
        output: usize,
        /// Which component.
        component: usize,
    },
}

/// Expressions compiled together: one tape, one jet.
#[derive(Clone, Debug)]
pub struct Group {
    /// The expressions as straight-line code.
    pub tape: Tape,
    /// What the network must carry for them.
    pub jet: JetLayout,
    /// Of each of the tape's leaves.
    pub sources: Vec<Source>,
    /// Points of a tile.
    pub tile_points: usize,
}

/// Columns of a tile: enough to make the sums over lanes at the end of a tile's
/// weight gradient cheap, few enough to stay in the second-level cache.
/// Measured by `cargo bench -p voronet-kernels`.
const TILE_COLUMNS: usize = 416;

impl Group {
    /// Compiles the expressions.
    pub fn compile(graph: &mut Graph, roots: &[Node]) -> Group {
        let demand = demand(graph, roots);
        let tape = Tape::compile(graph, &demand.roots);
        let source = |leaf: &Leaf| match *leaf {
            Leaf::Input(i) => Source::Input(i),
            Leaf::Output { output, alpha } => Source::Component {
                output,
                component: demand.jet.derivative(alpha.0).unwrap_or_default(),
            },
            Leaf::Symbol(id) => {
                let (component, output) = demand.symbols[id as usize];
                Source::Component { output, component }
            }
        };
        Group {
            sources: tape.leaves().iter().map(source).collect(),
            tile_points: (TILE_COLUMNS / demand.jet.len()).max(16),
            tape,
            jet: demand.jet,
        }
    }

    /// Whether any expression reads the network.
    pub fn reads_network(&self) -> bool {
        self.sources
            .iter()
            .any(|s| matches!(s, Source::Component { .. }))
    }

    /// Multiply-adds of one point, forward and reverse.
    pub fn work(&self, network: &Network) -> usize {
        3 * network.mlp.products() * self.jet.len()
    }
}
