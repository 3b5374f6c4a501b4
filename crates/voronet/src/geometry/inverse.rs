//! Uniform by length along a curve whose length has no closed form.

/// The inverse of a running integral: from a part of the whole to the parameter.
#[derive(Clone, Debug)]
pub struct Inverse {
    from: f64,
    step: f64,
    /// ∫ of the density up to each node.
    sums: Vec<f64>,
}

/// Intervals of the table; the integral is taken by Simpson's rule in each.
const INTERVALS: usize = 4096;

impl Inverse {
    /// Of a positive density over an interval.
    pub fn new(density: impl Fn(f64) -> f64, from: f64, to: f64) -> Inverse {
        let step = (to - from) / INTERVALS as f64;
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        for k in 0..INTERVALS {
            let t = from + step * k as f64;
            sum += step / 6.0 * (density(t) + 4.0 * density(t + 0.5 * step) + density(t + step));
            sums.push(sum);
        }
        Inverse { from, step, sums }
    }

    /// The whole integral.
    pub fn total(&self) -> f64 {
        self.sums[INTERVALS]
    }

    /// The parameter up to which the integral is `part` (0 to 1) of the whole.
    pub fn at(&self, part: f64) -> f64 {
        let target = part * self.total();
        let k = self.sums.partition_point(|s| *s <= target);
        let k = k.clamp(1, INTERVALS);
        let within = (target - self.sums[k - 1]) / (self.sums[k] - self.sums[k - 1]);
        self.from + self.step * ((k - 1) as f64 + within.clamp(0.0, 1.0))
    }
}
