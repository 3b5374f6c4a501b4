//! Random numbers, a stream for each purpose.
//!
//! A run's seed is the key of ChaCha8; purpose and iteration choose one of its
//! 2⁶⁴ streams. So what is drawn in iteration i depends on the seed, the purpose
//! and i alone, whatever was drawn before and by how many threads.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What numbers are drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// θ(0).
    Initialization,
    /// The seeds of Algorithm 2.
    Seeds {
        /// The interior is 0.
        set: usize,
    },
    /// The pool of a point set.
    Points {
        /// The interior is 0.
        set: usize,
    },
    /// The fixed uniform set on which the loss is tracked.
    Tracked {
        /// The interior is 0.
        set: usize,
    },
    /// The batch of a point set.
    Batch {
        /// The interior is 0.
        set: usize,
    },
    /// The residual points of a sampler: at first, and when it takes new scores.
    Residual {
        /// The interior is 0.
        set: usize,
    },
    /// The fixed uniform set on which a trained field is judged.
    Fresh {
        /// The interior is 0.
        set: usize,
    },
}

impl Purpose {
    fn code(self) -> u64 {
        let coded = |kind: u64, set: usize| kind | (set as u64) << 3;
        match self {
            Purpose::Initialization => 0,
            Purpose::Seeds { set } => coded(1, set),
            Purpose::Points { set } => coded(2, set),
            Purpose::Tracked { set } => coded(3, set),
            Purpose::Batch { set } => coded(4, set),
            Purpose::Residual { set } => coded(5, set),
            Purpose::Fresh { set } => coded(6, set),
        }
    }
}

/// The stream for a purpose in an iteration (0 for what is drawn once).
pub fn stream(seed: u64, purpose: Purpose, iteration: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    // 24 bits of purpose leave 2⁴⁰ iterations.
    rng.set_stream(purpose.code() << 40 | (iteration & ((1 << 40) - 1)));
    rng
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn streams_differ_and_repeat() {
        let mut seen = std::collections::BTreeSet::new();
        let sets = (0..9).map(|set| Purpose::Batch { set });
        let purposes = sets.chain([
            Purpose::Initialization,
            Purpose::Seeds { set: 0 },
            Purpose::Seeds { set: 1 },
            Purpose::Residual { set: 0 },
            Purpose::Points { set: 0 },
            Purpose::Tracked { set: 3 },
            Purpose::Fresh { set: 3 },
        ]);
        for purpose in purposes {
            for iteration in 0..3 {
                let first = stream(5, purpose, iteration).next_u64();
                assert_eq!(stream(5, purpose, iteration).next_u64(), first);
                assert!(seen.insert(first));
            }
        }
    }
}
