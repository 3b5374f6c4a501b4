//! A trained network that can be evaluated alone.

mod networks;
mod parse;

use std::collections::BTreeMap;
use std::path::Path;

use self::networks::NETWORKS;
use super::Error;
use crate::geometry::BoxDomain;
use crate::network::{Ansatz, CHANNEL, Channel, Network, Subnetwork, Unknown};
use crate::output::{self, TensorData};
use crate::problem::{Precision, Problem};

/// A network, its parameters and the names of its inputs and outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// One line for people.
    pub title: String,
    /// The names of the coordinates.
    pub inputs: Vec<String>,
    /// The names of the outputs.
    pub outputs: Vec<String>,
    /// The box around the domain in which it was trained.
    pub domain: BoxDomain,
    /// The network: its layers, and how inputs and outputs are scaled.
    pub network: Network,
    /// The parameters θ: of each subnetwork, layer by layer, and a number for each unknown.
    pub parameters: Vec<f64>,
    /// Networks of later times, in their order, where the time was cut in windows; `network` and
    /// `parameters` are then those of the first.
    pub later: Vec<Later>,
    /// The precision that it was trained in, and is evaluated in: double if any of its
    /// tensors is.
    pub precision: Precision,
}

/// The network of a later window of the time, of the same layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Later {
    /// The input that is the time, by number.
    pub time: usize,
    /// The time after which this network holds.
    pub from: f64,
    /// Its layers, and how inputs and outputs are scaled.
    pub network: Network,
    /// Its parameters θ, layer by layer.
    pub parameters: Vec<f64>,
}

impl Model {
    /// Takes the parameters of a problem's network.
    pub(super) fn of(problem: &Problem, network: &Network, parameters: Vec<f64>) -> Model {
        Model {
            title: problem.title.clone(),
            inputs: problem.inputs.clone(),
            outputs: problem.outputs.clone(),
            domain: problem.domain.clone(),
            network: network.clone(),
            parameters,
            later: Vec::new(),
            precision: problem.training.precision(),
        }
    }

    /// Writes tensors `layers.0.weight` (a row for each neuron), `layers.0.bias`
    /// and so on, of a second subnetwork `networks.1.layers.0.weight`, and everything else as
    /// metadata.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), output::Error> {
        let first = &self.network.subnetworks[0];
        let mut tensors = self.tensors("", &self.parameters);
        for (window, later) in (1..).zip(&self.later) {
            tensors.extend(self.tensors(&prefix(window), &later.parameters));
        }
        let unknowns = &self.network.unknowns;
        if !unknowns.is_empty() {
            let numbers = self.data(&self.parameters[self.network.weights()..]);
            tensors.push((UNKNOWNS.to_owned(), vec![unknowns.len()], numbers));
        }
        let text = |value: serde_json::Value| value.to_string();
        let mut metadata = BTreeMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            ("title".to_owned(), self.title.clone()),
            ("inputs".to_owned(), text(self.inputs.clone().into())),
            ("outputs".to_owned(), text(self.outputs.clone().into())),
            (
                "activation".to_owned(),
                first.mlp.activation.name().to_owned(),
            ),
            ("lower".to_owned(), text(self.domain.lower.clone().into())),
            ("upper".to_owned(), text(self.domain.upper.clone().into())),
        ]);
        metadata.extend(scaling(&self.network));
        if let Some(first) = self.later.first() {
            metadata.insert(TIME.to_owned(), self.inputs[first.time].clone());
            metadata.insert(WINDOWS.to_owned(), windows(&self.later));
        }
        if let Some(networks) = networks::written(&self.network, &self.inputs, &self.outputs) {
            metadata.insert(NETWORKS.to_owned(), networks);
        } else {
            metadata.insert(WIDTHS.to_owned(), text(first.mlp.widths.clone().into()));
            if !first.features.are_inputs(self.inputs.len()) {
                let features = first.features.texts(&self.inputs);
                metadata.insert(FEATURES.to_owned(), text(features.into()));
            }
        }
        if !unknowns.is_empty() {
            let stated = unknowns.iter().map(|unknown| {
                let Unknown {
                    name,
                    start,
                    from,
                    to,
                    ..
                } = unknown;
                serde_json::json!({ "name": name, "start": start, "from": from, "to": to })
            });
            metadata.insert(UNKNOWNS.to_owned(), text(stated.collect()));
        }
        output::write_model(path, &tensors, &metadata)
    }

    /// Numbers in the precision of the training.
    fn data(&self, values: &[f64]) -> TensorData {
        match self.precision {
            Precision::F32 => TensorData::F32(values.iter().map(|&x| x as f32).collect()),
            Precision::F64 => TensorData::F64(values.to_vec()),
        }
    }

    /// The weights and biases of every layer, by names that begin with a prefix.
    fn tensors(&self, prefix: &str, parameters: &[f64]) -> Vec<(String, Vec<usize>, TensorData)> {
        let mut tensors = Vec::new();
        let mut parameters = parameters;
        for (k, Subnetwork { mlp, .. }) in self.network.subnetworks.iter().enumerate() {
            let data = |range: std::ops::Range<usize>| self.data(&parameters[range]);
            for l in 0..mlp.layers() {
                let (inputs, outputs) = (mlp.widths[l], mlp.widths[l + 1]);
                let name = |own: String| format!("{prefix}{}{own}", own_prefix(k));
                let weight = (name(weight(l)), vec![outputs, inputs], data(mlp.weights(l)));
                let bias = (name(bias(l)), vec![outputs], data(mlp.biases(l)));
                tensors.extend([weight, bias]);
            }
            parameters = &parameters[mlp.parameters()..];
        }
        tensors
    }

    /// Tells whether all parameters are finite numbers: if not, neither are the outputs.
    pub fn is_finite(&self) -> bool {
        let later = self.later.iter().flat_map(|later| &later.parameters);
        self.parameters.iter().chain(later).all(|x| x.is_finite())
    }

    /// Reads what [`write`](Model::write) wrote.
    ///
    /// # Errors
    /// If the file cannot be read or is no such model.
    pub fn read(path: &Path) -> Result<Model, Error> {
        let file = output::read_model(path)?;
        let malformed = |what: &str| Error::Model {
            path: path.to_path_buf(),
            what: what.to_owned(),
        };
        parse::parse(&file).map_err(|what| malformed(&what))
    }

    /// Does the same with the bytes of a file.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn of_bytes(bytes: &[u8]) -> Result<Model, String> {
        parse::parse(&output::decode_model(bytes)?)
    }
}

