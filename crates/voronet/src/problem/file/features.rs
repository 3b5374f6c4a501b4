//! `features` and `fourier` of `[network]`: what the first layer sees.

use std::f64::consts::TAU;

use voronet_expr::{Binary, Graph, Leaf, Node, Op, Unary, parse_expression};

use super::complaint::{Complaint, Passage};
use super::read::Reader;
use super::settings::section;
use super::tree::{Item, Table, Value};
use super::unknowns;
use crate::geometry::BoxDomain;
use crate::network::{Features, NetworkSettings, OwnNetwork, names, reads_only};
use crate::problem::Term;

/// The most waves of an input.
const MOST_WAVES: i64 = 64;

/// What `[network]` asks for.
pub struct Asked {
    /// The features of a list, with where each stands; without one the inputs are taken.
    list: Option<Vec<(Node, Passage)>>,
    /// The number of waves of each input.
    waves: Vec<usize>,
}

impl Asked {
    /// The expressions of the list that are more than an input.
    pub fn expressions(&self, graph: &Graph) -> Vec<(Node, Passage)> {
        let is_expression = |(node, _): &&(Node, Passage)| input(graph, *node).is_none();
        let list = self.list.iter().flatten();
        list.filter(is_expression).cloned().collect()
    }
}

/// Reads what `[network]` asks for.
pub fn asked(reader: &mut Reader) -> Asked {
    let table = reader.table("network");
    Asked {
        list: table.get("features").and_then(|item| list(reader, item)),
        waves: fourier(reader, &table),
    }
}

/// The number of waves of each input: `fourier = 4`, or `fourier = { x = 4 }` for some.
fn fourier(reader: &mut Reader, network: &Table) -> Vec<usize> {
    let inputs: Vec<&str> = { reader.scope.names.inputs.iter() }
        .map(String::as_str)
        .collect();
    let some = match network.get("fourier").map(|item| &item.value) {
        Some(Value::Table(some)) => Some(some),
        _ => None,
    };
    let (name, table) = match some {
        Some(some) => ("`fourier`", some),
        None => ("[network]", network),
    };
    let mut section = section(name, table, &mut reader.complaints);
    if some.is_some() {
        section.allow(&inputs);
    }
    let mut count = |key: &str| section.whole(key, 0, MOST_WAVES).unwrap_or(0) as usize;
    match some {
        Some(_) => inputs.iter().map(|input| count(input)).collect(),
        None => vec![count("fourier"); inputs.len()],
    }
}

fn list(reader: &mut Reader, item: &Item) -> Option<Vec<(Node, Passage)>> {
    let items = match &item.value {
        Value::Array(items) if !items.is_empty() => items,
        _ => {
            let title = "`features` is a list of expressions of the inputs";
            let complaint = Complaint::new(&item.passage, title, "not a list of expressions");
            reader.complain(complaint.help("for example `features = [\"x\", \"sin(pi*x)\"]`"));
            return None;
        }
    };
    let mut found: Vec<(Node, Passage)> = Vec::new();
    for item in items {
        let Some(node) = reader.parse(item, "a feature", parse_expression) else {
            continue;
        };
        let leaves = reader.graph.leaves(&[node]);
        let complaint = if leaves.iter().any(|leaf| !matches!(leaf, Leaf::Input(_))) {
            let inputs = reader.scope.names.inputs.join(", ");
            Complaint::new(
                &item.passage,
                "a feature reads inputs alone",
                unknowns::read_instead(reader, node),
            )
            .help(format!("the inputs are {inputs}"))
        } else if leaves.is_empty() {
            let title = "a feature that is the same everywhere says nothing";
            Complaint::new(&item.passage, title, "it reads no input").help("leave it out")
        } else if found.iter().any(|(other, _)| *other == node) {
            let title = "a feature stands twice in the list";
            Complaint::new(&item.passage, title, "the second time").help("leave it out")
        } else {
            found.push((node, item.passage.clone()));
            continue;
        };
        reader.complain(complaint);
    }
    Some(found)
}

/// Makes the features of networks: those of the list, or else the inputs, and the waves. A
/// periodic input is its waves alone. A network of some inputs sees those that read nothing else.
pub fn features(
    reader: &mut Reader,
    asked: &Asked,
    (domain, periodic): (Option<&BoxDomain>, &[usize]),
    network: &mut NetworkSettings,
) {
    let inputs = reader.scope.names.inputs.clone();
    let has_waves = !periodic.is_empty() || asked.waves.iter().any(|&count| count > 0);
    let Some(domain) = domain.filter(|_| has_waves || asked.list.is_some()) else {
        for own in &mut network.own {
            own.features = Features::of_inputs(&own.inputs);
        }
        return;
    };
    let base: Vec<Node> = match &asked.list {
        Some(list) => list.iter().map(|(node, _)| *node).collect(),
        None => (0..inputs.len()).map(|i| reader.graph.input(i)).collect(),
    };
    let graph = &mut reader.graph;
    let mut nodes = Vec::new();
    for node in base {
        match input(graph, node).filter(|i| periodic.contains(i)) {
            Some(i) => nodes.extend(waves(graph, domain, i, asked.waves[i].max(1))),
            None => nodes.push(node),
        }
    }
    for i in 0..inputs.len() {
        for wave in waves(graph, domain, i, asked.waves[i]) {
            if !nodes.contains(&wave) {
                nodes.push(wave);
            }
        }
    }
    unread(reader, &nodes, &inputs);
    network.features = written(reader, asked, &nodes);
    for own in &mut network.own {
        let is_own = |node: &Node| reads_only(&reader.graph, *node, &own.inputs);
        let nodes: Vec<Node> = nodes.iter().copied().filter(is_own).collect();
        unseen(reader, &nodes, own);
        own.features = written(reader, asked, &nodes);
    }
}

