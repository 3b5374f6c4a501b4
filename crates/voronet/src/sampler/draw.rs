//! From probabilities to indices.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::memory::{Remembered, Visit};

/// A distribution over N points, given number by number.
pub struct Distribution {
    /// Running sums of weights in proportion to the probabilities.
    cumulative: Vec<f64>,
    uniforms: Vec<f64>,
}

impl Distribution {
    /// Makes all points alike.
    pub fn uniform(points: usize) -> Distribution {
        Distribution {
            cumulative: (1..=points).map(|j| j as f64).collect(),
            uniforms: Vec::new(),
        }
    }

    /// Takes a new weight, zero or positive, for each point. O(N).
    pub fn set(&mut self, weights: impl Iterator<Item = f64>) {
        let mut sum = 0.0;
        for (cumulative, weight) in self.cumulative.iter_mut().zip(weights) {
            sum += weight;
            *cumulative = sum;
        }
    }

    /// Shows the weights, as far as they were set.
    pub fn visit(&mut self, visit: Visit) {
        visit("running sums", Remembered::Fixed(&mut self.cumulative));
    }

    /// N q_j, from the running sums, so that it is what the draws follow.
    pub fn relative(&self, j: usize) -> f64 {
        let before = if j == 0 { 0.0 } else { self.cumulative[j - 1] };
        let n = self.cumulative.len() as f64;
        let whole = self.cumulative[self.cumulative.len() - 1];
        (self.cumulative[j] - before) * n / whole
    }

    /// Returns q_j of every point.
    pub fn probabilities(&self) -> Vec<f64> {
        let n = self.cumulative.len();
        (0..n).map(|j| self.relative(j) / n as f64).collect()
    }

    /// Appends m points drawn with replacement, in order. This takes O(N + m).
    pub fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, indices: &mut Vec<usize>) {
        sorted_uniforms(m, rng, &mut self.uniforms);
        merge(&self.cumulative, &self.uniforms, |j, _| indices.push(j));
    }
}

/// m sorted uniform numbers without sorting: the partial sums of m + 1
/// exponential spacings, divided by their total, are distributed as the order
/// statistics of m uniform numbers. The buffer is reused.
pub fn sorted_uniforms(m: usize, rng: &mut ChaCha8Rng, out: &mut Vec<f64>) {
    out.clear();
    let mut sum = 0.0;
    for _ in 0..m {
        sum += exponential(rng);
        out.push(sum);
    }
    let scale = 1.0 / (sum + exponential(rng));
    for x in out {
        *x *= scale;
    }
}

fn exponential(rng: &mut ChaCha8Rng) -> f64 {
    let u: f64 = rng.random();
    -(1.0 - u).ln()
}

/// Draws from weights by their running sums: for each of the sorted uniform
/// numbers, the first item whose running sum exceeds it. Both run forward
/// together, so that n items and m draws cost O(n + m), and indices come out in
/// order, as memory likes them. `item` is told the index and where within the
/// item, from 0 to 1, the number fell.
pub fn merge(cumulative: &[f64], uniforms: &[f64], mut item: impl FnMut(usize, f64)) {
    let Some(&total) = cumulative.last() else {
        return;
    };
    let mut i = 0;
    let mut before = 0.0;
    for &u in uniforms {
        let target = u * total;
        while cumulative[i] <= target && i + 1 < cumulative.len() {
            before = cumulative[i];
            i += 1;
        }
        // Rounding may leave the last items with no room: go back to one that
        // has some.
        while i > 0 && cumulative[i] <= cumulative[i - 1] {
            i -= 1;
            before = if i == 0 { 0.0 } else { cumulative[i - 1] };
        }
        let within = (target - before) / (cumulative[i] - before);
        item(i, within.clamp(0.0, 1.0 - f64::EPSILON));
    }
}
