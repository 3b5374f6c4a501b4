//! `[shapes]` and expressions of them.

mod kinds;

use std::collections::HashMap;
use std::f64::consts::TAU;

use voronet_expr::{Span, nearest_name};

use crate::problem::file::complaint::{Complaint, Passage};
use crate::problem::file::read::Reader;
use kinds::primitive;

use crate::geometry::{BOUNDARY, Boolean, MOST_SHAPES, Operation, Solid, Transform, parse};
use crate::problem::file::tree::{Item, Table, Value, inside};
use crate::words::{counted, number};

/// Keys of every shape: what moves it.
const MOVES: [&str; 3] = ["scale", "rotate", "translate"];

/// Named combinations may be made of each other so deeply.
const DEEPEST: usize = 32;

/// The named shapes as far as they are read.
#[derive(Default)]
pub struct Shapes {
    /// Each is read once; none where something is wrong with it.
    known: HashMap<String, Option<Solid>>,
    /// Those whose own expressions are being read.
    open: Vec<String>,
}

impl Shapes {
    /// The solid that an expression of shapes stands for.
    pub fn expression(&mut self, reader: &mut Reader, item: &Item) -> Option<Solid> {
        let Value::String(text) = &item.value else {
            let title = "a combination of shapes is written as a string";
            let label = format!("this is {}", item.value.kind());
            let help = "for example \"plate - hole\"";
            reader.complain(Complaint::new(&item.passage, title, label).help(help));
            return None;
        };
        let source = reader.text_of(&item.passage);
        let at = |span: Span| inside(source, &item.passage, text, span.start..span.end);
        match parse(text) {
            Ok(tree) => self.joined(reader, &tree, &at),
            Err(misread) => {
                let title = "this is no combination of shapes";
                let help = "shapes are joined by `+`, cut by `-` and intersected by `&`";
                let passage = at(misread.span);
                reader.complain(Complaint::new(&passage, title, misread.label).help(help));
                None
            }
        }
    }

    /// Reads the shapes that nothing has spoken of, for the mistakes in them.
    pub fn rest(&mut self, reader: &mut Reader) {
        // Complains if it is no section.
        reader.table("shapes");
        for (name, passage, _) in entries(reader) {
            check_name(reader, name, passage);
            self.named(reader, name, &|| passage.clone());
        }
    }

    fn joined(
        &mut self,
        reader: &mut Reader,
        tree: &Boolean,
        at: &dyn Fn(Span) -> Passage,
    ) -> Option<Solid> {
        match tree {
            Boolean::Name(name, span) => self.named(reader, name, &|| at(*span)),
            Boolean::Chain(first, rest) => {
                let mut whole = self.joined(reader, first, at);
                for (operation, tree) in rest {
                    let part = self.joined(reader, tree, at);
                    whole = whole.zip(part).and_then(|(whole, part)| {
                        check_join(reader, &whole, &part, &|| at(leftmost(tree)))?;
                        // a + a and a & a are a: names for it that double it each time
                        // would otherwise make thousands of shapes of one.
                        if *operation != Operation::Difference && whole.is_same(&part) {
                            return Some(whole);
                        }
                        Some(whole.join(*operation, part))
                    });
                }
                whole
            }
        }
    }

    /// The passage is looked for where something is wrong alone: in a long
    /// expression that takes time.
    fn named(&mut self, reader: &mut Reader, name: &str, passage: &PassageOf) -> Option<Solid> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        if self.open.iter().any(|other| other == name) {
            let title = format!("the shape `{name}` is made of itself");
            let complaint = Complaint::new(&passage(), title, "a circle");
            reader.complain(complaint.help("make it of others, or give one of them another name"));
            return None;
        }
        if self.open.len() == DEEPEST {
            let title = format!("more than {DEEPEST} shapes are made of each other in a row");
            let complaint = Complaint::new(&passage(), title, "nested too deeply");
            reader.complain(complaint.help("name fewer combinations on the way"));
            return None;
        }
        self.open.push(name.to_owned());
        let solid = self.read(reader, name, passage);
        self.open.pop();
        self.known.insert(name.to_owned(), solid.clone());
        solid
    }

    fn read(&mut self, reader: &mut Reader, name: &str, passage: &PassageOf) -> Option<Solid> {
        let shapes = entries(reader);
        let Some((.., item)) = shapes.iter().find(|(known, ..)| known == name) else {
            unknown(reader, name, shapes, &passage());
            return None;
        };
        let Value::Table(table) = &item.value else {
            let title = format!("the shape `{name}` must be a table");
            let label = format!("this is {}", item.value.kind());
            let help = format!("`{name} = {{ kind = \"disk\", center = [0, 0], radius = 1 }}`");
            reader.complain(Complaint::new(&item.passage, title, label).help(help));
            return None;
        };
        match table.get("shape") {
            Some(inner) => self.combined(reader, name, table, inner),
            None => primitive(reader, name, table, &item.passage),
        }
    }

    /// `{ shape = "a - b", rotate = 30 }`
    fn combined(
        &mut self,
        reader: &mut Reader,
        name: &str,
        table: &Table,
        inner: &Item,
    ) -> Option<Solid> {
        allow(reader, name, table, &["shape"]);
        let solid = self.expression(reader, inner)?;
        let transform = transform(reader, table, solid.dimensions())?;
        Some(solid.placed(name, &transform))
    }
}

