//! `[domain]`, or `domain = "plate - hole"`.

use super::complaint::Complaint;
use super::parameters::Parameter;
use super::read::Reader;
use super::roles::ROLES;
use super::settings::section;
use super::shapes::Shapes;
use super::tree::{Item, Table, Value};
use crate::geometry::{BoxDomain, Inhabited};
use crate::words::{counted, number};

/// The box of all inputs and, if some lie in a solid, the solid; none if
/// anything is wrong.
pub fn domain(
    reader: &mut Reader,
    parameters: &[Parameter],
) -> Option<(BoxDomain, Option<Inhabited>)> {
    let (table, shape) = match reader.root.get("domain").cloned() {
        Some(item) if matches!(item.value, Value::String(_)) => (Table::default(), Some(item)),
        _ => {
            let table = reader.table("domain");
            let shape = table.get("shape").cloned();
            (table, shape)
        }
    };
    let mut shapes = Shapes::default();
    let solid = shape
        .as_ref()
        .map(|item| (item, shapes.expression(reader, item)));
    shapes.rest(reader);
    let inputs = reader.scope.names.inputs.clone();
    unknown_inputs(reader, &table, &inputs);
    let solid = match solid {
        Some((item, solid)) => Some((item, solid?)),
        None => None,
    };
    let parameter = |i: usize| parameters.iter().find(|parameter| parameter.input == i);
    let free: Vec<usize> = (0..inputs.len())
        .filter(|&i| table.get(&inputs[i]).is_none() && parameter(i).is_none())
        .collect();
    let mut bounds = Vec::new();
    for (i, name) in inputs.iter().enumerate() {
        if let Some(parameter) = parameter(i) {
            if let Some(item) = table.get(name) {
                twice(reader, name, item);
            }
            bounds.push(parameter.bounds);
            continue;
        }
        match table.get(name) {
            Some(item) => bounds.push(interval(reader, name, item)),
            None if solid.is_some() => bounds.push(Some((0.0, 1.0))),
            None => {
                missing(reader, name);
                bounds.push(None);
            }
        }
    }
    let bounds: Vec<(f64, f64)> = bounds.into_iter().collect::<Option<_>>()?;
    let (lower, upper) = bounds.into_iter().unzip();
    let mut domain = BoxDomain { lower, upper };
    let Some((item, solid)) = solid else {
        return Some((domain, None));
    };
    if solid.dimensions() != free.len() {
        let n = solid.dimensions();
        let names: Vec<&str> = free.iter().map(|&i| inputs[i].as_str()).collect();
        let title = format!("a shape of {n} dimensions needs {n} inputs without an interval");
        let label = match names.as_slice() {
            [] => "every input has an interval".to_owned(),
            names => format!("without an interval: {}", names.join(", ")),
        };
        let help =
            "give other inputs an interval, as in\n[domain]\nshape = \"plate - hole\"\nt = [0, 1]";
        reader.complain(Complaint::new(&item.passage, title, label).help(help));
        return None;
    }
    let around = solid.bounds();
    for (k, &i) in free.iter().enumerate() {
        if !is_interval(around.lower[k], around.upper[k]) {
            let title = "nothing is left of this combination of shapes";
            let complaint = Complaint::new(&item.passage, title, "it is empty");
            reader
                .complain(complaint.help("look at the order and the sizes of what is taken away"));
            return None;
        }
        domain.lower[i] = around.lower[k];
        domain.upper[i] = around.upper[k];
    }
    let inhabited = Inhabited {
        inputs: free,
        solid,
    };
    Some((domain, Some(inhabited)))
}

fn unknown_inputs(reader: &mut Reader, table: &Table, inputs: &[String]) {
    for (name, passage, _) in &table.entries {
        if !inputs.contains(name) && !ROLES.contains(&name.as_str()) && name != "shape" {
            let title = format!("`{name}` is no input");
            let help = format!("the inputs are {}", inputs.join(", "));
            reader.complain(Complaint::new(passage, title, "not an input").help(help));
        }
    }
}

fn twice(reader: &mut Reader, name: &str, item: &Item) {
    let title = format!("`{name}` has its interval under [parameters] already");
    let complaint = Complaint::new(&item.passage, title, "the second one");
    reader.complain(complaint.help("leave one of the two out"));
}

fn missing(reader: &mut Reader, name: &str) {
    let passage = reader.passage_of("inputs");
    let title = format!("the domain has no interval for `{name}`");
    let help = format!("add `{name} = [0, 1]` under [domain]");
    reader.complain(Complaint::new(&passage, title, "an input without an interval").help(help));
}

pub fn interval(reader: &mut Reader, name: &str, item: &Item) -> Option<(f64, f64)> {
    let [low, high] = ends(reader, name, item)?;
    let low = reader.constant(low, "the lower bound");
    let high = reader.constant(high, "the upper bound");
    let (low, high) = (low?, high?);
    if low >= high {
        let title = format!("the interval of `{name}` is empty");
        let complaint = Complaint::new(
            &item.passage,
            title,
            "the lower bound must be below the upper one",
        );
        reader.complain(complaint.help(if low > high {
            format!("did you mean `[{}, {}]`?", number(high), number(low))
        } else {
            "an input of one value is a constant: name it under [constants], not in `inputs`"
                .to_owned()
        }));
        return None;
    }
    if !is_interval(low, high) {
        let title = format!("the interval of `{name}` has no length that can be computed with");
        let label = format!("{:e} long", high - low);
        let help = "state the problem in other units";
        reader.complain(Complaint::new(&item.passage, title, label).help(help));
        return None;
    }
    Some((low, high))
}

/// Keys of an interval that is a table.
const KEYS: [&str; 3] = ["from", "to", "periodic"];

/// The bounds of an interval, `[0, 1]` or `{ from = 0, to = 1 }`.
fn ends<'a>(reader: &mut Reader, name: &str, item: &'a Item) -> Option<[&'a Item; 2]> {
    let (label, help) = match &item.value {
        Value::Array(ends) => match ends.as_slice() {
            [low, high] => return Some([low, high]),
            _ => (counted(ends.len(), "number"), format!("`{name} = [0, 1]`")),
        },
        Value::Table(table) => {
            section("the interval", table, &mut reader.complaints).allow(&KEYS);
            match (table.get("from"), table.get("to")) {
                (Some(low), Some(high)) => return Some([low, high]),
                (low, _) => {
                    let missing = if low.is_none() { "from" } else { "to" };
                    let help = format!("`{name} = {{ from = 0, to = 1, periodic = true }}`");
                    (format!("`{missing}` is missing"), help)
                }
            }
        }
        other => (
            format!("this is {}", other.kind()),
            format!("`{name} = [0, 1]`"),
        ),
    };
    let title = format!("the interval of `{name}` must be a pair of numbers");
    reader.complain(Complaint::new(&item.passage, title, label).help(help));
    None
}

/// Whether two bounds enclose an interval whose length and its reciprocal are
/// finite.
pub fn is_interval(low: f64, high: f64) -> bool {
    let length = high - low;
    length > 0.0 && length.is_finite() && length.recip().is_finite()
}
