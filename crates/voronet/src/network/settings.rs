//! `[network]`

use voronet_kernels::{Activation, Mlp};

use super::{Features, initialization};

/// The trial solution's architecture.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// Width of each hidden layer.
    pub hidden: Vec<usize>,
    /// Of every hidden layer.
    pub activation: Activation,
    /// How the weights start; biases start at zero.
    pub initialization: &'static initialization::Entry,
    /// Map each input's interval to [-1, 1] before the first layer.
    pub scale_inputs: bool,
    /// What the first layer sees.
    pub features: Features,
}

impl NetworkSettings {
    /// Returns the network of so many outputs.
    pub fn mlp(&self, outputs: usize) -> Mlp {
        let mut widths = vec![self.features.len()];
        widths.extend(&self.hidden);
        widths.push(outputs);
        Mlp {
            widths,
            activation: self.activation,
        }
    }

    /// Counts its weights and biases.
    pub fn parameters(&self, outputs: usize) -> usize {
        self.mlp(outputs).parameters()
    }
}
