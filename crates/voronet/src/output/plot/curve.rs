//! Curves: losses by iteration, profiles of one input.

use super::super::{Fields, History};
use super::axes::{Axis, Frame, LABEL_SIZE, Spacing, left_margin};
use super::svg::{Anchor, Svg, path, text_width};

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// `#rrggbb`
    pub colour: &'static str,
    /// In pixels.
    pub width: f64,
    /// With gaps.
    pub dashed: bool,
    /// A circle at every point, and no line.
    pub marked: bool,
}

impl Line {
    /// A solid line in the k-th of eight colours that people with any colour
    /// vision tell apart (Okabe and Ito 2008, their yellow darkened).
    pub fn of(k: usize) -> Line {
        const COLOURS: [&str; 8] = [
            "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#b5a800", "#000000",
        ];
        Line {
            colour: COLOURS[k % COLOURS.len()],
            width: THIN,
            dashed: false,
            marked: false,
        }
    }

    /// The k-th of n lines that may lie on each other: the earlier ones, drawn
    /// below, are wider and show on both sides of the later ones.
    pub fn nested(k: usize, n: usize) -> Line {
        let above = n.saturating_sub(k + 1) as f64;
        Line {
            width: THIN + 1.4 * above,
            ..Line::of(k)
        }
    }
}

/// The usual width of a line.
const THIN: f64 = 1.6;

/// One curve.
#[derive(Clone, Debug)]
pub struct Series {
    /// In the legend.
    pub name: String,
    /// Points (x, y), x increasing. Values without a place on an axis, NaN
    /// among them, break the curve.
    pub points: Vec<[f64; 2]>,
    /// How it is drawn.
    pub line: Line,
    /// A band around it, if there is one.
    pub shade: Option<Shade>,
}

/// A band: x, its lower and its upper end, x increasing.
#[derive(Clone, Debug)]
pub struct Shade(pub Vec<[f64; 3]>);

/// A plot of curves.
#[derive(Clone, Debug)]
pub struct Curves {
    /// Above the picture.
    pub title: String,
    /// Name of the horizontal axis.
    pub x_label: String,
    /// Name of the vertical axis.
    pub y_label: String,
    /// Of the horizontal axis.
    pub x_spacing: Spacing,
    /// Of the vertical axis.
    pub y_spacing: Spacing,
    /// Later ones lie above earlier ones.
    pub series: Vec<Series>,
}

/// Draws the curves, 900 pixels wide, with a legend above the frame.
pub fn curves(plot: &Curves) -> String {
    let x = axis(plot, 0, &plot.x_label, plot.x_spacing);
    let y = axis(plot, 1, &plot.y_label, plot.y_spacing);
    let width = 900.0;
    let height = 380.0;
    let left = left_margin(&y, height).max(70.0);
    let legend = legend_places(&plot.series, left, width - 24.0);
    let rows = legend.last().map_or(0, |(_, row)| row + 1);
    let frame = Frame {
        x: left,
        y: 44.0 + 22.0 * rows as f64,
        width: width - left - 24.0,
        height,
    };
    let mut svg = Svg::new(width, frame.y + height + 54.0);
    let above = Frame { y: 44.0, ..frame };
    above.draw_title(&mut svg, &plot.title);
    for (series, (at, row)) in named(&plot.series).zip(&legend) {
        let y = 54.0 + 22.0 * *row as f64;
        let key = match series.line.marked {
            true => circle([at + 0.5 * KEY, y - 5.0], &series.line),
            false => stroked(&path([[*at, y - 5.0], [at + KEY, y - 5.0]]), &series.line),
        };
        svg.raw(key);
        svg.text([at + KEY + 8.0, y], LABEL_SIZE, Anchor::Start, &series.name);
    }
    frame.draw_grid(&mut svg, &x, &y);
    svg.clipped(frame.corner(), frame.size(), |svg| {
        for series in &plot.series {
            draw_shade(svg, series, frame, &x, &y);
        }
        for series in &plot.series {
            for piece in pieces(series, &x, &y) {
                let placed: Vec<[f64; 2]> = piece.iter().map(|p| frame.place(&x, &y, *p)).collect();
                if series.line.marked {
                    placed
                        .iter()
                        .for_each(|at| svg.raw(circle(*at, &series.line)));
                    continue;
                }
                svg.raw(stroked(&path(thinned(&placed)), &series.line));
            }
        }
    });
    frame.draw(&mut svg, &x, &y, true);
    svg.finish()
}

