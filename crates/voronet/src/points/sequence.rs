//! The sequences by which points are placed.

use rand_chacha::ChaCha8Rng;

use super::{Placement, halton, hammersley, latin_hypercube, random, sobol};
use crate::registry::{self, Family};

/// What a sequence declares of itself.
pub type Entry = registry::Entry<How>;

/// A way to place points in the unit cube.
pub type Sequence = &'static Entry;

/// How points of a sequence are made.
pub struct How {
    /// Whether it goes on for ever, so that some of its points may be left out; a
    /// set of fixed size is spread evenly as a whole alone.
    pub is_endless: bool,
    /// Makes so many points in so many dimensions. The random stream decides the
    /// replicate: a shift, a digital shift or a permutation.
    pub make: fn(usize, usize, &mut ChaCha8Rng) -> Box<dyn Placement>,
}

/// All sequences. A new one is a file with an [`Entry`] and a line here.
pub static SEQUENCES: Family<How> = Family {
    name: "sequences",
    members: &[
        &random::ENTRY,
        &halton::ENTRY,
        &sobol::ENTRY,
        &hammersley::ENTRY,
        &latin_hypercube::ENTRY,
    ],
    columns: &[
        ("what it is", |entry| entry.summary.to_owned()),
        ("source", |entry| entry.reference.to_owned()),
    ],
};
