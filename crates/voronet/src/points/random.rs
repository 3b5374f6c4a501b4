//! Independent uniform points.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Placement;
use super::sequence::{Entry, How};

/// `random`
pub static ENTRY: Entry = Entry {
    name: "random",
    summary: "independent and uniform",
    reference: "",
    keys: &[],
    how: How {
        is_endless: true,
        make: |_, _, rng| Box::new(Random::new(rng)),
    },
};

/// Point j's numbers come from a hash of j, so that any point can be made alone.
pub struct Random {
    key: u64,
}

impl Random {
    /// A replicate.
    pub fn new(rng: &mut ChaCha8Rng) -> Random {
        Random {
            key: rng.next_u64(),
        }
    }
}

/// Points that share one seeding of the generator.
const BLOCK: usize = 64;

impl Placement for Random {
    fn point(&self, j: usize, out: &mut [f64]) {
        // ChaCha8 keyed by the replicate, with the block's number as its stream
        // and the point's place as its position: 64-bit words, two to a number.
        let mut rng = ChaCha8Rng::seed_from_u64(self.key);
        rng.set_stream((j / BLOCK) as u64);
        rng.set_word_pos((j % BLOCK * out.len() * 2) as u128);
        for x in out {
            *x = (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        }
    }
}
