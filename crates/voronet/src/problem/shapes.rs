//! `[shapes]` and expressions of them.

use std::f64::consts::TAU;
use std::sync::Arc;

use voronet_expr::nearest_name;

use super::complaint::{Complaint, Place};
use super::read::Reader;
use super::shape_file;
use super::tree::{Item, Table, Value, inside};
use crate::geometry::{
    Ball, Body, BoxDomain, Cone, Cuboid, Ellipse, Mesh, Polygon, Sector, Shape, Solid, Torus,
    Transform, Tree, parse,
};

/// Kinds of shapes and the keys of each.
const KINDS: [(&str, &[&str]); 14] = [
    ("interval", &["lower", "upper"]),
    ("rectangle", &["lower", "upper"]),
    ("box", &["lower", "upper"]),
    ("disk", &["center", "radius"]),
    ("ellipse", &["center", "radii"]),
    ("annulus", &["center", "inner", "outer"]),
    ("sector", &["center", "inner", "outer", "from", "to"]),
    ("triangle", &["vertices"]),
    ("polygon", &["vertices", "file"]),
    ("ball", &["center", "radius"]),
    ("cylinder", &["center", "radius", "height"]),
    ("cone", &["center", "radius", "top_radius", "height"]),
    ("torus", &["center", "radius", "tube"]),
    ("mesh", &["file"]),
];

/// Keys of every shape: what moves it.
const MOVES: [&str; 3] = ["scale", "rotate", "translate"];

/// The solid that an expression of shapes stands for; `open` are the shapes
/// whose own expressions are being read.
pub fn expression(reader: &mut Reader, item: &Item, open: &mut Vec<String>) -> Option<Solid> {
    let Value::String(text) = &item.value else {
        let title = "a combination of shapes is written as a string";
        let label = format!("this is {}", item.value.kind());
        let help = "for example \"plate - hole\"";
        reader.complain(Complaint::new(&item.place, title, label).help(help));
        return None;
    };
    let source = reader.text_of(&item.place);
    let at = |span: voronet_expr::Span| inside(source, &item.place, text, span.start..span.end);
    match parse(text) {
        Ok(tree) => joined(reader, &tree, &at, open),
        Err(misread) => {
            let title = "this is no combination of shapes";
            let help = "shapes are joined by `+`, cut by `-` and intersected by `&`";
            let place = at(misread.span);
            reader.complain(Complaint::new(&place, title, misread.label).help(help));
            None
        }
    }
}

fn joined(
    reader: &mut Reader,
    tree: &Tree,
    at: &dyn Fn(voronet_expr::Span) -> Place,
    open: &mut Vec<String>,
) -> Option<Solid> {
    match tree {
        Tree::Name(name, span) => named(reader, name, &at(*span), open),
        Tree::Join(operation, a, b) => {
            let first = joined(reader, a, at, open);
            let second = joined(reader, b, at, open);
            let (first, second) = (first?, second?);
            if first.dimensions() != second.dimensions() {
                let title = "shapes of different dimensions cannot be combined";
                let (m, n) = (first.dimensions(), second.dimensions());
                let label = format!("{m} and {n} dimensions");
                let place = at(leftmost(b));
                reader.complain(Complaint::new(&place, title, label));
                return None;
            }
            Some(first.join(*operation, second))
        }
    }
}

fn leftmost(tree: &Tree) -> voronet_expr::Span {
    match tree {
        Tree::Name(_, span) => *span,
        Tree::Join(_, a, _) => leftmost(a),
    }
}

fn named(reader: &mut Reader, name: &str, place: &Place, open: &mut Vec<String>) -> Option<Solid> {
    let shapes = reader.table("shapes");
    let Some(item) = shapes.get(name) else {
        let known: Vec<&str> = shapes
            .entries
            .iter()
            .map(|(name, ..)| name.as_str())
            .collect();
        let title = format!("unknown shape `{name}`");
        let complaint = Complaint::new(place, title, "not under [shapes]");
        reader.complain(match nearest_name(name, known.iter().copied()) {
            Some(near) => complaint.help(format!("did you mean `{near}`?")),
            None if known.is_empty() => complaint.help(format!(
                "add for example\n[shapes]\n{name} = {{ kind = \"disk\", center = [0, 0], radius = 1 }}"
            )),
            None => complaint.help(format!("there are: {}", known.join(", "))),
        });
        return None;
    };
    if open.iter().any(|other| other == name) {
        let title = format!("the shape `{name}` is made of itself");
        reader.complain(Complaint::new(place, title, "a circle"));
        return None;
    }
    let Value::Table(table) = &item.value else {
        let title = format!("the shape `{name}` must be a table");
        let label = format!("this is {}", item.value.kind());
        let help = format!("`{name} = {{ kind = \"disk\", center = [0, 0], radius = 1 }}`");
        reader.complain(Complaint::new(&item.place, title, label).help(help));
        return None;
    };
    open.push(name.to_owned());
    let solid = match table.get("shape") {
        Some(inner) => combined(reader, name, table, inner, open),
        None => primitive(reader, name, table, &item.place),
    };
    open.pop();
    solid
}

