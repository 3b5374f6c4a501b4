//! The pictures of a run.

mod curves;

use self::curves::{curve, members};
use super::draw_domain;
use super::finish::Finished;
use crate::output::plot::{self, Look, Scatter, Spacing};
use crate::output::report::Picture;
use crate::output::{Fields, Slice};
use crate::problem::{Problem, Shown, error_name, reference_name};

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
    if !finished.history.unknowns.is_empty() {
        all.push(("unknowns".to_owned(), unknown_history(finished)));
    }
    let shown = Shown::of(finished.problem);
    match (finished.problem.inputs.len(), shown.across.as_slice()) {
        (1, _) => all.push(("solution".to_owned(), profile(finished, fields))),
        (_, &[right, up]) => planes(finished, fields, ([right, up], shown.along), &mut all),
        _ => members(finished, fields, &shown, &mut all),
    }
    if let Some(residual) = &finished.residual {
        residuals(finished.problem, residual, &mut all);
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
        caption: error_caption(finished),
    }
}

/// The course of the unknowns. Of several each is drawn in parts of its last value, so that all
/// are seen.
fn unknown_history(finished: &Finished) -> Picture {
    let history = finished.history;
    let several = history.unknowns.len() > 1;
    let unit = |k: usize| {
        let last = history.records.last().and_then(|r| r.unknowns.get(k));
        let last = last
            .copied()
            .filter(|x| several && *x != 0.0 && x.is_finite());
        last.unwrap_or(1.0)
    };
    let series = history.unknowns.iter().enumerate().map(|(k, name)| {
        let point =
            |r: &crate::training::Record| Some([r.iteration as f64, r.unknowns.get(k)? / unit(k)]);
        plot::Series {
            name: name.clone(),
            points: history.records.iter().filter_map(point).collect(),
            line: plot::Line::of(k),
            shade: None,
        }
    });
    let (label, caption) = match history.unknowns.as_slice() {
        [name] => (name.clone(), "The unknown while the network was trained."),
        _ => (
            "in parts of the last value".to_owned(),
            "The unknowns while the network was trained, each in parts of its last value.",
        ),
    };
    Picture {
        svg: plot::curves(&plot::Curves {
            title: "Unknowns".to_owned(),
            x_label: "iteration".to_owned(),
            y_label: label,
            x_spacing: Spacing::Linear,
            y_spacing: Spacing::Linear,
            series: series.collect(),
        }),
        caption: caption.to_owned(),
    }
}

fn error_caption(finished: &Finished) -> String {
    let Some(data) = &finished.plan.data else {
        return match finished.problem.inputs.len() {
            0..=4 => "‖u − reference‖ / ‖reference‖ over the nodes of the solution grid.",
            _ => "‖u − reference‖ / ‖reference‖ over the points on which the loss is tracked.",
        }
        .to_owned();
    };
    let rows = data.points.len();
    let caption = format!("‖u − reference‖ / ‖reference‖ over the {rows} rows of its table.");
    match finished.problem.inputs.len() {
        1 | 2 => caption,
        _ => caption + " Between them the reference is not known, and no file shows it.",
    }
}

fn profile(finished: &Finished, fields: &Fields) -> Picture {
    let problem = finished.problem;
    let index = |name: &str| fields.fields().iter().position(|f| f.name == name);
    let exact = |k: usize| match &finished.plan.data {
        Some(data) => {
            let values = &data.values[data.outputs.iter().position(|&output| output == k)?];
            let x = (0..data.points.len()).map(|j| data.points.point(j)[0]);
            let rows = x.zip(values).map(|(x, u)| [x, *u]);
            Some(plot::Exact::Points(rows.collect()))
        }
        None => index(&reference_name(&problem.outputs[k])).map(plot::Exact::Field),
    };
    let named = problem.outputs.iter().enumerate();
    let outputs = named.filter_map(|(k, name)| Some((index(name)?, exact(k))));
    let outputs: Vec<(usize, Option<plot::Exact>)> = outputs.collect();
    let caption = match finished.plan.data {
        Some(_) => "The outputs, and as circles the rows of the reference's table.",
        None => "The outputs and, where one is given, the reference.",
    };
    Picture {
        svg: plot::profile(&problem.title, fields, &outputs),
        caption: caption.to_owned(),
    }
}

/// Planes shown of a field with more than two inputs.
const PLANES: usize = 3;

/// Spans of the planes that are shown, and along which input they go.
type Planes = ([usize; 2], Option<usize>);

