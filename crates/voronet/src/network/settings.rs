//! `[network]`

use voronet_kernels::Activation;

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
