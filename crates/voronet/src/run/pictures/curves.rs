//! Outputs as curves over one input.

use super::{PLANES, file_names};
use crate::output::plot::{self, Spacing};
use crate::output::report::Picture;
use crate::output::{Axis, Fields};
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
    let axes = &fields.grid().axes;
    let files = file_names(&finished.problem.outputs);
    for (name, file) in finished.problem.outputs.iter().zip(files) {
        let position = |name: &str| fields.fields().iter().position(|f| f.name == name);
        let mut series = Vec::new();
        let mut add = |field: &str, k: usize, value: f64, line: plot::Line| {
            let Some(field) = position(field) else {
                return;
            };
            let mut at = fields.middle();
            at[along] = value;
            let values = fields.line(field, axis, &at);
            let place = format!("{} = {}", axes[along].name, number(value));
            series.push(plot::Series {
                name: match k {
                    0 => place,
                    _ => format!("{place}, reference"),
                },
                points: { axes[axis].values.iter().zip(values) }
                    .map(|(x, y)| [*x, y])
                    .collect(),
                line,
                shade: None,
            });
        };
        for (k, value) in fields.spread(along, PLANES).into_iter().enumerate() {
            let wide = plot::Line {
                width: 2.4,
                ..plot::Line::of(k)
            };
            add(name, 0, value, wide);
            let line = plot::Line {
                dashed: true,
                width: 1.1,
                ..plot::Line::of(7)
            };
            add(&reference_name(name), 1, value, line);
        }
        let svg = plot::curves(&plot::Curves {
            title: finished.problem.title.clone(),
            x_label: axes[axis].name.clone(),
            y_label: name.clone(),
            x_spacing: Spacing::Linear,
            y_spacing: Spacing::Linear,
            series,
        });
        let caption = format!(
            "{name} at values of the parameter {}{}.",
            axes[along].name,
            match finished.problem.roles.parameters.len() {
                0 | 1 => "",
                _ => ", all others in the middle",
            }
        );
        all.push((format!("solution-{file}"), Picture { svg, caption }));
    }
}

/// The curve of an output that depends on one input alone, and of its reference.
pub(super) fn curve(finished: &Finished, fields: &Fields, name: &str, axis: usize) -> Picture {
    let over: &Axis = &fields.grid().axes[axis];
    let series = |field: &str, series: &str, line: plot::Line| {
        let field = fields.fields().iter().position(|f| f.name == field)?;
        let values = fields.line(field, axis, &fields.middle());
        Some(plot::Series {
            name: series.to_owned(),
            points: { over.values.iter().zip(values) }
                .map(|(x, y)| [*x, y])
                .collect(),
            line,
            shade: None,
        })
    };
    let reference = plot::Line {
        dashed: true,
        width: 1.1,
        ..plot::Line::of(7)
    };
    let all = [
        series(name, name, plot::Line::of(0)),
        series(&reference_name(name), "reference", reference),
    ];
    let svg = plot::curves(&plot::Curves {
        title: finished.problem.title.clone(),
        x_label: over.name.clone(),
        y_label: name.to_owned(),
        x_spacing: Spacing::Linear,
        y_spacing: Spacing::Linear,
        series: all.into_iter().flatten().collect(),
    });
    Picture {
        svg,
        caption: format!("{name}, which depends on {} alone.", over.name),
    }
}
