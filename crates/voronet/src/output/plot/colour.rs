//! Colour scales and their bars.

use super::axes::{Axis, Frame, LABEL_SIZE, Spacing, TICK_SIZE, widened, with_factor};
use super::svg::{Anchor, Svg, text_width};

/// Maps a fraction to a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourMap {
    /// Dark blue, green, yellow: equal steps look equal, and brightness alone
    /// orders them. For values of any kind.
    Viridis,
    /// Blue, white, red, of equal lightness at equal distance from the middle.
    /// For values around zero.
    BlueRed,
}

// viridis by Nathaniel Smith and Stéfan van der Walt (2015, CC0), at 18 equal
// steps; between them linear, at most 5/255 from the full table.
const VIRIDIS: [[u8; 3]; 18] = [
    [68, 1, 84],
    [72, 23, 105],
    [71, 42, 122],
    [67, 61, 132],
    [61, 78, 138],
    [53, 94, 141],
    [46, 109, 142],
    [41, 123, 142],
    [35, 137, 142],
    [31, 151, 139],
    [33, 165, 133],
    [46, 179, 124],
    [70, 192, 111],
    [101, 203, 94],
    [137, 213, 72],
    [176, 221, 47],
    [216, 226, 25],
    [253, 231, 37],
];

// Made for this program in Oklab (Ottosson 2020): hues 253° and 27°, lightness
// from 0.975 down to 0.365 with the distance t from the middle by 0.58 t +
// 0.03 t², chroma 0.125 and 0.155 times sin(0.62 π t).
const BLUE_RED: [[u8; 3]; 15] = [
    [0, 62, 121],
    [23, 88, 153],
    [53, 114, 182],
    [86, 141, 204],
    [123, 168, 222],
    [162, 195, 234],
    [204, 221, 242],
    [247, 247, 247],
    [246, 209, 204],
    [240, 172, 164],
    [228, 136, 125],
    [209, 101, 91],
    [184, 68, 60],
    [155, 37, 34],
    [121, 6, 11],
];

impl ColourMap {
    /// Red, green and blue at a fraction, which is clamped to [0, 1].
    pub fn colour(self, fraction: f64) -> [u8; 3] {
        let stops: &[[u8; 3]] = match self {
            ColourMap::Viridis => &VIRIDIS,
            ColourMap::BlueRed => &BLUE_RED,
        };
        let place = fraction.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
        let below = (place as usize).min(stops.len() - 2);
        let part = place - below as f64;
        let mix =
            |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
        let [low, high] = [stops[below], stops[below + 1]];
        [
            mix(low[0], high[0]),
            mix(low[1], high[1]),
            mix(low[2], high[2]),
        ]
    }
}

/// Maps values to colours. Pictures drawn with one scale can be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct ColourScale {
    /// The value of the map's first colour.
    pub low: f64,
    /// The value of its last colour.
    pub high: f64,
    /// How values are spread between them.
    pub spacing: Spacing,
    /// The colours.
    pub map: ColourMap,
}

impl ColourScale {
    /// Viridis from the least to the greatest value; NaN and infinity are
    /// passed over, as are values without a logarithm where one is taken.
    pub fn fit(values: impl IntoIterator<Item = f64>, spacing: Spacing) -> ColourScale {
        let placed =
            |value: &f64| value.is_finite() && (spacing == Spacing::Linear || *value > 0.0);
        let (low, high) = values
            .into_iter()
            .filter(placed)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        let (low, high) = widened(low, high, spacing);
        ColourScale {
            low,
            high,
            spacing,
            map: ColourMap::Viridis,
        }
    }

    /// Blue to red, as far below zero as above it.
    pub fn around_zero(values: impl IntoIterator<Item = f64>) -> ColourScale {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let largest = finite.fold(0.0, |largest: f64, value| largest.max(value.abs()));
        let (low, high) = widened(-largest, largest, Spacing::Linear);
        ColourScale {
            low,
            high,
            spacing: Spacing::Linear,
            map: ColourMap::BlueRed,
        }
    }

    /// Where a value lies between the ends, within [0, 1].
    pub fn fraction(&self, value: f64) -> f64 {
        self.axis("").fraction(value).clamp(0.0, 1.0)
    }

    /// The scale as an axis of this name.
    pub(super) fn axis(&self, label: &str) -> Axis {
        Axis {
            label: label.to_string(),
            low: self.low,
            high: self.high,
            spacing: self.spacing,
        }
    }

    /// Draws the bar in a frame, with ticks and name to its right; a
    /// name of one or two letters stands above.
    pub(super) fn draw_bar(&self, svg: &mut Svg, frame: Frame, label: &str) {
        const STEPS: usize = 128;
        let step = frame.height / STEPS as f64;
        // each step reaches down to the foot and covers part of the one before:
        // no seams
        for k in (0..STEPS).rev() {
            let [r, g, b] = self.map.colour((k as f64 + 0.5) / STEPS as f64);
            let y = frame.y + (STEPS - 1 - k) as f64 * step;
            svg.raw(format!(
                "<rect x=\"{:.2}\" y=\"{y:.2}\" width=\"{:.2}\" height=\"{:.2}\" fill=\"#{r:02x}{g:02x}{b:02x}\"/>",
                frame.x,
                frame.width,
                frame.y + frame.height - y,
            ));
        }
        svg.outline(frame.corner(), frame.size());
        let axis = self.axis(label);
        let ticks = axis.ticks((frame.height / 45.0) as usize);
        let right = frame.x + frame.width;
        let mut widest = 0.0f64;
        for (value, text) in ticks.values.iter().zip(&ticks.labels) {
            let y = frame.y + frame.height * (1.0 - axis.fraction(*value));
            svg.line([right, y], [right + 4.0, y], 1.0);
            svg.text([right + 8.0, y + 4.6], TICK_SIZE, Anchor::Start, text);
            widest = widest.max(text_width(text, TICK_SIZE));
        }
        for value in &ticks.minor {
            let y = frame.y + frame.height * (1.0 - axis.fraction(*value));
            svg.line([right, y], [right + 2.5, y], 0.7);
        }
        let name = with_factor(label, &ticks.factor);
        if name.chars().count() <= 2 {
            let above = [frame.x + frame.width / 2.0, frame.y - 12.0];
            svg.text(above, LABEL_SIZE, Anchor::Middle, &name);
        } else {
            let beside = right + 14.0 + widest + LABEL_SIZE;
            let middle = frame.y + frame.height / 2.0;
            svg.turned_text([beside, middle], LABEL_SIZE, Anchor::Middle, -90.0, &name);
        }
    }

    /// The room that the bar's labels take to its right.
    pub(super) fn bar_margin(&self, height: f64) -> f64 {
        let ticks = self.axis("").ticks((height / 45.0) as usize);
        let widths = ticks
            .labels
            .iter()
            .map(|label| text_width(label, TICK_SIZE));
        widths.fold(0.0, f64::max) + 14.0 + LABEL_SIZE + 12.0
    }
}
