//! Ticks, their labels, and the frame of a plot.

use super::svg::{Anchor, INK, Svg, text_width};

/// Size of tick labels.
pub const TICK_SIZE: f64 = 13.0;
/// Size of the names of axes and colour bars.
pub const LABEL_SIZE: f64 = 14.0;
/// Size of titles.
pub const TITLE_SIZE: f64 = 15.0;

/// How values are spread along an axis or a colour scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// In proportion.
    Linear,
    /// By their logarithm; only positive values have a place.
    Log,
}

/// Where an axis is marked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ticks {
    /// Marked values, increasing.
    pub values: Vec<f64>,
    /// Their labels.
    pub labels: Vec<String>,
    /// A factor that all labels share, "×10⁻³"; often empty.
    pub factor: String,
    /// Values with a small mark and no label.
    pub minor: Vec<f64>,
}

/// About `target` round values (1, 2 or 5 times a power of ten apart) within
/// [low, high]. Very large and very small ones share a factor. None where the
/// interval is empty or as small or large as no plot can show.
pub fn linear_ticks(low: f64, high: f64, target: usize) -> Ticks {
    let rough = (high - low) / target.max(1) as f64;
    if !rough.is_normal() {
        return Ticks::default();
    }
    let power = rough.log10().floor();
    // the nearest by ratio
    let (mantissa, power) = match rough / 10f64.powf(power) {
        ..1.5 => (1.0, power as i32),
        1.5..3.5 => (2.0, power as i32),
        3.5..7.5 => (5.0, power as i32),
        _ => (1.0, power as i32 + 1),
    };
    let step = mantissa * 10f64.powi(power);
    let slack = 1e-9;
    let first = (low / step - slack).ceil() as i64;
    let last = (high / step + slack).floor() as i64;
    if !(0..=1000).contains(&last.saturating_sub(first)) {
        return Ticks::default();
    }
    let largest = low.abs().max(high.abs());
    let shared = match largest.log10().floor() as i32 {
        exponent @ (-2..=4) => {
            if power < -4 {
                exponent
            } else {
                0
            }
        }
        exponent => exponent,
    };
    let decimals = (shared - power).max(0) as usize;
    // counted in steps, so that no rounding gathers up
    let count = |k: i64| k as f64 * mantissa;
    let label = |k: i64| {
        minus(format!(
            "{:.decimals$}",
            count(k) * 10f64.powi(power - shared)
        ))
    };
    Ticks {
        values: (first..=last)
            .map(|k| times_power(count(k), power))
            .collect(),
        labels: (first..=last).map(label).collect(),
        factor: match shared {
            0 => String::new(),
            exponent => format!("×{}", power_of_ten(exponent)),
        },
        minor: Vec::new(),
    }
}

/// value · 10^power, divided where the power is negative: 3 · 10^-1 is then
/// the double that is written 0.3.
fn times_power(value: f64, power: i32) -> f64 {
    match power {
        0.. => value * 10f64.powi(power),
        // 10^-power alone would be infinite.
        ..-307 => value * 10f64.powi(power + 15) / 1e15,
        _ => value / 10f64.powi(-power),
    }
}

/// Powers of ten within [low, high] (both positive), at most about `target` of
/// them. A range of less than two decades is marked at 1, 2 and 5 times a
/// power of ten, and one that holds fewer than two of those at linear ticks.
pub fn log_ticks(low: f64, high: f64, target: usize) -> Ticks {
    // Ends of any size: powers beyond those of doubles are no ticks, nor worth a search.
    let (low, high) = (low.max(f64::MIN_POSITIVE), high.min(f64::MAX));
    let slack = 1e-9;
    let inside = |value: f64| value >= low * (1.0 - slack) && value <= high * (1.0 + slack);
    let (from, to) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let multiples = |mantissas: &[i32]| -> Vec<(i32, i32)> {
        (from..=to)
            .flat_map(|power| mantissas.iter().map(move |&m| (m, power)))
            .filter(|&(m, power)| inside(times_power(m.into(), power)))
            .collect()
    };
    let decades = multiples(&[1]);
    let mut marks = decades.clone();
    if decades.len() < 3 {
        marks = multiples(&[1, 2, 5]);
    }
    if marks.len() < 2 {
        return linear_ticks(low, high, target);
    }
    if decades.len() >= 3 {
        let stride = decades.len().div_ceil(target.max(1)) as i32;
        marks.retain(|(_, power)| power.rem_euclid(stride) == 0);
    }
    let label = |&(m, power): &(i32, i32)| match m {
        1 => power_of_ten(power),
        m => format!("{m}×{}", power_of_ten(power)),
    };
    let value = |&(m, power): &(i32, i32)| times_power(m.into(), power);
    let minor = match decades.len() {
        0..=8 => multiples(&[1, 2, 3, 4, 5, 6, 7, 8, 9]),
        _ => decades,
    };
    Ticks {
        values: marks.iter().map(value).collect(),
        labels: marks.iter().map(label).collect(),
        factor: String::new(),
        minor: minor.iter().map(value).collect(),
    }
}

