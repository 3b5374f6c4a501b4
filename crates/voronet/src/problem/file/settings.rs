//! `[network]` with its defaults.

use voronet_expr::{Graph, Leaf};
use voronet_kernels::Activation;

use super::complaint::Complaint;
use super::read::Reader;
use super::section::Section;
use super::tree::Table;
use super::{training, windows};
use crate::network::{Features, INITIALIZATIONS, NetworkSettings, initialization_of};
use crate::problem::{Term, automatic};
use crate::registry::either;

/// The keys of `[network]`.
pub const NETWORK_KEYS: [&str; 6] = [
    "hidden",
    "activation",
    "initialization",
    "scale_inputs",
    "features",
    "fourier",
];

/// The hidden layers of a network that is trained by first-order methods alone.
const HIDDEN: [usize; 4] = [32; 4];

/// `[network]`, of which the features are the inputs, and no output has a network of its own.
pub fn network(reader: &mut Reader) -> NetworkSettings {
    let training = reader.table("training");
    let hidden: &[usize] = match training::is_first_order(&training) {
        true => &HIDDEN,
        false => automatic::hidden(reader.scope.names.inputs.len(), windows::is_cut(&training)),
    };
    let table = reader.table("network");
    let mut section = section("[network]", &table, &mut reader.complaints);
    section.allow(&NETWORK_KEYS);
    let activations = Activation::ALL.map(|a| (a.name(), a));
    let activation = section.choice("activation", Activation::Tanh, &activations);
    NetworkSettings {
        is_chosen: training::is_automatic(&training) && section.table.get("hidden").is_none(),
        hidden: section.counts("hidden", hidden),
        activation,
        initialization: section.member(
            "initialization",
            initialization_of(activation),
            &INITIALIZATIONS,
        ),
        scale_inputs: section.boolean("scale_inputs", true),
        features: Features::inputs(reader.scope.names.inputs.len()),
        own: Vec::new(),
    }
}

/// A section of the file.
pub fn section<'a>(
    name: &'a str,
    table: &'a Table,
    complaints: &'a mut Vec<Complaint>,
) -> Section<'a> {
    Section {
        name,
        table,
        complaints,
    }
}

/// The highest order of derivative of an output in a term's laws.
pub fn highest_order(graph: &Graph, term: &Term) -> usize {
    let order = |leaf| match leaf {
        Leaf::Output { alpha, .. } => alpha.order(),
        _ => 0,
    };
    let leaves = graph.leaves(&term.residuals);
    leaves.into_iter().map(order).max().unwrap_or(0)
}

/// Refuses an activation whose derivatives vanish where the laws need them.
pub fn check_smoothness(reader: &mut Reader, network: &NetworkSettings, terms: &[Term]) {
    let Some(smoothness) = network.activation.smoothness() else {
        return;
    };
    for term in terms {
        let highest = highest_order(&reader.graph, term);
        if highest <= smoothness {
            continue;
        }
        let name = network.activation.name();
        let table = reader.table("network");
        let passage = table.get("activation").map(|item| item.passage.clone());
        let title = format!(
            "`{name}` has no derivatives of order {highest}, which `{}` needs",
            term.name
        );
        let label = format!("derivatives above order {smoothness} are zero");
        if let Some(passage) = passage {
            let complaint = Complaint::new(&passage, title, label);
            let smooth = Activation::ALL
                .into_iter()
                .filter(|a| a.smoothness().is_none());
            let smooth: Vec<&str> = smooth.map(Activation::name).collect();
            reader.complain(complaint.help(format!("take a smooth one: {}", either(&smooth))));
        }
        return;
    }
}
