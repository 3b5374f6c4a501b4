//! `[constants]` and `[definitions]`.

use voronet_expr::parse_expression;

use super::complaint::{Complaint, Place};
use super::read::Reader;
use super::tree::{Item, Value};

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
    let mut open: Vec<&(String, Place, Item)> = Vec::new();
    for entry in &table.entries {
        if reader.check_name(&entry.0, &entry.1) && !open.iter().any(|e| e.0 == entry.0) {
            open.push(entry);
        }
    }
    while !open.is_empty() {
        let names: Vec<String> = open.iter().map(|e| e.0.clone()).collect();
        let ready = open.iter().position(|(_, _, item)| !uses(item, &names));
        let Some(i) = ready else {
            let (name, place, _) = open[0];
            let title = format!("the definition of `{name}` needs itself");
            let help = format!("it is part of the circle {}", names.join(", "));
            reader.complain(Complaint::new(place, title, "circular").help(help));
            let zero = reader.graph.constant(0.0);
            for name in names {
                reader.scope.definitions.insert(name, zero);
            }
            return;
        };
        let (name, _, item) = open.remove(i);
        if let Some(node) = reader.parse(item, "a definition", parse_expression) {
            reader.scope.definitions.insert(name.clone(), node);
        } else {
            // It stands for something, so that its uses are no mistakes too.
            let zero = reader.graph.constant(0.0);
            reader.scope.definitions.insert(name.clone(), zero);
        }
    }
}

/// Whether a text has one of the names in it as a word.
fn uses(item: &Item, names: &[String]) -> bool {
    let Value::String(text) = &item.value else {
        return false;
    };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c| !is_word(c))
        .any(|word| names.iter().any(|name| name == word))
}
