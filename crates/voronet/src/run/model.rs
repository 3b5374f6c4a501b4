//! A trained network that can be evaluated alone.

use std::collections::BTreeMap;
use std::path::Path;

use voronet_kernels::{Activation, Mlp};

use super::Error;
use crate::geometry::BoxDomain;
use crate::network::Network;
use crate::output::{self, TensorData};
use crate::problem::{Precision, Problem};

/// A network, its parameters and the names of its inputs and outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// One line for people.
    pub title: String,
    /// Of the coordinates.
    pub inputs: Vec<String>,
    /// Of the outputs.
    pub outputs: Vec<String>,
    /// Where it was trained.
    pub domain: BoxDomain,
    /// Shape and scaling.
    pub network: Network,
    /// θ.
    pub parameters: Vec<f64>,
    /// What it was trained in, and is evaluated in.
    pub precision: Precision,
}

impl Model {
    /// Of a problem, with parameters of its network.
    pub(super) fn of(problem: &Problem, network: &Network, parameters: Vec<f64>) -> Model {
        Model {
            title: problem.title.clone(),
            inputs: problem.inputs.clone(),
            outputs: problem.outputs.clone(),
            domain: problem.domain.clone(),
            network: network.clone(),
            parameters,
            precision: problem.training.precision,
        }
    }

    /// Writes tensors `layers.0.weight` (a row for each neuron), `layers.0.bias`
    /// and so on, and everything else as metadata.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), output::Error> {
        let mlp = &self.network.mlp;
        let data = |range: std::ops::Range<usize>| {
            let values = &self.parameters[range];
            match self.precision {
                Precision::F32 => TensorData::F32(values.iter().map(|&x| x as f32).collect()),
                Precision::F64 => TensorData::F64(values.to_vec()),
            }
        };
        let mut tensors = Vec::new();
        for l in 0..mlp.layers() {
            let (inputs, outputs) = (mlp.widths[l], mlp.widths[l + 1]);
            let weight = (weight(l), vec![outputs, inputs], data(mlp.weights(l)));
            let bias = (bias(l), vec![outputs], data(mlp.biases(l)));
            tensors.extend([weight, bias]);
        }
        let text = |value: serde_json::Value| value.to_string();
        let metadata = BTreeMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            ("title".to_owned(), self.title.clone()),
            ("inputs".to_owned(), text(self.inputs.clone().into())),
            ("outputs".to_owned(), text(self.outputs.clone().into())),
            ("widths".to_owned(), text(mlp.widths.clone().into())),
            ("activation".to_owned(), mlp.activation.name().to_owned()),
            ("lower".to_owned(), text(self.domain.lower.clone().into())),
            ("upper".to_owned(), text(self.domain.upper.clone().into())),
            ("shift".to_owned(), text(self.network.shift.clone().into())),
            ("scale".to_owned(), text(self.network.scale.clone().into())),
        ]);
        output::write_model(path, &tensors, &metadata)
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
        parse(&file).map_err(|what| malformed(&what))
    }
}

const FORMAT: &str = "voronet model 1";

fn weight(l: usize) -> String {
    format!("layers.{l}.weight")
}

fn bias(l: usize) -> String {
    format!("layers.{l}.bias")
}

fn parse(file: &output::Model) -> Result<Model, String> {
    let text = |key: &str| {
        let missing = || format!("it has no `{key}` in its metadata");
        file.metadata.get(key).cloned().ok_or_else(missing)
    };
    if text("format")? != FORMAT {
        return Err("it is not a model of this program".to_owned());
    }
    let numbers = |key: &str| -> Result<Vec<f64>, String> {
        serde_json::from_str(&text(key)?).map_err(|e| format!("`{key}`: {e}"))
    };
    let names = |key: &str| -> Result<Vec<String>, String> {
        serde_json::from_str(&text(key)?).map_err(|e| format!("`{key}`: {e}"))
    };
    let activation = text("activation")?;
    let mlp = Mlp {
        widths: numbers("widths")?.into_iter().map(|w| w as usize).collect(),
        activation: Activation::from_name(&activation)
            .ok_or_else(|| format!("its activation `{activation}` is unknown"))?,
    };
    let (inputs, outputs) = (names("inputs")?, names("outputs")?);
    let (shift, scale) = (numbers("shift")?, numbers("scale")?);
    let ends = (mlp.widths.first(), mlp.widths.last());
    if mlp.widths.len() < 2 || ends != (Some(&inputs.len()), Some(&outputs.len())) {
        return Err("its widths do not fit its inputs and outputs".to_owned());
    }
    let domain = BoxDomain {
        lower: numbers("lower")?,
        upper: numbers("upper")?,
    };
    let by_input = [&shift, &scale, &domain.lower, &domain.upper];
    if by_input.iter().any(|v| v.len() != inputs.len()) {
        return Err("its scaling or domain does not fit its inputs".to_owned());
    }
    let mut parameters = vec![0.0; mlp.parameters()];
    let mut precision = Precision::F64;
    for l in 0..mlp.layers() {
        for (name, range) in [(weight(l), mlp.weights(l)), (bias(l), mlp.biases(l))] {
            let found = file.tensors.iter().find(|(n, _, _)| *n == name);
            let (_, _, data) = found.ok_or_else(|| format!("it has no tensor `{name}`"))?;
            if data.len() != range.len() {
                return Err(format!("tensor `{name}` does not fit its widths"));
            }
            match data {
                TensorData::F32(values) => {
                    precision = Precision::F32;
                    for (to, &x) in parameters[range].iter_mut().zip(values) {
                        *to = f64::from(x);
                    }
                }
                TensorData::F64(values) => parameters[range].copy_from_slice(values),
            }
        }
    }
    Ok(Model {
        title: text("title")?,
        inputs,
        outputs,
        domain,
        network: Network { mlp, shift, scale },
        parameters,
        precision,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_read_back_as_it_was_written() {
        let mlp = Mlp {
            widths: vec![2, 3, 1],
            activation: Activation::Swish,
        };
        let model = Model {
            title: "A \"title\"".to_owned(),
            inputs: vec!["t".to_owned(), "x".to_owned()],
            outputs: vec!["u".to_owned()],
            domain: BoxDomain {
                lower: vec![0.0, -1.0],
                upper: vec![1.0, 0.1 + 0.2],
            },
            parameters: (0..mlp.parameters()).map(|i| 0.1 * i as f64).collect(),
            network: Network {
                mlp,
                shift: vec![0.5, 0.25],
                scale: vec![2.0, 1.0 / 3.0],
            },
            precision: Precision::F64,
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.safetensors");
        model.write(&path).unwrap();
        assert_eq!(Model::read(&path).unwrap(), model);
    }

    #[test]
    fn a_foreign_file_is_refused_with_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.safetensors");
        output::write_model(&path, &[], &BTreeMap::new()).unwrap();
        let error = Model::read(&path).unwrap_err().to_string();
        assert!(error.contains("format"), "{error}");
    }
}
