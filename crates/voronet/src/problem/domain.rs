//! `[domain]`.

use super::complaint::Complaint;
use super::read::Reader;
use super::tree::{Item, Value};
use crate::geometry::BoxDomain;

/// An interval for each input; none if anything is wrong.
pub fn domain(reader: &mut Reader) -> Option<BoxDomain> {
    let table = reader.table("domain");
    let inputs = reader.scope.names.inputs.clone();
    for (name, place, _) in &table.entries {
        if !inputs.contains(name) {
            let title = format!("`{name}` is no input");
            let help = format!("the inputs are {}", inputs.join(", "));
            reader.complain(Complaint::new(place, title, "not an input").help(help));
        }
    }
    let mut bounds = Vec::new();
    for name in &inputs {
        match table.get(name) {
            Some(item) => bounds.push(interval(reader, name, item)),
            None => {
                let place = reader.place_of("inputs");
                let title = format!("the domain has no interval for `{name}`");
                let help = format!("add `{name} = [0, 1]` under [domain]");
                reader.complain(
                    Complaint::new(&place, title, "an input without an interval").help(help),
                );
                bounds.push(None);
            }
        }
    }
    let bounds: Vec<(f64, f64)> = bounds.into_iter().collect::<Option<_>>()?;
    let (lower, upper) = bounds.into_iter().unzip();
    Some(BoxDomain { lower, upper })
}

fn interval(reader: &mut Reader, name: &str, item: &Item) -> Option<(f64, f64)> {
    let Value::Array(ends) = &item.value else {
        let label = format!("this is {}", item.value.kind());
        let title = format!("the interval of `{name}` must be a pair of numbers");
        reader
            .complain(Complaint::new(&item.place, title, label).help(format!("`{name} = [0, 1]`")));
        return None;
    };
    let [low, high] = ends.as_slice() else {
        let title = format!("the interval of `{name}` must be a pair of numbers");
        let label = format!("{} numbers", ends.len());
        reader
            .complain(Complaint::new(&item.place, title, label).help(format!("`{name} = [0, 1]`")));
        return None;
    };
    let low = reader.constant(low, "the lower bound");
    let high = reader.constant(high, "the upper bound");
    let (low, high) = (low?, high?);
    if low >= high {
        let title = format!("the interval of `{name}` is empty");
        let complaint = Complaint::new(
            &item.place,
            title,
            "the lower bound must be below the upper one",
        );
        reader.complain(complaint.help(format!("did you mean `[{high}, {low}]`?")));
        return None;
    }
    if !is_interval(low, high) {
        let title = format!("the interval of `{name}` has no length that can be computed with");
        let label = format!("{:e} long", high - low);
        let help = "state the problem in other units";
        reader.complain(Complaint::new(&item.place, title, label).help(help));
        return None;
    }
    Some((low, high))
}

/// Whether two bounds enclose an interval whose length and its reciprocal are
/// finite.
pub fn is_interval(low: f64, high: f64) -> bool {
    let length = high - low;
    length > 0.0 && length.is_finite() && length.recip().is_finite()
}