type Entry = (String, Passage, Item);
type PassageOf<'a> = dyn Fn() -> Passage + 'a;

fn entries<'a>(reader: &Reader<'a>) -> &'a [Entry] {
    match reader.root.get("shapes").map(|item| &item.value) {
        Some(Value::Table(table)) => &table.entries,
        _ => &[],
    }
}

/// Whether two solids can be joined.
fn check_join(reader: &mut Reader, whole: &Solid, part: &Solid, passage: &PassageOf) -> Option<()> {
    let (m, n) = (whole.dimensions(), part.dimensions());
    if m != n {
        let title = "shapes of different dimensions cannot be combined";
        let label = format!("{m} and {n} dimensions");
        let mend = "combine those of one dimension: others are intervals of further inputs";
        reader.complain(Complaint::new(&passage(), title, label).help(mend));
        return None;
    }
    let count = whole.bodies().len() + part.bodies().len();
    if count > MOST_SHAPES {
        let title = format!("a combination is made of at most {MOST_SHAPES} shapes");
        let complaint = Complaint::new(&passage(), title, format!("with this there are {count}"));
        reader.complain(complaint.help("take a polygon or a mesh from a file"));
        return None;
    }
    Some(())
}

fn leftmost(tree: &Boolean) -> Span {
    match tree {
        Boolean::Name(_, span) => *span,
        Boolean::Chain(first, _) => leftmost(first),
    }
}

/// Expressions and places speak of shapes by names, and of all boundaries by one
/// that no shape can have.
fn check_name(reader: &mut Reader, name: &str, passage: &Passage) {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let (label, help) = if name == BOUNDARY {
        let help = format!("`on = \"{BOUNDARY}\"` is all of the domain's boundary");
        ("it has a meaning of its own", help)
    } else if !starts || !name.chars().all(is_part) {
        let help = "a name begins with a letter; letters, digits and `_` follow";
        ("not a name", help.to_owned())
    } else {
        return;
    };
    let title = format!("a shape cannot be named `{name}`");
    reader.complain(Complaint::new(passage, title, label).help(help));
}

fn unknown(reader: &mut Reader, name: &str, shapes: &[Entry], passage: &Passage) {
    let known = shapes.iter().map(|(name, ..)| name.as_str());
    let known: Vec<&str> = known.collect();
    let title = format!("unknown shape `{name}`");
    let complaint = Complaint::new(passage, title, "not under [shapes]");
    reader.complain(match nearest_name(name, known.iter().copied()) {
        Some(near) => complaint.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => complaint.help(format!(
            "add for example\n[shapes]\n{name} = {{ kind = \"disk\", center = [0, 0], radius = 1 }}"
        )),
        None => complaint.help(format!("there are: {}", known.join(", "))),
    });
}

/// Complains about every key that is neither in the list nor moves the shape.
pub fn allow(reader: &mut Reader, name: &str, table: &Table, keys: &[&str]) {
    let known: Vec<&str> = keys.iter().chain(&MOVES).copied().collect();
    let heading = format!("the shape `{name}`");
    let mut section = super::section::Section {
        name: &heading,
        table,
        complaints: &mut reader.complaints,
    };
    section.allow(&known);
}

/// Scaled, then turned (degrees), then moved.
pub fn transform(reader: &mut Reader, table: &Table, dimensions: usize) -> Option<Transform> {
    let scale = match table.get("scale") {
        Some(item) => positive(reader, item, "`scale`")?,
        None => 1.0,
    };
    let mut turns = [0.0; 3];
    if let Some(item) = table.get("rotate") {
        match dimensions {
            3 => turns.copy_from_slice(&numbers(reader, item, "`rotate`", 3)?),
            2 => turns[2] = reader.constant(item, "`rotate`")?,
            _ => {
                let title = "an interval cannot be rotated";
                reader.complain(Complaint::new(&item.passage, title, "one dimension"));
                return None;
            }
        }
    }
    let mut shift = [0.0; 3];
    if let Some(item) = table.get("translate") {
        let by = numbers(reader, item, "`translate`", dimensions)?;
        shift[..dimensions].copy_from_slice(&by);
    }
    Some(Transform::new(
        scale,
        turns.map(|degrees| degrees / 360.0 * TAU),
        shift,
    ))
}

pub fn positive(reader: &mut Reader, item: &Item, what: &str) -> Option<f64> {
    let x = reader.constant(item, what)?;
    if x > 0.0 {
        return Some(x);
    }
    let title = format!("{what} must be positive");
    reader.complain(Complaint::new(
        &item.passage,
        title,
        format!("this is {}", number(x)),
    ));
    None
}

/// A list of `n` numbers; one number will do for a list of one.
pub fn numbers(reader: &mut Reader, item: &Item, what: &str, n: usize) -> Option<Vec<f64>> {
    let items = match &item.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(item),
    };
    if items.len() != n {
        let title = format!("{what} must be a list of {}", counted(n, "number"));
        let label = match &item.value {
            Value::Array(items) => counted(items.len(), "number"),
            other => format!("this is {}", other.kind()),
        };
        reader.complain(Complaint::new(&item.passage, title, label));
        return None;
    }
    let all: Vec<_> = items.iter().map(|x| reader.constant(x, what)).collect();
    all.into_iter().collect()
}

#[cfg(test)]
mod tests;
