//! `--set key=value`.

use super::complaint::{Complaint, Passage, Text};
use super::sampling;
use super::settings::NETWORK_KEYS;
use super::training::training_keys;
use super::tree::{self, Item, Table, Value};
use crate::words::listed;

/// The section whose entries are found by their `name`.
const LISTS: [&str; 2] = ["equation", "condition"];

/// Returns where a key of the problem file stands, as after `--set`: `training.iterations` for
/// `iterations`, `learning-rate` or the path itself; none if no key is called so.
pub fn path_of_key(name: &str) -> Option<String> {
    let name = name.replace('-', "_");
    let sections: [(&str, Vec<&str>); 5] = [
        ("training", training_keys()),
        ("sampling", sampling::all_keys()),
        ("network", NETWORK_KEYS.to_vec()),
        (
            "condition.NAME",
            vec!["weight", "at", "on", "where", "law", "exact"],
        ),
        ("reference", vec!["file", "error"]),
    ];
    let (section, key) = name.rsplit_once('.').unwrap_or(("", &name));
    let has_key = |(of, keys): &&(&str, Vec<&str>)| {
        keys.contains(&key) && (section.is_empty() || *of == section)
    };
    match sections.iter().find(has_key) {
        Some((section, _)) => Some(format!("{section}.{key}")),
        None if section.is_empty() && ["title", "inputs", "outputs", "complex"].contains(&key) => {
            Some(name)
        }
        None => None,
    }
}

/// Writes a value as it has to stand after `--set`: a list in brackets.
pub fn written(path: &str, value: &str) -> String {
    let is_list = LISTED.contains(&path) && !value.trim_start().starts_with('[');
    match as_list(value) {
        Some(list) if is_list => list,
        _ => value.to_owned(),
    }
}

/// The keys whose values are lists of numbers.
const LISTED: [&str; 1] = ["network.hidden"];

/// `64,64` as the list that was meant.
pub fn as_list(text: &str) -> Option<String> {
    let parts = text
        .trim()
        .trim_matches(['(', ')'])
        .split([',', ' ', 'x', ';']);
    let parts: Vec<&str> = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let are_numbers = parts.iter().all(|part| part.parse::<f64>().is_ok());
    (are_numbers && !parts.is_empty()).then(|| format!("[{}]", parts.join(", ")))
}

/// Returns the passage of a key's value in a problem file with overrides, by its path; that of
/// the section or the start of the file if it is not there.
pub fn passage_of_key(source: &str, overrides: &[String], path: &str) -> Passage {
    let mut passage = Passage {
        text: Text::File,
        span: 0..0,
    };
    let Ok(mut root) = tree::parse(source, Text::File) else {
        return passage;
    };
    for (i, text) in overrides.iter().enumerate() {
        // Those that cannot be put in were complained about.
        let _ = apply(text, i, &mut root);
    }
    let mut table = &root;
    let mut parts = path.split('.');
    while let Some(part) = parts.next() {
        let Some((_, key, item)) = table.entries.iter().find(|(name, ..)| name == part) else {
            break;
        };
        passage = key.clone();
        match &item.value {
            Value::Table(inner) => table = inner,
            Value::Array(items) if LISTS.contains(&part) => {
                let Some(term) = parts.next().map_or(items.first(), |name| {
                    let mut named = items.iter().enumerate();
                    let is_it = |(i, item): &(usize, &Item)| name_of(part, *i, item) == name;
                    named.find(is_it).map(|(_, item)| item)
                }) else {
                    break;
                };
                passage = term.passage.clone();
                match &term.value {
                    Value::Table(inner) => table = inner,
                    _ => break,
                }
            }
            _ => passage = item.passage.clone(),
        }
    }
    passage
}

/// The name of the i-th term of a list.
fn name_of(list: &str, i: usize, term: &Item) -> String {
    let name = match &term.value {
        Value::Table(term) => term.get("name").map(|item| &item.value),
        _ => None,
    };
    match name {
        Some(Value::String(name)) => name.clone(),
        _ => format!("{list}-{}", i + 1),
    }
}

