//! The network's shape and where its parameters lie.

use std::ops::Range;

use crate::Activation;

/// A fully-connected network: x ↦ σ(… σ(W₁ x + b₁) …) then a linear layer
/// (Eq. 1 of Nabian, Gladstone and Meidani 2021).
///
/// θ holds, layer after layer, the weights row by row (a row for each neuron of
/// the layer) and then the biases.
#[derive(Clone, Debug, PartialEq)]
pub struct Mlp {
    /// The widths are the number of inputs, of neurons of each hidden layer, and of
    /// outputs: at least two numbers.
    pub widths: Vec<usize>,
    /// This activation follows each hidden layer.
    pub activation: Activation,
}

impl Mlp {
    /// Returns the number of layers with weights.
    pub fn layers(&self) -> usize {
        self.widths.len() - 1
    }

    /// Returns the number of parameters.
    pub fn parameters(&self) -> usize {
        self.offset(self.layers())
    }

    /// Returns where layer l's weights lie in θ.
    pub fn weights(&self, l: usize) -> Range<usize> {
        let start = self.offset(l);
        start..start + self.widths[l] * self.widths[l + 1]
    }

    /// Returns where layer l's biases lie in θ.
    pub fn biases(&self, l: usize) -> Range<usize> {
        let start = self.weights(l).end;
        start..start + self.widths[l + 1]
    }

    /// Returns the number of multiply-adds of all products with one column.
    pub fn products(&self) -> usize {
        self.widths.windows(2).map(|w| w[0] * w[1]).sum()
    }

    fn offset(&self, l: usize) -> usize {
        let before = self.widths.windows(2).take(l);
        before.map(|w| w[0] * w[1] + w[1]).sum()
    }
}
