//! `[[equation]]` and `[[condition]]`.

use std::collections::BTreeSet;

use voronet_expr::{Leaf, Node, parse_expression, parse_law};

use super::complaint::{Complaint, Passage};
use super::exact;
use super::noise;
use super::read::Reader;
use super::region;
use super::sampling::condition_sampler;
use super::section::Section;
use super::tree::{Item, Table, Value};
use super::unknowns;
use crate::problem::{Exactness, Region, Term};
use crate::registry::{Range, either};
use crate::sampler::{self, SAMPLERS, SamplingSettings, Score};
use crate::words::number;

/// The weight of a condition that has none of its own. Gauss-Newton methods hardly feel it
/// from 10 to 1,000; with much less the solution of another problem may cost less.
const CONDITION_WEIGHT: f64 = 100.0;

/// The weight of data from which unknowns are found. Data have noise and laws have none: with a
/// larger weight the network follows the noise, and unknowns are less precise.
const DATA_WEIGHT: f64 = 1.0;

/// All terms, equations first.
pub fn terms(
    reader: &mut Reader,
    domain: Option<&region::Domain>,
    (sampling, exactness): (&SamplingSettings, Exactness),
) -> Vec<Term> {
    let mut names = BTreeSet::new();
    let mut terms = Vec::new();
    for list in ["equation", "condition"] {
        for (i, item) in entries(reader, list).iter().enumerate() {
            let Value::Table(table) = &item.value else {
                let title = format!("each {list} is a table");
                let help = format!("begin it with `[[{list}]]` on a line of its own");
                reader.complain(Complaint::new(&item.passage, title, item.value.kind()).help(help));
                continue;
            };
            let passage = table
                .entries
                .first()
                .map_or(&item.passage, |(_, passage, _)| passage);
            let settings = (sampling, exactness);
            if let Some(term) = term(reader, list, i, table, passage, domain, settings) {
                if !names.insert(term.name.clone()) {
                    let passage = table
                        .get("name")
                        .map_or(&item.passage, |item| &item.passage);
                    let title = format!("two terms are named `{}`", term.name);
                    let complaint = Complaint::new(passage, title, "the second one");
                    reader.complain(
                        complaint.help("names are columns of the history: choose another"),
                    );
                }
                let exact = table.get("exact").map(|item| &item.passage);
                reader.exact_passages.push(exact.unwrap_or(passage).clone());
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
        let start = reader.passage_of("equation");
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
            reader.complain(Complaint::new(&item.passage, title, label).help(help));
            Vec::new()
        }
    }
}

fn term(
    reader: &mut Reader,
    list: &str,
    i: usize,
    table: &Table,
    passage: &Passage,
    domain: Option<&region::Domain>,
    (sampling, exactness): (&SamplingSettings, Exactness),
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
            "name", "at", "on", "where", "points", "law", "weight", "noise", "batch", "method",
            "exact",
        ]
    } else {
        &["name", "law", "weight"]
    });
    let name = section
        .string("name")
        .unwrap_or_else(|| format!("{list}-{}", i + 1));
    let (batch, sampler) = if is_condition {
        (
            table
                .get("batch")
                .map(|_| section.count("batch", sampling.batch, 1)),
            condition_sampler(&mut section, "method", sampling.conditions),
        )
    } else {
        (None, sampling.sampler)
    };
    let exactness = match is_condition {
        true => exact::exactness(&mut section, exactness),
        false => Exactness::Soft,
    };
    let region = if is_condition {
        region::enter(reader, &name, table, passage, domain)
    } else {
        Some(Region::Interior)
    };
    let stated = match &region {
        None if !region::enter_anywhere(reader, table) => None,
        _ => laws(reader, list, &name, table, passage),
    };
    let usual = match &region {
        _ if !is_condition => 1.0,
        Some(Region::Given { .. }) if !reader.scope.names.unknowns.is_empty() => DATA_WEIGHT,
        _ => CONDITION_WEIGHT,
    };
    let (weight, weight_at) = weight(reader, &heading, table, usual);
    let noise = noise::noise(reader, table, region.as_ref());
    region::leave(reader);
    let (region, (laws, residuals)) = (region?, stated?);
    check_sampler(reader, table, passage, sampler, &residuals);
    let batch = match (&region, batch) {
        (_, Some(batch)) => batch,
        (Region::Interior, None) => sampling.batch,
        (Region::Given { points, .. }, None) => sampling.batch.min(points.len()),
        (region, None) => default_batch(reader, region, sampling),
    };
    Some(Term {
        name,
        region,
        laws,
        residuals,
        weight,
        weight_at,
        noise,
        batch,
        sampler,
        exactness,
    })
}

