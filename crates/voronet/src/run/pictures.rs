//! The pictures of a run.

use super::draw_domain;
use super::finish::Finished;
use crate::output::plot::{self, Look, Scatter, Spacing};
use crate::output::report::Picture;
use crate::output::{Fields, Slice};
use crate::problem::Problem;

/// Pairs of a file's name, without its ending, and a picture.
pub fn pictures(finished: &Finished, fields: &Fields) -> Vec<(String, Picture)> {
    let mut all = Vec::new();
    if finished.problem.inhabited.is_some()
        && let Ok(svg) = draw_domain(finished.problem)
    {
        let caption = "The domain and where each condition holds.".to_owned();
        all.push(("domain".to_owned(), Picture { svg, caption }));
    }
    all.push((
        "loss".to_owned(),
        Picture {
            svg: plot::loss_history(finished.history),
            caption: format!(
                "The loss and its weighted terms on a fixed set of {} uniform points each, \
                 the same for every sampler.",
                finished.problem.training.record_points
            ),
        },
    ));
    if !finished.history.outputs.is_empty() {
        all.push(("error".to_owned(), error_history(finished)));
    }
    match finished.problem.inputs.len() {
        1 => all.push(("solution".to_owned(), profile(finished, fields))),
        _ => planes(finished, fields, &mut all),
    }
    if let Some(points) = drawn_points(finished) {
        all.push(("points".to_owned(), points));
    }
    all
}

fn error_history(finished: &Finished) -> Picture {
    let history = finished.history;
    let series = history.outputs.iter().enumerate().map(|(k, name)| {
        let point = |r: &crate::training::Record| {
            Some([
                r.iteration as f64,
                r.relative_l2_error.get(k).copied().flatten()?,
            ])
        };
        plot::Series {
            name: name.clone(),
            points: history.records.iter().filter_map(point).collect(),
            line: plot::Line::of(k),
            shade: None,
        }
    });
    Picture {
        svg: plot::curves(&plot::Curves {
            title: "Relative L² error".to_owned(),
            x_label: "iteration".to_owned(),
            y_label: "relative L² error".to_owned(),
            x_spacing: Spacing::Linear,
            y_spacing: Spacing::Log,
            series: series.collect(),
        }),
        caption: "‖u − reference‖ / ‖reference‖ over the nodes of the solution grid.".to_owned(),
    }
}

fn profile(finished: &Finished, fields: &Fields) -> Picture {
    let index = |name: &str| fields.fields().iter().position(|f| f.name == name);
    let outputs: Vec<(usize, Option<usize>)> = finished
        .problem
        .outputs
        .iter()
        .filter_map(|name| Some((index(name)?, index(&format!("{name}_reference")))))
        .collect();
    Picture {
        svg: plot::profile(&finished.problem.title, fields, &outputs),
        caption: "The outputs and, where one is given, the reference.".to_owned(),
    }
}

/// Planes shown of a field with more than two inputs.
const PLANES: usize = 3;

fn planes(finished: &Finished, fields: &Fields, all: &mut Vec<(String, Picture)>) {
    let position = |name: &str| fields.fields().iter().position(|f| f.name == name);
    for name in &finished.problem.outputs {
        let Some(field) = position(name) else {
            continue;
        };
        let reference = position(&format!("{name}_reference"));
        let slices = fields.slices(field, PLANES);
        let exact = reference.map(|field| fields.slices(field, PLANES));
        for (i, slice) in slices.iter().enumerate() {
            let suffix = if slices.len() > 1 {
                format!("-{}", i + 1)
            } else {
                String::new()
            };
            let picture = match exact.as_ref().and_then(|exact| exact.get(i)) {
                Some(exact) => compared(name, slice, exact, equal_axes(finished.problem)),
                None => Picture {
                    svg: plot::heat_map(
                        slice,
                        &Look {
                            equal_axes: equal_axes(finished.problem),
                            ..Look::new(name.clone(), name.clone())
                        },
                    ),
                    caption: format!("The trained {name}."),
                },
            };
            all.push((format!("solution-{name}{suffix}"), picture));
        }
    }
}

/// Whether the plane that is shown is one of space.
fn equal_axes(problem: &Problem) -> bool {
    let n = problem.inputs.len();
    let in_solid = |i: &usize| {
        let inhabited = problem.inhabited.as_ref();
        inhabited.is_some_and(|inhabited| inhabited.inputs.contains(i))
    };
    n > 1 && [n - 2, n - 1].iter().all(in_solid)
}

fn compared(name: &str, slice: &Slice, exact: &Slice, equal_axes: bool) -> Picture {
    Picture {
        svg: plot::panels(name, slice, exact, equal_axes),
        caption: format!(
            "{name} as trained, the reference with the same colours, and their difference."
        ),
    }
}

/// The latest interior batch over the first two inputs, coloured by probability.
fn drawn_points(finished: &Finished) -> Option<Picture> {
    let drawn = finished.drawn;
    let Finished { problem, .. } = finished;
    if drawn.is_empty() || problem.inputs.len() < 2 {
        return None;
    }
    let (right, up) = if problem.inputs.len() == 2 {
        (0, 1)
    } else {
        (problem.inputs.len() - 2, problem.inputs.len() - 1)
    };
    let axis = |i: usize| {
        let interval = [problem.domain.lower[i], problem.domain.upper[i]];
        (problem.inputs[i].clone(), interval)
    };
    let shown = drawn.iter().take(MOST_POINTS);
    let svg = plot::scatter(&Scatter {
        title: "Points of the latest batch".to_owned(),
        x: axis(right),
        y: axis(up),
        points: shown.clone().map(|(x, _)| [x[right], x[up]]).collect(),
        values: shown.map(|(_, q)| *q).collect(),
        label: "probability".to_owned(),
        spacing: Spacing::Log,
        equal_axes: equal_axes(problem),
        marks: Vec::new(),
    });
    Some(Picture {
        svg,
        caption: format!(
            "The {} interior points drawn last by `{}`, with the probability of each.",
            drawn.len().min(MOST_POINTS),
            problem.sampling.method.name()
        ),
    })
}

/// Points of a picture: more cannot be told apart.
const MOST_POINTS: usize = 20_000;
