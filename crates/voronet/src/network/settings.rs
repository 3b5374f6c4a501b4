//! `[network]`

use voronet_kernels::{Activation, Mlp};

use super::initialization;

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
}

impl NetworkSettings {
    /// Returns the network of so many inputs and outputs.
    pub fn mlp(&self, inputs: usize, outputs: usize) -> Mlp {
        let mut widths = vec![inputs];
        widths.extend(&self.hidden);
        widths.push(outputs);
        Mlp {
            widths,
            activation: self.activation,
        }
    }

    /// Counts its weights and biases.
    pub fn parameters(&self, inputs: usize, outputs: usize) -> usize {
        self.mlp(inputs, outputs).parameters()
    }
}
