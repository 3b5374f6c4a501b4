//! A domain with the named parts of its boundary.

use std::fmt::Write;

use super::axes::{Axis, Frame, LABEL_SIZE, Spacing, left_margin};
use super::curve::Line;
use super::svg::{Anchor, Svg, text_width};

/// A drawing of a domain, as points of it.
#[derive(Clone, Debug)]
pub struct DomainDrawing {
    /// The title above the picture.
    pub title: String,
    /// Name and interval of the horizontal axis.
    pub x: (String, [f64; 2]),
    /// Name and interval of the vertical axis.
    pub y: (String, [f64; 2]),
    /// Whether a unit is as long on both axes.
    pub equal_axes: bool,
    /// Points inside, drawn small and grey.
    pub interior: Vec<[f64; 2]>,
    /// Parts of the boundary, each in a colour of its own.
    pub parts: Vec<DomainPart>,
}

/// A part of the boundary.
#[derive(Clone, Debug)]
pub struct DomainPart {
    /// The condition that holds there.
    pub name: String,
    /// Where that is, in words.
    pub place: String,
    /// The points drawn of it.
    pub points: Vec<[f64; 2]>,
}

/// Letters in a line of a place.
const PLACE_LETTERS: usize = 30;
const PLACE_SIZE: f64 = 10.0;
const PLACE_HEIGHT: f64 = 13.0;

/// A place broken into lines, at blanks.
fn lines(place: &str) -> Vec<String> {
    let letters = |text: &str| text.chars().count();
    let mut lines: Vec<String> = Vec::new();
    for word in place.split_inclusive(' ') {
        match lines.last_mut() {
            Some(line) if letters(line) + letters(word.trim_end()) <= PLACE_LETTERS => {
                line.push_str(word)
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The frame of a plane within the space there is.
pub fn fitted(space: Frame, x: [f64; 2], y: [f64; 2], equal_axes: bool) -> Frame {
    if !equal_axes {
        return space;
    }
    let ratio = (x[1] - x[0]) / (y[1] - y[0]);
    if ratio > space.width / space.height {
        Frame {
            height: space.width / ratio,
            ..space
        }
    } else {
        Frame {
            width: space.height * ratio,
            ..space
        }
    }
}

/// Draws the domain, at most 900 pixels wide, with a legend to the right.
pub fn domain(plot: &DomainDrawing) -> String {
    let axis =
        |(name, [low, high]): &(String, [f64; 2])| Axis::new(name, *low, *high, Spacing::Linear);
    let (x, y) = (axis(&plot.x), axis(&plot.y));
    let legend = Legend::new(&plot.parts);
    let height = 520.0;
    let left = left_margin(&y, height).max(70.0);
    let space = Frame {
        x: left,
        y: 44.0,
        // Whatever the legend holds.
        width: (900.0 - left - legend.width()).max(200.0),
        height,
    };
    let frame = fitted(space, plot.x.1, plot.y.1, plot.equal_axes);
    let width = frame.x + frame.width + legend.width();
    let height = (frame.y + frame.height + 54.0).max(54.0 + legend.height());
    let mut svg = Svg::new(width, height);
    let dots = |points: &[[f64; 2]]| {
        let mut data = String::new();
        for point in points {
            let [a, b] = frame.place(&x, &y, *point);
            let _ = write!(data, "M{a:.1} {b:.1}h0");
        }
        data
    };
    let mut dotted = |data: String, colour: &str, size: f64| {
        svg.raw(format!(
            "<path d=\"{data}\" stroke=\"{colour}\" stroke-width=\"{size}\" stroke-linecap=\"round\"/>"
        ));
    };
    dotted(dots(&plot.interior), "#b8b8c0", 2.2);
    for (k, part) in plot.parts.iter().enumerate() {
        dotted(dots(&part.points), Line::of(k).colour, 4.0);
    }
    legend.draw(&mut svg, [frame.x + frame.width + 20.0, frame.y + 16.0]);
    frame.draw(&mut svg, &x, &y, true);
    frame.draw_title(&mut svg, &plot.title);
    svg.finish()
}

/// Name, colour and place of each part.
struct Legend<'a> {
    parts: Vec<(&'a str, Vec<String>)>,
}

impl<'a> Legend<'a> {
    fn new(parts: &'a [DomainPart]) -> Legend<'a> {
        let rows = parts.iter();
        let rows = rows.map(|part| (part.name.as_str(), lines(&part.place)));
        Legend {
            parts: rows.collect(),
        }
    }

    fn width(&self) -> f64 {
        let widths = self.parts.iter().flat_map(|(name, lines)| {
            let lines = lines.iter().map(|line| text_width(line, PLACE_SIZE));
            lines.chain([text_width(name, LABEL_SIZE)])
        });
        44.0 + widths.fold(60.0, f64::max)
    }

    fn height(&self) -> f64 {
        let parts = self.parts.iter();
        parts.map(|(_, lines)| part_height(lines)).sum()
    }

    fn draw(&self, svg: &mut Svg, [x, mut y]: [f64; 2]) {
        for (k, (name, lines)) in self.parts.iter().enumerate() {
            svg.raw(format!(
                "<circle cx=\"{x:.1}\" cy=\"{:.1}\" r=\"5\" fill=\"{}\"/>",
                y - 5.0,
                Line::of(k).colour
            ));
            svg.text([x + 12.0, y], LABEL_SIZE, Anchor::Start, name);
            for (l, line) in lines.iter().enumerate() {
                let below = y + PLACE_HEIGHT * (l + 1) as f64;
                svg.text([x + 12.0, below], PLACE_SIZE, Anchor::Start, line);
            }
            y += part_height(lines);
        }
    }
}

/// Of a name and the lines below it.
fn part_height(lines: &[String]) -> f64 {
    22.0 + PLACE_HEIGHT * lines.len() as f64
}