fn planes(
    finished: &Finished,
    fields: &Fields,
    (across, along): Planes,
    all: &mut Vec<(String, Picture)>,
) {
    let position = |name: &str| fields.fields().iter().position(|f| f.name == name);
    let files = file_names(&finished.problem.outputs);
    for (k, (name, file)) in finished.problem.outputs.iter().zip(files).enumerate() {
        let Some(field) = position(name) else {
            continue;
        };
        let inputs = finished.problem.inputs_of(k);
        if let &[axis] = inputs.as_slice() {
            let picture = curve(finished, fields, name, axis);
            all.push((format!("solution-{file}"), picture));
            continue;
        }
        let along = along.filter(|along| inputs.contains(along));
        let places = fields.places(field, across, along, PLANES);
        let planes = |field: usize| -> Vec<Slice> {
            let slice = |at: &Vec<f64>| fields.slice(field, across, at);
            places.iter().map(slice).collect()
        };
        let named = |name: &str| position(name).map(planes);
        let slices = planes(field);
        let known = named(&reference_name(name)).zip(named(&error_name(name)));
        for (i, slice) in slices.iter().enumerate() {
            let suffix = suffix(i, slices.len());
            let picture = match &known {
                Some((exact, error)) => {
                    let planes = [slice, &exact[i], &error[i]];
                    compared(name, planes, equal_axes(finished.problem))
                }
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
            all.push((format!("solution-{file}{suffix}"), picture));
        }
    }
}

/// Where the equation that holds worst holds worst.
fn residuals(problem: &Problem, residual: &Fields, all: &mut Vec<(String, Picture)>) {
    let field = &residual.fields()[0];
    let caption = format!(
        "The size of the residual of `{}`, of all equations the one that is furthest out of balance.",
        field.name
    );
    let shown = Shown::of(problem);
    if let &[axis] = shown.across.as_slice() {
        let nodes = residual.grid().axes[axis].values.iter();
        let values = residual.line(0, axis, &residual.middle());
        let points = nodes.zip(values).map(|(x, r)| [*x, r]);
        let svg = plot::curves(&plot::Curves {
            title: "Residual".to_owned(),
            x_label: problem.inputs[axis].clone(),
            y_label: "size of the residual".to_owned(),
            x_spacing: Spacing::Linear,
            y_spacing: Spacing::Log,
            series: vec![plot::Series {
                name: field.name.clone(),
                points: points.collect(),
                line: plot::Line::of(0),
                shade: None,
            }],
        });
        all.push(("residual".to_owned(), Picture { svg, caption }));
        return;
    }
    let across = [shown.across[0], shown.across[1]];
    let slices = residual.slices(0, across, shown.along, PLANES);
    for (i, slice) in slices.iter().enumerate() {
        let look = Look {
            equal_axes: equal_axes(problem),
            ..Look::new(
                format!("Residual of {}", field.name),
                "size of the residual",
            )
        };
        let svg = plot::heat_map(slice, &look);
        let caption = caption.clone();
        all.push((
            format!("residual{}", suffix(i, slices.len())),
            Picture { svg, caption },
        ));
    }
}

/// What tells the planes of a field apart in the names of files.
fn suffix(plane: usize, planes: usize) -> String {
    match planes {
        0 | 1 => String::new(),
        _ => format!("-{}", plane + 1),
    }
}

/// How outputs are called in the names of files: as they are, but some file systems
/// take `u` and `U` for the same, so that the second one has its number too.
fn file_names(outputs: &[String]) -> Vec<String> {
    let is_taken = |k: usize| {
        let lower = outputs[k].to_lowercase();
        outputs[..k]
            .iter()
            .any(|other| other.to_lowercase() == lower)
    };
    let name = |(k, name): (usize, &String)| match is_taken(k) {
        true => format!("{name}-{}", k + 1),
        false => name.clone(),
    };
    outputs.iter().enumerate().map(name).collect()
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

fn compared(name: &str, planes: [&Slice; 3], equal_axes: bool) -> Picture {
    Picture {
        svg: plot::panels(name, planes, equal_axes),
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
    let (right, up) = match *Shown::of(problem).across.as_slice() {
        [right, up] => (right, up),
        _ => (0, 1),
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
            problem.sampling.sampler.name
        ),
    })
}

/// Points of a picture: more cannot be told apart.
const MOST_POINTS: usize = 20_000;

#[cfg(test)]
mod tests {
    use super::file_names;

    #[test]
    fn no_two_pictures_have_one_file() {
        let outputs = ["u", "U", "v", "V"].map(str::to_owned);
        assert_eq!(file_names(&outputs), ["u", "U-2", "v", "V-4"]);
    }
}