/// `{ shape = "a - b", rotate = 30 }`
fn combined(
    reader: &mut Reader,
    name: &str,
    table: &Table,
    inner: &Item,
    open: &mut Vec<String>,
) -> Option<Solid> {
    allow(reader, name, table, &["shape"]);
    let solid = expression(reader, inner, open)?;
    let transform = transform(reader, table, solid.dimensions())?;
    Some(solid.placed(name, &transform))
}

/// `{ kind = "disk", center = [0, 0], radius = 1 }`
fn primitive(reader: &mut Reader, name: &str, table: &Table, place: &Place) -> Option<Solid> {
    let Some(kind) = table.get("kind") else {
        let title = format!("the shape `{name}` has no kind");
        let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
        let help = format!(
            "`kind` is one of {}; `shape = \"a - b\"` combines others",
            kinds.join(", ")
        );
        reader.complain(Complaint::new(place, title, "what is it?").help(help));
        return None;
    };
    let Value::String(text) = &kind.value else {
        let label = format!("this is {}", kind.value.kind());
        reader.complain(Complaint::new(&kind.place, "a kind is a string", label));
        return None;
    };
    let Some((kind, keys)) = KINDS.iter().find(|(known, _)| known == text) else {
        let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
        let complaint = Complaint::new(
            &kind.place,
            format!("unknown kind of shape `{text}`"),
            "not known",
        );
        let list = format!("there are: {}", kinds.join(", "));
        reader.complain(match nearest_name(text, kinds.iter().copied()) {
            Some(near) => complaint.help(format!("did you mean `{near}`? {list}")),
            None => complaint.help(list),
        });
        return None;
    };
    allow(reader, name, table, keys);
    let mut keys = Keys {
        reader,
        table,
        place,
        name,
    };
    let (shape, center) = keys.shape(kind)?;
    let dimensions = shape.dimensions();
    let moved = transform(reader, table, dimensions)?;
    let own = Transform::new(1.0, [0.0; 3], center);
    Some(Solid::body(Body {
        names: vec![name.to_owned()],
        shape,
        transform: moved.after(&own),
    }))
}

fn allow(reader: &mut Reader, name: &str, table: &Table, keys: &[&str]) {
    let known: Vec<&str> = ["kind"].iter().chain(keys).chain(&MOVES).copied().collect();
    let heading = format!("the shape `{name}`");
    let mut section = super::section::Section {
        name: &heading,
        table,
        complaints: &mut reader.complaints,
    };
    section.allow(&known);
}

/// Scaled, then turned (degrees), then moved.
fn transform(reader: &mut Reader, table: &Table, dimensions: usize) -> Option<Transform> {
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
                reader.complain(Complaint::new(&item.place, title, "one dimension"));
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

fn positive(reader: &mut Reader, item: &Item, what: &str) -> Option<f64> {
    let x = reader.constant(item, what)?;
    if x > 0.0 {
        return Some(x);
    }
    let title = format!("{what} must be positive");
    reader.complain(Complaint::new(&item.place, title, format!("this is {x}")));
    None
}

/// A list of `n` numbers; one number will do for a list of one.
pub fn numbers(reader: &mut Reader, item: &Item, what: &str, n: usize) -> Option<Vec<f64>> {
    let items = match &item.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(item),
    };
    if items.len() != n {
        let title = format!("{what} must be a list of {n} numbers");
        let label = match &item.value {
            Value::Array(items) => format!("{} numbers", items.len()),
            other => format!("this is {}", other.kind()),
        };
        reader.complain(Complaint::new(&item.place, title, label));
        return None;
    }
    let all: Vec<_> = items.iter().map(|x| reader.constant(x, what)).collect();
    all.into_iter().collect()
}

/// Reads the keys of one shape.
struct Keys<'r, 'a> {
    reader: &'r mut Reader<'a>,
    table: &'r Table,
    place: &'r Place,
    name: &'r str,
}

