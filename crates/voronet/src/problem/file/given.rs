//! Points that are given by a table: a column for each input, inside of the domain.

use super::complaint::{Complaint, Passage};
use super::read::Reader;
use super::region::Domain;
use super::tree::Item;
use crate::input::Columns;
use crate::points::Cloud;
use crate::words::{listed, number};

/// The points of a table's rows. It must have a column for each input, and no
/// point may lie outside of the domain, if that is known.
pub fn points(
    reader: &mut Reader,
    columns: &Columns,
    item: &Item,
    domain: Option<&Domain>,
) -> Option<Cloud> {
    let points = rows(reader, columns, &item.passage)?;
    if let Some(domain) = domain {
        inside_alone(reader, item, &points, &columns.lines, domain)?;
    }
    Some(points)
}

fn rows(reader: &mut Reader, columns: &Columns, passage: &Passage) -> Option<Cloud> {
    let inputs = reader.scope.names.inputs.clone();
    let mut found = Vec::new();
    for name in &inputs {
        match columns.column(name) {
            Some(values) => found.push(values),
            None => {
                let title = format!("the file has no column for the input `{name}`");
                let label = format!("its columns are {}", listed(&columns.names));
                reader.complain(Complaint::new(passage, title, label));
                return None;
            }
        }
    }
    let rows = 0..columns.lines.len();
    let row = |r: usize| found.iter().map(move |values| values[r]);
    Some(Cloud::new(inputs.len(), rows.flat_map(row).collect()))
}

/// How far a given point may be off the domain, in parts of its size: files hold
/// rounded numbers.
const ROUNDED: f64 = 1e-6;

/// Complains about points outside of the domain, where no law holds.
fn inside_alone(
    reader: &mut Reader,
    item: &Item,
    points: &Cloud,
    lines: &[u64],
    (bounds, inhabited): &Domain,
) -> Option<()> {
    let is_out = |x: &[f64]| {
        let beyond = |i: usize| {
            let margin = ROUNDED * bounds.extent(i);
            x[i] < bounds.lower[i] - margin || x[i] > bounds.upper[i] + margin
        };
        let margin = ROUNDED * bounds.diagonal();
        (0..x.len()).any(beyond) || inhabited.as_ref().is_some_and(|s| s.is_beyond(x, margin))
    };
    let outside: Vec<usize> = (0..points.len())
        .filter(|&j| is_out(points.point(j)))
        .collect();
    let Some(&first) = outside.first() else {
        return Some(());
    };
    let title = match outside.len() {
        1 => format!(
            "the point in line {} lies outside of the domain",
            lines[first]
        ),
        n => format!(
            "{n} points lie outside of the domain, the first in line {}",
            lines[first]
        ),
    };
    let names = reader.scope.names.inputs.iter();
    let coordinates = names.zip(points.point(first));
    let coordinates: Vec<String> = coordinates
        .map(|(name, x)| format!("{name} = {}", number(*x)))
        .collect();
    let help = "leave them out, or state a larger domain";
    let complaint = Complaint::new(&item.passage, title, coordinates.join(", "));
    reader.complain(complaint.help(help));
    None
}
