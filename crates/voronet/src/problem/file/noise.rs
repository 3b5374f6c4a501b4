//! The noise of data.

use voronet_expr::{Leaf, parse_expression};

use super::complaint::Complaint;
use super::read::Reader;
use super::tree::{Item, Table, Value};
use crate::problem::{Noise, Region, values_at};
use crate::words::number;

/// Reads `noise = 0.01` or `noise = "sigma"` of a condition at given points, where the names of
/// its columns are known.
pub fn noise(reader: &mut Reader, table: &Table, region: Option<&Region>) -> Option<Noise> {
    let item = table.get("noise")?;
    let Region::Given { points, .. } = region? else {
        let title = "`noise` is of data, at the `points` of a table";
        let complaint = Complaint::new(&item.passage, title, "this condition has none");
        reader.complain(complaint.help("to weigh a law, write `weight`"));
        return None;
    };
    let level = match &item.value {
        Value::Integer(_) | Value::Float(_) => {
            let level = reader.constant(item, "a level of noise")?;
            reader.graph.constant(level)
        }
        _ => reader.parse(item, "a level of noise", parse_expression)?,
    };
    let is_known = |leaf| matches!(leaf, Leaf::Input(_) | Leaf::Symbol(_));
    if !reader.graph.leaves(&[level]).into_iter().all(is_known) {
        let title = "a level of noise is a number, a column of the table or an expression of such";
        let complaint = Complaint::new(&item.passage, title, "it reads something else");
        reader.complain(complaint.help("for example `noise = 0.01` or `noise = \"sigma\"`"));
        return None;
    }
    let values = values_at(&reader.graph.formula(level), points);
    let is_level = |x: &f64| x.is_finite() && *x > 0.0;
    if let Some(bad) = values.iter().position(|x| !is_level(x)) {
        is_bad(reader, item, (bad, values[bad]));
        return None;
    }
    let squares = values.iter().map(|x| x.powi(-2)).sum::<f64>();
    Some(Noise {
        level,
        mean: (values.len() as f64 / squares).sqrt(),
    })
}

fn is_bad(reader: &mut Reader, item: &Item, (row, value): (usize, f64)) {
    let title = "a level of noise is positive: it is a standard deviation";
    let label = format!("in row {} it is {}", row + 1, number(value));
    let help = "leave out rows of which nothing is known; what is known exactly is a condition of \
                its own";
    reader.complain(Complaint::new(&item.passage, title, label).help(help));
}