/// Writes features as texts, by which a network is kept.
fn written(reader: &mut Reader, asked: &Asked, nodes: &[Node]) -> Features {
    let inputs = reader.scope.names.inputs.clone();
    let mut features = Features::default();
    for &node in nodes {
        let text = reader.graph.display(node, &names(&inputs)).to_string();
        if features.push(&text, &inputs).is_err() {
            too_long(reader, asked, node);
        }
    }
    features
}

/// Refuses a list that leaves a network of some inputs nothing to see, and notes an input that
/// it does not see.
fn unseen(reader: &mut Reader, seen: &[Node], own: &OwnNetwork) {
    let names = &reader.scope.names;
    let own_names = |of: &[usize], all: &[String]| {
        let names: Vec<&str> = of.iter().map(|&i| all[i].as_str()).collect();
        names.join(", ")
    };
    let outputs = own_names(&own.outputs, &names.outputs);
    if seen.is_empty() {
        let network = reader.table("network");
        let Some(item) = network.get("features") else {
            return;
        };
        let inputs = own_names(&own.inputs, &reader.scope.names.inputs);
        let title = format!("of these features the network of {outputs} sees none");
        let label = format!("each reads other inputs than {inputs}");
        let complaint = Complaint::new(&item.passage, title, label);
        let help = format!("add one that reads nothing else, such as {inputs} itself");
        reader.complain(complaint.help(help));
        return;
    }
    let read = reader.graph.leaves(seen);
    for &i in own
        .inputs
        .iter()
        .filter(|&&i| !read.contains(&Leaf::Input(i)))
    {
        reader.notes.push(format!(
            "No feature reads `{}` that reads nothing else than the inputs of {outputs}, which \
             will not depend on it.",
            reader.scope.names.inputs[i]
        ));
    }
}

/// The input that an expression is, if it is nothing else.
fn input(graph: &Graph, node: Node) -> Option<usize> {
    match graph.op(node) {
        Op::Leaf(Leaf::Input(i)) => Some(i),
        _ => None,
    }
}

/// cos and sin of 2πk (x − from)/(to − from) for k = 1, …, count.
fn waves(graph: &mut Graph, domain: &BoxDomain, input: usize, count: usize) -> Vec<Node> {
    let (x, shift) = (graph.input(input), graph.constant(-domain.lower[input]));
    let along = graph.binary(Binary::Add, x, shift);
    let mut wave = |k: usize, op: Unary| {
        let frequency = graph.constant(TAU * k as f64 / domain.extent(input));
        let phase = graph.binary(Binary::Mul, frequency, along);
        graph.unary(op, phase)
    };
    let pairs = (1..=count).map(|k| [wave(k, Unary::Cos), wave(k, Unary::Sin)]);
    pairs.collect::<Vec<_>>().concat()
}

/// A network is kept with its features as texts.
fn too_long(reader: &mut Reader, asked: &Asked, node: Node) {
    let mut list = asked.list.iter().flatten();
    if let Some((_, passage)) = list.find(|(known, _)| *known == node) {
        let title = "this feature is too long to be kept with the network";
        let complaint = Complaint::new(passage, title, "once definitions are written out");
        reader.complain(complaint.help("take a shorter expression"));
    }
}

/// Notes inputs that no feature reads.
fn unread(reader: &mut Reader, features: &[Node], inputs: &[String]) {
    let read = reader.graph.leaves(features);
    for (i, name) in inputs.iter().enumerate() {
        if !read.contains(&Leaf::Input(i)) {
            let note = format!("No feature reads `{name}`: the outputs will not depend on it.");
            reader.notes.push(note);
        }
    }
}

/// Refuses features without the derivatives that the laws need.
pub fn check_derivatives(reader: &mut Reader, asked: &Asked, terms: &[Term]) {
    let residuals: Vec<Node> = { terms.iter() }
        .flat_map(|term| term.residuals.iter().copied())
        .collect();
    let alpha = |leaf| match leaf {
        Leaf::Output { alpha, .. } => Some(alpha),
        _ => None,
    };
    let leaves = reader.graph.leaves(&residuals);
    let wanted: Vec<_> = leaves.into_iter().filter_map(alpha).collect();
    for (node, passage) in asked.list.iter().flatten() {
        let mut wanted = wanted.iter();
        let jump = wanted.find_map(|&alpha| reader.graph.diff_by(*node, alpha).err());
        if let Some(jump) = jump {
            let title = "this feature lacks a derivative that the laws need";
            let complaint = Complaint::new(passage, title, jump.to_string());
            reader.complain(complaint.help("take one that is smooth enough"));
        }
    }
}
