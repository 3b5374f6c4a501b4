//! Hammersley point sets: one coordinate runs evenly, the others are Halton's.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::halton::Halton;
use super::sequence::{Entry, How};
use super::{Placement, wrap};

/// `hammersley`
pub static ENTRY: Entry = Entry {
    name: "hammersley",
    summary: "Hammersley: one coordinate runs evenly, the others are those of Halton; shifted at random",
    reference: "",
    keys: &[],
    how: How {
        is_endless: false,
        make: |n, dimensions, rng| Box::new(Hammersley::shifted(n, dimensions, rng)),
    },
};

/// Point j of n is (j / n, Halton(j)), shifted modulo 1.
pub struct Hammersley {
    n: usize,
    shift: f64,
    halton: Halton,
}

impl Hammersley {
    /// The set itself.
    #[cfg(test)]
    pub fn plain(n: usize, dimensions: usize) -> Hammersley {
        Hammersley {
            n,
            shift: 0.0,
            halton: Halton::plain(dimensions.saturating_sub(1)),
        }
    }

    /// A replicate by a random shift modulo 1.
    pub fn shifted(n: usize, dimensions: usize, rng: &mut ChaCha8Rng) -> Hammersley {
        Hammersley {
            n,
            shift: rng.random(),
            halton: Halton::shifted(dimensions.saturating_sub(1), rng),
        }
    }
}

impl Placement for Hammersley {
    fn point(&self, j: usize, out: &mut [f64]) {
        let (first, rest) = out.split_at_mut(1);
        first[0] = wrap(j as f64 / self.n as f64 + self.shift);
        self.halton.point(j, rest);
    }
}
