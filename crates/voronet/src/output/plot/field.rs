//! Heat maps of planes of fields.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::super::Slice;
use super::axes::{Axis, Frame, Spacing, TITLE_SIZE, left_margin, short};
use super::colour::ColourScale;
use super::contour::iso_lines;
use super::domain::fitted;
use super::svg::{Anchor, INK, Svg, path};

/// How a heat map is labelled and coloured.
#[derive(Clone, Debug)]
pub struct Look {
    /// The title above the picture, to which the values held are added.
    pub title: String,
    /// The quantity, with its unit if it has one: the name of the colour bar.
    pub label: String,
    /// Colours; `None` for viridis from the least to the greatest value.
    pub scale: Option<ColourScale>,
    /// Whether lines are drawn at about ten round values, dashed below zero.
    pub iso_lines: bool,
    /// Whether a unit is as long on both axes, for planes of space.
    pub equal_axes: bool,
    /// Points drawn above the colours.
    pub dots: Vec<[f64; 2]>,
}

impl Look {
    /// Takes title and label, with colours by the values and no lines.
    pub fn new(title: impl Into<String>, label: impl Into<String>) -> Look {
        Look {
            title: title.into(),
            label: label.into(),
            scale: None,
            iso_lines: false,
            equal_axes: false,
            dots: Vec::new(),
        }
    }
}

/// Between a frame and its colour bar.
const BAR_GAP: f64 = 14.0;
const BAR_WIDTH: f64 = 16.0;
/// About how many of them are drawn.
const ISO_LINES: usize = 10;

/// Draws one plane as colours, 900 pixels wide (or less, where the axes are equal), with
/// a colour bar.
///
/// # Panics
/// If the plane has not one value for each of its nodes.
pub fn heat_map(slice: &Slice, look: &Look) -> String {
    let scale = look.scale.clone();
    let scale = scale.unwrap_or_else(|| fit(&[slice]));
    let (x, y) = axes_of(slice);
    let height = if look.equal_axes { 520.0 } else { 420.0 };
    let left = left_margin(&y, height).max(70.0);
    let right = BAR_GAP + BAR_WIDTH + scale.bar_margin(height);
    let space = Frame {
        x: left,
        y: 44.0,
        width: 900.0 - left - right,
        height,
    };
    let frame = fitted(space, x.interval(), y.interval(), look.equal_axes);
    let width = left + frame.width + right;
    let mut svg = Svg::new(width, frame.y + frame.height + 54.0);
    draw_plane(&mut svg, frame, slice, &scale, look.iso_lines);
    draw_dots(&mut svg, frame, slice, &look.dots);
    frame.draw(&mut svg, &x, &y, true);
    let title = match held(slice).as_str() {
        "" => look.title.clone(),
        held => format!("{} at {held}", look.title),
    };
    frame.draw_title(&mut svg, &title);
    scale.draw_bar(&mut svg, bar_beside(frame), &look.label);
    svg.finish()
}

/// Draws three planes in a row, 960 pixels wide: solution, reference and error. The first
/// two are on one colour scale with one bar, the error is blue below and red above
/// zero. `output` is the quantity's name; with `equal_axes` a unit is as long
/// on both axes.
///
/// # Panics
/// If the planes are not of one shape, with one value for each node.
pub fn panels(output: &str, planes: [&Slice; 3], equal_axes: bool) -> String {
    let [solution, reference, error] = planes;
    assert_eq!(solution.values.len(), reference.values.len());
    let common = fit(&[solution, reference]);
    let around_zero = ColourScale::around_zero(error.values.iter().copied());
    let (x, y) = axes_of(solution);

    let (width, height) = (960.0, 240.0);
    let left = left_margin(&y, height).max(56.0);
    let (gap, beside) = (32.0, BAR_GAP + BAR_WIDTH);
    let bars = 2.0 * beside + common.bar_margin(height) + around_zero.bar_margin(height);
    let each = (width - left - 1.5 * gap - bars) / 3.0;
    let held = held(solution);
    let top = if held.is_empty() { 44.0 } else { 70.0 };
    let space = Frame {
        x: left,
        y: top,
        width: each,
        height: if equal_axes { 420.0 } else { height },
    };
    let Frame {
        width: each,
        height,
        ..
    } = fitted(space, x.interval(), y.interval(), equal_axes);
    let width = left + 3.0 * each + 1.5 * gap + bars;
    let frame = |x: f64| Frame {
        x,
        ..Frame {
            width: each,
            height,
            ..space
        }
    };
    let first = frame(left);
    let second = frame(first.x + each + gap);
    let third = frame(second.x + each + beside + common.bar_margin(height) + gap / 2.0);

    let mut svg = Svg::new(width, first.y + height + 54.0);
    draw_plane(&mut svg, first, solution, &common, false);
    draw_plane(&mut svg, second, reference, &common, false);
    draw_plane(&mut svg, third, error, &around_zero, false);
    first.draw(&mut svg, &x, &y, true);
    second.draw(&mut svg, &x, &y, false);
    third.draw(&mut svg, &x, &y, false);
    let at = [width / 2.0, 24.0];
    svg.text(at, TITLE_SIZE, Anchor::Middle, &held);
    first.draw_title(&mut svg, "Solution");
    second.draw_title(&mut svg, "Reference");
    third.draw_title(&mut svg, "Solution − reference");
    common.draw_bar(&mut svg, bar_beside(second), output);
    around_zero.draw_bar(&mut svg, bar_beside(third), &format!("error of {output}"));
    svg.finish()
}

fn fit(slices: &[&Slice]) -> ColourScale {
    let values = slices.iter().flat_map(|slice| slice.values.iter().copied());
    ColourScale::fit(values, Spacing::Linear)
}

