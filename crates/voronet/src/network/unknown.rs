//! Numbers that are found together with the solution.

/// A number of the problem that is found together with the solution.
///
/// θ has a number of its own for each, of which the unknown is a smooth function that keeps
/// within its bounds: s where that number is 0, s·exp(r) or a logistic function elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// As laws read it.
    pub name: String,
    /// Where it starts.
    pub start: f64,
    /// What it stays above, if it does.
    pub from: Option<f64>,
    /// What it stays below, if it does.
    pub to: Option<f64>,
}

impl Unknown {
    /// The unknown for a number r of θ, which is 0 at first.
    pub fn value(&self, r: f64) -> f64 {
        let start = self.start;
        let value = match (self.from, self.to) {
            (None, None) => start + self.unit() * r,
            // Written so that it is the start, and no neighbour of it, where r is 0.
            (Some(from), None) => start + (start - from) * r.exp_m1(),
            (None, Some(to)) => start - (to - start) * r.exp_m1(),
            (Some(from), Some(to)) => {
                let logit = ((start - from) / (to - start)).ln();
                start + (to - from) * (logistic(logit + r) - logistic(logit))
            }
        };
        // As far as rounding goes.
        let value = self.from.map_or(value, |from| value.max(from));
        self.to.map_or(value, |to| value.min(to))
    }

    /// The slope of [`value`](Self::value) by r.
    pub fn slope(&self, r: f64) -> f64 {
        let start = self.start;
        match (self.from, self.to) {
            (None, None) => self.unit(),
            (Some(from), None) => (start - from) * r.exp(),
            (None, Some(to)) => -(to - start) * r.exp(),
            (Some(from), Some(to)) => {
                let at = ((start - from) / (to - start)).ln() + r;
                (to - from) * logistic(at) * logistic(-at)
            }
        }
    }

    /// The number r for which the unknown is `value`; none where that is not within the bounds.
    pub fn number(&self, value: f64) -> Option<f64> {
        let start = self.start;
        let r = match (self.from, self.to) {
            (None, None) => (value - start) / self.unit(),
            (Some(from), None) => ((value - from) / (start - from)).ln(),
            (None, Some(to)) => ((to - value) / (to - start)).ln(),
            (Some(from), Some(to)) => {
                let logit = |x: f64| ((x - from) / (to - x)).ln();
                logit(value) - logit(start)
            }
        };
        r.is_finite().then_some(r)
    }

    /// Tells whether it starts at a number within its bounds, and not on one.
    pub fn is_within(&self) -> bool {
        let is_above = self.from.is_none_or(|from| self.start > from);
        self.start.is_finite() && is_above && self.to.is_none_or(|to| self.start < to)
    }

    /// How far one without bounds moves as r does by 1.
    fn unit(&self) -> f64 {
        match self.start.abs() {
            0.0 => 1.0,
            size => size,
        }
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds() -> Vec<Unknown> {
        let of = |start, from, to| Unknown {
            name: "k".to_owned(),
            start,
            from,
            to,
        };
        vec![
            of(0.0, None, None),
            of(-3.0, None, None),
            of(0.7, Some(0.0), None),
            of(-2.0, None, Some(1.0)),
            of(0.3, Some(0.1), Some(0.9)),
        ]
    }

    #[test]
    fn an_unknown_starts_where_it_is_told_and_keeps_within_its_bounds() {
        for unknown in kinds() {
            assert_eq!(unknown.value(0.0), unknown.start);
            for r in [-30.0, -2.0, 0.5, 30.0] {
                let value = unknown.value(r);
                assert!(unknown.from.is_none_or(|from| value >= from), "{value}");
                assert!(unknown.to.is_none_or(|to| value <= to), "{value}");
            }
            for r in [-1.5, 0.25] {
                let again = unknown.number(unknown.value(r)).unwrap();
                assert!((again - r).abs() < 1e-12, "{unknown:?} at {r}");
            }
        }
    }

    #[test]
    fn slopes_are_those_of_differences() {
        for unknown in kinds() {
            for r in [-1.0, 0.0, 0.7] {
                let h = 1e-5;
                let difference = (unknown.value(r + h) - unknown.value(r - h)) / (2.0 * h);
                let slope = unknown.slope(r);
                assert!(
                    (difference / slope - 1.0).abs() < 1e-8,
                    "{unknown:?} at {r}"
                );
            }
        }
    }
}