/// "10⁻³"
fn power_of_ten(exponent: i32) -> String {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |c: char| c.to_digit(10).map_or('⁻', |d| digits[d as usize]);
    let exponent: String = exponent.to_string().chars().map(raised).collect();
    format!("10{exponent}")
}

/// With the true minus sign; zero has none.
fn minus(number: String) -> String {
    match number.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => rest.to_string(),
        Some(rest) => format!("−{rest}"),
        None => number,
    }
}

/// A value in up to four significant digits, for captions.
pub fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let exponent = value.abs().log10().floor() as i32;
    if (-3..5).contains(&exponent) {
        let text = format!("{value:.*}", (3 - exponent).max(0) as usize);
        let text = match text.contains('.') {
            true => text.trim_end_matches('0').trim_end_matches('.'),
            false => text.as_str(),
        };
        return minus(text.into());
    }
    let mantissa = format!("{:.3}", value / 10f64.powi(exponent));
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    format!("{}×{}", minus(mantissa.into()), power_of_ten(exponent))
}

/// One direction of a plot.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Name, with the unit if there is one.
    pub label: String,
    /// First value.
    pub low: f64,
    /// Last value.
    pub high: f64,
    /// Between them.
    pub spacing: Spacing,
}

impl Axis {
    /// An axis over [low, high], widened if there is nothing between.
    pub fn new(label: &str, low: f64, high: f64, spacing: Spacing) -> Axis {
        let (low, high) = widened(low, high, spacing);
        Axis {
            label: label.to_string(),
            low,
            high,
            spacing,
        }
    }

    /// Its two ends.
    pub fn interval(&self) -> [f64; 2] {
        [self.low, self.high]
    }

    /// Where a value lies: 0 at the low end, 1 at the high one.
    pub fn fraction(&self, value: f64) -> f64 {
        let place = |v: f64| match self.spacing {
            Spacing::Linear => v,
            Spacing::Log => v.max(f64::MIN_POSITIVE).ln(),
        };
        (place(value) - place(self.low)) / (place(self.high) - place(self.low))
    }

    /// Its ticks, about so many.
    pub fn ticks(&self, target: usize) -> Ticks {
        match self.spacing {
            Spacing::Linear => linear_ticks(self.low, self.high, target),
            Spacing::Log => log_ticks(self.low, self.high, target),
        }
    }
}

/// A usable interval from any two numbers.
pub fn widened(low: f64, high: f64, spacing: Spacing) -> (f64, f64) {
    let largest = low.abs().max(high.abs());
    let usable = low <= high && largest < 1e300;
    match spacing {
        Spacing::Linear if !usable => (0.0, 1.0),
        Spacing::Linear if largest < 1e-290 => (-1.0, 1.0),
        Spacing::Linear if high - low > 1e-9 * largest => (low, high),
        Spacing::Linear => (low - 0.1 * largest, high + 0.1 * largest),
        Spacing::Log if !usable || low < 1e-290 => (0.1, 1.0),
        Spacing::Log if high / low > 1.0 + 1e-9 => (low, high),
        Spacing::Log => (low / 2.0, high * 2.0),
    }
}

/// Where in the picture a plot's data is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

impl Frame {
    /// The picture's point for a pair of values.
    pub fn place(&self, x: &Axis, y: &Axis, [a, b]: [f64; 2]) -> [f64; 2] {
        [
            self.x + self.width * x.fraction(a),
            self.y + self.height * (1.0 - y.fraction(b)),
        ]
    }

    /// Left upper corner.
    pub fn corner(&self) -> [f64; 2] {
        [self.x, self.y]
    }

    /// Width and height.
    pub fn size(&self) -> [f64; 2] {
        [self.width, self.height]
    }

