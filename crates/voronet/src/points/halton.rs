//! Generalised Halton sequences: Faure and Lemieux, "Generalized Halton
//! sequences in 2008: a comparative study", ACM TOMACS 19 (2009).

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::sequence::{Entry, How};
use super::{MAX_DIMENSIONS, Placement, wrap};

/// `halton`
pub static ENTRY: Entry = Entry {
    name: "halton",
    summary: "generalised Halton, shifted at random",
    reference: "Faure and Lemieux 2009",
    keys: &[],
    how: How {
        is_endless: true,
        make: |_, dimensions, rng| Box::new(Halton::shifted(dimensions, rng)),
    },
};

/// The first primes, and the multipliers that Faure and Lemieux found for them.
const BASES: [(u64, u64); MAX_DIMENSIONS] = [
    (2, 1),
    (3, 1),
    (5, 3),
    (7, 3),
    (11, 4),
    (13, 9),
    (17, 7),
    (19, 5),
    (23, 9),
    (29, 18),
    (31, 18),
    (37, 8),
    (41, 13),
    (43, 31),
    (47, 9),
    (53, 19),
    (59, 36),
    (61, 33),
    (67, 21),
    (71, 44),
    (73, 43),
    (79, 61),
    (83, 60),
    (89, 56),
];

/// Coordinate i of point j is the radical inverse of j + 1 in base b_i with each
/// digit d replaced by f_i d mod b_i, shifted modulo 1.
pub struct Halton {
    shift: Vec<f64>,
}

impl Halton {
    /// The sequence itself, without a shift.
    #[cfg(test)]
    pub fn plain(dimensions: usize) -> Halton {
        Halton {
            shift: vec![0.0; dimensions],
        }
    }

    /// A replicate by a random shift modulo 1.
    pub fn shifted(dimensions: usize, rng: &mut ChaCha8Rng) -> Halton {
        Halton {
            shift: (0..dimensions).map(|_| rng.random()).collect(),
        }
    }
}

impl Placement for Halton {
    fn point(&self, j: usize, out: &mut [f64]) {
        for ((x, &(base, factor)), shift) in out.iter_mut().zip(&BASES).zip(&self.shift) {
            *x = wrap(radical_inverse(j as u64 + 1, base, factor) + shift);
        }
    }
}

/// Σ (f d_k mod b) b^(−k−1) over the digits d_k of j in base b.
pub fn radical_inverse(mut j: u64, base: u64, factor: u64) -> f64 {
    // The digits are gathered as a whole number, so that only one rounding
    // happens.
    let (mut reversed, mut scale) = (0u64, 1u64);
    while j > 0 {
        reversed = reversed * base + factor * (j % base) % base;
        scale *= base;
        j /= base;
    }
    reversed as f64 / scale as f64
}
