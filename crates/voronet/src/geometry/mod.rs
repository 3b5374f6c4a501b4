//! The domain of a problem: where its points lie.
//!
//! In: bounds stated in the problem file. Out: measures and maps from the unit
//! cube, on which [`points`](crate::points) are generated.

/// An axis-aligned box in 1 to 4 dimensions, one interval for each input.
#[derive(Clone, Debug, PartialEq)]
pub struct BoxDomain {
    /// Lower bound of each input.
    pub lower: Vec<f64>,
    /// Upper bound of each input, greater than the lower one.
    pub upper: Vec<f64>,
}

impl BoxDomain {
    /// The number of inputs.
    pub fn dimensions(&self) -> usize {
        self.lower.len()
    }

    /// The length of input `i`'s interval.
    pub fn extent(&self, i: usize) -> f64 {
        self.upper[i] - self.lower[i]
    }
}

/// A face, edge or corner of a [`BoxDomain`]: the points whose `fixed` inputs
/// have the given values, each a bound of its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Pairs of input and value, sorted by input; never empty.
    pub fixed: Vec<(usize, f64)>,
    /// Keeps only the points at which this expression is not 0.
    pub filter: Option<voronet_expr::Node>,
}
