//! Which inputs are time, parameters and space: `time` and `parameters` of `[domain]`, and
//! `[parameters]`.

use super::complaint::{Complaint, Passage};
use super::parameters::Parameter;
use super::read::Reader;
use super::region::Domain;
use super::tree::{Item, Table, Value};
use crate::problem::Roles;

/// The keys of `[domain]` that say what inputs are. Where an input has the same name,
/// the key is its interval.
pub const ROLES: [&str; 2] = ["time", "parameters"];

/// An input of one of these names is the time unless the problem says otherwise.
const TIMES: [&str; 2] = ["t", "time"];

/// What the inputs are: `own` are the parameters that `[parameters]` names. `domain` is none if
/// it holds mistakes.
pub fn roles(reader: &mut Reader, domain: Option<&Domain>, own: &[Parameter]) -> Roles {
    let table = match reader.root.get("domain").map(|item| &item.value) {
        Some(Value::Table(table)) => table.clone(),
        _ => Table::default(),
    };
    let inputs = reader.scope.names.inputs.clone();
    let key = |key: &str| table.get(key).filter(|_| !inputs.iter().any(|i| i == key));
    let stated_time = key("time").map(|item| named(reader, item, "time"));
    let stated_parameters = key("parameters").map(|item| list(reader, item));
    let is_stated = stated_time.is_some() || stated_parameters.is_some() || !own.is_empty();
    let mut parameters: Vec<usize> = stated_parameters.unwrap_or_default();
    parameters.extend(own.iter().map(|parameter| parameter.input));
    parameters.sort_unstable();
    parameters.dedup();
    let time = match stated_time {
        Some(time) => time,
        None => time_by_name(&inputs).filter(|i| !parameters.contains(i)),
    };
    if let (Some(time), Some(item)) = (time, key("parameters"))
        && parameters.contains(&time)
    {
        let title = format!("`{}` cannot be the time and a parameter", inputs[time]);
        let complaint = Complaint::new(&item.passage, title, "it is the time already");
        reader.complain(complaint.help("leave it out of one of `time` and `parameters`"));
    }
    if let Some((_, Some(inhabited))) = domain {
        let others = time.iter().chain(&parameters);
        for &i in others.filter(|i| inhabited.inputs.contains(i)) {
            in_shape(reader, &table, &inputs[i]);
        }
    }
    let is_space = |i: &usize| time != Some(*i) && !parameters.contains(i);
    let left: Vec<usize> = (0..inputs.len()).filter(is_space).collect();
    let space = match domain {
        Some((_, Some(inhabited))) => Some(inhabited.inputs.clone()),
        // Of a bad domain nothing more need be said.
        None => Some(left),
        _ if left.is_empty() => None,
        _ if is_stated => Some(left),
        _ => space_by_names(&inputs),
    };
    Roles {
        time,
        parameters,
        space,
    }
}

fn time_by_name(inputs: &[String]) -> Option<usize> {
    inputs
        .iter()
        .position(|name| TIMES.contains(&name.as_str()))
}

/// Returns the inputs that are space as far as their names tell: all but the time, if each is
/// called like a Cartesian coordinate, all are one name with numbers, or there is one alone.
pub fn space_by_names(inputs: &[String]) -> Option<Vec<usize>> {
    let time = time_by_name(inputs);
    let left: Vec<usize> = (0..inputs.len()).filter(|&i| time != Some(i)).collect();
    let is_known = match left.len() {
        0 => false,
        1 => true,
        _ => left.iter().all(|&i| is_usual(&inputs[i])) || are_numbered(inputs, &left),
    };
    is_known.then_some(left)
}

/// Whether a name is one of a Cartesian coordinate: x, y, z, x1, Y_2.
fn is_usual(name: &str) -> bool {
    let rest = name.strip_prefix(['x', 'y', 'z', 'X', 'Y', 'Z']);
    rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '_'))
}

/// Whether names are one name with numbers: S1, S2, S3.
fn are_numbered(inputs: &[String], of: &[usize]) -> bool {
    let stem = |i: &usize| inputs[*i].trim_end_matches(|c: char| c.is_ascii_digit());
    let first = of.first().map(stem);
    of.iter()
        .all(|i| Some(stem(i)) == first && stem(i).len() < inputs[*i].len())
}

/// The input that a text names.
fn named(reader: &mut Reader, item: &Item, key: &str) -> Option<usize> {
    let inputs = reader.scope.names.inputs.clone();
    let found = match &item.value {
        Value::String(name) => inputs.iter().position(|input| input == name),
        _ => None,
    };
    if found.is_none() {
        let title = format!("`{key}` of [domain] names an input");
        let label = match &item.value {
            Value::String(name) => format!("`{name}` is no input"),
            other => format!("this is {}", other.kind()),
        };
        let help = format!("the inputs are {}", inputs.join(", "));
        reader.complain(Complaint::new(&item.passage, title, label).help(help));
    }
    found
}

/// The inputs that a list names.
fn list(reader: &mut Reader, item: &Item) -> Vec<usize> {
    let Value::Array(items) = &item.value else {
        let title = "`parameters` of [domain] is a list of inputs";
        let label = format!("this is {}", item.value.kind());
        let help = "for example `parameters = [\"nu\"]`; its interval stays `nu = [0.1, 1]`";
        reader.complain(Complaint::new(&item.passage, title, label).help(help));
        return Vec::new();
    };
    let named = items
        .iter()
        .filter_map(|item| named(reader, item, "parameters"));
    let mut all: Vec<usize> = named.collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn in_shape(reader: &mut Reader, table: &Table, name: &str) {
    // An input that is the time by its name alone may well lie in a shape.
    let says = |item: &&Item| match &item.value {
        Value::String(text) => text == name,
        Value::Array(items) => items
            .iter()
            .any(|item| matches!(&item.value, Value::String(text) if text == name)),
        _ => false,
    };
    let stated = ROLES.iter().filter_map(|key| table.get(key)).find(says);
    let passage: Option<Passage> = stated.map(|item| item.passage.clone());
    if let Some(passage) = passage {
        let title = format!("`{name}` lies in a shape, which is space");
        let complaint = Complaint::new(&passage, title, "not the time nor a parameter");
        reader.complain(complaint.help(format!(
            "give it an interval, as in `{name} = [0, 1]`, or leave it out here"
        )));
    }
}
