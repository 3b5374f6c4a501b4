//! Values that laws prescribe.

use voronet_expr::MultiIndex;

use super::law::{Guess, Law};

/// The range of the values that are prescribed for an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The smallest.
    pub lower: f64,
    /// The largest.
    pub upper: f64,
}

impl Range {
    /// The value halfway.
    pub fn middle(self) -> f64 {
        self.lower + 0.5 * (self.upper - self.lower)
    }

    /// Half the length, if that is more than rounding.
    pub fn spread(self) -> Option<f64> {
        let half = 0.5 * (self.upper - self.lower);
        let size = self.lower.abs().max(self.upper.abs());
        (half > 1e-9 * size).then_some(half)
    }

    /// The smallest range around both.
    pub fn around(self, other: Range) -> Range {
        Range {
            lower: self.lower.min(other.lower),
            upper: self.upper.max(other.upper),
        }
    }
}

/// The range of values that laws prescribe for each output: laws that read its value, linearly,
/// and of outputs nothing else, such as `2*u = sin(x)`.
pub fn prescribed(laws: &[Law], outputs: usize) -> Vec<Option<Range>> {
    let mut ranges: Vec<Option<Range>> = vec![None; outputs];
    let at_zero = vec![
        Guess {
            middle: 0.0,
            size: 0.0,
        };
        outputs
    ];
    for law in laws.iter().filter(|law| !law.is_tied) {
        let [read] = law.reads.as_slice() else {
            continue;
        };
        if read.alpha != MultiIndex::ZERO || !read.is_linear {
            continue;
        }
        let residuals = law.values(&law.formula, &at_zero, |_| false);
        let slopes = law.values(&read.slope, &at_zero, |_| false);
        let values = residuals.iter().zip(&slopes).map(|(r, slope)| -r / slope);
        for value in values.filter(|value| value.is_finite()) {
            let point = Range {
                lower: value,
                upper: value,
            };
            let known = &mut ranges[read.output];
            *known = Some(known.map_or(point, |range| range.around(point)));
        }
    }
    ranges
}
