//! Where a condition holds: `at`, `on` or `points`.

mod pieces;

use std::sync::Arc;

use voronet_expr::{Leaf, Node, nearest_name, parse_predicate};

use crate::geometry::{BoxDomain, Inhabited, Piece, Surface};
use crate::problem::Region;
use crate::problem::file::complaint::{Complaint, Passage};
use crate::problem::file::read::Reader;
use crate::problem::file::tree::{Item, Table, Value, inside};
use crate::problem::file::{data, given, unknowns};

/// The box and what lies in it.
pub type Domain = (BoxDomain, Option<Inhabited>);

/// The region of a condition. From here on, until [`leave`], laws may speak of
/// what its points carry: normals, points opposite, measured values.
pub fn enter(
    reader: &mut Reader,
    name: &str,
    table: &Table,
    passage: &Passage,
    domain: Option<&Domain>,
) -> Option<Region> {
    let given: Vec<&str> = ["at", "on", "points"]
        .into_iter()
        .filter(|key| table.get(key).is_some())
        .collect();
    let [key] = given.as_slice() else {
        let title = format!("the condition `{name}` does not say where it holds");
        let (title, label) = match given.as_slice() {
            [] => (title, "in this one".to_owned()),
            several => (
                format!("the condition `{name}` says twice where it holds"),
                format!("{} are given", several.join(" and ")),
            ),
        };
        let help = match domain {
            _ if !given.is_empty() => "keep one of them; `where` narrows `on`".to_owned(),
            Some((_, Some(inhabited))) => format!(
                "add `on = \"…\"` with one of {}",
                Surface::names(&inhabited.solid).join(", ")
            ),
            _ => "add for example `at = \"x = 0 or x = 1\"`".to_owned(),
        };
        reader.complain(Complaint::new(passage, title, label).help(help));
        return None;
    };
    let item = table.get(key)?;
    if *key != "on"
        && let Some(narrowed) = table.get("where")
    {
        let title = "`where` narrows `on` alone";
        let help = "join comparisons by `and` in `at` itself";
        reader.complain(Complaint::new(&narrowed.passage, title, "not used").help(help));
    }
    match *key {
        "at" => {
            let pieces = faces(reader, name, item, domain?)?;
            enter_faces(reader, &pieces);
            Some(Region::Boundary(pieces))
        }
        "on" => on(reader, item, table.get("where"), domain?),
        _ => points(reader, item, domain),
    }
}

/// Where the place is wrong, the law is read as if it were on any boundary, so
/// that its own mistakes are found too; not where it may use columns of a file.
pub fn enter_anywhere(reader: &mut Reader, table: &Table) -> bool {
    let along: Vec<usize> = (0..reader.scope.names.inputs.len()).collect();
    enter_boundary(reader, &along, true);
    table.get("points").is_none()
}

/// Forgets what only one condition's points carry.
pub fn leave(reader: &mut Reader) {
    reader.scope.names.symbols.clear();
    reader.scope.normal.clear();
    reader.scope.opposite = None;
}

/// `at = "x = 0"`
fn faces(reader: &mut Reader, name: &str, item: &Item, domain: &Domain) -> Option<Vec<Piece>> {
    let predicate = reader.parse(item, "a place", parse_predicate)?;
    let node = predicate.to_node(&mut reader.graph);
    if !reads_inputs_alone(reader, item, node) {
        return None;
    }
    let Value::String(text) = &item.value else {
        return None;
    };
    let names = reader.scope.names.inputs.clone();
    let (domain, inhabited) = domain;
    let in_solid = inhabited.as_ref().map_or(&[][..], |i| &i.inputs);
    match pieces::pieces(&predicate, &names, domain, in_solid, &mut reader.graph) {
        Ok(found) => {
            for spans in found.left_out {
                let parts = spans.iter().map(|span| text[span.start..span.end].trim());
                let branch = parts.collect::<Vec<_>>().join(" and ");
                reader.notes.push(format!(
                    "A part of the place of `{name}` is left out: no point satisfies `{branch}`."
                ));
            }
            Some(found.pieces)
        }
        Err(misplaced) => {
            for m in misplaced {
                let source = reader.text_of(&item.passage);
                let passage = inside(source, &item.passage, text, m.span.start..m.span.end);
                reader.complain(Complaint::new(&passage, m.title, m.label).help(m.help));
            }
            None
        }
    }
}

fn reads_inputs_alone(reader: &mut Reader, item: &Item, node: Node) -> bool {
    let is_input = |leaf| matches!(leaf, Leaf::Input(_));
    if reader.graph.leaves(&[node]).into_iter().all(is_input) {
        return true;
    }
    let title = "a place is described by inputs alone";
    let help = format!("the inputs are {}", reader.scope.names.inputs.join(", "));
    let label = unknowns::read_instead(reader, node);
    reader.complain(Complaint::new(&item.passage, title, label).help(help));
    false
}

