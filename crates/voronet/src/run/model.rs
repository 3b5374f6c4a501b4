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
    /// and so on, and everything else as metadata.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), output::Error> {
        let mlp = &self.network.mlp;
        let mut tensors = self.tensors("", &self.parameters);
        for (window, later) in (1..).zip(&self.later) {
            tensors.extend(self.tensors(&prefix(window), &later.parameters));
        }
        let unknowns = &self.network.unknowns;
        if !unknowns.is_empty() {
            let numbers = self.data(&self.parameters[mlp.parameters()..]);
            tensors.push((UNKNOWNS.to_owned(), vec![unknowns.len()], numbers));
        }
        let text = |value: serde_json::Value| value.to_string();
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
        ]);
        metadata.extend(scaling(&self.network));
        if let Some(first) = self.later.first() {
            metadata.insert(TIME.to_owned(), self.inputs[first.time].clone());
            metadata.insert(WINDOWS.to_owned(), windows(&self.later));
        }
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

    /// Numbers in the precision of the training.
    fn data(&self, values: &[f64]) -> TensorData {
        match self.precision {
            Precision::F32 => TensorData::F32(values.iter().map(|&x| x as f32).collect()),
            Precision::F64 => TensorData::F64(values.to_vec()),
        }
    }

    /// The weights and biases of every layer, by names that begin with a prefix.
    fn tensors(&self, prefix: &str, parameters: &[f64]) -> Vec<(String, Vec<usize>, TensorData)> {
        let mlp = &self.network.mlp;
        let data = |range: std::ops::Range<usize>| self.data(&parameters[range]);
        let mut tensors = Vec::new();
        for l in 0..mlp.layers() {
            let (inputs, outputs) = (mlp.widths[l], mlp.widths[l + 1]);
            let name = |own: String| format!("{prefix}{own}");
            let weight = (name(weight(l)), vec![outputs, inputs], data(mlp.weights(l)));
            let bias = (name(bias(l)), vec![outputs], data(mlp.biases(l)));
            tensors.extend([weight, bias]);
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
        parse(&file).map_err(|what| malformed(&what))
    }
}

const FORMAT: &str = "voronet model 2";

/// What the first layer sees, where that is not the inputs themselves: expressions of them.
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

fn parse(file: &output::ModelFile) -> Result<Model, String> {
    let about = About(&file.metadata);
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
    let domain = BoxDomain {
        lower: by_input("lower")?,
        upper: by_input("upper")?,
    };
    if (0..inputs.len()).any(|i| domain.lower[i] >= domain.upper[i]) {
        return Err("a lower bound of its domain is not below the upper one".to_owned());
    }
    let name = about.text("activation")?;
    let activation = Activation::from_name(&name);
    let activation = activation.ok_or_else(|| format!("its activation `{name}` is unknown"))?;
    let stated = about.windows()?;
    // Only widths that have their tensors are believed: memory is asked for by them.
    let (parameters, is_single) = tensors(file, &widths, [stated.len() + 1, unknowns.len()])?;
    let mlp = Mlp { widths, activation };
    let network = |about: &About| about.network(&mlp, &features, &inputs, outputs.len());
    let first = network(&about)?;
    let mut parameters = parameters.into_iter();
    let own = parameters.next().unwrap_or_default();
    let mut later: Vec<Later> = Vec::new();
    for (window, parameters) in stated.iter().zip(parameters) {
        let about = About(window);
        let time = about_time(&file.metadata, &inputs)?;
        let from = about.numbers_of(FROM, 1, "window")?[0];
        let before = later.last().map_or(domain.lower[time], |later| later.from);
        if from <= before {
            return Err(format!("its `{WINDOWS}` are not in the order of the time"));
        }
        later.push(Later {
            time,
            from,
            network: network(&about)?,
            parameters,
        });
    }
    Ok(Model {
        title: about.text("title")?,
        network: first,
        inputs,
        outputs,
        domain,
        parameters: own,
        later,
        precision: match is_single {
            true => Precision::F32,
            false => Precision::F64,
        },
    })
}

