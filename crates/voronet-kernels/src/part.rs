//! Cutting things into parts.

use std::ops::Range;

/// Returns part `i` of `n` things cut into `parts` parts, whose sizes differ by at most
/// one.
#[inline(always)]
pub fn part(n: usize, parts: usize, i: usize) -> Range<usize> {
    n * i / parts..n * (i + 1) / parts
}
