//! A trained network that can be evaluated alone.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use voronet_kernels::{Activation, Mlp};

use super::Error;
use crate::geometry::BoxDomain;
use crate::network::{Ansatz, CHANNEL, Channel, Features, Network, Unknown};
use crate::output::{self, TensorData};
use crate::points::MAX_DIMENSIONS;
use crate::problem::{Precision, Problem};
use crate::words::{counted, in_line};

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
    /// The network's layers, and how inputs are scaled before the first.
    pub network: Network,
    /// The parameters θ, layer by layer, and a number for each unknown.
    pub parameters: Vec<f64>,
    /// The precision that it was trained in, and is evaluated in: double if any of its
    /// tensors is.
    pub precision: Precision,
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
            precision: problem.training.precision(),
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
        let unknowns = &self.network.unknowns;
        if !unknowns.is_empty() {
            let numbers = mlp.parameters()..self.parameters.len();
            tensors.push((UNKNOWNS.to_owned(), vec![unknowns.len()], data(numbers)));
        }
        let text = |value: serde_json::Value| value.to_string();
        let output = |of: fn(&Channel) -> f64| {
            let numbers = self.network.outputs.iter().map(of);
            numbers.collect::<Vec<f64>>().into()
        };
        let mut metadata = BTreeMap::from([
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
            (
                "output_shift".to_owned(),
                text(output(|channel| channel.shift)),
            ),
            (
                "output_scale".to_owned(),
                text(output(|channel| channel.scale)),
            ),
            ("ansatz".to_owned(), text(self.ansatz().into())),
        ]);
        let features = &self.network.features;
        if !features.are_inputs(self.inputs.len()) {
            let features = features.texts(&self.inputs);
            metadata.insert(FEATURES.to_owned(), text(features.into()));
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

    /// The ansatz of each output in the language, with `net` for what the network gives; `net`
    /// alone where it has none.
    fn ansatz(&self) -> Vec<String> {
        let written = |ansatz: &Option<Ansatz>| match ansatz {
            Some(ansatz) => ansatz.text().to_owned(),
            None => CHANNEL.to_owned(),
        };
        self.network.ansatz.iter().map(written).collect()
    }

    /// Tells whether all parameters are finite numbers: if not, neither are the outputs.
    pub fn is_finite(&self) -> bool {
        self.parameters.iter().all(|x| x.is_finite())
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

const FORMAT: &str = "voronet model 2";

/// What the first layer sees, where that is not the inputs themselves: expressions of them.
const FEATURES: &str = "features";

/// The numbers of θ for the unknowns, and in the metadata what is stated of each.
const UNKNOWNS: &str = "unknowns";

fn weight(l: usize) -> String {
    format!("layers.{l}.weight")
}

fn bias(l: usize) -> String {
    format!("layers.{l}.bias")
}

fn parse(file: &output::ModelFile) -> Result<Model, String> {
    let about = About(file);
    if about.text("format")? != FORMAT {
        return Err("it is not a model of this program".to_owned());
    }
    let (inputs, outputs) = (about.names("inputs")?, about.names("outputs")?);
    let unknowns = about.unknowns()?;
    let named = unknowns.iter().map(|unknown| &unknown.name);
    let mut all: Vec<&String> = inputs.iter().chain(&outputs).chain(named).collect();
    all.sort();
    if let Some(twice) = all.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(format!(
            "two of its inputs, outputs and unknowns are named `{}`",
            twice[0]
        ));
    }
    if !(1..=MAX_DIMENSIONS).contains(&inputs.len()) || outputs.is_empty() {
        let (inputs, outputs) = (inputs.len(), outputs.len());
        return Err(format!(
            "it has {inputs} inputs and {outputs} outputs: 1 to {MAX_DIMENSIONS} inputs are \
             possible, and at least one output"
        ));
    }
    let features = about.features(&inputs)?;
    let widths = about.widths()?;
    let ends = (widths.first(), widths.last());
    if widths.len() < 2 || ends != (Some(&features.len()), Some(&outputs.len())) {
        return Err("its widths do not fit its inputs and outputs".to_owned());
    }
    let by_input = |key: &str| about.numbers_of(key, inputs.len(), "input");
    let (shift, scale) = (by_input("shift")?, by_input("scale")?);
    let domain = BoxDomain {
        lower: by_input("lower")?,
        upper: by_input("upper")?,
    };
    if (0..inputs.len()).any(|i| domain.lower[i] >= domain.upper[i]) {
        return Err("a lower bound of its domain is not below the upper one".to_owned());
    }
    let channels = about.channels(outputs.len())?;
    let ansatz = about.ansatz(&inputs, outputs.len())?;
    let name = about.text("activation")?;
    let activation = Activation::from_name(&name);
    let activation = activation.ok_or_else(|| format!("its activation `{name}` is unknown"))?;
    // Only widths that have their tensors are believed: memory is asked for by them.
    let tensors = tensors(file, &widths, unknowns.len())?;
    let mlp = Mlp { widths, activation };
    Ok(Model {
        title: about.text("title")?,
        inputs,
        outputs,
        domain,
        network: Network {
            mlp,
            features,
            shift,
            scale,
            outputs: channels,
            ansatz,
            unknowns,
        },
        parameters: tensors.iter().flat_map(|data| values(data)).collect(),
        precision: match tensors
            .iter()
            .all(|data| matches!(data, TensorData::F32(_)))
        {
            true => Precision::F32,
            false => Precision::F64,
        },
    })
}

/// What a file says of its tensors.
struct About<'a>(&'a output::ModelFile);

