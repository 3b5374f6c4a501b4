//! Latin hypercube sampling: McKay, Beckman and Conover 1979.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{Placement, wrap};

/// Each of n equal strata of each coordinate holds exactly one point, placed at
/// random in it.
pub struct LatinHypercube {
    n: usize,
    /// Stratum of each point, by dimension.
    strata: Vec<Vec<u32>>,
    /// Place within the stratum: a Weyl sequence from a random start.
    start: Vec<f64>,
}

impl LatinHypercube {
    /// A replicate by random permutations.
    pub fn new(n: usize, dimensions: usize, rng: &mut ChaCha8Rng) -> LatinHypercube {
        let mut permutation = || {
            let mut strata: Vec<u32> = (0..n as u32).collect();
            strata.shuffle(rng);
            strata
        };
        let strata = (0..dimensions).map(|_| permutation()).collect();
        LatinHypercube {
            n,
            strata,
            start: (0..dimensions).map(|_| rng.random()).collect(),
        }
    }
}

/// The golden ratio's fraction, whose multiples fill [0, 1) evenly.
const STEP: f64 = 0.618_033_988_749_894_9;

impl Placement for LatinHypercube {
    fn point(&self, j: usize, out: &mut [f64]) {
        for ((x, strata), start) in out.iter_mut().zip(&self.strata).zip(&self.start) {
            let within = wrap(start + STEP * j as f64);
            *x = wrap((f64::from(strata[j]) + within) / self.n as f64);
        }
    }
}
