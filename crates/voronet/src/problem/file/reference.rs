//! `[reference]`: what the solution is compared with.

use std::sync::Arc;

use voronet_expr::{Leaf, Node};

use super::complaint::Complaint;
use super::data;
use super::given;
use super::read::Reader;
use super::region::Domain;
use super::section::Section;
use super::tree::{Item, Table, Value};
use super::unknowns;
use crate::problem::{Reference, ReferenceData, error_name, reference_name};
use crate::registry::Range;
use crate::words::listed;

/// An expression for each output, or a file of values; and how far the reference
/// itself may be off.
pub fn reference(reader: &mut Reader, domain: Option<&Domain>) -> Reference {
    let table = reader.table("reference");
    let outputs = reader.scope.names.outputs.clone();
    let mut reference = Reference {
        expressions: vec![None; outputs.len()],
        data: None,
        errors: vec![None; outputs.len()],
    };
    for (name, passage, item) in &table.entries {
        let complex = reader.scope.complex.iter().find(|c| c.name == *name);
        if let Some((re, im)) = complex.map(|complex| (complex.re, complex.im)) {
            let parts = complex_expression(reader, item);
            (reference.expressions[re], reference.expressions[im]) = (parts[0], parts[1]);
            continue;
        }
        // An output's name comes before the section's own keys.
        match outputs.iter().position(|output| output == name) {
            Some(k) => reference.expressions[k] = expression(reader, item),
            None if name == "file" => reference.data = data(reader, item, domain),
            None if name == "error" => errors(reader, &table, item, &mut reference.errors),
            None => {
                let title = format!("`{name}` is no output");
                let help = format!(
                    "the outputs are {}; other keys: file, error",
                    outputs.join(", ")
                );
                reader.complain(Complaint::new(passage, title, "not an output").help(help));
            }
        }
    }
    let given = reference.expressions.iter().position(Option::is_some);
    if let (Some(k), Some(item)) = (given, table.get("file"))
        && reference.data.is_some()
    {
        let title = format!(
            "the reference of `{}` is given twice: by a file and as an expression",
            outputs[k]
        );
        let complaint = Complaint::new(&item.passage, title, "one of the two");
        reader.complain(complaint.help("leave out the file or all expressions"));
    }
    check_names(reader, &reference);
    reference
}

/// Complains about inputs and outputs that are called like a column of the solution
/// that is made of a reference.
fn check_names(reader: &mut Reader, reference: &Reference) {
    let outputs = reader.scope.names.outputs.clone();
    for output in reference.given().into_iter().map(|k| &outputs[k]) {
        let made = [reference_name(output), error_name(output)];
        let is_made =
            |item: &&Item| matches!(&item.value, Value::String(name) if made.contains(name));
        for key in ["inputs", "outputs"] {
            let Some(Value::Array(items)) = reader.root.get(key).map(|item| &item.value) else {
                continue;
            };
            for item in items.iter().filter(is_made) {
                let title = "a column of the solution has this name already";
                let help = format!(
                    "with a reference of `{output}` there are the columns `{}` and `{}`",
                    made[0], made[1]
                );
                let complaint = Complaint::new(&item.passage, title, "choose another name");
                reader.complain(complaint.help(help));
            }
        }
    }
}

fn expression(reader: &mut Reader, item: &Item) -> Option<Node> {
    let node = reader.parse(item, "a reference", voronet_expr::parse_expression)?;
    refuse_outputs(reader, item, &[node]);
    Some(node)
}

/// The reference of a complex output, of both of its parts.
fn complex_expression(reader: &mut Reader, item: &Item) -> [Option<Node>; 2] {
    let Some(value) = reader.parse(item, "a reference", voronet_expr::parse_value) else {
        return [None; 2];
    };
    let voronet_expr::Value::Number(number) = value else {
        let title = "the reference of a complex output is a number";
        reader.complain(Complaint::new(&item.passage, title, "this is a vector"));
        return [None; 2];
    };
    let zero = reader.graph.constant(0.0);
    let parts = [number.re, number.im.unwrap_or(zero)];
    refuse_outputs(reader, item, &parts);
    parts.map(Some)
}

fn refuse_outputs(reader: &mut Reader, item: &Item, nodes: &[Node]) {
    let reads_output = |leaf| matches!(leaf, Leaf::Output { .. });
    if reader.graph.leaves(nodes).into_iter().any(reads_output) {
        let title = "a reference is an expression of the inputs";
        reader.complain(Complaint::new(&item.passage, title, "it reads an output"));
    }
    if unknowns::reads_unknown(reader, nodes) {
        let title = "a reference is an expression of the inputs";
        reader.complain(Complaint::new(&item.passage, title, "it reads an unknown"));
    }
}

/// `error = 1e-4`, or `error = { u = 1e-4, v = 2e-4 }`
fn errors(reader: &mut Reader, whole: &Table, item: &Item, errors: &mut [Option<f64>]) {
    let outputs = reader.scope.names.outputs.clone();
    let names: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let mut section = Section {
        name: "[reference]",
        table: whole,
        complaints: &mut reader.complaints,
    };
    if let Value::Table(table) = &item.value {
        section.name = "the reference's errors";
        section.table = table;
        section.allow(&names);
        for (error, name) in errors.iter_mut().zip(names) {
            *error = section.optional_number(name, Range::NonNegative);
        }
    } else {
        let error = section.optional_number("error", Range::NonNegative);
        errors.fill(error);
    }
}

/// A table with a column for each input and for at least one output.
fn data(reader: &mut Reader, item: &Item, domain: Option<&Domain>) -> Option<ReferenceData> {
    let outputs = reader.scope.names.outputs.clone();
    let columns = data::table(reader, item)?;
    let points = given::points(reader, &columns, item, domain)?;
    let known = outputs.iter().enumerate();
    let known = known.filter_map(|(k, name)| Some((k, columns.column(name)?.to_vec())));
    let (known, values): (Vec<usize>, Vec<Vec<f64>>) = known.unzip();
    if known.is_empty() {
        let title = "the file has no column named like an output";
        let label = format!("its columns are {}", listed(&columns.names));
        let help = format!("the outputs are {}", outputs.join(", "));
        reader.complain(Complaint::new(&item.passage, title, label).help(help));
        return None;
    }
    Some(ReferenceData {
        points: Arc::new(points),
        outputs: known,
        values,
    })
}
