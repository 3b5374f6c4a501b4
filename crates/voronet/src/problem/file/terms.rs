//! `[[equation]]` and `[[condition]]`.

use std::collections::BTreeSet;

use voronet_expr::{Leaf, Node, parse_law};

use super::complaint::{Complaint, Place};
use super::read::Reader;
use super::region;
use super::sampling::condition_sampler;
use super::section::Section;
use super::tree::{Item, Table, Value};
use crate::problem::{Region, Term};
use crate::registry::{Range, either};
use crate::sampler::{self, SAMPLERS, SamplingSettings, Score};

/// All terms, equations first.
pub fn terms(
    reader: &mut Reader,
    domain: Option<&region::Domain>,
    sampling: &SamplingSettings,
) -> Vec<Term> {
    let mut names = BTreeSet::new();
    let mut terms = Vec::new();
    for list in ["equation", "condition"] {
        for (i, item) in entries(reader, list).iter().enumerate() {
            let Value::Table(table) = &item.value else {
                let title = format!("each {list} is a table");
                let help = format!("begin it with `[[{list}]]` on a line of its own");
                reader.complain(Complaint::new(&item.place, title, item.value.kind()).help(help));
                continue;
            };
            let place = table
                .entries
                .first()
                .map_or(&item.place, |(_, place, _)| place);
            if let Some(term) = term(reader, list, i, table, place, domain, sampling) {
                if !names.insert(term.name.clone()) {
                    let place = table.get("name").map_or(&item.place, |item| &item.place);
                    let title = format!("two terms are named `{}`", term.name);
                    reader.complain(Complaint::new(place, title, "the second one"));
                }
                terms.push(term);
            }
        }
    }
    let is_missing = match reader.root.get("equation").map(|item| &item.value) {
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
        None => true,
    };
    if is_missing {
        let start = reader.place_of("equation");
        let help = "for example\n[[equation]]\nlaw = \"diff(u, t) = diff(u, x, 2)\"";
        let complaint = Complaint::new(&start, "the problem has no equation", "missing");
        reader.complain(complaint.help(help));
    }
    terms
}

fn entries(reader: &mut Reader, list: &str) -> Vec<Item> {
    match reader.root.get(list) {
        None => Vec::new(),
        Some(Item {
            value: Value::Array(items),
            ..
        }) => items.clone(),
        Some(item) => {
            let title = format!("an {list} begins with `[[{list}]]`").replace("an c", "a c");
            let label = format!("this is {}", item.value.kind());
            let help = "two brackets on each side: there may be several";
            reader.complain(Complaint::new(&item.place, title, label).help(help));
            Vec::new()
        }
    }
}

fn term(
    reader: &mut Reader,
    list: &str,
    i: usize,
    table: &Table,
    place: &Place,
    domain: Option<&region::Domain>,
    sampling: &SamplingSettings,
) -> Option<Term> {
    let is_condition = list == "condition";
    let heading = format!("[[{list}]]");
    let mut section = Section {
        name: &heading,
        table,
        complaints: &mut reader.complaints,
    };
    section.allow(if is_condition {
        &[
            "name", "at", "on", "where", "points", "law", "weight", "batch", "method",
        ]
    } else {
        &["name", "law", "weight"]
    });
    let name = section
        .string("name")
        .unwrap_or_else(|| format!("{list}-{}", i + 1));
    let weight = section.number("weight", 1.0, Range::NonNegative);
    let (batch, sampler) = if is_condition {
        (
            section.count("batch", sampling.batch, 1),
            condition_sampler(&mut section, "method", sampling.conditions),
        )
    } else {
        (sampling.batch, sampling.sampler)
    };
    let region = if is_condition {
        region::enter(reader, &name, table, place, domain)
    } else {
        Some(Region::Interior)
    };
    let stated = match &region {
        None if !region::enter_anywhere(reader, table) => None,
        _ => laws(reader, list, &name, table, place),
    };
    region::leave(reader);
    let (region, (laws, residuals)) = (region?, stated?);
    check_sampler(reader, table, place, sampler, &residuals);
    let batch = match &region {
        Region::Given { points, .. } if table.get("batch").is_none() => batch.min(points.len()),
        _ => batch,
    };
    Some(Term {
        name,
        region,
        laws,
        residuals,
        weight,
        batch,
        sampler,
    })
}

/// The norm of a point's gradient is not known where the law reads the network at
/// two points.
fn check_sampler(
    reader: &mut Reader,
    table: &Table,
    place: &Place,
    sampler: &sampler::Entry,
    residuals: &[Node],
) {
    let outputs = reader.scope.names.outputs.len();
    let is_there = |leaf| matches!(leaf, Leaf::Output { output, .. } if output >= outputs);
    let leaves = reader.graph.leaves(residuals);
    let asks_gradients = |s: &sampler::Entry| {
        s.how
            .asks
            .is_some_and(|asks| asks.score == Score::GradientNorm)
    };
    if asks_gradients(sampler) && leaves.into_iter().any(is_there) {
        let place = table.get("method").map_or(place, |item| &item.place);
        let title = format!(
            "`{}` cannot draw the points of a law with `opposite`",
            sampler.name
        );
        let complaint = Complaint::new(place, title, "for this condition");
        let able = SAMPLERS
            .members
            .iter()
            .filter(|s| s.how.draws_conditions && !asks_gradients(s));
        let able: Vec<String> = able.map(|s| format!("`{}`", s.name)).collect();
        reader.complain(complaint.help(format!("take {} for it", either(&able))));
    }
}

fn laws(
    reader: &mut Reader,
    list: &str,
    name: &str,
    table: &Table,
    place: &Place,
) -> Option<(Vec<String>, Vec<Node>)> {
    let Some(item) = table.get("law") else {
        let title = format!("the {list} `{name}` has no law");
        let help = "add for example `law = \"u = 0\"`";
        reader.complain(Complaint::new(place, title, "in this one").help(help));
        return None;
    };
    let items = match &item.value {
        Value::Array(items) if !items.is_empty() => items.as_slice(),
        _ => std::slice::from_ref(item),
    };
    let (mut texts, mut residuals) = (Vec::new(), Vec::new());
    for item in items {
        let Some(residual) = reader.parse(item, "a law", parse_law) else {
            continue;
        };
        let is_output = |leaf| matches!(leaf, Leaf::Output { .. });
        if !reader.graph.leaves(&[residual]).into_iter().any(is_output) {
            let help = format!("the outputs are {}", reader.scope.names.outputs.join(", "));
            let complaint = Complaint::new(
                &item.place,
                "this law says nothing of any output",
                "no output in it",
            );
            reader.complain(complaint.help(help));
        }
        if let Value::String(text) = &item.value {
            texts.push(text.clone());
        }
        residuals.push(residual);
    }
    (residuals.len() == items.len()).then_some((texts, residuals))
}
