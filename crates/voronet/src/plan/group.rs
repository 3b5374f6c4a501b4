//! Expressions that are evaluated at the same points.

use voronet_expr::{Graph, Leaf, Node, Tape};
use voronet_kernels::JetLayout;

use super::demand::demand;
use super::features::FeatureJets;
use crate::network::Network;

/// Where a leaf of the tape takes its values from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A coordinate of the point.
    Input(usize),
    /// A value that the point carries.
    Carried(usize),
    /// An unknown, which is the same at all points.
    Unknown(usize),
    /// A component of an output's jet.
    Component {
        /// Which output.
        output: usize,
        /// Which component.
        component: usize,
    },
    /// The same at the point opposite.
    Opposite {
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
    /// The same of the features that are expressions of the inputs, if there are such and
    /// the network is read.
    pub features: Option<FeatureJets>,
    /// Where each of the tape's leaves takes its values from.
    pub sources: Vec<Source>,
    /// Points of a tile.
    pub tile_points: usize,
    /// Whether any expression reads the network.
    pub reads_network: bool,
    /// Whether any expression reads it at the point opposite.
    pub reads_opposite: bool,
}

/// Columns of a tile: enough to make the sums over lanes at the end of a tile's
/// weight gradient cheap, few enough to stay in the second-level cache.
/// Measured by `cargo bench -p voronet-kernels`.
const TILE_COLUMNS: usize = 288;

/// A tile's points are a multiple of this, which fills the vectors of AVX2 two at a
/// time and those of AVX-512 one at a time.
pub const WHOLE: usize = 16;

impl Group {
    /// Compiles expressions of a problem's outputs for a network, whose channels they come to
    /// read.
    pub fn compile(graph: &mut Graph, roots: &[Node], network: &Network) -> Group {
        let outputs = network.outputs.len();
        let roots = network.in_channels(graph, roots);
        let demand = demand(graph, &roots);
        let jet = demand.jet();
        let tape = Tape::compile(graph, &demand.roots);
        let component = |output: usize, component: usize| match output.checked_sub(outputs) {
            None => Source::Component { output, component },
            Some(output) => Source::Opposite { output, component },
        };
        let source = |leaf: &Leaf| match *leaf {
            Leaf::Input(i) => Source::Input(i),
            Leaf::Output { output, alpha } => {
                component(output, jet.derivative(alpha.0).unwrap_or_default())
            }
            Leaf::Symbol(id) => Source::Carried(id as usize),
            Leaf::Unknown(i) => Source::Unknown(i),
            Leaf::Combination(id) => {
                let used = demand.uses[id as usize];
                component(used.output, jet.combination(used.combination))
            }
        };
        let sources: Vec<Source> = tape.leaves().iter().map(source).collect();
        let is_there = |s: &Source| matches!(s, Source::Opposite { .. });
        let reads_opposite = sources.iter().any(is_there);
        let columns = jet.len() * if reads_opposite { 2 } else { 1 };
        let is_here = |s: &Source| matches!(s, Source::Component { .. });
        let reads_network = reads_opposite || sources.iter().any(is_here);
        let features = || FeatureJets::compile(network, &jet, &demand.combinations);
        Group {
            features: reads_network.then(features).flatten(),
            reads_network,
            reads_opposite,
            sources,
            tile_points: (TILE_COLUMNS / columns / WHOLE).max(1) * WHOLE,
            tape,
            jet,
        }
    }

    /// Whether any expression reads what points carry: normals, points opposite,
    /// measured values.
    pub fn reads_carried(&self) -> bool {
        let is_carried = |s: &Source| matches!(s, Source::Carried(_));
        self.reads_opposite || self.sources.iter().any(is_carried)
    }

    /// Multiply-adds of one point, forward and reverse.
    pub fn work(&self, network: &Network) -> usize {
        let places = if self.reads_opposite { 2 } else { 1 };
        3 * network.mlp.products() * self.jet.len() * places
    }
}
