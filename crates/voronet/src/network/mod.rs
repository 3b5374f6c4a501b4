//! The trial solution: its shape, what it sees of its inputs, the scaling of inputs and
//! outputs, the unknowns beside it, and its first parameters.
//!
//! In: `[network]` of the problem. Out: a [`Network`] and θ(0).

mod activations;
mod ansatz;
mod channel;
mod features;
pub mod initialization;
mod settings;
mod unknown;

pub use activations::activations;
pub use ansatz::{Ansatz, CHANNEL, in_ansatz};
pub use channel::{Channel, in_channels};
pub use features::{Feature, Features, names};
pub use initialization::{INITIALIZATIONS, initial_parameters, initialization_of};
pub use settings::NetworkSettings;
pub use unknown::Unknown;

use voronet_expr::{Graph, Node};
use voronet_kernels::{Input, Mlp};

use crate::geometry::BoxDomain;

/// A fully-connected network of features of the inputs, whose channels are scaled to the
/// outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Widths and activation.
    pub mlp: Mlp,
    /// What the first layer sees.
    pub features: Features,
    /// Where input i is a feature, it is (x_i − shift_i) · scale_i.
    pub shift: Vec<f64>,
    /// See `shift`; 1 where inputs are not scaled.
    pub scale: Vec<f64>,
    /// How each output comes from its channel; where it has an ansatz, how the channel of that
    /// is scaled.
    pub outputs: Vec<Channel>,
    /// What an output is of its channel, where that is more.
    pub ansatz: Vec<Option<Ansatz>>,
    /// The numbers that are found together with the solution.
    pub unknowns: Vec<Unknown>,
}

impl Network {
    /// The network that the settings ask for, with a channel for each output. Scaled inputs
    /// run from −1 to 1 over the domain.
    pub fn new(settings: &NetworkSettings, domain: &BoxDomain, outputs: Vec<Channel>) -> Network {
        let inputs = domain.lower.len();
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
            mlp: settings.mlp(outputs.len()),
            features: settings.features.clone(),
            shift,
            scale,
            ansatz: vec![None; outputs.len()],
            outputs,
            unknowns: Vec::new(),
        }
    }

    /// Counts the parameters θ: the weights, then a number for each unknown.
    pub fn parameters(&self) -> usize {
        self.mlp.parameters() + self.unknowns.len()
    }

    /// Returns the unknowns for some θ.
    ///
    /// # Panics
    /// If θ has fewer numbers than there are parameters.
    pub fn unknowns_of(&self, theta: &[f64]) -> Vec<f64> {
        let numbers = &theta[self.mlp.parameters()..];
        let unknowns = self.unknowns.iter().zip(numbers);
        unknowns.map(|(unknown, &r)| unknown.value(r)).collect()
    }

    /// What the first layer sees, for the kernels.
    pub fn layer_inputs(&self) -> Vec<Input> {
        let input = |feature: &Feature| match *feature {
            Feature::Input(coordinate) => Input::Scaled {
                coordinate,
                factor: self.scale[coordinate],
            },
            Feature::Expression { .. } => Input::Function,
        };
        self.features.all().iter().map(input).collect()
    }

    /// Writes channels into expressions in place of outputs.
    pub fn in_channels(&self, graph: &mut Graph, roots: &[Node]) -> Vec<Node> {
        let roots = in_ansatz(graph, roots, &self.ansatz, self.scale.len());
        in_channels(graph, &roots, &self.outputs)
    }

    /// One of the same inputs and outputs without layers between, for expressions that
    /// read no network.
    #[must_use]
    pub fn without_hidden_layers(&self) -> Network {
        let Mlp { widths, activation } = &self.mlp;
        let ends = [widths[0], widths[widths.len() - 1]];
        Network {
            mlp: Mlp {
                widths: ends.to_vec(),
                activation: *activation,
            },
            ..self.clone()
        }
    }
}
