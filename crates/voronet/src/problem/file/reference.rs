//! `[reference]`: what the solution is compared with.

use std::sync::Arc;

use voronet_expr::Leaf;

use super::complaint::{Complaint, Place};
use super::data::{self, Columns};
use super::read::Reader;
use super::section::Section;
use super::tree::{Item, Table, Value};
use crate::points::Cloud;
use crate::problem::{Reference, ReferenceData};
use crate::registry::Range;

/// An expression for each output, or a file of values; and how far the reference
/// itself may be off.
pub fn reference(reader: &mut Reader) -> Reference {
    let table = reader.table("reference");
    let outputs = reader.scope.names.outputs.clone();
    let mut reference = Reference {
        expressions: vec![None; outputs.len()],
        data: None,
        errors: vec![None; outputs.len()],
    };
    for (name, place, item) in &table.entries {
        // An output's name comes before the section's own keys.
        match outputs.iter().position(|output| output == name) {
            Some(k) => reference.expressions[k] = expression(reader, item),
            None if name == "file" => reference.data = data(reader, item, &outputs),
            None if name == "error" => errors(reader, &table, item, &mut reference.errors),
            None => {
                let title = format!("`{name}` is no output");
                let help = format!(
                    "the outputs are {}; other keys: file, error",
                    outputs.join(", ")
                );
                reader.complain(Complaint::new(place, title, "not an output").help(help));
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
        let complaint = Complaint::new(&item.place, title, "one of the two");
        reader.complain(complaint.help("leave out the file or all expressions"));
    }
    reference
}

fn expression(reader: &mut Reader, item: &Item) -> Option<voronet_expr::Node> {
    let node = reader.parse(item, "a reference", voronet_expr::parse_expression)?;
    let reads_output = |leaf| matches!(leaf, Leaf::Output { .. });
    if reader.graph.leaves(&[node]).into_iter().any(reads_output) {
        let title = "a reference is an expression of the inputs";
        reader.complain(Complaint::new(&item.place, title, "it reads an output"));
    }
    Some(node)
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
fn data(reader: &mut Reader, item: &Item, outputs: &[String]) -> Option<ReferenceData> {
    let columns = data::table(reader, item)?;
    let points = points(reader, &columns, &item.place)?;
    let position = |name: &String| columns.names.iter().position(|n| n == name);
    let known: Vec<(usize, usize)> = outputs
        .iter()
        .enumerate()
        .filter_map(|(k, name)| Some((k, position(name)?)))
        .collect();
    if known.is_empty() {
        let title = "the file has no column named like an output";
        let label = format!("its columns are {}", columns.names.join(", "));
        let help = format!("the outputs are {}", outputs.join(", "));
        reader.complain(Complaint::new(&item.place, title, label).help(help));
        return None;
    }
    Some(ReferenceData {
        points: Arc::new(points),
        outputs: known.iter().map(|&(k, _)| k).collect(),
        values: known
            .iter()
            .map(|&(_, c)| columns.values[c].clone())
            .collect(),
    })
}

/// The points of a table's lines: it must have a column for each input.
pub fn points(reader: &mut Reader, columns: &Columns, place: &Place) -> Option<Cloud> {
    let inputs = reader.scope.names.inputs.clone();
    let mut found = Vec::new();
    for name in &inputs {
        match columns.names.iter().position(|n| n == name) {
            Some(column) => found.push(column),
            None => {
                let title = format!("the file has no column for the input `{name}`");
                let label = format!("its columns are {}", columns.names.join(", "));
                reader.complain(Complaint::new(place, title, label));
                return None;
            }
        }
    }
    let rows = 0..columns.values[0].len();
    let row = |r: usize| found.iter().map(move |&c| columns.values[c][r]);
    Some(Cloud::new(inputs.len(), rows.flat_map(row).collect()))
}
