//! One of the fully-connected networks that a network is made of.

use voronet_expr::{Graph, Leaf};
use voronet_kernels::{Input, Mlp};

use super::{Feature, Features};

/// A fully-connected network of some inputs, which gives the channels of the outputs that depend
/// on these inputs alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Subnetwork {
    /// Widths and activation.
    pub mlp: Mlp,
    /// What the first layer sees.
    pub features: Features,
    /// The inputs on which its outputs depend, by number and rising.
    pub inputs: Vec<usize>,
    /// The outputs of the problem whose channels it gives, by number, in the order of its last
    /// layer.
    pub outputs: Vec<usize>,
}

impl Subnetwork {
    /// What the first layer sees, for the kernels. `scale` is the factor of each input.
    pub fn layer_inputs(&self, scale: &[f64]) -> Vec<Input> {
        let input = |feature: &Feature| match *feature {
            Feature::Input(coordinate) => Input::Scaled {
                coordinate,
                factor: scale[coordinate],
            },
            Feature::Expression { .. } => Input::Function,
        };
        self.features.all().iter().map(input).collect()
    }

    /// Tells whether its outputs depend on all inputs, of so many.
    pub fn sees_all(&self, inputs: usize) -> bool {
        self.inputs.len() == inputs
    }

    /// Tells whether its features read its own inputs alone.
    pub fn is_consistent(&self) -> bool {
        let graph = self.features.graph();
        self.features.all().iter().all(|feature| match *feature {
            Feature::Input(i) => self.inputs.contains(&i),
            Feature::Expression { node, .. } => reads_only(graph, node, &self.inputs),
        })
    }
}

/// Tells whether an expression reads some inputs and nothing else.
pub fn reads_only(graph: &Graph, node: voronet_expr::Node, inputs: &[usize]) -> bool {
    let is_own = |leaf| matches!(leaf, Leaf::Input(i) if inputs.contains(&i));
    graph.leaves(&[node]).into_iter().all(is_own)
}
