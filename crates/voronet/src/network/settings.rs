//! `[network]`

use voronet_kernels::Activation;

use crate::names::names;

/// The trial solution's architecture.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// Width of each hidden layer.
    pub hidden: Vec<usize>,
    /// Of every hidden layer.
    pub activation: Activation,
    /// How θ starts.
    pub initialization: Initialization,
    /// Map each input's interval to [-1, 1] before the first layer.
    pub scale_inputs: bool,
}

/// How the weights start; biases start at zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initialization {
    /// Uniform in ±sqrt(6 / (inputs + outputs)) of the layer (Glorot and Bengio 2010).
    Glorot,
    /// For sine networks: uniform in ±sqrt(6 / inputs) of the layer
    /// (Sitzmann et al. 2020), which keeps the pre-activations' variance at 1,
    /// and twice as wide in the first layer.
    Sine,
}

names!(Initialization { Glorot "glorot", Sine "sine" });