impl Keys<'_, '_> {
    /// The shape about the origin, and where its centre goes.
    fn shape(&mut self, kind: &str) -> Option<(Arc<dyn Shape>, [f64; 3])> {
        let shape: Arc<dyn Shape> = match kind {
            "interval" => Arc::new(Cuboid::new(self.bounds(1)?)),
            "rectangle" => Arc::new(Cuboid::new(self.bounds(2)?)),
            "box" => Arc::new(Cuboid::new(self.bounds(3)?)),
            "disk" => {
                let radius = self.length("radius")?;
                Arc::new(Ellipse::new([radius; 2]))
            }
            "ellipse" => Arc::new(Ellipse::new(self.radii()?)),
            "annulus" | "sector" => self.sector(kind == "sector")?,
            "triangle" | "polygon" => self.polygon(kind)?,
            "ball" => Arc::new(Ball::new(self.length("radius")?)),
            "cylinder" | "cone" => {
                let bottom = self.length("radius")?;
                let top = match (kind, self.table.get("top_radius")) {
                    ("cylinder", _) => bottom,
                    (_, None) => 0.0,
                    (_, Some(_)) => self.length("top_radius")?,
                };
                Arc::new(Cone::new(bottom, top, self.length("height")?))
            }
            "torus" => {
                let (radius, tube) = (self.length("radius")?, self.length("tube")?);
                if tube >= radius {
                    return self.wrong("tube", "a torus' tube is thinner than its `radius`");
                }
                Arc::new(Torus::new(radius, tube))
            }
            _ => {
                let item = self.need("file")?;
                let triangles = shape_file::triangles(self.reader, &item)?;
                match Mesh::new(triangles) {
                    Ok(mesh) => Arc::new(mesh),
                    Err(error) => return self.wrong("file", &error.to_string()),
                }
            }
        };
        let mut center = [0.0; 3];
        if let Some(item) = self.table.get("center") {
            let n = shape.dimensions();
            center[..n].copy_from_slice(&numbers(self.reader, item, "`center`", n)?);
        }
        Some((shape, center))
    }

    fn need(&mut self, key: &str) -> Option<Item> {
        let item = self.table.get(key).cloned();
        if item.is_none() {
            let title = format!("the shape `{}` has no `{key}`", self.name);
            self.reader
                .complain(Complaint::new(self.place, title, "in this one"));
        }
        item
    }

    /// Complains about a key's value.
    fn wrong<T>(&mut self, key: &str, title: &str) -> Option<T> {
        let place = self.table.get(key).map_or(self.place, |item| &item.place);
        self.reader
            .complain(Complaint::new(place, title, "in this shape"));
        None
    }

    fn length(&mut self, key: &str) -> Option<f64> {
        let item = self.need(key)?;
        positive(self.reader, &item, &format!("`{key}`"))
    }

    fn radii(&mut self) -> Option<[f64; 2]> {
        let item = self.need("radii")?;
        let radii = numbers(self.reader, &item, "`radii`", 2)?;
        if radii.iter().any(|r| *r <= 0.0) {
            return self.wrong("radii", "both radii must be positive");
        }
        Some([radii[0], radii[1]])
    }

    fn bounds(&mut self, n: usize) -> Option<BoxDomain> {
        let (lower, upper) = (self.need("lower"), self.need("upper"));
        let lower = numbers(self.reader, &lower?, "`lower`", n);
        let upper = numbers(self.reader, &upper?, "`upper`", n);
        let (lower, upper) = (lower?, upper?);
        if lower.iter().zip(&upper).any(|(low, high)| low >= high) {
            return self.wrong("upper", "every upper bound must be above the lower one");
        }
        Some(BoxDomain { lower, upper })
    }

    fn sector(&mut self, is_part: bool) -> Option<Arc<dyn Shape>> {
        let outer = self.length("outer");
        let inner = match self.table.get("inner") {
            None if is_part => Some(0.0),
            _ => self.length("inner"),
        };
        let (inner, outer) = (inner?, outer?);
        if inner >= outer {
            return self.wrong("inner", "the inner radius must be below the outer one");
        }
        let (mut from, mut turn) = (0.0, TAU);
        if is_part {
            let (first, last) = (self.need("from"), self.need("to"));
            let first = self.reader.constant(&first?, "`from`");
            let last = self.reader.constant(&last?, "`to`");
            let (first, last) = (first?, last?);
            if last <= first || last - first > 360.0 {
                return self.wrong(
                    "to",
                    "a sector turns from `from` to a larger `to` (degrees)",
                );
            }
            from = first / 360.0 * TAU;
            turn = (last - first) / 360.0 * TAU;
        }
        Some(Arc::new(Sector::new(inner, outer, from, turn)))
    }

    fn polygon(&mut self, kind: &str) -> Option<Arc<dyn Shape>> {
        let (key, vertices) = match self.table.get("file") {
            Some(item) => ("file", shape_file::vertices(self.reader, item)?),
            None => {
                let item = self.need("vertices")?;
                let Value::Array(items) = &item.value else {
                    return self.wrong("vertices", "vertices are a list of pairs of numbers");
                };
                let mut vertices = Vec::new();
                for item in items {
                    let pair = numbers(self.reader, item, "a vertex", 2)?;
                    vertices.push([pair[0], pair[1]]);
                }
                ("vertices", vertices)
            }
        };
        if kind == "triangle" && vertices.len() != 3 {
            return self.wrong(key, "a triangle has 3 vertices");
        }
        match Polygon::new(vertices) {
            Ok(polygon) => Some(Arc::new(polygon)),
            Err(error) => self.wrong(key, &error.to_string()),
        }
    }
}
