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
mod subnetwork;
mod unknown;

pub use activations::activations;
pub use ansatz::{Ansatz, CHANNEL, in_ansatz};
pub use channel::{Channel, in_channels};
pub use features::{Feature, Features, names};
use initialization::initial_parameters;
pub use initialization::{INITIALIZATIONS, initialization_of};
pub use settings::{NetworkSettings, OwnNetwork};
pub use subnetwork::{Subnetwork, reads_only};
pub use unknown::Unknown;

use rand_chacha::ChaCha8Rng;
use voronet_expr::{Graph, Node};

use crate::geometry::BoxDomain;

/// The trial solution: fully-connected networks side by side, whose channels are scaled to the
/// outputs. There is one, but where outputs depend on some inputs only: those of the same inputs
/// have a network of their own, which sees nothing else.
///
/// θ holds the weights of each in turn, then a number for each unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// The fully-connected networks, one at least. Each output is one of a single network's.
    pub subnetworks: Vec<Subnetwork>,
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
            subnetworks: settings.subnetworks(inputs, outputs.len()),
            shift,
            scale,
            ansatz: vec![None; outputs.len()],
            outputs,
            unknowns: Vec::new(),
        }
    }

    /// Counts the weights and biases.
    pub fn weights(&self) -> usize {
        let subnetworks = self.subnetworks.iter();
        subnetworks.map(|own| own.mlp.parameters()).sum()
    }

    /// Counts the parameters θ: the weights, then a number for each unknown.
    pub fn parameters(&self) -> usize {
        self.weights() + self.unknowns.len()
    }

    /// Returns θ at the start: the weights as an [initialization] draws them, those of each last
    /// layer multiplied by `last`, and 0 for each unknown, which is then where it starts.
    pub fn start(
        &self,
        initialization: &initialization::Entry,
        last: f64,
        rng: &mut ChaCha8Rng,
    ) -> Vec<f64> {
        let drawn = self.subnetworks.iter();
        let mut theta: Vec<f64> = drawn
            .flat_map(|own| initial_parameters(&own.mlp, initialization, last, rng))
            .collect();
        theta.resize(self.parameters(), 0.0);
        theta
    }

    /// Returns the unknowns for some θ.
    ///
    /// # Panics
    /// If θ has fewer numbers than there are parameters.
    pub fn unknowns_of(&self, theta: &[f64]) -> Vec<f64> {
        let numbers = &theta[self.weights()..];
        let unknowns = self.unknowns.iter().zip(numbers);
        unknowns.map(|(unknown, &r)| unknown.value(r)).collect()
    }

    /// Returns the number of the subnetwork that gives an output's channel, and the channel's own
    /// number there.
    ///
    /// # Panics
    /// If there is no such output.
    pub fn place(&self, output: usize) -> (usize, usize) {
        let mut places = self.subnetworks.iter().enumerate().filter_map(|(k, own)| {
            let place = own.outputs.iter().position(|&o| o == output)?;
            Some((k, place))
        });
        places.next().expect("every output is of a subnetwork")
    }

    /// Tells a graph which derivatives of outputs vanish: those by an input on which the output
    /// does not depend.
    pub fn declare(&self, graph: &mut Graph) {
        let (inputs, outputs) = (self.scale.len(), self.outputs.len());
        for own in &self.subnetworks {
            declare(graph, (inputs, outputs), &own.outputs, &own.inputs);
        }
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
        let mut bare = self.clone();
        for Subnetwork { mlp, .. } in &mut bare.subnetworks {
            mlp.widths = vec![mlp.widths[0], mlp.widths[mlp.layers()]];
        }
        bare
    }
}

/// Tells a graph of a problem with so many inputs and outputs that some of the outputs depend on
/// these inputs alone, here and at the point opposite.
pub fn declare(
    graph: &mut Graph,
    (inputs, outputs): (usize, usize),
    of: &[usize],
    depend_on: &[usize],
) {
    for input in (0..inputs).filter(|input| !depend_on.contains(input)) {
        for output in of.iter().flat_map(|&k| [k, outputs + k]) {
            graph.hold(output, input);
        }
    }
}
