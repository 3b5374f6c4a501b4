//! `[network]` and `[training]` with their defaults.

use voronet_expr::{Graph, Leaf};
use voronet_kernels::Activation;

use super::complaint::Complaint;
use super::read::Reader;
use super::section::{FRACTION, NON_NEGATIVE, POSITIVE, Section, UNIT};
use super::tree::{Item, Table, Value};
use crate::network::{Initialization, NetworkSettings};
use crate::optimizer::{OptimizerSettings, Schedule};
use crate::problem::{Precision, Term, TrainingSettings};

/// `[network]`
pub fn network(reader: &mut Reader) -> NetworkSettings {
    let table = reader.table("network");
    let mut section = section("[network]", &table, &mut reader.complaints);
    section.allow(&["hidden", "activation", "initialization", "scale_inputs"]);
    let activations = Activation::ALL.map(|a| (a.name(), a));
    let activation = section.choice("activation", Activation::Tanh, &activations);
    let default = match activation {
        Activation::Sine => Initialization::Sine,
        _ => Initialization::Glorot,
    };
    let initializations: Vec<_> = Initialization::ALL.iter().map(|&i| (i.name(), i)).collect();
    NetworkSettings {
        hidden: section.counts("hidden", &[32, 32, 32, 32]),
        activation,
        initialization: section.choice("initialization", default, &initializations),
        scale_inputs: section.boolean("scale_inputs", true),
    }
}

/// `[training]`
pub fn training(reader: &mut Reader) -> TrainingSettings {
    let table = reader.table("training");
    let mut section = section("[training]", &table, &mut reader.complaints);
    section.allow(&[
        "optimizer",
        "beta1",
        "beta2",
        "epsilon",
        "momentum",
        "learning_rate",
        "schedule",
        "iterations",
        "tolerance",
        "time_budget",
        "seed",
        "precision",
        "record_every",
        "record_points",
    ]);
    let precisions: Vec<_> = Precision::ALL.iter().map(|&p| (p.name(), p)).collect();
    TrainingSettings {
        optimizer: optimizer(&mut section),
        learning_rate: section.number("learning_rate", 5e-3, POSITIVE),
        schedule: schedule(&mut section),
        iterations: section.count("iterations", 10_000, 0),
        tolerance: section.optional_number("tolerance", POSITIVE),
        time_budget: section.optional_number("time_budget", POSITIVE),
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
    let is_adam = section.choice("optimizer", true, &[("adam", true), ("sgd", false)]);
    let foreign: &[&str] = if is_adam {
        &["momentum"]
    } else {
        &["beta1", "beta2", "epsilon"]
    };
    for key in foreign {
        if let Some(place) = section.place(key) {
            let name = if is_adam { "adam" } else { "sgd" };
            let title = format!("`{key}` is no setting of `{name}`");
            section
                .complaints
                .push(Complaint::new(&place, title, "it would have no effect"));
        }
    }
    if is_adam {
        OptimizerSettings::Adam {
            beta1: section.number("beta1", 0.9, FRACTION),
            beta2: section.number("beta2", 0.999, FRACTION),
            epsilon: section.number("epsilon", 1e-8, NON_NEGATIVE),
        }
    } else {
        OptimizerSettings::Sgd {
            momentum: section.number("momentum", 0.0, FRACTION),
        }
    }
}

/// The kinds of schedule and their keys.
const SCHEDULES: [(&str, &[&str]); 4] = [
    ("constant", &["kind"]),
    ("exponential", &["kind", "rate", "every"]),
    ("cosine", &["kind", "floor"]),
    ("step", &["kind", "rate", "every"]),
];

/// A string for a kind with its defaults, or a table with `kind`.
fn schedule(section: &mut Section) -> Schedule {
    let Some(item) = section.table.get("schedule") else {
        return Schedule::Cosine { floor: 0.0 };
    };
    let table = match &item.value {
        Value::Table(table) => table.clone(),
        _ => Table {
            entries: vec![("kind".to_owned(), item.place.clone(), item.clone())],
        },
    };
    if table.get("kind").is_none() {
        let Item { place, .. } = item;
        let help = "for example `{ kind = \"exponential\", rate = 0.5, every = 1000 }`";
        let complaint = Complaint::new(place, "a schedule needs a `kind`", "no kind in it");
        section.complaints.push(complaint.help(help));
        return Schedule::Constant;
    }
    let mut inner = Section {
        name: "the schedule",
        table: &table,
        complaints: &mut *section.complaints,
    };
    let kinds: [(&str, usize); 4] = std::array::from_fn(|i| (SCHEDULES[i].0, i));
    let kind = inner.choice("kind", 0, &kinds);
    inner.allow(SCHEDULES[kind].1);
    match kind {
        0 => Schedule::Constant,
        1 => Schedule::Exponential {
            rate: inner.number("rate", 0.9, POSITIVE),
            every: inner.number("every", 1000.0, POSITIVE),
        },
        2 => Schedule::Cosine {
            floor: inner.number("floor", 0.0, UNIT),
        },
        _ => Schedule::Step {
            rate: inner.number("rate", 0.1, POSITIVE),
            every: inner.count("every", 1000, 1),
        },
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
        let place = table.get("activation").map(|item| item.place.clone());
        let title = format!(
            "`{name}` has no derivatives of order {highest}, which `{}` needs",
            term.name
        );
        let label = format!("derivatives above order {smoothness} are zero");
        if let Some(place) = place {
            let complaint = Complaint::new(&place, title, label);
            reader
                .complain(complaint.help("take a smooth one: tanh, sine, swish, gelu or softplus"));
        }
        return;
    }
}
