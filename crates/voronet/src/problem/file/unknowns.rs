//! `[unknowns]`: numbers that are found together with the solution.

use voronet_expr::{Leaf, Node};

use super::complaint::{Complaint, Passage};
use super::read::Reader;
use super::section::{Section, found};
use super::tree::{Item, Table, Value};
use crate::network::Unknown;
use crate::problem::Term;
use crate::words::number;

/// The keys of an unknown.
const KEYS: [&str; 4] = ["start", "positive", "from", "to"];

/// Reads the unknowns, which laws may then name.
pub fn unknowns(reader: &mut Reader) -> Vec<Unknown> {
    let mut all = Vec::new();
    for (name, passage, item) in &reader.table("unknowns").entries {
        if !reader.check_name(name, passage) {
            continue;
        }
        // One that is not understood is known by its name all the same.
        reader.scope.names.unknowns.push(name.clone());
        let unknown = unknown(reader, name, item);
        all.push(unknown.unwrap_or_else(|| free(name, 1.0)));
    }
    all
}

fn free(name: &str, start: f64) -> Unknown {
    Unknown {
        name: name.to_owned(),
        start,
        from: None,
        to: None,
    }
}

/// `k = 1` or `k = { start = 1, positive = true }`.
fn unknown(reader: &mut Reader, name: &str, item: &Item) -> Option<Unknown> {
    let table = match &item.value {
        Value::Table(table) => table,
        Value::Integer(_) | Value::Float(_) | Value::String(_) => {
            let start = reader.constant(item, "the start of an unknown")?;
            return Some(free(name, start));
        }
        other => {
            let title = format!("the unknown `{name}` is given by its start");
            let label = format!("this is {}", found(other));
            let complaint = Complaint::new(&item.passage, title, label);
            let help = format!("write `{name} = 1` or `{name} = {{ start = 1, positive = true }}`");
            reader.complain(complaint.help(help));
            return None;
        }
    };
    let place = format!("the unknown `{name}`");
    let mut section = Section {
        name: &place,
        table,
        complaints: &mut reader.complaints,
    };
    section.allow(&KEYS);
    let is_positive = section.boolean("positive", false);
    let Some(start) = table.get("start") else {
        let title = format!("the unknown `{name}` has no start");
        let help = "a rough guess will do: `start = 1`";
        reader.complain(Complaint::new(&item.passage, title, "in this one").help(help));
        return None;
    };
    let passage = &start.passage;
    let start = reader.constant(start, "the start of an unknown")?;
    let stated = bound(reader, table, "from");
    if let (true, Some(item)) = (is_positive, table.get("from")) {
        let title = "`positive = true` says from where the unknown is";
        let complaint = Complaint::new(&item.passage, title, "a second time");
        reader.complain(complaint.help("leave out one of the two"));
    }
    let unknown = Unknown {
        from: stated.or(is_positive.then_some(0.0)),
        to: bound(reader, table, "to"),
        ..free(name, start)
    };
    is_within(reader, &unknown, passage).then_some(unknown)
}

fn bound(reader: &mut Reader, table: &Table, key: &str) -> Option<f64> {
    let item = table.get(key)?;
    reader.constant(item, "a bound of an unknown")
}

/// Complains about a start that is not between the bounds.
fn is_within(reader: &mut Reader, unknown: &Unknown, passage: &Passage) -> bool {
    let Unknown {
        start, from, to, ..
    } = *unknown;
    if unknown.is_within() {
        return true;
    }
    let title = format!(
        "the start of the unknown `{}` is not within its bounds",
        unknown.name
    );
    let bounds = match (from, to) {
        (Some(from), Some(to)) => format!("between {} and {}", number(from), number(to)),
        (Some(from), None) => format!("above {}", number(from)),
        (None, to) => format!("below {}", number(to.unwrap_or_default())),
    };
    let complaint = Complaint::new(passage, title, format!("this is {}", number(start)));
    reader.complain(complaint.help(format!("it must lie {bounds}")));
    false
}

/// Tells whether expressions read an unknown.
pub fn reads_unknown(reader: &Reader, nodes: &[Node]) -> bool {
    let is_unknown = |leaf| matches!(leaf, Leaf::Unknown(_));
    reader.graph.leaves(nodes).into_iter().any(is_unknown)
}

/// What an expression reads that reads more than inputs.
pub fn read_instead(reader: &Reader, node: Node) -> &'static str {
    match reads_unknown(reader, &[node]) {
        true => "it reads an unknown",
        false => "it reads an output",
    }
}

/// Complains about unknowns of which no law says anything.
pub fn check_use(reader: &mut Reader, terms: &[Term]) {
    let laws = terms.iter().flat_map(|term| &term.residuals).copied();
    let laws: Vec<Node> = laws.collect();
    let read = reader.graph.leaves(&laws);
    // Where a term is wrong its laws are not known.
    if !reader.complaints.is_empty() {
        return;
    }
    for (i, (name, passage, _)) in reader.table("unknowns").entries.iter().enumerate() {
        if !read.contains(&Leaf::Unknown(i)) {
            let title = format!("no law reads the unknown `{name}`");
            let complaint = Complaint::new(passage, title, "it could be anything");
            reader.complain(complaint.help("use it in a law, or leave it out"));
        }
    }
}
