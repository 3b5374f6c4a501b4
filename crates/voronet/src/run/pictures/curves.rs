//! Outputs as curves over one input.

use super::{PLANES, file_names};
use crate::output::Fields;
use crate::output::plot::{self, Spacing};
use crate::output::report::Picture;
use crate::problem::{Shown, reference_name};
use crate::run::finish::Finished;
use crate::words::number;

/// Curves over the only input that is no parameter, at a few values of a parameter.
pub(super) fn members(
    finished: &Finished,
    fields: &Fields,
    shown: &Shown,
    all: &mut Vec<(String, Picture)>,
) {
    let (axis, along) = (shown.across[0], shown.along.unwrap_or_default());
    let parameter = &fields.grid().axes[along].name;
    let files = file_names(&finished.problem.outputs);
    for (name, file) in finished.problem.outputs.iter().zip(files) {
        let mut all_series = Vec::new();
        for (k, value) in fields.spread(along, PLANES).into_iter().enumerate() {
            let mut at = fields.middle();
            at[along] = value;
            let wide = plot::Line {
                width: 2.4,
                ..plot::Line::of(k)
            };
            let place = format!("{parameter} = {}", number(value));
            let known = format!("{place}, reference");
            let reference = reference_name(name);
            all_series.extend(series(fields, name, (axis, &at), place, wide));
            all_series.extend(series(fields, &reference, (axis, &at), known, dashed()));
        }
        let caption = format!(
            "{name} at values of the parameter {parameter}{}.",
            match finished.problem.roles.parameters.len() {
                0 | 1 => "",
                _ => ", all others in the middle",
            }
        );
        let svg = drawn(finished, fields, (name, axis), all_series);
        all.push((format!("solution-{file}"), Picture { svg, caption }));
    }
}

/// The curve of an output that depends on one input alone, and of its reference.
pub(super) fn curve(finished: &Finished, fields: &Fields, name: &str, axis: usize) -> Picture {
    let at = fields.middle();
    let reference = reference_name(name);
    let (own, known) = (name.to_owned(), "reference".to_owned());
    let all = [
        series(fields, name, (axis, &at), own, plot::Line::of(0)),
        series(fields, &reference, (axis, &at), known, dashed()),
    ];
    let over = &fields.grid().axes[axis].name;
    Picture {
        svg: drawn(
            finished,
            fields,
            (name, axis),
            all.into_iter().flatten().collect(),
        ),
        caption: format!("{name}, which depends on {over} alone."),
    }
}

/// A field along an input through a point, if there is such a field.
fn series(
    fields: &Fields,
    field: &str,
    (axis, at): (usize, &[f64]),
    name: String,
    line: plot::Line,
) -> Option<plot::Series> {
    let field = fields.fields().iter().position(|f| f.name == field)?;
    let values = fields.line(field, axis, at);
    let places = fields.grid().axes[axis].values.iter();
    Some(plot::Series {
        name,
        points: places.zip(values).map(|(x, y)| [*x, y]).collect(),
        line,
        shade: None,
    })
}

/// The line of a reference.
fn dashed() -> plot::Line {
    plot::Line {
        dashed: true,
        width: 1.1,
        ..plot::Line::of(7)
    }
}

/// Curves of an output over an input.
fn drawn(
    finished: &Finished,
    fields: &Fields,
    (name, axis): (&str, usize),
    series: Vec<plot::Series>,
) -> String {
    plot::curves(&plot::Curves {
        title: finished.problem.title.clone(),
        x_label: fields.grid().axes[axis].name.clone(),
        y_label: name.to_owned(),
        x_spacing: Spacing::Linear,
        y_spacing: Spacing::Linear,
        series,
    })
}
