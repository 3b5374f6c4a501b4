//! `{ kind = "disk", center = [0, 0], radius = 1 }`: a shape by its kind.

use voronet_expr::nearest_name;

use super::{allow, numbers, positive, transform};
use crate::geometry::{Body, Keys, NamedPart, SHAPES, Solid, Transform};
use crate::problem::file::complaint::{Complaint, Passage};
use crate::problem::file::data;
use crate::problem::file::read::Reader;
use crate::problem::file::tree::{Item, Table, Value};
use crate::registry::{Fallback, Key, Range};

/// `{ kind = "disk", center = [0, 0], radius = 1 }`
pub fn primitive(
    reader: &mut Reader,
    name: &str,
    table: &Table,
    passage: &Passage,
) -> Option<Solid> {
    let Some(kind) = table.get("kind") else {
        let title = format!("the shape `{name}` has no kind");
        let help = format!(
            "`kind` is one of {}; `shape = \"a - b\"` combines others",
            SHAPES.names().join(", ")
        );
        reader.complain(Complaint::new(passage, title, "what is it?").help(help));
        return None;
    };
    let Value::String(text) = &kind.value else {
        let label = format!("this is {}", kind.value.kind());
        reader.complain(Complaint::new(&kind.passage, "a kind is a string", label));
        return None;
    };
    let Some(entry) = SHAPES.find(text) else {
        let title = format!("unknown kind of shape `{text}`");
        let complaint = Complaint::new(&kind.passage, title, "not known");
        let list = format!("there are: {}", SHAPES.names().join(", "));
        reader.complain(match nearest_name(text, SHAPES.names().into_iter()) {
            Some(near) => complaint.help(format!("did you mean `{near}`? {list}")),
            None => complaint.help(list),
        });
        return None;
    };
    let known = entry.keys.iter().map(|key| key.name);
    let known: Vec<&str> = std::iter::once("kind").chain(known).collect();
    allow(reader, name, table, &known);
    let shape = (entry.how.make)(&mut Written {
        reader,
        table,
        passage,
        name,
    })?;
    let n = entry.how.dimensions;
    let mut center = [0.0; 3];
    if let Some(item) = table.get("center") {
        center[..n].copy_from_slice(&numbers(reader, item, "`center`", n)?);
    }
    let moved = transform(reader, table, n)?;
    let own = Transform::new(1.0, [0.0; 3], center);
    Some(Solid::body(Body {
        names: vec![name.to_owned()],
        shape,
        transform: moved.after(&own),
    }))
}

/// The keys of one shape as written in the file.
struct Written<'r, 'a> {
    reader: &'r mut Reader<'a>,
    table: &'r Table,
    passage: &'r Passage,
    name: &'r str,
}

impl Written<'_, '_> {
    fn need(&mut self, key: &Key) -> Option<Item> {
        let item = self.table.get(key.name).cloned();
        if item.is_none() {
            let title = format!("the shape `{}` has no `{}`", self.name, key.name);
            let complaint = Complaint::new(self.passage, title, "in this one");
            let mend = format!("add `{} = …`: {}", key.name, key.meaning);
            self.reader.complain(complaint.help(mend));
        }
        item
    }

    fn listed(&mut self, key: &Key) -> Option<Vec<[f64; 2]>> {
        let item = self.need(key)?;
        let Value::Array(items) = &item.value else {
            self.refuse(key, "vertices are a list of pairs of numbers");
            return None;
        };
        let mut vertices = Vec::new();
        for item in items {
            let pair = numbers(self.reader, item, "a vertex", 2)?;
            vertices.push([pair[0], pair[1]]);
        }
        Some(vertices)
    }
}

impl Keys for Written<'_, '_> {
    fn has(&self, key: &Key) -> bool {
        self.table.get(key.name).is_some()
    }

    fn number(&mut self, key: &Key) -> Option<f64> {
        if let Fallback::Number(default) = key.default
            && !self.has(key)
        {
            return Some(default);
        }
        let item = self.need(key)?;
        let what = format!("`{}`", key.name);
        match key.range {
            Range::Positive => positive(self.reader, &item, &what),
            _ => self.reader.constant(&item, &what),
        }
    }

    fn numbers(&mut self, key: &Key, count: usize) -> Option<Vec<f64>> {
        let item = self.need(key)?;
        numbers(self.reader, &item, &format!("`{}`", key.name), count)
    }

    fn vertices(&mut self, key: &Key) -> Option<Vec<[f64; 2]>> {
        if key.range != Range::VertexFile {
            return self.listed(key);
        }
        let item = self.need(key)?;
        data::vertices(self.reader, &item)
    }

    fn triangles(&mut self, key: &Key) -> Option<Vec<NamedPart>> {
        let item = self.need(key)?;
        let parts = data::triangles(self.reader, &item)?.into_iter();
        Some(parts.map(|part| (part.name, part.triangles)).collect())
    }

    fn refuse(&mut self, key: &Key, what: &str) {
        let item = self.table.get(key.name);
        let passage = item.map_or(self.passage, |item| &item.passage);
        self.reader
            .complain(Complaint::new(passage, what, "in this shape"));
    }

    fn refuse_both(&mut self, one: &Key, other: &Key) {
        let (name, one, key) = (self.name, one.name, other.name);
        let title = format!("the shape `{name}` has both `{one}` and `{key}`");
        let item = self.table.get(key);
        let passage = item.map_or(self.passage, |item| &item.passage);
        let complaint = Complaint::new(passage, title, "one of the two");
        self.reader
            .complain(complaint.help("leave out one of them"));
    }
}
