//! From probabilities to indices.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

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
