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
    /// A component of the jet that a subnetwork gives.
    Component(Component),
    /// The same at the point opposite.
    Opposite(Component),
}

/// A component of the jet of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// Which subnetwork.
    pub subnetwork: usize,
    /// Which of the outputs of that one.
    pub output: usize,
    /// Which component.
    pub component: usize,
}

/// What a subnetwork must carry for the expressions of a group.
#[derive(Clone, Debug)]
pub struct Jet {
    /// The components.
    pub layout: JetLayout,
    /// The same of the features that are expressions of the inputs, if there are such and
    /// the subnetwork is read.
    pub features: Option<FeatureJets>,
    /// Whether any expression reads the subnetwork.
    pub is_read: bool,
}

/// Expressions compiled together: one tape, and a jet for each subnetwork.
#[derive(Clone, Debug)]
pub struct Group {
    /// The expressions as straight-line code.
    pub tape: Tape,
    /// What each subnetwork must carry for them.
    pub jets: Vec<Jet>,
    /// Where each of the tape's leaves takes its values from.
    pub sources: Vec<Source>,
    /// Points of a tile.
    pub tile_points: usize,
    /// Whether any expression reads the network at the point opposite.
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
        let places: Vec<(usize, usize)> = (0..outputs).map(|k| network.place(k)).collect();
        let of: Vec<usize> = places.iter().map(|(subnetwork, _)| *subnetwork).collect();
        let roots = network.in_channels(graph, roots);
        let demand = demand(graph, &roots, &of);
        let tape = Tape::compile(graph, &demand.roots);
        let own = network.subnetworks.iter().zip(&demand.wanted);
        let jets: Vec<Jet> = own
            .map(|(own, wanted)| {
                let (layout, is_read) = (wanted.jet(), !wanted.is_empty());
                let features =
                    || FeatureJets::compile(&own.features, &layout, &wanted.combinations);
                Jet {
                    features: is_read.then(features).flatten(),
                    is_read,
                    layout,
                }
            })
            .collect();
        let component = |number: usize, component: &dyn Fn(&JetLayout) -> usize| {
            let (subnetwork, output) = places[number % outputs];
            let read = Component {
                subnetwork,
                output,
                component: component(&jets[subnetwork].layout),
            };
            match number < outputs {
                true => Source::Component(read),
                false => Source::Opposite(read),
            }
        };
        let source = |leaf: &Leaf| match *leaf {
            Leaf::Input(i) => Source::Input(i),
            Leaf::Output { output, alpha } => {
                component(output, &|jet| jet.derivative(alpha.0).unwrap_or_default())
            }
            Leaf::Symbol(id) => Source::Carried(id as usize),
            Leaf::Unknown(i) => Source::Unknown(i),
            Leaf::Combination(id) => {
                let used = demand.uses[id as usize];
                component(used.output, &|jet| jet.combination(used.combination))
            }
        };
        let sources: Vec<Source> = tape.leaves().iter().map(source).collect();
        let is_there = |s: &Source| matches!(s, Source::Opposite(_));
        let reads_opposite = sources.iter().any(is_there);
        let longest = jets.iter().map(|jet| jet.layout.len()).max().unwrap_or(1);
        let columns = longest * if reads_opposite { 2 } else { 1 };
        Group {
            reads_opposite,
            sources,
            tile_points: (TILE_COLUMNS / columns / WHOLE).max(1) * WHOLE,
            tape,
            jets,
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
        let own = network.subnetworks.iter().zip(self.read_jets());
        let columns = own.map(|(own, jet)| own.mlp.products() * jet.map_or(0, |j| j.layout.len()));
        3 * columns.sum::<usize>() * places
    }

    /// The jet of each subnetwork that the expressions read, none of the others.
    pub fn read_jets(&self) -> impl Iterator<Item = Option<&Jet>> {
        self.jets
            .iter()
            .map(|jet| Some(jet).filter(|jet| jet.is_read))
    }

    /// Counts the numbers that travel for a neuron of each subnetwork that is read, in words:
    /// `4`, or `4 and 2` of two.
    pub fn carried(&self) -> String {
        let lengths = self
            .read_jets()
            .flatten()
            .map(|jet| jet.layout.len().to_string());
        lengths.collect::<Vec<_>>().join(" and ")
    }
}
