//! `[constants]` and `[definitions]`.

use voronet_expr::parse_expression;

use super::complaint::{Complaint, Place};
use super::read::Reader;
use super::tree::{Item, Value};

/// A name, its place, and what it stands for.
type Entry = (String, Place, Item);

/// Numbers with names; one may use those above it.
pub fn constants(reader: &mut Reader) {
    for (name, place, item) in &reader.table("constants").entries {
        if reader.check_name(name, place)
            && let Some(value) = reader.constant(item, "a constant")
        {
            reader.scope.constants.insert(name.clone(), value);
        }
    }
}

/// Expressions with names; one may use any other, in any order, as long as none
/// needs itself.
pub fn definitions(reader: &mut Reader) {
    let table = reader.table("definitions");
    let mut open: Vec<&Entry> = Vec::new();
    for entry in &table.entries {
        if reader.check_name(&entry.0, &entry.1) && !open.iter().any(|e| e.0 == entry.0) {
            open.push(entry);
        }
    }
    while !open.is_empty() {
        let needs_another = |item| open.iter().any(|(name, _, _)| uses(item, name));
        let Some(i) = open.iter().position(|(_, _, item)| !needs_another(item)) else {
            let circle = circle(&open);
            let (name, place, _) = open[circle[0]];
            let names: Vec<String> = circle.iter().map(|&i| open[i].0.clone()).collect();
            let title = format!("the definition of `{name}` needs itself");
            let help = format!("it is part of the circle {}", names.join(", "));
            reader.complain(Complaint::new(place, title, "circular").help(help));
            for name in &names {
                stand_in(reader, name);
            }
            open.retain(|entry| !names.contains(&entry.0));
            continue;
        };
        let (name, _, item) = open.remove(i);
        if let Some(node) = reader.parse(item, "a definition", parse_expression) {
            reader.scope.definitions.insert(name.clone(), node);
        } else {
            stand_in(reader, name);
        }
    }
}

/// A bad definition stands for something, so that its uses are no mistakes too.
fn stand_in(reader: &mut Reader, name: &str) {
    let zero = reader.graph.constant(0.0);
    reader.scope.definitions.insert(name.to_owned(), zero);
}

/// Definitions that need each other in turn, where each needs another.
fn circle(open: &[&Entry]) -> Vec<usize> {
    let mut path = vec![0];
    loop {
        let (_, _, item) = open[path[path.len() - 1]];
        let next = open.iter().position(|(name, _, _)| uses(item, name));
        match next.map(|next| (next, path.iter().position(|&i| i == next))) {
            Some((next, None)) => path.push(next),
            Some((_, Some(start))) => return path.split_off(start),
            None => return path,
        }
    }
}

/// Whether a text has the name in it as a word.
fn uses(item: &Item, name: &str) -> bool {
    let Value::String(text) = &item.value else {
        return false;
    };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c| !is_word(c)).any(|word| word == name)
}
