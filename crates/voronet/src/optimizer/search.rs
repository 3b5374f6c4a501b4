//! A search along a line for a point that satisfies the strong Wolfe conditions: Nocedal
//! and Wright, "Numerical optimization" (2006), Algorithms 3.5 and 3.6, with the
//! approximate conditions of Hager and Zhang (2005) where rounding hides the decrease.

/// A point on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// How far along.
    pub length: f64,
    /// The value there.
    pub value: f64,
    /// The derivative by the length there.
    pub slope: f64,
}

/// The decrease that is sufficient, as a part of what the first slope promises.
const DECREASE: f64 = 1e-4;

/// The slope that is flat enough, as a part of the first one.
const CURVATURE: f64 = 0.9;

/// The change of the value, as a part of it, that may be rounding alone.
const ROUNDING: f64 = 1e-10;

/// The most evaluations, but for one that goes back to the best point.
const EVALUATIONS: usize = 24;

impl Point {
    fn is_finite(&self) -> bool {
        self.value.is_finite() && self.slope.is_finite()
    }
}

/// Looks for a point with a lower value than that of `start`, where the slope is negative,
/// beginning at length `first`. Returns the one that `at` was asked for last. It satisfies
///
/// - f(α) ≤ f(0) + c₁ α f′(0) and |f′(α)| ≤ c₂ |f′(0)|, with c₁ = 10⁻⁴ and c₂ = 0.9; or
/// - (2 c₁ − 1) f′(0) ≥ f′(α) ≥ c₂ f′(0), with a change of the value that may be rounding;
/// - or only f(α) < f(0), where no better one was found.
///
/// Returns none where no value is lower. Points whose value is no number are too far.
pub fn search(start: Point, first: f64, at: &mut dyn FnMut(f64) -> Point) -> Option<Point> {
    let mut bracket = Bracket::new(start);
    let mut length = first;
    for _ in 0..EVALUATIONS {
        let point = at(length);
        if is_good(&start, &point) {
            return Some(point);
        }
        bracket.take(point);
        length = bracket.next();
    }
    let best = bracket.low;
    (best.value < start.value).then(|| at(best.length))
}

fn is_good(start: &Point, point: &Point) -> bool {
    let flat = point.slope.abs() <= CURVATURE * start.slope.abs();
    let promised = (2.0 * DECREASE - 1.0) * start.slope;
    let approximate = is_rounding(start, point) && point.slope <= promised;
    let decreased = falls(start, point) || approximate;
    point.is_finite() && point.value < start.value && decreased && flat
}

/// Tells whether the decrease is sufficient.
fn falls(start: &Point, point: &Point) -> bool {
    point.value <= start.value + DECREASE * point.length * start.slope
}

fn is_rounding(start: &Point, point: &Point) -> bool {
    (point.value - start.value).abs() <= ROUNDING * start.value.abs()
}

/// Where a good point must lie: between `low` and `high`, or beyond `low`.
struct Bracket {
    start: Point,
    /// The best point so far, from which the value falls towards `high`.
    low: Point,
    /// What was `low` before it.
    behind: Point,
    high: Option<Point>,
    /// The width before the last point.
    width: f64,
}

impl Bracket {
    fn new(start: Point) -> Bracket {
        Bracket {
            start,
            low: start,
            behind: start,
            high: None,
            width: f64::INFINITY,
        }
    }

    /// Narrows the bracket to where a good point must lie by what is known of `point`.
    fn take(&mut self, point: Point) {
        let (low, start) = (self.low, self.start);
        self.width = self
            .high
            .map_or(f64::INFINITY, |h| (h.length - low.length).abs());
        let too_far = match is_rounding(&start, &point) {
            // Values say nothing; slopes do.
            true => !point.is_finite(),
            false => !point.is_finite() || !falls(&start, &point) || point.value >= low.value,
        };
        if too_far {
            self.high = Some(point);
            return;
        }
        let ahead = self.high.map_or(1.0, |high| high.length - low.length);
        if point.slope * ahead >= 0.0 {
            self.high = Some(low);
        }
        self.behind = low;
        self.low = point;
    }

    /// Returns the length to try next.
    fn next(&self) -> f64 {
        let (low, behind) = (self.low, self.behind);
        let Some(high) = self.high else {
            // Between twice and ten times as far.
            let far = minimum(behind, low).filter(|&far| far > low.length);
            let far = far.unwrap_or(f64::INFINITY);
            return far.clamp(2.0 * low.length, 10.0 * low.length);
        };
        let width = high.length - low.length;
        if !high.is_finite() {
            // At first, `high` may be too far by many orders.
            let part = if low.length == 0.0 { 0.1 } else { 0.5 };
            return low.length + part * width;
        }
        let shrinks = width.abs() <= 0.66 * self.width;
        let part = minimum(low, high).map(|best| (best - low.length) / width);
        let part = part.filter(|_| shrinks).unwrap_or(0.5);
        low.length + part.clamp(0.1, 0.9) * width
    }
}

/// The minimum of the cubic through two points with their slopes, or of the parabola with
/// their slopes where rounding hides the difference of their values.
fn minimum(a: Point, b: Point) -> Option<f64> {
    let width = b.length - a.length;
    let best = if is_rounding(&a, &b) {
        a.length - a.slope * width / (b.slope - a.slope)
    } else {
        let middle = a.slope + b.slope - 3.0 * (b.value - a.value) / width;
        let root = (middle * middle - a.slope * b.slope).sqrt().copysign(width);
        b.length - width * (b.slope + root - middle) / (b.slope - a.slope + 2.0 * root)
    };
    best.is_finite().then_some(best)
}

#[cfg(test)]
mod tests;
