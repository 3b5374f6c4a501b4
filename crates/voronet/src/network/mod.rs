//! The trial solution: its shape, its inputs' scaling and its first parameters.
//!
//! In: `[network]` of the problem. Out: a [`Network`] and θ(0).

mod init;

pub use init::initial_parameters;

use voronet_kernels::Mlp;

use crate::problem::Problem;

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
    /// The network that a problem asks for. Scaled inputs run from −1 to 1 over
    /// the domain.
    pub fn new(problem: &Problem) -> Network {
        let settings = &problem.network;
        let inputs = problem.inputs.len();
        let mut widths = vec![inputs];
        widths.extend(&settings.hidden);
        widths.push(problem.outputs.len());
        let domain = &problem.domain;
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
