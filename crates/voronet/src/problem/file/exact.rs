//! `exact` and `[ansatz]`.

use voronet_expr::{Leaf, MultiIndex, Node, parse_expression};

use super::complaint::{Complaint, Passage};
use super::read::Reader;
use super::section::{Section, found};
use super::training;
use super::tree::{Item, Value};
use super::unknowns;
use crate::network::{Ansatz, CHANNEL};
use crate::problem::exact::{self, Subject};
use crate::problem::{Exactness, Field, Problem};

/// Reads whether conditions are exact that do not say it: `exact` above all sections. Where
/// nothing is said the program decides, if it does so for the training too.
pub fn usual(reader: &mut Reader) -> Exactness {
    let usual = match training::is_automatic(&reader.table("training")) {
        true => Exactness::Auto,
        false => Exactness::Soft,
    };
    let mut root = Section {
        name: "the problem file",
        table: reader.root,
        complaints: &mut reader.complaints,
    };
    exactness(&mut root, usual)
}

/// Reads `exact = true`, `false` or `"auto"`.
pub fn exactness(section: &mut Section, usual: Exactness) -> Exactness {
    let Some(item) = section.table.get("exact") else {
        return usual;
    };
    match &item.value {
        Value::Boolean(true) => Exactness::Exact,
        Value::Boolean(false) => Exactness::Soft,
        Value::String(text) if text == "auto" => Exactness::Auto,
        other => {
            let title = "`exact` must be true, false or \"auto\"";
            let label = format!("this is {}", found(other));
            let complaint = Complaint::new(&item.passage, title, label);
            section.complaints.push(complaint);
            usual
        }
    }
}

/// Reads what outputs are of what the network gives: `[ansatz]`.
pub fn stated(reader: &mut Reader) -> Vec<Option<Field>> {
    let outputs = reader.scope.names.outputs.clone();
    let mut fields = vec![None; outputs.len()];
    let table = reader.table("ansatz");
    if let (true, Some((_, passage, _))) = (reader.is_taken(CHANNEL), table.entries.first()) {
        let title = format!("in `[ansatz]` `{CHANNEL}` is what the network gives");
        let complaint = Complaint::new(passage, title, format!("`{CHANNEL}` is something else"));
        reader.complain(complaint.help(format!("give what you called `{CHANNEL}` another name")));
        return fields;
    }
    for (name, passage, item) in &table.entries {
        let Some(k) = outputs.iter().position(|output| output == name) else {
            let title = format!("`{name}` is no output");
            let help = format!("the outputs are {}", outputs.join(", "));
            reader.complain(Complaint::new(passage, title, "not an output").help(help));
            continue;
        };
        fields[k] = field(reader, k, item);
    }
    fields
}

/// The ansatz of an output.
fn field(reader: &mut Reader, output: usize, item: &Item) -> Option<Field> {
    let own = reader.scope.names.outputs[output].clone();
    CHANNEL.clone_into(&mut reader.scope.names.outputs[output]);
    let node = reader.parse(item, "an ansatz", parse_expression);
    let node = node.filter(|&node| is_of_channel(reader, (output, &own), node, &item.passage));
    reader.scope.names.outputs[output] = own;
    let node = node?;
    let inputs = &reader.scope.names.inputs;
    let ansatz = Ansatz::new(&mut reader.graph, node, output, inputs);
    if ansatz.is_none() {
        let title = "an ansatz is too long";
        let label = "written out, with its definitions, it has more than 200,000 characters";
        let help = "name a shorter one, or say what holds as a condition";
        reader.complain(Complaint::new(&item.passage, title, label).help(help));
    }
    Some(Field {
        ansatz: ansatz?,
        is_stated: true,
    })
}

/// Complains about an ansatz that reads no channel, or other outputs.
fn is_of_channel(
    reader: &mut Reader,
    (output, own): (usize, &str),
    node: Node,
    passage: &Passage,
) -> bool {
    let leaves = reader.graph.leaves(&[node]);
    let reads = |leaf: &Leaf| match *leaf {
        Leaf::Output { output, alpha } => Some((output, alpha)),
        _ => None,
    };
    let channel = (output, MultiIndex::ZERO);
    let complaint = match leaves
        .iter()
        .filter_map(reads)
        .find(|&read| read != channel)
    {
        Some((other, _)) if other != output => {
            let other = &reader.scope.names.outputs[other];
            let title = format!("the ansatz of `{own}` reads the output `{other}`");
            let help =
                format!("it may read inputs, constants, definitions of these, and `{CHANNEL}`");
            Complaint::new(passage, title, "another output").help(help)
        }
        Some(_) => {
            let title = format!("the ansatz of `{own}` reads a derivative of `{CHANNEL}`");
            let help = format!("write it with `{CHANNEL}` itself, which laws differentiate");
            Complaint::new(passage, title, "a derivative").help(help)
        }
        None if leaves.iter().filter_map(reads).next().is_none() => {
            let title = format!("the ansatz of `{own}` leaves the network nothing to learn");
            let help = format!("`{CHANNEL}` is what the network gives: `g + x*(1 - x)*{CHANNEL}`");
            Complaint::new(passage, title, format!("no `{CHANNEL}` in it")).help(help)
        }
        None if unknowns::reads_unknown(reader, &[node]) => {
            let title = format!("the ansatz of `{own}` reads an unknown");
            let help = "state what it is to satisfy as a condition";
            Complaint::new(passage, title, "an unknown").help(help)
        }
        None => return true,
    };
    reader.complain(complaint);
    false
}

/// Builds the fields that conditions ask for, of a problem without mistakes.
pub fn build(reader: &mut Reader, problem: &mut Problem) {
    if !reader.complaints.is_empty() {
        return;
    }
    let table = reader.table("ansatz");
    for refusal in exact::build(problem) {
        let complaint = match refusal.subject {
            Subject::Condition(term) => {
                let name = &problem.terms[term].name;
                let title = format!("the condition `{name}` cannot be exact");
                let help = "leave `exact = true` out, or write the output as an expression in \
                            `[ansatz]`";
                Complaint::new(&reader.exact_passages[term], title, refusal.reason).help(help)
            }
            Subject::Ansatz(output) => {
                let name = &problem.outputs[output];
                let start = reader.passage_of("ansatz");
                let passage = table.get(name).map_or(start, |item| item.passage.clone());
                let title = format!("the ansatz of `{name}` cannot be used");
                Complaint::new(&passage, title, refusal.reason)
            }
        };
        reader.complain(complaint);
    }
    for (k, name) in problem.outputs.iter().enumerate() {
        if problem.fields[k].is_some() && problem.scales.stated[k].0.is_some() {
            problem.notes.push(format!(
                "The shift of `{name}` in [scales] has no effect, as conditions of `{name}` are \
                 exact."
            ));
        }
    }
}
