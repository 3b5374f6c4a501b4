//! Trial points, of which some are kept.

use rayon::prelude::*;

use super::{CHUNK, MAX_DIMENSIONS, Placement};

/// (Almost) nothing is left of a domain or of a condition's place.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("only {accepted} of {tried} trial points lie there; widen that place or the domain")]
pub struct TooFew {
    /// Points that are kept.
    pub accepted: usize,
    /// Points that were tried.
    pub tried: usize,
}

/// A place of which less than one trial point in so many is left is taken for
/// empty.
pub const MOST_TRIALS: usize = 10_000;

/// The most trial points of a pass: what is kept of one lies in memory twice.
pub const PASS: usize = 8 * CHUNK;

/// Points that a thread tries before it takes others.
const BATCH: usize = 1 << 13;

/// Writes the point for coordinates in the unit cube; whether it is kept.
pub type Keeps<'a> = &'a (dyn Fn(&[f64], &mut [f64]) -> bool + Sync);

/// Points in the unit cube that are tried, and what decides whether they are kept.
#[derive(Clone, Copy)]
pub struct Trials<'a> {
    /// The points.
    pub points: &'a dyn Placement,
    /// How many coordinates a trial point has in the unit cube.
    pub free: usize,
    /// How many coordinates a kept point has.
    pub inputs: usize,
    /// Makes a point of a trial point and decides about it.
    pub keeps: Keeps<'a>,
}

impl Trials<'_> {
    /// Takes the first n points of an endless sequence that are kept, with their
    /// coordinates one point after the other. Batches of any size give the same points.
    ///
    /// # Errors
    /// If fewer than one in `most` is kept.
    pub fn first(
        self,
        n: usize,
        most: usize,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<f64>, TooFew> {
        let mut kept = Vec::with_capacity(n * self.inputs);
        let (mut made, mut tried) = (0, 0);
        while made < n {
            // As many as the share so far asks for, and a few more.
            let share = (made + 1) as f64 / (tried + 1) as f64;
            let wanted = 1.1 * (n - made) as f64 / share;
            let batch = (wanted as usize).clamp(64, PASS);
            let more = self.kept(tried..tried + batch);
            // No more than there is room for: growing would double the memory.
            kept.extend_from_slice(&more[..more.len().min(n * self.inputs - kept.len())]);
            tried += batch;
            let found = kept.len() / self.inputs;
            progress(found - made);
            made = found;
            if made < n {
                enough(made, tried, most)?;
            }
        }
        Ok(kept)
    }

    /// Takes those points of a range that are kept, in order.
    pub fn kept(self, range: std::ops::Range<usize>) -> Vec<f64> {
        let batch = |start: usize| {
            let (mut unit, mut x) = ([0.0; MAX_DIMENSIONS], [0.0; MAX_DIMENSIONS]);
            let (unit, x) = (&mut unit[..self.free], &mut x[..self.inputs]);
            let mut kept = Vec::new();
            for j in start..(start + BATCH).min(range.end) {
                self.points.point(j, unit);
                if (self.keeps)(unit, x) {
                    kept.extend_from_slice(x);
                }
            }
            kept
        };
        let starts = range.clone().into_par_iter().step_by(BATCH);
        let parts: Vec<Vec<f64>> = starts.map(batch).collect();
        parts.concat()
    }
}

/// Whether one in `most` is accepted; few trials decide nothing.
pub fn enough(accepted: usize, tried: usize, most: usize) -> Result<(), TooFew> {
    if (accepted + 10).saturating_mul(most) < tried {
        return Err(TooFew { accepted, tried });
    }
    Ok(())
}