/// The band as an area of pale colour.
fn draw_shade(svg: &mut Svg, series: &Series, frame: Frame, x: &Axis, y: &Axis) {
    let Some(Shade(band)) = &series.shade else {
        return;
    };
    let has_place = |[at, low, high]: &&[f64; 3]| {
        has_place(*at, x.spacing) && has_place(*low, y.spacing) && has_place(*high, y.spacing)
    };
    let band: Vec<&[f64; 3]> = band.iter().filter(has_place).collect();
    let low = band.iter().map(|b| frame.place(x, y, [b[0], b[1]]));
    let high = band.iter().rev().map(|b| frame.place(x, y, [b[0], b[2]]));
    let data = path(low.chain(high));
    if !data.is_empty() {
        svg.raw(format!(
            "<path d=\"{data}Z\" fill=\"{}\" fill-opacity=\"0.18\" stroke=\"none\"/>",
            series.line.colour
        ));
    }
}

/// The length of a line in the legend.
const KEY: f64 = 28.0;

/// The series that stand in the legend.
fn named(series: &[Series]) -> impl Iterator<Item = &Series> {
    series.iter().filter(|series| !series.name.is_empty())
}

/// Where each entry of the legend starts, and in which row.
fn legend_places(series: &[Series], left: f64, right: f64) -> Vec<(f64, usize)> {
    let (mut at, mut row) = (left, 0);
    let mut places = Vec::new();
    for one in named(series) {
        let width = KEY + 8.0 + text_width(&one.name, LABEL_SIZE) + 24.0;
        if at + width > right + 24.0 && at > left {
            (at, row) = (left, row + 1);
        }
        places.push((at, row));
        at += width;
    }
    places
}

fn stroked(data: &str, line: &Line) -> String {
    let dashes = if line.dashed {
        " stroke-dasharray=\"7 5\""
    } else {
        ""
    };
    format!(
        "<path d=\"{data}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{dashes}/>",
        line.colour, line.width
    )
}

fn circle([x, y]: [f64; 2], line: &Line) -> String {
    format!(
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>",
        line.colour, line.width
    )
}

fn has_place(value: f64, spacing: Spacing) -> bool {
    value.is_finite() && (spacing == Spacing::Linear || value > 0.0)
}

/// The axis that holds coordinate k of every point, with some air above and
/// below the curves.
fn axis(plot: &Curves, k: usize, label: &str, spacing: Spacing) -> Axis {
    let points = plot.series.iter().flat_map(|series| &series.points);
    let ends = plot.series.iter().flat_map(|series| &series.shade);
    let ends = ends.flat_map(|Shade(band)| band.iter().flat_map(|b| [[b[0], b[1]], [b[0], b[2]]]));
    let (low, high) = points
        .copied()
        .chain(ends)
        .map(|point| point[k])
        .filter(|&value| has_place(value, spacing))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    // A time is never quite 0 at the first record.
    let starts_at_zero = k == 0 && spacing == Spacing::Linear && low > 0.0 && low < 0.05 * high;
    let low = if starts_at_zero { 0.0 } else { low };
    let tight = Axis::new(label, low, high, spacing);
    if k == 0 {
        return tight;
    }
    let (low, high) = match spacing {
        Spacing::Linear => {
            let air = 0.05 * (tight.high - tight.low);
            (tight.low - air, tight.high + air)
        }
        Spacing::Log => {
            let air = (tight.high / tight.low).powf(0.05);
            (tight.low / air, tight.high * air)
        }
    };
    Axis { low, high, ..tight }
}

/// The runs of points that have a place on both axes.
fn pieces<'a>(series: &'a Series, x: &Axis, y: &Axis) -> impl Iterator<Item = &'a [[f64; 2]]> {
    let (x, y) = (x.spacing, y.spacing);
    let broken = move |point: &[f64; 2]| !has_place(point[0], x) || !has_place(point[1], y);
    series
        .points
        .split(broken)
        .filter(|piece| !piece.is_empty())
}

