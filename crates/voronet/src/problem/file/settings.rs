//! `[network]` and `[training]` with their defaults.

use voronet_expr::{Graph, Leaf};
use voronet_kernels::Activation;

use super::complaint::Complaint;
use super::read::Reader;
use super::section::Section;
use super::tree::{Item, Table, Value};
use crate::network::{INITIALIZATIONS, NetworkSettings, initialization_of};
use crate::optimizer::schedule::{constant, cosine};
use crate::optimizer::{OPTIMIZERS, OptimizerSettings, SCHEDULES, Schedule, adam};
use crate::problem::training::{LEARNING_RATE, TIME_BUDGET, TOLERANCE};
use crate::problem::{Precision, Term, TrainingSettings};
use crate::registry::either;

/// The keys of `[network]`.
pub const NETWORK_KEYS: [&str; 4] = ["hidden", "activation", "initialization", "scale_inputs"];

/// `[network]`
pub fn network(reader: &mut Reader) -> NetworkSettings {
    let table = reader.table("network");
    let mut section = section("[network]", &table, &mut reader.complaints);
    section.allow(&NETWORK_KEYS);
    let activations = Activation::ALL.map(|a| (a.name(), a));
    let activation = section.choice("activation", Activation::Tanh, &activations);
    NetworkSettings {
        hidden: section.counts("hidden", &[32, 32, 32, 32]),
        activation,
        initialization: section.member(
            "initialization",
            initialization_of(activation),
            &INITIALIZATIONS,
        ),
        scale_inputs: section.boolean("scale_inputs", true),
    }
}

/// Keys of `[training]` beside those of the optimizers.
const KEYS: [&str; 10] = [
    "optimizer",
    "learning_rate",
    "schedule",
    "iterations",
    "tolerance",
    "time_budget",
    "seed",
    "precision",
    "record_every",
    "record_points",
];

/// All keys of `[training]`.
pub fn training_keys() -> Vec<&'static str> {
    let names = OPTIMIZERS.keys().into_iter().map(|key| key.name);
    KEYS.into_iter().chain(names).collect()
}

/// `[training]`
pub fn training(reader: &mut Reader) -> TrainingSettings {
    let table = reader.table("training");
    let mut section = section("[training]", &table, &mut reader.complaints);
    section.allow(&training_keys());
    let precisions: Vec<_> = Precision::ALL.map(|p| (p.name(), p)).to_vec();
    TrainingSettings {
        optimizer: optimizer(&mut section),
        learning_rate: section.value_or_default(&LEARNING_RATE),
        schedule: schedule(&mut section),
        iterations: section.count("iterations", 10_000, 0),
        tolerance: section.value(&TOLERANCE),
        time_budget: section.value(&TIME_BUDGET),
        seed: section.whole("seed", 0, i64::MAX).unwrap_or(1) as u64,
        precision: section.choice("precision", Precision::F32, &precisions),
        record_every: section.count("record_every", 10, 1),
        record_points: section.count("record_points", 4096, 1),
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

fn optimizer(section: &mut Section) -> OptimizerSettings {
    let entry = section.member("optimizer", &adam::ENTRY, &OPTIMIZERS);
    for key in OPTIMIZERS.keys() {
        if let Some(passage) = section.passage(key.name)
            && !entry.reads(key.name)
        {
            let title = format!("`{}` is no setting of `{}`", key.name, entry.name);
            let complaint = Complaint::new(&passage, title, "it would have no effect");
            section.complaints.push(complaint);
        }
    }
    let given = section.given(entry.keys);
    OptimizerSettings { entry, given }
}

/// A string for a kind with its defaults, or a table with `kind`.
fn schedule(section: &mut Section) -> Schedule {
    let Some(item) = section.table.get("schedule") else {
        return Schedule::new(&cosine::ENTRY);
    };
    let table = match &item.value {
        Value::Table(table) => table.clone(),
        _ => Table {
            entries: vec![("kind".to_owned(), item.passage.clone(), item.clone())],
        },
    };
    if table.get("kind").is_none() {
        let Item { passage, .. } = item;
        let help = "for example `{ kind = \"exponential\", rate = 0.5, every = 1000 }`";
        let complaint = Complaint::new(passage, "a schedule needs a `kind`", "no kind in it");
        section.complaints.push(complaint.help(help));
        return Schedule::new(&constant::ENTRY);
    }
    let mut inner = Section {
        name: "the schedule",
        table: &table,
        complaints: &mut *section.complaints,
    };
    let entry = inner.member("kind", &constant::ENTRY, &SCHEDULES);
    let names = entry.keys.iter().map(|key| key.name);
    inner.allow(&std::iter::once("kind").chain(names).collect::<Vec<_>>());
    let given = inner.given(entry.keys);
    Schedule { entry, given }
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
