//! `[constants]` and `[definitions]`.

use std::collections::{BTreeSet, HashMap};

use voronet_expr::{derivative_bases, parse_value};

use super::complaint::{Complaint, Passage};
use super::read::Reader;
use super::tree::{Item, Value};
use crate::words::listed;

/// A name, its passage, and what it stands for.
type Entry = (String, Passage, Item);

/// Numbers with names; one may use those above it.
pub fn constants(reader: &mut Reader) {
    for (name, passage, item) in &reader.table("constants").entries {
        if reader.check_name(name, passage)
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
    let mut entries: Vec<&Entry> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for entry in &table.entries {
        if reader.check_name(&entry.0, &entry.1) && !numbers.contains_key(entry.0.as_str()) {
            numbers.insert(&entry.0, entries.len());
            entries.push(entry);
        }
    }
    let needs = entries
        .iter()
        .map(|entry| needs(reader, &entry.2, &numbers));
    let mut order = Order::new(needs.collect());
    while let Some(next) = order.next() {
        match next {
            Next::Ready(i) => {
                let (name, _, item) = entries[i];
                if let Some(value) = reader.parse(item, "a definition", parse_value) {
                    reader.scope.definitions.insert(name.clone(), value);
                } else {
                    stand_in(reader, name);
                }
            }
            Next::Circle(circle) => {
                let (name, passage, _) = entries[circle[0]];
                let names: Vec<&String> = circle.iter().map(|&i| &entries[i].0).collect();
                let title = format!("the definition of `{name}` needs itself");
                let help = match names.len() {
                    1 => format!("write it without `{name}`"),
                    _ => format!(
                        "it is part of a circle: each needs the next of {}",
                        listed(&names)
                    ),
                };
                reader.complain(Complaint::new(passage, title, "circular").help(help));
                for name in names {
                    stand_in(reader, name);
                }
            }
        }
    }
}

/// Notes names that look like short forms of derivatives and are none, as the user gave them
/// to something else.
pub fn note_own_names(reader: &mut Reader) {
    let scope = &reader.scope;
    let inputs = &scope.names.inputs;
    let is_base = |base: &str| {
        let mut outputs = scope.names.outputs.iter();
        let mut complex = scope.complex.iter();
        outputs.any(|output| output == base)
            || complex.any(|complex| complex.name == base)
            || scope.definitions.contains_key(base)
    };
    for name in scope.all() {
        let mut bases = derivative_bases(name, inputs).into_iter();
        if let Some(base) = bases.find(|base| is_base(base)) {
            reader.notes.push(format!(
                "`{name}` is what the problem calls so, and not a derivative of `{base}`, which \
                 is written with `diff`."
            ));
        }
    }
}

/// A bad definition stands for something, so that its uses are no mistakes too.
fn stand_in(reader: &mut Reader, name: &str) {
    let zero = reader.graph.constant(0.0);
    reader
        .scope
        .definitions
        .insert(name.to_owned(), zero.into());
}

/// What comes next of the definitions.
enum Next {
    /// One whose needs are all known.
    Ready(usize),
    /// Some that need each other in turn.
    Circle(Vec<usize>),
}

/// The order in which definitions are read: the first in the text of those whose needs
/// are known. Each definition and each need is looked at once.
struct Order {
    /// What each one needs, in the order of the text.
    needs: Vec<Vec<usize>>,
    /// Who needs it.
    users: Vec<Vec<usize>>,
    /// How many of its needs are not known.
    missing: Vec<usize>,
    is_known: Vec<bool>,
    ready: BTreeSet<usize>,
    /// Where the search for the next circle begins.
    first: usize,
}

impl Order {
    fn new(needs: Vec<Vec<usize>>) -> Order {
        let n = needs.len();
        let mut users = vec![Vec::new(); n];
        for (i, needs) in needs.iter().enumerate() {
            needs.iter().for_each(|&needed| users[needed].push(i));
        }
        let missing: Vec<usize> = needs.iter().map(Vec::len).collect();
        Order {
            ready: (0..n).filter(|&i| missing[i] == 0).collect(),
            is_known: vec![false; n],
            first: 0,
            needs,
            users,
            missing,
        }
    }

    fn next(&mut self) -> Option<Next> {
        if let Some(i) = self.ready.pop_first() {
            self.learn(i);
            return Some(Next::Ready(i));
        }
        let circle = self.circle()?;
        for &i in &circle {
            self.learn(i);
        }
        Some(Next::Circle(circle))
    }

    /// Takes note that a definition is known.
    fn learn(&mut self, i: usize) {
        self.is_known[i] = true;
        self.ready.remove(&i);
        for &user in &self.users[i] {
            self.missing[user] -= 1;
            if self.missing[user] == 0 && !self.is_known[user] {
                self.ready.insert(user);
            }
        }
    }

    /// Definitions that need each other in turn, where each unknown one needs another.
    fn circle(&mut self) -> Option<Vec<usize>> {
        while *self.is_known.get(self.first)? {
            self.first += 1;
        }
        let mut path = vec![self.first];
        let mut positions = HashMap::from([(self.first, 0)]);
        loop {
            let needs = &self.needs[path[path.len() - 1]];
            let next = *needs.iter().find(|&&needed| !self.is_known[needed])?;
            if let Some(&start) = positions.get(&next) {
                return Some(path.split_off(start));
            }
            positions.insert(next, path.len());
            path.push(next);
        }
    }
}

/// The definitions that a text needs: those that it names, and those that have the name of
/// what a short form differentiates.
fn needs(reader: &Reader, item: &Item, numbers: &HashMap<&str, usize>) -> Vec<usize> {
    let inputs = &reader.scope.names.inputs;
    let mut needs: BTreeSet<usize> = BTreeSet::new();
    for word in words(item) {
        if let Some(&number) = numbers.get(word) {
            needs.insert(number);
        } else if word.contains('_') && !reader.is_taken(word) {
            let bases = derivative_bases(word, inputs);
            needs.extend(bases.iter().filter_map(|&base| numbers.get(base)));
        }
    }
    needs.into_iter().collect()
}

/// The words of a text, names among them.
fn words(item: &Item) -> impl Iterator<Item = &str> {
    let text = match &item.value {
        Value::String(text) => text.as_str(),
        _ => "",
    };
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
}