/// The weight as a number, and where it is an expression that is no constant, that.
fn weight(reader: &mut Reader, heading: &str, table: &Table, usual: f64) -> (f64, Option<Node>) {
    let Some(
        item @ Item {
            value: Value::String(_),
            ..
        },
    ) = table.get("weight")
    else {
        let mut section = Section {
            name: heading,
            table,
            complaints: &mut reader.complaints,
        };
        return (section.number("weight", usual, Range::NonNegative), None);
    };
    let Some(node) = reader.parse(item, "a weight", parse_expression) else {
        return (usual, None);
    };
    let reads_output = |leaf| matches!(leaf, Leaf::Output { .. });
    if reader.graph.leaves(&[node]).into_iter().any(reads_output) {
        let title = "a weight is an expression of the inputs";
        let complaint = Complaint::new(&item.passage, title, "it reads an output");
        reader.complain(complaint.help("to weigh by the solution, multiply the law itself"));
    }
    if unknowns::reads_unknown(reader, &[node]) {
        let title = "a weight is an expression of the inputs";
        let complaint = Complaint::new(&item.passage, title, "it reads an unknown");
        reader.complain(complaint.help("a weight that is to be found would be 0"));
    }
    match reader.graph.constant_value(node) {
        None => (1.0, Some(node)),
        Some(x) => {
            if x < 0.0 {
                let complaint = Complaint::new(
                    &item.passage,
                    "a weight is 0 or more",
                    format!("this is {}", number(x)),
                );
                reader.complain(complaint);
            }
            (x, None)
        }
    }
}

/// The batch of a condition that states none: that of `[sampling]` if it states one,
/// else what the region's dimension asks for.
fn default_batch(reader: &Reader, region: &Region, sampling: &SamplingSettings) -> usize {
    let stated = reader
        .root
        .get("sampling")
        .and_then(|item| match &item.value {
            Value::Table(table) => table.get("batch"),
            _ => None,
        });
    let dimensions = region.dimensions(reader.scope.names.inputs.len());
    match stated {
        Some(_) => sampling.batch,
        None => sampler::default_batch(dimensions).min(sampling.points),
    }
}

/// The norm of a point's gradient is not known where the law reads the network at
/// two points.
fn check_sampler(
    reader: &mut Reader,
    table: &Table,
    passage: &Passage,
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
        let passage = table.get("method").map_or(passage, |item| &item.passage);
        let title = format!(
            "`{}` cannot draw the points of a law with `opposite`",
            sampler.name
        );
        let complaint = Complaint::new(passage, title, "for this condition");
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
    passage: &Passage,
) -> Option<(Vec<String>, Vec<Node>)> {
    let Some(item) = table.get("law") else {
        let title = format!("the {list} `{name}` has no law");
        let help = "add for example `law = \"u = 0\"`";
        reader.complain(Complaint::new(passage, title, "in this one").help(help));
        return None;
    };
    let items = match &item.value {
        Value::Array(items) if !items.is_empty() => items.as_slice(),
        _ => std::slice::from_ref(item),
    };
    let (mut texts, mut residuals) = (Vec::new(), Vec::new());
    let mut is_complete = true;
    for item in items {
        let Some(parts) = reader.parse(item, "a law", parse_law) else {
            is_complete = false;
            continue;
        };
        let is_output = |leaf| matches!(leaf, Leaf::Output { .. } | Leaf::Unknown(_));
        let nodes: Vec<Node> = parts.iter().map(|part| part.residual).collect();
        let is_silent = |&node: &Node| !reader.graph.leaves(&[node]).into_iter().any(is_output);
        if nodes.iter().any(is_silent) {
            let help = format!("the outputs are {}", reader.scope.names.outputs.join(", "));
            let complaint = Complaint::new(
                &item.passage,
                "this law says nothing of any output",
                "no output in it",
            );
            reader.complain(complaint.help(help));
        }
        if let Value::String(text) = &item.value {
            texts.extend(parts.iter().map(|part| part_of(text, &part.part)));
        }
        residuals.extend(nodes);
    }
    is_complete.then_some((texts, residuals))
}

/// A law as it was written, with the part of it that is meant.
fn part_of(law: &str, part: &str) -> String {
    match part {
        "" => law.to_owned(),
        part => format!("{law} ({part})"),
    }
}