/// Puts the i-th override into the tree. The key is a path (`training.seed`); a
/// term is found by its name (`condition.initial.weight`). The value is TOML, or
/// a bare word that is taken as a string.
pub fn apply(text: &str, i: usize, root: &mut Table) -> Result<(), Vec<Complaint>> {
    let which = Text::Override(i);
    let passage = |span| Passage { text: which, span };
    let Some((key, value)) = text.split_once('=') else {
        let whole = passage(0..text.len());
        return Err(vec![
            Complaint::new(&whole, "an override needs a key and a value", "no `=` here")
                .help("for example `--set training.iterations=500`"),
        ]);
    };
    let start = key.len() + 1;
    let mut item = parse_value(value, which);
    shift(&mut item, start, text.len());
    let path: Vec<&str> = key.trim().split('.').map(str::trim).collect();
    if path.iter().any(|part| part.is_empty()) {
        let complaint =
            Complaint::new(&passage(0..key.len()), "a part of the key is empty", "here");
        let help = "a key is words with single dots between, as in `--set training.iterations=500`";
        return Err(vec![complaint.help(help)]);
    }
    insert(root, &path, item, &passage(0..key.len())).map_err(|c| vec![c])
}

fn parse_value(value: &str, which: Text) -> Item {
    let line = format!("v={value}");
    if let Ok(mut table) = tree::parse(&line, which)
        && table.entries.len() == 1
        && let Some((name, _, item)) = table.entries.pop()
        && name == "v"
    {
        return item;
    }
    Item {
        passage: Passage {
            text: which,
            span: 2..line.len(),
        },
        value: Value::String(value.trim().to_owned()),
    }
}

/// From passages of `v=…` to passages of the override.
fn shift(item: &mut Item, start: usize, end: usize) {
    let moved = |x: usize| (x + start).saturating_sub(2).min(end);
    item.passage.span = moved(item.passage.span.start)..moved(item.passage.span.end);
    if let Value::Array(items) = &mut item.value {
        items.iter_mut().for_each(|item| shift(item, start, end));
    }
    if let Value::Table(table) = &mut item.value {
        for (_, passage, item) in &mut table.entries {
            passage.span = moved(passage.span.start)..moved(passage.span.end);
            shift(item, start, end);
        }
    }
}

fn insert(
    table: &mut Table,
    path: &[&str],
    item: Item,
    passage: &Passage,
) -> Result<(), Complaint> {
    let (&first, rest) = match path.split_first() {
        Some(split) => split,
        None => return Ok(()),
    };
    if rest.is_empty() {
        match table.get_mut(first) {
            Some(old) => *old = item,
            None => table
                .entries
                .push((first.to_owned(), passage.clone(), item)),
        }
        return Ok(());
    }
    if LISTS.contains(&first) {
        return insert_into_term(table, first, rest, item, passage);
    }
    if table.get(first).is_none() {
        let empty = Item {
            passage: passage.clone(),
            value: Value::Table(Table::default()),
        };
        table
            .entries
            .push((first.to_owned(), passage.clone(), empty));
    }
    match table.get_mut(first).map(|item| &mut item.value) {
        Some(Value::Table(inner)) => insert(inner, rest, item, passage),
        _ => Err(Complaint::new(
            passage,
            format!("`{first}` has no keys of its own"),
            "not a section",
        )
        .help(format!("set it as a whole: `--set {first}=…`"))),
    }
}

fn insert_into_term(
    table: &mut Table,
    list: &str,
    path: &[&str],
    item: Item,
    passage: &Passage,
) -> Result<(), Complaint> {
    let mut names = Vec::new();
    if let Some(Value::Array(terms)) = table.get_mut(list).map(|item| &mut item.value) {
        for (i, term) in terms.iter_mut().enumerate() {
            let name = name_of(list, i, term);
            let Value::Table(term) = &mut term.value else {
                continue;
            };
            if name == path[0] && path.len() == 1 {
                let title = format!("`{list}.{name}` is a whole {list}");
                return Err(Complaint::new(passage, title, "which key of it?")
                    .help(format!("for example `--set {list}.{name}.weight=10`")));
            }
            if name == path[0] {
                return insert(term, &path[1..], item, passage);
            }
            names.push(name);
        }
    }
    let title = format!("there is no {list} named `{}`", path[0]);
    Err(Complaint::new(passage, title, "unknown name")
        .help(format!("there are: {}", listed(&names))))
}