impl About<'_> {
    fn text(&self, key: &str) -> Result<String, String> {
        let missing = || format!("it has no `{key}` in its metadata");
        self.0.metadata.get(key).cloned().ok_or_else(missing)
    }

    /// What a value is instead of a list.
    fn no_list(&self, key: &str, of: &str) -> String {
        let text = self.0.metadata.get(key).map_or("", String::as_str);
        format!("its `{key}` is {}, no list of {of}", in_line(text))
    }

    fn names(&self, key: &str) -> Result<Vec<String>, String> {
        serde_json::from_str(&self.text(key)?).map_err(|_| self.no_list(key, "names"))
    }

    fn numbers(&self, key: &str) -> Result<Vec<f64>, String> {
        let numbers: Vec<f64> =
            serde_json::from_str(&self.text(key)?).map_err(|_| self.no_list(key, "numbers"))?;
        match numbers.iter().all(|x| x.is_finite()) {
            true => Ok(numbers),
            false => Err(format!("`{key}` holds a number that is not finite")),
        }
    }

    /// A number for each of so many inputs or outputs.
    fn numbers_of(&self, key: &str, count: usize, of: &str) -> Result<Vec<f64>, String> {
        match self.numbers(key)? {
            numbers if numbers.len() == count => Ok(numbers),
            numbers => Err(format!(
                "its `{key}` has {} for {}",
                counted(numbers.len(), "number"),
                counted(count, of)
            )),
        }
    }

    fn features(&self, inputs: &[String]) -> Result<Features, String> {
        if !self.0.metadata.contains_key(FEATURES) {
            return Ok(Features::inputs(inputs.len()));
        }
        let mut features = Features::default();
        for text in self.names(FEATURES)? {
            let is_read = features.push(&text, inputs);
            is_read.map_err(|_| format!("its feature `{}` cannot be read", in_line(&text)))?;
        }
        match features.is_empty() {
            true => Err("it has no features".to_owned()),
            false => Ok(features),
        }
    }

    fn channels(&self, outputs: usize) -> Result<Vec<Channel>, String> {
        let shifts = self.numbers_of("output_shift", outputs, "output")?;
        let scales = self.numbers_of("output_scale", outputs, "output")?;
        if scales.iter().any(|&scale| scale <= 0.0) {
            return Err("its `output_scale` holds a number that is not positive".to_owned());
        }
        let pairs = shifts.into_iter().zip(scales);
        Ok(pairs
            .map(|(shift, scale)| Channel { shift, scale })
            .collect())
    }

    /// What each output is of its channel, of so many.
    fn ansatz(&self, inputs: &[String], outputs: usize) -> Result<Vec<Option<Ansatz>>, String> {
        let key = "ansatz";
        let texts: Vec<String> =
            serde_json::from_str(&self.text(key)?).map_err(|_| self.no_list(key, "texts"))?;
        if texts.len() != outputs {
            return Err(format!(
                "its `{key}` has {} for {outputs} outputs",
                counted(texts.len(), "text")
            ));
        }
        let ansatz = |text: &String| match text.as_str() {
            CHANNEL => Ok(None),
            text => match Ansatz::read(text, inputs) {
                Ok(ansatz) => Ok(Some(ansatz)),
                Err(_) => Err(format!(
                    "its `{key}` holds {}, no expression of its inputs and `{CHANNEL}`",
                    in_line(text)
                )),
            },
        };
        texts.iter().map(ansatz).collect()
    }

    fn unknowns(&self) -> Result<Vec<Unknown>, String> {
        if !self.0.metadata.contains_key(UNKNOWNS) {
            return Ok(Vec::new());
        }
        let of = "tables with a name and a start";
        let all: Vec<serde_json::Value> =
            serde_json::from_str(&self.text(UNKNOWNS)?).map_err(|_| self.no_list(UNKNOWNS, of))?;
        let unknown = |value: &serde_json::Value| {
            let unknown = Unknown {
                name: value["name"].as_str()?.to_owned(),
                start: value["start"].as_f64()?,
                from: value["from"].as_f64(),
                to: value["to"].as_f64(),
            };
            unknown.is_within().then_some(unknown)
        };
        let read: Option<Vec<Unknown>> = all.iter().map(unknown).collect();
        read.ok_or_else(|| self.no_list(UNKNOWNS, of))
    }

    fn widths(&self) -> Result<Vec<usize>, String> {
        let key = "widths";
        serde_json::from_str(&self.text(key)?).map_err(|_| self.no_list(key, "whole numbers"))
    }
}

