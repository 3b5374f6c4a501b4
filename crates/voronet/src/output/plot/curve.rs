//! Curves over one axis: lines, bands, a legend.

use super::axes::{Axis, Frame, LABEL_SIZE, Spacing, left_margin};
use super::svg::{Anchor, Svg, path, text_width};

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The colour, as `#rrggbb`.
    pub colour: &'static str,
    /// The width in pixels.
    pub width: f64,
    /// Whether it is dashed.
    pub dashed: bool,
    /// Whether it is a circle at every point, and no line.
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

    /// The line of what the k-th line is compared with: its colour, darker, in dashes.
    pub fn reference_of(k: usize) -> Line {
        const DARKER: [&str; 8] = [
            "#003a5c", "#6b2f00", "#004f39", "#6e3355", "#7a5200", "#1d5f85", "#5a5400", "#8a8a8a",
        ];
        Line {
            colour: DARKER[k % DARKER.len()],
            width: 1.4,
            dashed: true,
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
    /// The name in the legend.
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
    /// The title above the picture.
    pub title: String,
    /// Name of the horizontal axis.
    pub x_label: String,
    /// Name of the vertical axis.
    pub y_label: String,
    /// How values are spread along the horizontal axis.
    pub x_spacing: Spacing,
    /// How values are spread along the vertical axis.
    pub y_spacing: Spacing,
    /// The curves; later ones lie above earlier ones.
    pub series: Vec<Series>,
}

/// Draws the curves, 900 pixels wide, with a legend above the frame.
pub fn curves(plot: &Curves) -> String {
    stacked(std::slice::from_ref(plot))
}

/// Draws plots below each other.
pub fn stacked(plots: &[Curves]) -> String {
    let mut top = 0.0;
    // The same for all, so that their axes lie below each other.
    let margins = plots.iter().map(|plot| {
        let y = axis(plot, 1, &plot.y_label, plot.y_spacing);
        left_margin(&y, HEIGHT)
    });
    let left = margins.fold(70.0, f64::max);
    let layouts = plots.iter().map(|plot| {
        let layout = Layout::new(plot, top, left);
        top = layout.bottom;
        layout
    });
    let layouts: Vec<Layout> = layouts.collect();
    let mut svg = Svg::new(SHEET, top);
    for (plot, layout) in plots.iter().zip(&layouts) {
        layout.draw(&mut svg, plot);
    }
    svg.finish()
}

/// The width of a sheet.
const SHEET: f64 = 900.0;

/// The height of a frame.
const HEIGHT: f64 = 380.0;

/// Where a plot's parts lie on the sheet.
struct Layout {
    /// Where the plot begins and ends.
    top: f64,
    bottom: f64,
    x: Axis,
    y: Axis,
    frame: Frame,
    /// Where each entry of the legend starts, and in which row.
    legend: Vec<(f64, usize)>,
}

impl Layout {
    fn new(plot: &Curves, top: f64, left: f64) -> Layout {
        let x = axis(plot, 0, &plot.x_label, plot.x_spacing);
        let y = axis(plot, 1, &plot.y_label, plot.y_spacing);
        let legend = legend_places(&plot.series, left, SHEET - 24.0);
        let rows = legend.last().map_or(0, |(_, row)| row + 1);
        let frame = Frame {
            x: left,
            y: top + 44.0 + 22.0 * rows as f64,
            width: SHEET - left - 24.0,
            height: HEIGHT,
        };
        Layout {
            top,
            bottom: frame.y + HEIGHT + 54.0,
            x,
            y,
            frame,
            legend,
        }
    }

    fn draw(&self, svg: &mut Svg, plot: &Curves) {
        let Layout { x, y, frame, .. } = self;
        let above = Frame {
            y: self.top + 44.0,
            ..*frame
        };
        above.draw_title(svg, &plot.title);
        for (series, (at, row)) in named(&plot.series).zip(&self.legend) {
            let y = self.top + 54.0 + 22.0 * *row as f64;
            match series.line.marked {
                true => svg.raw(circle([at + 0.5 * KEY, y - 5.0], &series.line)),
                false => {
                    let stroke = [[*at, y - 5.0], [at + KEY, y - 5.0]];
                    svg.raw(stroked(&path(stroke), &series.line));
                }
            }
            svg.text([at + KEY + 8.0, y], LABEL_SIZE, Anchor::Start, &series.name);
        }
        frame.draw_grid(svg, x, y);
        svg.clipped(frame.corner(), frame.size(), |svg| {
            for series in &plot.series {
                draw_shade(svg, series, *frame, x, y);
            }
            for series in plot.series.iter().filter(|series| !series.line.marked) {
                for piece in pieces(series, x, y) {
                    let placed: Vec<[f64; 2]> =
                        piece.iter().map(|p| frame.place(x, y, *p)).collect();
                    svg.raw(stroked(&path(thinned(&placed)), &series.line));
                }
            }
        });
        frame.draw(svg, x, y, true);
        // Whole circles, at the edge of the frame too.
        for series in plot.series.iter().filter(|series| series.line.marked) {
            for point in pieces(series, x, y).flatten() {
                svg.raw(circle(frame.place(x, y, *point), &series.line));
            }
        }
    }
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
            // Logarithms stay finite where the ratio of the ends does not.
            let air = (0.05 * (tight.high.ln() - tight.low.ln())).exp();
            (
                (tight.low / air).max(f64::MIN_POSITIVE),
                (tight.high * air).min(f64::MAX),
            )
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
