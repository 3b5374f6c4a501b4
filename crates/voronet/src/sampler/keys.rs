//! The settings that several samplers read.

use crate::registry::{Fallback, Key, Range};

/// Iterations between two refreshes.
pub const REFRESH: Key = Key {
    name: "refresh",
    range: Range::Count(1),
    default: Fallback::Number(1.0),
    meaning: "iterations from one refresh of the scores to the next",
};

/// S of Algorithm 2.
pub const SEEDS: Key = Key {
    name: "seeds",
    range: Range::Count(1),
    default: Fallback::Batch,
    meaning: "points at which the loss is evaluated, at most `points`; on a condition at most as many as its batch",
};

/// a of the defensive mixture q' = (1 − a) q + a/N.
pub const MIXTURE: Key = Key {
    name: "mixture",
    range: Range::Fraction,
    default: Fallback::Number(0.5),
    meaning: "share of uniform draws mixed into the importances",
};

/// p of q ∝ ε^p, ε² the loss; the paper has 2.
pub const IMPORTANCE_POWER: Key = Key {
    name: "power",
    range: Range::NonNegative,
    default: Fallback::Number(1.0),
    meaning: "p of q ∝ ε^p, where ε² is the loss of a point: 2 is q ∝ the loss, as in the paper",
};

/// k of the weights (1/(N q))^k.
pub const EXPONENT: Key = Key {
    name: "exponent",
    range: Range::NonNegative,
    default: Fallback::Number(1.0),
    meaning: "k of the weights (1/(N q))^k of drawn points; 1 is unbiased",
};

/// k of p ∝ ε^k / mean(ε^k) + c, as RAD has it.
pub const POWER: Key = Key {
    name: "power",
    range: Range::NonNegative,
    default: Fallback::Number(1.0),
    meaning: "k of p ∝ ε^k / mean(ε^k) + c, by which residual points are drawn",
};

/// c of p ∝ ε^k / mean(ε^k) + c, as RAD has it.
pub const SHIFT: Key = Key {
    name: "shift",
    range: Range::NonNegative,
    default: Fallback::Number(1.0),
    meaning: "c of the same",
};

/// The residual points of RAD, and those that RAR-D starts from.
pub const RESIDUAL_POINTS: Key = Key {
    name: "residual_points",
    range: Range::Count(1),
    default: Fallback::Batch,
    meaning: "points that are trained on between refreshes, at the start; at least `batch`",
};