const FORMAT: &str = "voronet model 2";

/// The widths of the only network.
const WIDTHS: &str = "widths";

/// What its first layer sees, where that is not the inputs themselves: expressions of them.
const FEATURES: &str = "features";

/// The input that is the time, where it was cut in windows, and what is known of each window
/// after the first.
const TIME: &str = "time";
const WINDOWS: &str = "windows";

/// When a window begins.
const FROM: &str = "from";

/// What the names of the tensors of a window after the first begin with.
fn prefix(window: usize) -> String {
    format!("windows.{window}.")
}

/// What the names of the tensors of a subnetwork begin with.
fn own_prefix(subnetwork: usize) -> String {
    match subnetwork {
        0 => String::new(),
        later => format!("networks.{later}."),
    }
}

/// How inputs and outputs are scaled, and the ansatz of each output in the language, with `net`
/// for what the network gives; `net` alone where it has none.
fn scaling(network: &Network) -> [(String, String); 5] {
    let outputs = |of: fn(&Channel) -> f64| -> serde_json::Value {
        network.outputs.iter().map(of).collect::<Vec<f64>>().into()
    };
    let written = |ansatz: &Option<Ansatz>| match ansatz {
        Some(ansatz) => ansatz.text().to_owned(),
        None => CHANNEL.to_owned(),
    };
    let ansatz: Vec<String> = network.ansatz.iter().map(written).collect();
    [
        ("shift", network.shift.clone().into()),
        ("scale", network.scale.clone().into()),
        ("output_shift", outputs(|channel| channel.shift)),
        ("output_scale", outputs(|channel| channel.scale)),
        ("ansatz", ansatz.into()),
    ]
    .map(|(key, value): (&str, serde_json::Value)| (key.to_owned(), value.to_string()))
}

/// What is known of windows, as JSON: an object for each, whose values are texts.
fn windows(later: &[Later]) -> String {
    let window = |later: &Later| {
        let mut known = BTreeMap::from(scaling(&later.network));
        known.insert(FROM.to_owned(), serde_json::json!([later.from]).to_string());
        known
    };
    let all: Vec<BTreeMap<String, String>> = later.iter().map(window).collect();
    serde_json::json!(all).to_string()
}

/// The numbers of θ for the unknowns, and in the metadata what is stated of each.
const UNKNOWNS: &str = "unknowns";

fn weight(l: usize) -> String {
    format!("layers.{l}.weight")
}

fn bias(l: usize) -> String {
    format!("layers.{l}.bias")
}

#[cfg(test)]
mod tests;