fn bar_beside(frame: Frame) -> Frame {
    Frame {
        x: frame.x + frame.width + BAR_GAP,
        width: BAR_WIDTH,
        ..frame
    }
}

fn axes_of(slice: &Slice) -> (Axis, Axis) {
    let axis = |axis: &super::super::Axis| {
        let low = axis.values.first().copied().unwrap_or(0.0);
        let high = axis.values.last().copied().unwrap_or(1.0);
        Axis::new(&axis.name, low, high, Spacing::Linear)
    };
    (axis(&slice.x), axis(&slice.y))
}

/// "t = 0.5, z = 0.25"
fn held(slice: &Slice) -> String {
    let pair = |(name, value): &(String, f64)| format!("{name} = {}", short(*value));
    slice.held.iter().map(pair).collect::<Vec<_>>().join(", ")
}

/// Draws the plane into the frame, with iso-lines if asked for.
fn draw_plane(svg: &mut Svg, frame: Frame, slice: &Slice, scale: &ColourScale, lines: bool) {
    // 1.5 picture elements a pixel stay sharp when the page is enlarged
    let size = frame.size().map(|length| (1.5 * length).round() as usize);
    let image = BASE64_STANDARD.encode(image(slice, scale, size));
    svg.raw(format!(
        "<image x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\" \
         preserveAspectRatio=\"none\" href=\"data:image/png;base64,{image}\"/>",
        frame.x, frame.y, frame.width, frame.height,
    ));
    if !lines {
        return;
    }
    let (x, y) = axes_of(slice);
    svg.clipped(frame.corner(), frame.size(), |svg| {
        for level in scale.axis("").ticks(ISO_LINES).values {
            let dashes = if level < 0.0 {
                " stroke-dasharray=\"6 4\""
            } else {
                ""
            };
            let lines = iso_lines(slice, level);
            let place = |line: &Vec<[f64; 2]>| path(line.iter().map(|p| frame.place(&x, &y, *p)));
            let data: String = lines.iter().map(place).collect();
            svg.raw(format!(
                "<path d=\"{data}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1\"{dashes}/>"
            ));
        }
    });
}

/// Black dots with a white rim, to be seen on any colour.
fn draw_dots(svg: &mut Svg, frame: Frame, slice: &Slice, dots: &[[f64; 2]]) {
    let (x, y) = axes_of(slice);
    let place = |p: &[f64; 2]| {
        let [a, b] = frame.place(&x, &y, *p);
        format!("M{a:.1} {b:.1}h0")
    };
    let data: String = dots.iter().map(place).collect();
    for (colour, size) in [("#ffffff", 5.0), (INK, 3.2)] {
        svg.raw(format!(
            "<path d=\"{data}\" stroke=\"{colour}\" stroke-width=\"{size}\" stroke-linecap=\"round\"/>"
        ));
    }
}

/// The index of the transparent entry of the palette.
const OUTSIDE: u8 = 255;

/// The plane as a PNG of 255 colours and one transparent entry, the values
/// interpolated between the nodes.
fn image(slice: &Slice, scale: &ColourScale, [width, height]: [usize; 2]) -> Vec<u8> {
    let across = places(&slice.x.values, width);
    let mut up = places(&slice.y.values, height);
    up.reverse();
    let mut pixels = Vec::with_capacity(width * height);
    for &v in &up {
        for &h in &across {
            let value = interpolated(slice, h, v);
            let index = (scale.fraction(value) * 254.0).round() as u8;
            pixels.push(if value.is_nan() { OUTSIDE } else { index });
        }
    }
    let mut palette: Vec<u8> = (0..255)
        .flat_map(|k| scale.map.colour(f64::from(k) / 254.0))
        .collect();
    palette.extend([255; 3]);
    let mut opacity = vec![255; 256];
    opacity[usize::from(OUTSIDE)] = 0;
    // in memory and with as many pixels as announced, nothing can fail
    encode(&pixels, [width, height], palette, opacity).unwrap_or_default()
}

fn encode(
    pixels: &[u8],
    [width, height]: [usize; 2],
    palette: Vec<u8>,
    opacity: Vec<u8>,
) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_trns(opacity);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// For each of `count` pixels over an axis: the node below its middle and the
/// part of the way to the next node.
fn places(values: &[f64], count: usize) -> Vec<(usize, f64)> {
    let (low, high) = (values[0], values[values.len() - 1]);
    (0..count)
        .map(|k| {
            let value = low + (high - low) * (k as f64 + 0.5) / count as f64;
            let next = values.partition_point(|v| *v <= value);
            let below = next.clamp(1, values.len().max(2) - 1) - 1;
            match values.get(below + 1) {
                Some(above) => (below, (value - values[below]) / (above - values[below])),
                None => (below, 0.0),
            }
        })
        .collect()
}

/// Bilinear between the four nodes around. Where some of them lie outside, the
/// others share their weight, and the boundary runs where both sides weigh the
/// same.
fn interpolated(slice: &Slice, (i, a): (usize, f64), (j, b): (usize, f64)) -> f64 {
    let (columns, rows) = (slice.x.values.len(), slice.y.values.len());
    let node = |i: usize, j: usize| slice.values[i.min(columns - 1) * rows + j.min(rows - 1)];
    let around = [
        (node(i, j), (1.0 - a) * (1.0 - b)),
        (node(i + 1, j), a * (1.0 - b)),
        (node(i, j + 1), (1.0 - a) * b),
        (node(i + 1, j + 1), a * b),
    ];
    let inside = around.iter().filter(|(value, _)| !value.is_nan());
    let (sum, weight) = inside.fold((0.0, 0.0), |(sum, total), (value, weight)| {
        (sum + value * weight, total + weight)
    });
    if weight < 0.5 { f64::NAN } else { sum / weight }
}
