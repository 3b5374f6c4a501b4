//! What a model file says of its networks, each of which gives some of the outputs.

use voronet_kernels::{Activation, Mlp};

use crate::network::{Features, Network, Subnetwork};
use crate::words::in_line;

/// The key of what each network is, where there are several, or one that sees some inputs only.
pub(super) const NETWORKS: &str = "networks";

/// A network as it stands in the metadata, with names for numbers.
struct Stated {
    outputs: Vec<String>,
    of: Vec<String>,
    features: Vec<String>,
    widths: Vec<usize>,
}

impl Stated {
    /// Reads one; none if it is something else.
    fn read(value: &serde_json::Value) -> Option<Stated> {
        let names = |key: &str| serde_json::from_value(value[key].clone()).ok();
        Some(Stated {
            outputs: names("outputs")?,
            of: names("of")?,
            features: names("features")?,
            widths: serde_json::from_value(value["widths"].clone()).ok()?,
        })
    }
}

/// Writes what each network is; none if there is one alone that sees all inputs.
pub(super) fn written(network: &Network, inputs: &[String], outputs: &[String]) -> Option<String> {
    let all = &network.subnetworks;
    if all.len() == 1 && all[0].sees_all(inputs.len()) {
        return None;
    }
    let named = |names: &[String], of: &[usize]| -> Vec<String> {
        of.iter().map(|&i| names[i].clone()).collect()
    };
    let stated = all.iter().map(|own| {
        serde_json::json!({
            "outputs": named(outputs, &own.outputs),
            "of": named(inputs, &own.inputs),
            "features": own.features.texts(inputs),
            "widths": own.mlp.widths,
        })
    });
    Some(serde_json::Value::from_iter(stated).to_string())
}

/// Reads what [`written`] wrote.
///
/// # Errors
/// If it is something else, or the networks do not give each output once.
pub(super) fn read(
    text: &str,
    (inputs, outputs): (&[String], &[String]),
    activation: Activation,
) -> Result<Vec<Subnetwork>, String> {
    let stated: Option<Vec<Stated>> = serde_json::from_str::<Vec<serde_json::Value>>(text)
        .ok()
        .and_then(|all| all.iter().map(Stated::read).collect());
    let stated = stated
        .ok_or_else(|| format!("its `{NETWORKS}` is {}, no list of networks", in_line(text)))?;
    let read = |stated| subnetwork(stated, (inputs, outputs), activation);
    let all = stated
        .into_iter()
        .map(read)
        .collect::<Result<Vec<_>, _>>()?;
    for (k, name) in outputs.iter().enumerate() {
        let given = all.iter().flat_map(|own| &own.outputs);
        let count = given.filter(|&&output| output == k).count();
        if count != 1 {
            return Err(format!(
                "of its `{NETWORKS}` {count} give the output `{name}`, where one must"
            ));
        }
    }
    Ok(all)
}

fn subnetwork(
    stated: Stated,
    (inputs, outputs): (&[String], &[String]),
    activation: Activation,
) -> Result<Subnetwork, String> {
    let Stated {
        outputs: given,
        of,
        features: texts,
        widths,
    } = stated;
    let number = |names: &[String], name: &String| {
        let found = names.iter().position(|known| known == name);
        let unknown = || format!("its `{NETWORKS}` name {}, which it has not", in_line(name));
        found.ok_or_else(unknown)
    };
    let numbers = |names: &[String], of: &[String]| -> Result<Vec<usize>, String> {
        of.iter().map(|name| number(names, name)).collect()
    };
    let (own_inputs, own_outputs) = (numbers(inputs, &of)?, numbers(outputs, &given)?);
    let mut features = Features::default();
    for text in &texts {
        let is_read = features.push(text, inputs);
        is_read.map_err(|_| format!("its feature `{}` cannot be read", in_line(text)))?;
    }
    let ends = (widths.first(), widths.last());
    if widths.len() < 2
        || features.is_empty()
        || given.is_empty()
        || ends != (Some(&features.len()), Some(&given.len()))
    {
        return Err("its widths do not fit its inputs and outputs".to_owned());
    }
    let own = Subnetwork {
        mlp: Mlp { widths, activation },
        features,
        inputs: own_inputs,
        outputs: own_outputs,
    };
    if !own.inputs.is_sorted_by(|a, b| a < b) || !own.is_consistent() {
        let of = in_line(&of.join(", "));
        return Err(format!("a network of `{of}` sees other inputs"));
    }
    Ok(own)
}