/// The number of the input that is the time.
fn about_time(metadata: &BTreeMap<String, String>, inputs: &[String]) -> Result<usize, String> {
    let name = About(metadata).text(TIME)?;
    let time = inputs.iter().position(|input| *input == name);
    time.ok_or_else(|| format!("its `{TIME}` is {}, none of its inputs", in_line(&name)))
}

/// What a file says of its tensors, or of those of a window.
struct About<'a>(&'a BTreeMap<String, String>);

impl About<'_> {
    fn text(&self, key: &str) -> Result<String, String> {
        let missing = || format!("it has no `{key}` in its metadata");
        self.0.get(key).cloned().ok_or_else(missing)
    }

    /// What a value is instead of a list.
    fn no_list(&self, key: &str, of: &str) -> String {
        let text = self.0.get(key).map_or("", String::as_str);
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
        if !self.0.contains_key(FEATURES) {
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

    /// A network of known layers.
    fn network(
        &self,
        mlp: &Mlp,
        features: &Features,
        inputs: &[String],
        outputs: usize,
    ) -> Result<Network, String> {
        Ok(Network {
            mlp: mlp.clone(),
            features: features.clone(),
            shift: self.numbers_of("shift", inputs.len(), "input")?,
            scale: self.numbers_of("scale", inputs.len(), "input")?,
            outputs: self.channels(outputs)?,
            ansatz: self.ansatz(inputs, outputs)?,
            unknowns: self.unknowns()?,
        })
    }

    /// What is said of each window after the first.
    fn windows(&self) -> Result<Vec<BTreeMap<String, String>>, String> {
        let Some(text) = self.0.get(WINDOWS) else {
            return Ok(Vec::new());
        };
        serde_json::from_str(text).map_err(|_| self.no_list(WINDOWS, "windows"))
    }

    fn unknowns(&self) -> Result<Vec<Unknown>, String> {
        let Some(text) = self.0.get(UNKNOWNS) else {
            return Ok(Vec::new());
        };
        let of = "tables with a name and a start";
        let all: Vec<serde_json::Value> =
            serde_json::from_str(text).map_err(|_| self.no_list(UNKNOWNS, of))?;
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

/// The parameters of so many windows, each the weights and biases of every layer in turn, those of
/// the first followed by the numbers of so many unknowns, and whether all of them are in single
/// precision.
fn tensors(
    file: &output::ModelFile,
    widths: &[usize],
    [windows, unknowns]: [usize; 2],
) -> Result<(Vec<Vec<f64>>, bool), String> {
    let by_name: HashMap<&str, _> = (file.tensors.iter())
        .map(|(name, shape, data)| (name.as_str(), (shape, data)))
        .collect();
    let (mut parameters, mut found, mut is_single) = (Vec::new(), 0, true);
    for window in 0..windows {
        let prefix = match window {
            0 => String::new(),
            later => prefix(later),
        };
        let mut all = Vec::new();
        for (l, pair) in widths.windows(2).enumerate() {
            let (inputs, outputs) = (pair[0], pair[1]);
            all.extend([(weight(l), vec![outputs, inputs]), (bias(l), vec![outputs])]);
        }
        if window == 0 && unknowns > 0 {
            all.push((UNKNOWNS.to_owned(), vec![unknowns]));
        }
        let mut own = Vec::new();
        for (name, wanted) in all {
            let name = format!("{prefix}{name}");
            let tensor = by_name.get(name.as_str());
            let (shape, data) = tensor.ok_or_else(|| format!("it has no tensor `{name}`"))?;
            if **shape != wanted {
                return Err(format!(
                    "tensor `{name}` has the shape {shape:?}, by the widths it is {wanted:?}"
                ));
            }
            found += 1;
            is_single &= matches!(data, TensorData::F32(_));
            own.extend(values(data));
        }
        parameters.push(own);
    }
    if found != file.tensors.len() {
        return Err(format!(
            "it has {} tensors, by the widths there are {found}",
            file.tensors.len(),
        ));
    }
    Ok((parameters, is_single))
}

fn values(data: &TensorData) -> Vec<f64> {
    match data {
        TensorData::F32(values) => values.iter().copied().map(f64::from).collect(),
        TensorData::F64(values) => values.clone(),
    }
}

#[cfg(test)]
mod tests;
