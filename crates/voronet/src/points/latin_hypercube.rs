//! Latin hypercube sampling: McKay, Beckman and Conover 1979.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::random::Random;
use super::sequence::{Entry, How};
use super::{Placement, wrap};

/// `latin_hypercube`
pub static ENTRY: Entry = Entry {
    name: "latin_hypercube",
    summary: "Latin hypercube: each of n equal strata of each coordinate holds one point",
    reference: "McKay, Beckman and Conover 1979",
    keys: &[],
    how: How {
        is_endless: false,
        make: |n, dimensions, rng| Box::new(LatinHypercube::new(n, dimensions, rng)),
    },
};

/// Each of n equal strata of each coordinate holds exactly one point, placed at
/// random in it, independently of all others.
pub struct LatinHypercube {
    n: usize,
    /// Stratum of each point, by dimension.
    strata: Vec<Vec<u32>>,
    /// Place within the stratum.
    within: Random,
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
            within: Random::new(rng),
        }
    }
}

impl Placement for LatinHypercube {
    fn point(&self, j: usize, out: &mut [f64]) {
        self.within.point(j, out);
        for (x, strata) in out.iter_mut().zip(&self.strata) {
            *x = wrap((f64::from(strata[j]) + *x) / self.n as f64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    /// Of independent places within the strata their difference is anywhere.
    #[test]
    fn places_within_strata_are_independent() {
        let n = 4000;
        let hypercube = LatinHypercube::new(n, 2, &mut ChaCha8Rng::seed_from_u64(1));
        let mut counts = [0.0f64; 10];
        for j in 0..n {
            let mut x = [0.0; 2];
            hypercube.point(j, &mut x);
            let [a, b] = x.map(|x| x * n as f64);
            counts[((a - b).rem_euclid(1.0) * 10.0) as usize % 10] += 1.0;
        }
        let chi: f64 = counts.iter().map(|c| (c - 400.0).powi(2) / 400.0).sum();
        // 9 degrees of freedom.
        assert!(chi < 27.9, "{chi}");
    }
}
