//! `[network]`

use voronet_kernels::{Activation, Mlp};

use super::{Features, Subnetwork, initialization};

/// The trial solution's architecture.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// Width of each hidden layer.
    pub hidden: Vec<usize>,
    /// Whether that is left to the program, with the choice of how to train.
    pub is_chosen: bool,
    /// Of every hidden layer.
    pub activation: Activation,
    /// How the weights start; biases start at zero.
    pub initialization: &'static initialization::Entry,
    /// Map each input's interval to [-1, 1] before the first layer.
    pub scale_inputs: bool,
    /// What the first layer sees.
    pub features: Features,
    /// The networks of outputs that depend on some inputs only.
    pub own: Vec<OwnNetwork>,
}

/// The network of outputs that depend on the same inputs, some of all.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnNetwork {
    /// The outputs, by number.
    pub outputs: Vec<usize>,
    /// The inputs on which they depend, by number and rising.
    pub inputs: Vec<usize>,
    /// Width of each hidden layer.
    pub hidden: Vec<usize>,
    /// What the first layer sees.
    pub features: Features,
}

/// A network of its own that does not say its width has half that of the main one, but not less
/// than this if that one has not.
const LEAST_WIDTH: usize = 8;

impl NetworkSettings {
    /// Returns the widths of hidden layers that a network of some inputs has if none is stated:
    /// it is narrower than that of all inputs, as its outputs vary less.
    pub fn narrower(&self) -> Vec<usize> {
        let hidden = self.hidden.iter();
        hidden
            .map(|&width| width.div_ceil(2).max(LEAST_WIDTH.min(width)))
            .collect()
    }

    /// Returns the networks for so many inputs and outputs: that of the outputs that depend on
    /// all inputs, if there are such, and then those of the others.
    pub fn subnetworks(&self, inputs: usize, outputs: usize) -> Vec<Subnetwork> {
        let is_own = |k: &usize| self.own.iter().any(|own| own.outputs.contains(k));
        let main = OwnNetwork {
            outputs: (0..outputs).filter(|k| !is_own(k)).collect(),
            inputs: (0..inputs).collect(),
            hidden: self.hidden.clone(),
            features: self.features.clone(),
        };
        let main = std::iter::once(&main).filter(|main| !main.outputs.is_empty());
        main.chain(&self.own)
            .map(|network| self.subnetwork(network))
            .collect()
    }

    fn subnetwork(&self, network: &OwnNetwork) -> Subnetwork {
        let ends = (network.features.len(), network.outputs.len());
        let mut widths = vec![ends.0];
        widths.extend(&network.hidden);
        widths.push(ends.1);
        Subnetwork {
            mlp: Mlp {
                widths,
                activation: self.activation,
            },
            features: network.features.clone(),
            inputs: network.inputs.clone(),
            outputs: network.outputs.clone(),
        }
    }

    /// Counts the weights and biases for so many inputs and outputs.
    pub fn parameters(&self, inputs: usize, outputs: usize) -> usize {
        let subnetworks = self.subnetworks(inputs, outputs);
        subnetworks.iter().map(|own| own.mlp.parameters()).sum()
    }
}
