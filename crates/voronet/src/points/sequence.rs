//! The sequences by which points are placed.

use crate::names::names;

/// A way to place points in the unit cube.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// Independent and uniform.
    Random,
    /// Generalised Halton.
    Halton,
    /// Sobol.
    Sobol,
    /// Hammersley.
    Hammersley,
    /// Latin hypercube.
    LatinHypercube,
}

names!(Sequence { Random "random", Halton "halton", Sobol "sobol", Hammersley "hammersley", LatinHypercube "latin_hypercube" });
