//! Reading a model: nothing of a file is believed before it fits.

use std::collections::{BTreeMap, HashMap};

use voronet_kernels::{Activation, Mlp};

use super::{
    FEATURES, FORMAT, FROM, Later, Model, NETWORKS, TIME, UNKNOWNS, WIDTHS, WINDOWS, bias,
    networks, own_prefix, prefix, weight,
};
use crate::geometry::BoxDomain;
use crate::network::{Ansatz, CHANNEL, Channel, Features, Network, Subnetwork, Unknown};
use crate::output::{self, TensorData};
use crate::points::MAX_DIMENSIONS;
use crate::problem::Precision;
use crate::words::{counted, in_line};

/// The model that a file holds, or why it is none.
pub(super) fn parse(file: &output::ModelFile) -> Result<Model, String> {
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
    let subnetworks = about.subnetworks((&inputs, &outputs))?;
    let by_input = |key: &str| about.numbers_of(key, inputs.len(), "input");
    let domain = BoxDomain {
        lower: by_input("lower")?,
        upper: by_input("upper")?,
    };
    if (0..inputs.len()).any(|i| domain.lower[i] >= domain.upper[i]) {
        return Err("a lower bound of its domain is not below the upper one".to_owned());
    }
    let stated = about.windows()?;
    // Only widths that have their tensors are believed: memory is asked for by them.
    let (parameters, is_single) = tensors(file, &subnetworks, [stated.len() + 1, unknowns.len()])?;
    let network = |about: &About| about.network(&subnetworks, &inputs, outputs.len());
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

    /// The fully-connected networks: those that are listed, or the only one.
    fn subnetworks(
        &self,
        (inputs, outputs): (&[String], &[String]),
    ) -> Result<Vec<Subnetwork>, String> {
        let name = self.text("activation")?;
        let activation = Activation::from_name(&name);
        let activation = activation.ok_or_else(|| format!("its activation `{name}` is unknown"))?;
        if let Some(text) = self.0.get(NETWORKS) {
            return networks::read(text, (inputs, outputs), activation);
        }
        let (features, widths) = (self.features(inputs)?, self.widths()?);
        let ends = (widths.first(), widths.last());
        if widths.len() < 2 || ends != (Some(&features.len()), Some(&outputs.len())) {
            return Err("its widths do not fit its inputs and outputs".to_owned());
        }
        Ok(vec![Subnetwork {
            mlp: Mlp { widths, activation },
            features,
            inputs: (0..inputs.len()).collect(),
            outputs: (0..outputs.len()).collect(),
        }])
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
        subnetworks: &[Subnetwork],
        inputs: &[String],
        outputs: usize,
    ) -> Result<Network, String> {
        Ok(Network {
            subnetworks: subnetworks.to_vec(),
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
        serde_json::from_str(&self.text(WIDTHS)?).map_err(|_| self.no_list(WIDTHS, "whole numbers"))
    }
}

/// The parameters of so many windows, each the weights and biases of every layer in turn, those of
/// the first followed by the numbers of so many unknowns, and whether all of them are in single
/// precision.
fn tensors(
    file: &output::ModelFile,
    subnetworks: &[Subnetwork],
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
        for (k, own) in subnetworks.iter().enumerate() {
            for (l, pair) in own.mlp.widths.windows(2).enumerate() {
                let (inputs, outputs) = (pair[0], pair[1]);
                let layer = [(weight(l), vec![outputs, inputs]), (bias(l), vec![outputs])];
                all.extend(layer.map(|(name, shape)| (own_prefix(k) + &name, shape)));
            }
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

/// Its numbers in double precision.
pub(super) fn values(data: &TensorData) -> Vec<f64> {
    match data {
        TensorData::F32(values) => values.iter().copied().map(f64::from).collect(),
        TensorData::F64(values) => values.clone(),
    }
}
