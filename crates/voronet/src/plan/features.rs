//! Jets of features: their values and derivatives as expressions of the inputs.

use voronet_expr::{Binary, Graph, MultiIndex, Node, Tape};
use voronet_kernels::JetLayout;

use super::demand::Combination;
use crate::network::{Feature, Features};

/// The jets of those of a subnetwork's features that are expressions, as straight-line code
/// over points.
#[derive(Clone, Debug)]
pub struct FeatureJets {
    /// A component of a feature for each expression; it reads inputs alone.
    pub tape: Tape,
    /// The number of the feature and of the component, for each expression of the tape.
    pub places: Vec<(usize, usize)>,
}

impl FeatureJets {
    /// Compiles what a jet with these combinations holds of features, if any of them is an
    /// expression. What vanishes everywhere is left out.
    pub fn compile(
        features: &Features,
        jet: &JetLayout,
        combinations: &[Combination],
    ) -> Option<FeatureJets> {
        let mut graph = features.graph().clone();
        let (mut roots, mut places) = (Vec::new(), Vec::new());
        for (k, feature) in features.all().iter().enumerate() {
            let Feature::Expression { node, .. } = *feature else {
                continue;
            };
            let single = jet.derivatives().iter().map(|&alpha| vec![(1.0, alpha)]);
            let components = single.chain(combinations.iter().cloned());
            for (c, members) in components.enumerate() {
                let root = operator(&mut graph, node, &members);
                if graph.constant_value(root) != Some(0.0) {
                    roots.push(root);
                    places.push((k, c));
                }
            }
        }
        (!roots.is_empty()).then(|| FeatureJets {
            tape: Tape::compile(&graph, &roots),
            places,
        })
    }
}

/// Σ c D^α of an expression.
fn operator(graph: &mut Graph, node: Node, members: &Combination) -> Node {
    let mut sum = graph.constant(0.0);
    for &(factor, alpha) in members {
        let derivative = graph.slope_by(node, MultiIndex(alpha));
        let factor = graph.constant(factor);
        let summand = graph.binary(Binary::Mul, factor, derivative);
        sum = graph.binary(Binary::Add, sum, summand);
    }
    sum
}