/// The weights and biases of every layer in turn and the numbers of so many unknowns, as the
/// parameters lie.
fn tensors<'a>(
    file: &'a output::ModelFile,
    widths: &[usize],
    unknowns: usize,
) -> Result<Vec<&'a TensorData>, String> {
    let by_name: HashMap<&str, _> = (file.tensors.iter())
        .map(|(name, shape, data)| (name.as_str(), (shape, data)))
        .collect();
    let mut all = Vec::new();
    for (l, pair) in widths.windows(2).enumerate() {
        let (inputs, outputs) = (pair[0], pair[1]);
        all.extend([(weight(l), vec![outputs, inputs]), (bias(l), vec![outputs])]);
    }
    if unknowns > 0 {
        all.push((UNKNOWNS.to_owned(), vec![unknowns]));
    }
    let mut found = Vec::new();
    for (name, wanted) in all {
        let tensor = by_name.get(name.as_str());
        let (shape, data) = tensor.ok_or_else(|| format!("it has no tensor `{name}`"))?;
        if **shape != wanted {
            return Err(format!(
                "tensor `{name}` has the shape {shape:?}, by the widths it is {wanted:?}"
            ));
        }
        found.push(*data);
    }
    if found.len() != file.tensors.len() {
        return Err(format!(
            "it has {} tensors, by the widths there are {}",
            file.tensors.len(),
            found.len()
        ));
    }
    Ok(found)
}

fn values(data: &TensorData) -> Vec<f64> {
    match data {
        TensorData::F32(values) => values.iter().copied().map(f64::from).collect(),
        TensorData::F64(values) => values.clone(),
    }
}

#[cfg(test)]
mod tests;