/// Leaves out what cannot be seen: of many points within one pixel across
/// only the first, the highest, the lowest and the last.
fn thinned(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut kept = Vec::new();
    for column in points.chunk_by(|a, b| a[0].floor() == b[0].floor()) {
        if column.len() <= 4 {
            kept.extend(column);
            continue;
        }
        let by_y = |a: &usize, b: &usize| column[*a][1].total_cmp(&column[*b][1]);
        let lowest = (0..column.len()).max_by(by_y).unwrap_or(0);
        let highest = (0..column.len()).min_by(by_y).unwrap_or(0);
        let mut picks = [0, lowest, highest, column.len() - 1];
        picks.sort_unstable();
        kept.extend(picks.map(|k| column[k]));
    }
    kept
}

/// The tracked loss and each term's part of it by iteration, on a logarithmic
/// axis.
pub fn loss_history(history: &History) -> String {
    let series = |name: &str, line: Line, value: &dyn Fn(usize) -> f64| Series {
        shade: None,
        name: name.to_string(),
        points: (0..history.records.len())
            .map(|k| [history.records[k].iteration as f64, value(k)])
            .collect(),
        line,
    };
    let records = &history.records;
    let mut all = Vec::new();
    // a single term is the total
    if history.terms.len() > 1 {
        for (k, name) in history.terms.iter().enumerate() {
            let thin = Line {
                width: 1.1,
                ..Line::of(k)
            };
            let value = |record: usize| records[record].terms.get(k).copied().unwrap_or(f64::NAN);
            all.push(series(name, thin, &value));
        }
    }
    let bold = Line {
        width: 1.8,
        ..Line::of(7)
    };
    all.push(series("total", bold, &|k| records[k].loss));
    curves(&Curves {
        title: "Loss on the fixed uniform points".into(),
        x_label: "iteration".into(),
        y_label: "weighted loss".into(),
        x_spacing: Spacing::Linear,
        y_spacing: Spacing::Log,
        series: all,
    })
}

/// What an output of one input is shown beside.
#[derive(Clone, Debug, PartialEq)]
pub enum Exact {
    /// The field of this number, drawn dashed.
    Field(usize),
    /// Single points, drawn as circles.
    Points(Vec<[f64; 2]>),
}

/// Fields of one input as curves: each output with its reference, if it has one,
/// over it. `outputs` holds the numbers of the outputs' fields.
///
/// # Panics
/// If there is no such field.
pub fn profile(title: &str, fields: &Fields, outputs: &[(usize, Option<Exact>)]) -> String {
    let axis = &fields.grid().axes[0];
    let points = |field: usize| {
        let values = fields.fields()[field].values.iter();
        axis.values
            .iter()
            .zip(values)
            .map(|(x, y)| [*x, *y])
            .collect()
    };
    let mut series = Vec::new();
    for (k, (output, exact)) in outputs.iter().enumerate() {
        let name = &fields.fields()[*output].name;
        series.push(Series {
            shade: None,
            name: name.clone(),
            points: points(*output),
            line: Line {
                width: 2.0,
                ..Line::of(k)
            },
        });
        series.extend(exact.as_ref().map(|exact| Series {
            shade: None,
            name: format!("{name}, reference"),
            points: match exact {
                Exact::Field(field) => points(*field),
                Exact::Points(points) => points.clone(),
            },
            line: Line {
                colour: "#000000",
                width: 1.4,
                dashed: true,
                marked: matches!(exact, Exact::Points(_)),
            },
        }));
    }
    let names: Vec<&str> = outputs
        .iter()
        .map(|(output, _)| fields.fields()[*output].name.as_str())
        .collect();
    curves(&Curves {
        title: title.to_string(),
        x_label: axis.name.clone(),
        y_label: names.join(", "),
        x_spacing: Spacing::Linear,
        y_spacing: Spacing::Linear,
        series,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_axis_begins_at_zero() {
        let lows = |from: f64, x_spacing: Spacing| {
            let plot = Curves {
                title: String::new(),
                x_label: String::new(),
                y_label: String::new(),
                x_spacing,
                y_spacing: Spacing::Linear,
                series: vec![Series {
                    name: String::new(),
                    points: vec![[from, from], [10.0, 10.0]],
                    line: Line::of(0),
                    shade: None,
                }],
            };
            let x = axis(&plot, 0, "", plot.x_spacing);
            (x.low, x.ticks(5).labels[0].clone())
        };
        assert_eq!(lows(3e-4, Spacing::Linear), (0.0, "0".to_owned()));
        assert_eq!(lows(5.0, Spacing::Linear).0, 5.0);
        assert_eq!(lows(3e-4, Spacing::Log).0, 3e-4);
    }
}