    /// The ticks along the lower edge: some, however narrow it is.
    fn ticks_across(&self, x: &Axis) -> Ticks {
        x.ticks(((self.width / 110.0) as usize).max(3))
    }

    /// Draws the outline, the ticks and the names; `y_labels` is false where a
    /// neighbour to the left already has them.
    pub fn draw(&self, svg: &mut Svg, x: &Axis, y: &Axis, y_labels: bool) {
        svg.outline(self.corner(), self.size());
        let bottom = self.y + self.height;
        let ticks = self.ticks_across(x);
        for (value, label) in ticks.values.iter().zip(&ticks.labels) {
            let at = self.x + self.width * x.fraction(*value);
            svg.line([at, bottom], [at, bottom + 5.0], 1.0);
            svg.text([at, bottom + 19.0], TICK_SIZE, Anchor::Middle, label);
        }
        for value in &ticks.minor {
            let at = self.x + self.width * x.fraction(*value);
            svg.line([at, bottom], [at, bottom + 3.0], 0.7);
        }
        let name = with_factor(&x.label, &ticks.factor);
        let middle = self.x + self.width / 2.0;
        svg.text([middle, bottom + 40.0], LABEL_SIZE, Anchor::Middle, &name);

        let ticks = y.ticks((self.height / 50.0) as usize);
        let mut widest = 0.0f64;
        for (value, label) in ticks.values.iter().zip(&ticks.labels) {
            let at = bottom - self.height * y.fraction(*value);
            svg.line([self.x - 5.0, at], [self.x, at], 1.0);
            if y_labels {
                svg.text([self.x - 9.0, at + 4.6], TICK_SIZE, Anchor::End, label);
                widest = widest.max(text_width(label, TICK_SIZE));
            }
        }
        for value in &ticks.minor {
            let at = bottom - self.height * y.fraction(*value);
            svg.line([self.x - 3.0, at], [self.x, at], 0.7);
        }
        if y_labels {
            let name = with_factor(&y.label, &ticks.factor);
            let at = [self.x - 20.0 - widest, self.y + self.height / 2.0];
            draw_name(svg, at, &name);
        }
    }

    /// Pale lines at the ticks, to be drawn before the data.
    pub fn draw_grid(&self, svg: &mut Svg, x: &Axis, y: &Axis) {
        let mut lines = String::new();
        for value in self.ticks_across(x).values {
            let at = self.x + self.width * x.fraction(value);
            lines += &format!("M{at:.2} {:.2}v{:.2}", self.y, self.height);
        }
        for value in y.ticks((self.height / 50.0) as usize).values {
            let at = self.y + self.height * (1.0 - y.fraction(value));
            lines += &format!("M{:.2} {at:.2}h{:.2}", self.x, self.width);
        }
        svg.raw(format!(
            "<path d=\"{lines}\" stroke=\"{INK}\" stroke-opacity=\"0.12\" fill=\"none\"/>"
        ));
    }

    /// The title above.
    pub fn draw_title(&self, svg: &mut Svg, title: &str) {
        let at = [self.x + self.width / 2.0, self.y - 12.0];
        svg.text(at, TITLE_SIZE, Anchor::Middle, title);
    }
}

/// The room that an axis' tick labels and name take to the left of a frame.
pub fn left_margin(y: &Axis, height: f64) -> f64 {
    let ticks = y.ticks((height / 50.0) as usize);
    let widths = ticks
        .labels
        .iter()
        .map(|label| text_width(label, TICK_SIZE));
    widths.fold(0.0, f64::max) + 20.0 + LABEL_SIZE + 6.0
}

/// Writes the name of a vertical axis with its middle at `at`: turned, unless
/// it is so short that turning would only hide which letter it is.
fn draw_name(svg: &mut Svg, [x, y]: [f64; 2], name: &str) {
    if name.chars().count() <= 2 {
        svg.text([x - 4.0, y + 5.0], LABEL_SIZE, Anchor::Middle, name);
    } else {
        svg.turned_text([x, y], LABEL_SIZE, Anchor::Middle, -90.0, name);
    }
}

/// A name with the factor that its tick labels share.
pub fn with_factor(label: &str, factor: &str) -> String {
    match factor {
        "" => label.to_string(),
        factor => format!("{label} ({factor})"),
    }
}

#[cfg(test)]
mod tests;
