//! `[parameters]`: inputs on which the solution depends without moving in space or time.

use super::complaint::Complaint;
use super::domain;
use super::read::Reader;
use super::settings::section;
use super::tree::{Item, Table, Value};
use crate::problem::{CUT, Density};

/// The keys of a parameter that is a table.
const KEYS: [&str; 3] = ["uniform", "normal", "count"];

/// A parameter by its name, and what the problem says of it.
struct Stated {
    name: String,
    item: Item,
}

/// Returns the names of the parameters, which come after all other inputs.
pub fn names(reader: &mut Reader) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for Stated { name, item } in stated(&reader.table("parameters")) {
        if names.contains(&name) {
            let title = format!("`{name}` is defined twice");
            let complaint = Complaint::new(&item.passage, title, "the second time");
            reader.complain(complaint.help("give one of the two another name"));
        } else if reader.check_name(&name, &item.passage) {
            names.push(name);
        }
    }
    names
}

/// A table with a `count` states so many parameters, whose names are numbered from 1.
fn stated(table: &Table) -> Vec<Stated> {
    let mut all = Vec::new();
    for (name, _, item) in &table.entries {
        let count = match &item.value {
            Value::Table(keys) => keys.get("count").map(|item| &item.value),
            _ => None,
        };
        let names = match count {
            Some(Value::Integer(n)) => (1..=(*n).clamp(1, MOST))
                .map(|k| format!("{name}{k}"))
                .collect(),
            _ => vec![name.clone()],
        };
        all.extend(names.into_iter().map(|name| Stated {
            name,
            item: item.clone(),
        }));
    }
    all
}

/// So many parameters of one name are more than a problem can have.
const MOST: i64 = 100;

/// What `[parameters]` says of an input.
pub struct Parameter {
    /// The number of the input.
    pub input: usize,
    /// Its interval; none if that is wrong.
    pub bounds: Option<(f64, f64)>,
    /// Its density, if it has one.
    pub density: Option<Density>,
}

/// Reads the parameters that are inputs.
pub fn parameters(reader: &mut Reader) -> Vec<Parameter> {
    let inputs = reader.scope.names.inputs.clone();
    let mut all = Vec::new();
    for Stated { name, item } in stated(&reader.table("parameters")) {
        let Some(input) = inputs.iter().position(|input| *input == name) else {
            continue;
        };
        let (bounds, density) = match read(reader, &name, &item) {
            Some((bounds, density)) => (Some(bounds), density),
            None => (None, None),
        };
        all.push(Parameter {
            input,
            bounds,
            density,
        });
    }
    all
}

/// Returns the densities, each by the number of its input.
pub fn densities(parameters: &[Parameter]) -> Vec<(usize, Density)> {
    let known = parameters
        .iter()
        .filter_map(|p| Some((p.input, p.density?)));
    known.collect()
}

/// An interval, and the density on it if there is one.
type Read = ((f64, f64), Option<Density>);

fn read(reader: &mut Reader, name: &str, item: &Item) -> Option<Read> {
    let Value::Table(table) = &item.value else {
        return Some((domain::interval(reader, name, item)?, None));
    };
    let place = format!("the parameter `{name}`");
    let mut keys = section(&place, table, &mut reader.complaints);
    keys.allow(&KEYS);
    keys.whole("count", 1, MOST);
    match (table.get("uniform"), table.get("normal")) {
        (Some(item), None) => {
            let bounds = domain::interval(reader, name, item)?;
            Some((bounds, Some(Density::Uniform)))
        }
        (None, Some(item)) => normal(reader, name, item),
        _ => {
            let title = format!("`{name}` has one density, uniform or normal");
            let complaint = Complaint::new(&item.passage, title, "not clear");
            reader.complain(complaint.help(format!(
                "`{name} = {{ uniform = [0, 1] }}`, or `{name} = {{ normal = [0, 1] }}` with mean \
                 and standard deviation; without a density it is `{name} = [0, 1]`"
            )));
            None
        }
    }
}

fn normal(reader: &mut Reader, name: &str, item: &Item) -> Option<Read> {
    let ends = match &item.value {
        Value::Array(ends) => ends.as_slice(),
        _ => &[],
    };
    let [mean, deviation] = ends else {
        let title = format!("`normal` of `{name}` is a pair of numbers");
        let label = format!("this is {}", item.value.kind());
        let complaint = Complaint::new(&item.passage, title, label);
        reader.complain(complaint.help("mean and standard deviation: `normal = [0, 1]`"));
        return None;
    };
    let (at, mean) = (&deviation.passage, reader.constant(mean, "the mean"));
    let deviation = reader.constant(deviation, "the standard deviation");
    let (mean, deviation) = (mean?, deviation?);
    let bounds = (mean - CUT * deviation, mean + CUT * deviation);
    if !domain::is_interval(bounds.0, bounds.1) {
        let title = format!("the standard deviation of `{name}` must be above 0");
        reader.complain(Complaint::new(at, title, "it is not"));
        return None;
    }
    Some((bounds, Some(Density::Normal { mean, deviation })))
}
