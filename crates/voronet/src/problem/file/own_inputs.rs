//! Outputs that depend on some inputs only: `{ name = "k", of = ["x"] }` in `outputs`.

use super::complaint::Complaint;
use super::read::Reader;
use super::section::{Section, found};
use super::tree::{Item, Table, Value};
use crate::network::{NetworkSettings, OwnNetwork, declare};

/// The keys of an output.
const KEYS: [&str; 3] = ["name", "of", "width"];

/// The most neurons of a hidden layer.
const WIDEST: i64 = 100_000;

/// Outputs of the same inputs, some of all, which share a network.
pub struct OwnInputs {
    outputs: Vec<usize>,
    inputs: Vec<usize>,
    /// Width of the hidden layers, if stated, and the output that states it.
    width: Option<(usize, String)>,
}

/// Reads which outputs depend on some inputs only, once all names are known, and tells the graph
/// which derivatives vanish.
pub fn own_inputs(reader: &mut Reader) -> Vec<OwnInputs> {
    let mut all: Vec<OwnInputs> = Vec::new();
    for key in ["outputs", "complex"] {
        let Some(Value::Array(items)) = reader.root.get(key).map(|item| &item.value) else {
            continue;
        };
        for item in items {
            if let Value::Table(table) = &item.value {
                own(reader, table, &mut all);
            }
        }
    }
    let names = &reader.scope.names;
    let counts = (names.inputs.len(), names.outputs.len());
    for own in &all {
        declare(&mut reader.graph, counts, &own.outputs, &own.inputs);
    }
    all
}

/// Adds what one output says.
fn own(reader: &mut Reader, table: &Table, all: &mut Vec<OwnInputs>) {
    let mut section = Section {
        name: "an output",
        table,
        complaints: &mut reader.complaints,
    };
    section.allow(&KEYS);
    let width = section
        .whole("width", 1, WIDEST)
        .map(|width| width as usize);
    let Some(Value::String(name)) = table.get("name").map(|item| &item.value) else {
        return;
    };
    let inputs = table.get("of").and_then(|item| inputs(reader, name, item));
    let count = reader.scope.names.inputs.len();
    let outputs = outputs(reader, name);
    let Some(inputs) = inputs.filter(|inputs| inputs.len() < count) else {
        if let (Some(item), true) = (table.get("width"), reader.complaints.is_empty()) {
            let title = format!("`{name}` has no network of its own, which could have a width");
            let complaint = Complaint::new(&item.passage, title, "without effect");
            reader.complain(complaint.help(
                "say by `of` on which inputs it depends, or leave `width` out: the network of \
                 all inputs has the widths that `hidden` of [network] says",
            ));
        }
        return;
    };
    let Some(known) = all.iter_mut().find(|own| own.inputs == inputs) else {
        all.push(OwnInputs {
            outputs,
            inputs,
            width: width.map(|width| (width, name.clone())),
        });
        return;
    };
    known.outputs.extend(outputs);
    match (&known.width, width, table.get("width")) {
        (Some((width, other)), Some(own), Some(item)) if *width != own => {
            let title =
                format!("`{other}` and `{name}` depend on the same inputs and share a network");
            let label = format!("of `{other}` it is {width}");
            let complaint = Complaint::new(&item.passage, title, label);
            reader.complain(complaint.help("state one width"));
        }
        (None, Some(own), _) => known.width = Some((own, name.clone())),
        _ => {}
    }
}

/// The numbers of the outputs that a name stands for: two, if it is a complex one.
fn outputs(reader: &Reader, name: &str) -> Vec<usize> {
    let names = &reader.scope.names.outputs;
    let complex = reader.scope.complex.iter();
    let complex = complex.filter(|complex| complex.name == name);
    let parts = complex.flat_map(|complex| [complex.re, complex.im]);
    let own = names.iter().position(|output| output == name);
    own.into_iter().chain(parts).collect()
}

/// The inputs of `of = ["x"]`, by number and rising.
fn inputs(reader: &mut Reader, name: &str, item: &Item) -> Option<Vec<usize>> {
    let all = reader.scope.names.inputs.clone();
    let items = match &item.value {
        Value::Array(items) if !items.is_empty() => items,
        other => {
            let title = format!("`of` lists the inputs on which `{name}` depends");
            let label = match other {
                Value::Array(_) => "there is none".to_owned(),
                other => format!("this is {}", found(other)),
            };
            let complaint = Complaint::new(&item.passage, title, label);
            let example = all.last().map_or("x", String::as_str);
            reader.complain(complaint.help(format!(
                "write `of = [\"{example}\"]`; a number that depends on nothing belongs under \
                 [unknowns]"
            )));
            return None;
        }
    };
    let mut inputs = Vec::new();
    for item in items {
        let complaint = match &item.value {
            Value::String(text) => match all.iter().position(|input| input == text) {
                Some(i) if inputs.contains(&i) => {
                    let title = format!("`{text}` stands twice in `of`");
                    Complaint::new(&item.passage, title, "the second time").help("leave it out")
                }
                Some(i) => {
                    inputs.push(i);
                    continue;
                }
                None => {
                    let title = format!("`{text}` is no input");
                    Complaint::new(&item.passage, title, "not an input")
                        .help(format!("the inputs are {}", all.join(", ")))
                }
            },
            other => Complaint::new(
                &item.passage,
                "an input is named by a string",
                format!("this is {}", found(other)),
            )
            .help("put it between quotation marks"),
        };
        reader.complain(complaint);
        return None;
    }
    inputs.sort_unstable();
    Some(inputs)
}

/// Gives the outputs of some inputs their networks, whose features are not known yet.
pub fn networks(all: Vec<OwnInputs>, network: &mut NetworkSettings) {
    for own in all {
        let hidden = match own.width {
            Some((width, _)) => vec![width; network.hidden.len()],
            None => network.narrower(),
        };
        network.own.push(OwnNetwork {
            outputs: own.outputs,
            inputs: own.inputs,
            hidden,
            features: Default::default(),
        });
    }
}
