//! L-BFGS: Nocedal, "Updating quasi-Newton matrices with limited storage" (1980); Liu and
//! Nocedal, "On the limited memory BFGS method for large scale optimization" (1989).

use std::collections::VecDeque;

use super::quasi_newton::{Estimate, Pair, QuasiNewton};
use super::vector::{add_scaled, dot, square};
use super::{Descent, Entry, How, OptimizerSettings, Rule};
use crate::memory::{Remembered, Visit};
use crate::registry::{Fallback, Key, Range};

/// `l-bfgs`
pub static ENTRY: Entry = Entry {
    name: "l-bfgs",
    summary: "quasi-Newton steps from the last pairs of steps and changes of the gradient",
    reference: "Liu and Nocedal 1989",
    keys: &[MEMORY],
    how: How {
        step: "θ ← θ − α H ∇F, with H by the two-loop recursion",
        cost: "1 to 2 gradients, 4 m n, 2 m vectors of memory",
        rule: Rule::Descent { make, holds },
    },
};

/// m
pub const MEMORY: Key = Key {
    name: "memory",
    range: Range::Count(1),
    default: Fallback::Number(50.0),
    meaning: "m, the number of pairs that are kept",
};

fn make(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Descent> {
    let estimate = Recursion::new(settings.number(&MEMORY) as usize);
    Box::new(QuasiNewton::new(estimate, parameters))
}

/// The pairs and vectors.
fn holds(settings: &OptimizerSettings, parameters: f64, _rows: f64) -> f64 {
    (2.0 * settings.number(&MEMORY) + 12.0) * parameters
}

/// H by the two-loop recursion over the last pairs (s, y), which begins with γ I for the
/// γ = s · y / y · y of the last one.
pub struct Recursion {
    memory: usize,
    /// What γ is without pairs.
    gamma: f64,
    /// The oldest first.
    pairs: VecDeque<(Vec<f64>, Vec<f64>)>,
}

impl Recursion {
    /// Begins with the identity, and keeps `memory` pairs.
    pub fn new(memory: usize) -> Recursion {
        Recursion {
            memory,
            gamma: 1.0,
            pairs: VecDeque::new(),
        }
    }
}

impl Estimate for Recursion {
    fn multiply(&mut self, x: &[f64], out: &mut [f64]) {
        out.copy_from_slice(x);
        let mut parts = Vec::with_capacity(self.pairs.len());
        for (s, y) in self.pairs.iter().rev() {
            let part = dot(s, out) / dot(s, y);
            add_scaled(out, -part, y);
            parts.push(part);
        }
        let last = self.pairs.back();
        let gamma = last.map_or(self.gamma, |(s, y)| dot(s, y) / square(y));
        out.iter_mut().for_each(|x| *x *= gamma);
        for ((s, y), part) in self.pairs.iter().zip(parts.into_iter().rev()) {
            let back = dot(y, out) / dot(s, y);
            add_scaled(out, part - back, s);
        }
    }

    fn learn(&mut self, pair: &Pair, out: &mut [f64]) {
        if self.pairs.len() == self.memory {
            self.pairs.pop_front();
        }
        self.pairs
            .push_back((pair.step.to_vec(), pair.change.to_vec()));
        self.multiply(pair.gradient, out);
    }

    fn reset(&mut self, gamma: f64) {
        self.gamma = gamma;
        self.pairs.clear();
    }

    fn visit(&mut self, visit: Visit) {
        visit("first gamma", Remembered::Number(&mut self.gamma));
        let mut count = self.pairs.len();
        visit("pairs", Remembered::Count(&mut count));
        let mut kept: Vec<f64> = Vec::new();
        for (s, y) in &self.pairs {
            kept.extend(s.iter().chain(y));
        }
        visit("steps and changes", Remembered::Numbers(&mut kept));
        let order = kept.len() / count.saturating_mul(2).max(1);
        let pair = |both: &[f64]| (both[..order].to_vec(), both[order..].to_vec());
        self.pairs = kept.chunks_exact((2 * order).max(1)).map(pair).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recursion_is_the_update_of_bfgs() {
        // H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, from γ I, with the last two of three.
        let pairs = [
            ([9.0, 9.0, 9.0], [1.0, 1.0, 1.0]),
            ([1.0, 0.5, -1.0], [2.0, 1.0, 0.5]),
            ([0.3, -1.0, 0.2], [0.1, -2.0, 1.0]),
        ];
        let mut recursion = Recursion::new(2);
        for (s, y) in &pairs {
            let pair = Pair {
                step: s,
                change: y,
                length: 1.0,
                direction: s,
                gradient: y,
            };
            let mut out = [0.0; 3];
            recursion.learn(&pair, &mut out);
            // H y = s
            assert!(out.iter().zip(s).all(|(x, s)| (x - s).abs() < 1e-14));
        }
        let mut h = [[0.0; 3]; 3];
        for (i, row) in h.iter_mut().enumerate() {
            row[i] = dot(&pairs[2].0, &pairs[2].1) / square(&pairs[2].1);
        }
        for (s, y) in &pairs[1..] {
            let rho = 1.0 / dot(s, y);
            let v = |i: usize, j: usize| f64::from(i == j) - rho * s[i] * y[j];
            let old = h;
            for (i, j) in (0..9).map(|k| (k / 3, k % 3)) {
                let terms = (0..9).map(|k| v(i, k / 3) * old[k / 3][k % 3] * v(j, k % 3));
                h[i][j] = terms.sum::<f64>() + rho * s[i] * s[j];
            }
        }
        let (x, mut out) = ([0.7, -0.4, 1.1], [0.0; 3]);
        recursion.multiply(&x, &mut out);
        for (out, row) in out.iter().zip(&h) {
            assert!((out - dot(row, &x)).abs() < 1e-14);
        }
    }
}
