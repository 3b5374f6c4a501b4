//! Points coloured by a value.

use std::fmt::Write;

use super::axes::{Axis, Frame, Spacing, left_margin};
use super::colour::ColourScale;
use super::domain::fitted;
use super::svg::Svg;

/// A plot of points.
#[derive(Clone, Debug)]
pub struct Scatter {
    /// The title above the picture.
    pub title: String,
    /// Name and interval of the horizontal axis.
    pub x: (String, [f64; 2]),
    /// Name and interval of the vertical axis.
    pub y: (String, [f64; 2]),
    /// Where the points are.
    pub points: Vec<[f64; 2]>,
    /// Value by point.
    pub values: Vec<f64>,
    /// Name of the value.
    pub label: String,
    /// Of the colour scale; with `Log`, points without a logarithm get the
    /// lowest colour.
    pub spacing: Spacing,
    /// A unit is as long on both axes.
    pub equal_axes: bool,
    /// Places marked by crosses.
    pub marks: Vec<[f64; 2]>,
}

/// Shades; points of one shade share a path.
const SHADES: usize = 48;

/// Draws the points, at most 900 pixels wide, those of high value above the others.
/// A point takes about a dozen bytes, so 10,000 of them stay far below a
/// megabyte.
pub fn scatter(plot: &Scatter) -> String {
    let scale = ColourScale::fit(plot.values.iter().copied(), plot.spacing);
    let axis =
        |(name, [low, high]): &(String, [f64; 2])| Axis::new(name, *low, *high, Spacing::Linear);
    let (x, y) = (axis(&plot.x), axis(&plot.y));
    let height = if plot.equal_axes { 520.0 } else { 420.0 };
    let left = left_margin(&y, height).max(70.0);
    let right = 30.0 + scale.bar_margin(height);
    let space = Frame {
        x: left,
        y: 44.0,
        width: 900.0 - left - right,
        height,
    };
    let frame = fitted(space, plot.x.1, plot.y.1, plot.equal_axes);
    let width = left + frame.width + right;
    let mut shades = vec![String::new(); SHADES];
    for (point, value) in plot.points.iter().zip(&plot.values) {
        let [a, b] = frame.place(&x, &y, *point);
        let shade = (scale.fraction(*value) * (SHADES - 1) as f64).round() as usize;
        // a stroke of no length with round ends is a dot
        let _ = write!(shades[shade], "M{a:.1} {b:.1}h0");
    }
    // the more points, the smaller, but never too small to see their colour
    let size = (360.0 / (plot.points.len().max(1) as f64).sqrt()).clamp(3.6, 8.0);
    let mut svg = Svg::new(width, frame.y + frame.height + 54.0);
    // on pale grey the light colours can be seen, too
    svg.raw(format!(
        "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\" fill=\"#efeff2\"/>",
        frame.x, frame.y, frame.width, frame.height
    ));
    svg.clipped(frame.corner(), frame.size(), |svg| {
        for (k, data) in shades.iter().enumerate().filter(|(_, data)| !data.is_empty()) {
            let [r, g, b] = scale.map.colour(k as f64 / (SHADES - 1) as f64);
            svg.raw(format!(
                "<path d=\"{data}\" stroke=\"#{r:02x}{g:02x}{b:02x}\" stroke-width=\"{size:.1}\" stroke-linecap=\"round\"/>"
            ));
        }
    });
    let cross = |mark: &[f64; 2]| {
        let [a, b] = frame.place(&x, &y, *mark);
        format!("M{:.1} {:.1}l8 8m0 -8l-8 8", a - 4.0, b - 4.0)
    };
    let crosses: String = plot.marks.iter().map(cross).collect();
    svg.raw(format!(
        "<path d=\"{crosses}\" fill=\"none\" stroke=\"#d62728\" stroke-width=\"2\"/>"
    ));
    frame.draw(&mut svg, &x, &y, true);
    frame.draw_title(&mut svg, &plot.title);
    let bar = Frame {
        x: frame.x + frame.width + 14.0,
        width: 16.0,
        ..frame
    };
    scale.draw_bar(&mut svg, bar, &plot.label);
    svg.finish()
}
