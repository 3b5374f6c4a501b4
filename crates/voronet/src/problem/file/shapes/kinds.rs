//! `{ kind = "disk", center = [0, 0], radius = 1 }`: the kinds of shapes.

use std::f64::consts::TAU;
use std::sync::Arc;

use voronet_expr::nearest_name;

use super::{allow, numbers, positive, transform};
use crate::geometry::{
    Ball, Body, BoxDomain, Cone, Cuboid, Ellipse, Mesh, Polygon, Sector, Shape, Solid, Torus,
    Transform,
};
use crate::problem::file::complaint::{Complaint, Place};
use crate::problem::file::data;
use crate::problem::file::read::Reader;
use crate::problem::file::tree::{Item, Table, Value};

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

/// `{ kind = "disk", center = [0, 0], radius = 1 }`
pub fn primitive(reader: &mut Reader, name: &str, table: &Table, place: &Place) -> Option<Solid> {
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
    let known: Vec<&str> = ["kind"].iter().chain(*keys).copied().collect();
    allow(reader, name, table, &known);
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
                let parts = data::triangles(self.reader, &item)?.into_iter();
                match Mesh::of_parts(parts.map(|part| (part.name, part.triangles)).collect()) {
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
        let (key, vertices) = match (self.table.get("file"), self.table.get("vertices")) {
            (Some(item), Some(_)) if kind == "polygon" => {
                let title = format!("the shape `{}` has both `vertices` and `file`", self.name);
                let complaint = Complaint::new(&item.place, title, "one of the two");
                self.reader
                    .complain(complaint.help("leave out one of them"));
                return None;
            }
            (Some(item), None) if kind == "polygon" => ("file", data::vertices(self.reader, item)?),
            _ => ("vertices", self.vertices()?),
        };
        match Polygon::new(vertices) {
            Ok(polygon) if kind == "triangle" && polygon.faces().len() != 3 => {
                self.wrong(key, "a triangle has 3 vertices")
            }
            Ok(polygon) => Some(Arc::new(polygon)),
            Err(error) => self.wrong(key, &error.to_string()),
        }
    }

    fn vertices(&mut self) -> Option<Vec<[f64; 2]>> {
        let item = self.need("vertices")?;
        let Value::Array(items) = &item.value else {
            return self.wrong("vertices", "vertices are a list of pairs of numbers");
        };
        let mut vertices = Vec::new();
        for item in items {
            let pair = numbers(self.reader, item, "a vertex", 2)?;
            vertices.push([pair[0], pair[1]]);
        }
        Some(vertices)
    }
}
