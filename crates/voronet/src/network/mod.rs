//! The trial solution: its shape, its inputs' scaling and its first parameters.
//!
//! In: `[network]` of the problem. Out: a [`Network`] and θ(0).

mod activations;
pub mod initialization;
mod settings;

pub use activations::activations;
pub use initialization::{INITIALIZATIONS, initial_parameters, initialization_of};
pub use settings::NetworkSettings;

use voronet_kernels::Mlp;

use crate::geometry::BoxDomain;

/// A fully-connected network of scaled inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Widths and activation.
    pub mlp: Mlp,
    /// Network input i is (x_i − shift_i) · scale_i.
    pub shift: Vec<f64>,
    /// See `shift`; 1 where inputs are not scaled.
    pub scale: Vec<f64>,
}

impl Network {
    /// The network that the settings ask for. Scaled inputs run from −1 to 1 over
    /// the domain.
    pub fn new(settings: &NetworkSettings, domain: &BoxDomain, outputs: usize) -> Network {
        let inputs = domain.lower.len();
        let mut widths = vec![inputs];
        widths.extend(&settings.hidden);
        widths.push(outputs);
        let (shift, scale) = if settings.scale_inputs {
            let middle = |i: usize| 0.5 * (domain.lower[i] + domain.upper[i]);
            let factor = |i: usize| 2.0 / domain.extent(i);
            (
                (0..inputs).map(middle).collect(),
                (0..inputs).map(factor).collect(),
            )
        } else {
            (vec![0.0; inputs], vec![1.0; inputs])
        };
        Network {
            mlp: Mlp {
                widths,
                activation: settings.activation,
            },
            shift,
            scale,
        }
    }
}