/// On faces of the box the normal points along the inputs that are fixed.
fn enter_faces(reader: &mut Reader, pieces: &[Piece]) {
    let mut along: Vec<usize> = pieces
        .iter()
        .flat_map(|piece| piece.fixed.iter().map(|&(input, _)| input))
        .collect();
    along.sort_unstable();
    along.dedup();
    let is_face = pieces.iter().all(|piece| piece.fixed.len() == 1);
    enter_boundary(reader, if is_face { &along } else { &[] }, is_face);
}

/// Symbols 0 to d − 1 are the normal's components, d to 2d − 1 the coordinates
/// of the point opposite: the order in which boundary points carry them.
fn enter_boundary(reader: &mut Reader, along: &[usize], has_opposite: bool) {
    let inputs = reader.scope.names.inputs.clone();
    let components = inputs.iter().map(|name| format!("n{name}"));
    let opposite = inputs.iter().map(|name| format!("opposite({name})"));
    reader.scope.names.symbols = components.chain(opposite).collect();
    reader.scope.normal = along.iter().map(|&i| (i, i as u32)).collect();
    reader.scope.opposite = has_opposite.then_some(inputs.len() as u32);
}

/// `on = "plate.top"` or `on = ["hole_1", "hole_2"]`, narrowed by `where`.
fn on(
    reader: &mut Reader,
    item: &Item,
    narrowed: Option<&Item>,
    (_, inhabited): &Domain,
) -> Option<Region> {
    let Some(inhabited) = inhabited else {
        let title = "`on` names a part of a shape, and this domain has none";
        let help = "on a domain of intervals write for example `at = \"x = 0\"`";
        reader.complain(Complaint::new(&item.passage, title, "no shape here").help(help));
        return None;
    };
    let solid = &inhabited.solid;
    let items = match &item.value {
        Value::Array(items) if !items.is_empty() => items.as_slice(),
        _ => std::slice::from_ref(item),
    };
    let mut surface = Surface::new(Vec::new());
    let mut names = Vec::new();
    for item in items {
        let Value::String(name) = &item.value else {
            let label = format!("this is {}", item.value.kind());
            let title = "a part of the boundary is named by a string";
            reader.complain(Complaint::new(&item.passage, title, label));
            return None;
        };
        let part = Surface::named(solid, name);
        if part.is_empty() {
            let known = Surface::names(solid);
            let title = format!("no part of the boundary is called `{name}`");
            let complaint = Complaint::new(&item.passage, title, "not known");
            let list = format!("there are: {}", known.join(", "));
            reader.complain(match nearest_name(name, known.iter().map(String::as_str)) {
                Some(near) => complaint.help(format!("did you mean `{near}`? {list}")),
                None => complaint.help(list),
            });
            return None;
        }
        surface = surface.and(part);
        names.push(name.as_str());
    }
    let name = names.join(", ");
    let has_opposite =
        |f: &crate::geometry::FaceId| solid.bodies()[f.body].opposite(f.face).is_some();
    let has_opposite = surface.faces().iter().all(has_opposite);
    enter_boundary(reader, &inhabited.inputs, has_opposite);
    let filter = match narrowed {
        None => None,
        Some(item) => {
            let predicate = reader.parse(item, "a place", parse_predicate)?;
            let node = predicate.to_node(&mut reader.graph);
            if !reads_inputs_alone(reader, item, node) {
                return None;
            }
            Some(node)
        }
    };
    Some(Region::Surface {
        name,
        surface,
        filter,
    })
}

/// `points = "sensors.csv"`: a column for each input; laws may use the others.
fn points(reader: &mut Reader, item: &Item, domain: Option<&Domain>) -> Option<Region> {
    let columns = data::table(reader, item)?;
    let points = given::points(reader, &columns, item, domain)?;
    let names = &reader.scope.names;
    let others: Vec<usize> = (0..columns.names.len())
        .filter(|&c| !names.inputs.contains(&columns.names[c]))
        .collect();
    let mut symbols = Vec::new();
    for &c in &others {
        let name = &columns.names[c];
        if reader.scope.all().any(|known| known == name) {
            let title = format!("the column `{name}` is named like something else in the problem");
            let help = "rename it, for example to `measured`, and use that name in the law";
            reader.complain(Complaint::new(&item.passage, title, "in this file").help(help));
            return None;
        }
        symbols.push(name.clone());
    }
    reader.scope.names.symbols = symbols.clone();
    let rows = 0..points.len();
    let row = |r: usize| others.iter().map(move |&c| (c, r));
    let carried = rows.flat_map(row).map(|(c, r)| columns.values[c][r]);
    let carried = carried.collect();
    let file = match &item.value {
        Value::String(name) => name.clone(),
        _ => String::new(),
    };
    Some(Region::Given {
        file,
        columns: symbols,
        points: Arc::new(points.carrying(others.len(), carried)),
    })
}
