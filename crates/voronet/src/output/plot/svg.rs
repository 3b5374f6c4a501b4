//! An SVG document, written element by element.

use std::fmt::Write;

use super::super::xml::escape;

/// Text, axes and lines.
pub const INK: &str = "#222222";

/// A picture being drawn. Lengths are in pixels of the picture, y downwards.
pub struct Svg {
    width: f64,
    height: f64,
    body: String,
}

/// Where a text is held.
#[derive(Clone, Copy)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// An empty white sheet.
    pub fn new(width: f64, height: f64) -> Svg {
        Svg {
            width,
            height,
            body: String::new(),
        }
    }

    /// The document.
    pub fn finish(self) -> String {
        let Svg {
            width,
            height,
            body,
        } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"DejaVu Sans, Verdana, sans-serif\">\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{body}</svg>\n"
        )
    }

    /// Adds an element, given as text.
    pub fn raw(&mut self, element: impl AsRef<str>) {
        self.body.push_str(element.as_ref());
        self.body.push('\n');
    }

    /// A straight line.
    pub fn line(&mut self, from: [f64; 2], to: [f64; 2], width: f64) {
        let ([x1, y1], [x2, y2]) = (from, to);
        self.raw(format!(
            "<line x1=\"{x1:.2}\" y1=\"{y1:.2}\" x2=\"{x2:.2}\" y2=\"{y2:.2}\" \
             stroke=\"{INK}\" stroke-width=\"{width}\"/>"
        ));
    }

    /// A line of text with its baseline at y. The text is escaped here.
    pub fn text(&mut self, [x, y]: [f64; 2], size: f64, anchor: Anchor, text: &str) {
        self.turned_text([x, y], size, anchor, 0.0, text);
    }

    /// The same, turned clockwise by an angle in degrees.
    pub fn turned_text(
        &mut self,
        [x, y]: [f64; 2],
        size: f64,
        anchor: Anchor,
        angle: f64,
        text: &str,
    ) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let turn = match angle {
            0.0 => String::new(),
            angle => format!(" transform=\"rotate({angle} {x:.2} {y:.2})\""),
        };
        self.raw(format!(
            "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size}\" fill=\"{INK}\" \
             text-anchor=\"{anchor}\"{turn}>{}</text>",
            escape(text)
        ));
    }

    /// The outline of a rectangle.
    pub fn outline(&mut self, [x, y]: [f64; 2], [width, height]: [f64; 2]) {
        self.raw(format!(
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
             fill=\"none\" stroke=\"{INK}\" stroke-width=\"1\"/>"
        ));
    }

    /// Draws what `inside` adds clipped to a rectangle. A nested viewport does
    /// this without an id, so that pictures can share a page.
    pub fn clipped(
        &mut self,
        [x, y]: [f64; 2],
        [width, height]: [f64; 2],
        inside: impl FnOnce(&mut Svg),
    ) {
        self.raw(format!(
            "<svg x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
             viewBox=\"{x:.2} {y:.2} {width:.2} {height:.2}\" overflow=\"hidden\">"
        ));
        inside(self);
        self.raw("</svg>");
    }
}

/// The data of a path through points.
pub fn path(points: impl IntoIterator<Item = [f64; 2]>) -> String {
    let mut data = String::new();
    for (k, [x, y]) in points.into_iter().enumerate() {
        let command = if k == 0 { 'M' } else { 'L' };
        // writing to a String cannot fail
        let _ = write!(data, "{command}{x:.2} {y:.2}");
    }
    data
}

/// About how wide a text is, from the font's advance widths by class of
/// character: exact for numbers, a little too wide for most words.
pub fn text_width(text: &str, size: f64) -> f64 {
    let em = |character: char| match character {
        '0'..='9' => 0.636,
        '.' | ',' | ' ' | 'i' | 'j' | 'l' | '|' | '\'' => 0.32,
        '−' | '+' | '=' | '×' | '<' | '>' => 0.838,
        '⁰'..='⁹' | '¹' | '²' | '³' | '⁻' => 0.42,
        'm' | 'w' | 'M' | 'W' | '—' | '@' => 0.99,
        'A'..='Z' => 0.71,
        _ => 0.61,
    };
    size * text.chars().map(em).sum::<f64>()
}
