//! Uniform points in a solid.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::place::TooFew;
use super::room::Room;
use super::{CHUNK, Cloud, MAX_DIMENSIONS, Placement, box_points, placement};
use crate::geometry::{BoxDomain, Inhabited};
use crate::points::{Sequence, random, sobol};

/// A place of which less than one trial point in so many is left is taken for
/// empty.
pub const MOST_TRIALS: usize = 10_000;

/// `n` uniform points in the domain: a box, in which some inputs may have to lie
/// in a solid. The points of a sequence that lie outside are left out, which
/// keeps those inside uniform.
///
/// # Errors
/// If almost nothing of the box is inside.
pub fn domain_points(
    bounds: &BoxDomain,
    inhabited: Option<&Inhabited>,
    sequence: Sequence,
    n: usize,
    rng: &mut ChaCha8Rng,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Cloud, TooFew> {
    if inhabited.is_none() {
        return Ok(box_points(bounds, sequence, n, rng, progress));
    }
    let d = bounds.dimensions();
    let room = Room::new(bounds.clone(), &[], inhabited);
    let kept = if sequence.how.is_endless {
        let points = placement(sequence, n, d, rng);
        let keeps = |unit: &[f64], x: &mut [f64]| room.point(unit, x);
        first_kept(&*points, (d, d), (n, MOST_TRIALS), &keeps, progress)?
    } else {
        let kept = whole_set(&room, sequence, n, rng)?;
        progress(n);
        kept
    };
    Ok(Cloud::new(d, kept))
}

/// Writes the point for coordinates in the unit cube; whether it is kept.
pub type Keeps<'a> = &'a (dyn Fn(&[f64], &mut [f64]) -> bool + Sync);

/// The first n points of an endless sequence in `from` dimensions that are kept,
/// with their `to` coordinates. Batches of any size give the same points.
///
/// # Errors
/// If fewer than one in `most` is kept.
pub fn first_kept(
    points: &dyn Placement,
    (from, to): (usize, usize),
    (n, most): (usize, usize),
    keeps: Keeps,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Vec<f64>, TooFew> {
    let mut kept = Vec::with_capacity(n * to);
    let (mut made, mut tried) = (0, 0);
    while made < n {
        // As many as the share so far asks for, and a few more.
        let share = (made + 1) as f64 / (tried + 1) as f64;
        let wanted = 1.1 * (n - made) as f64 / share;
        let batch = (wanted as usize).clamp(64, PASS);
        let more = kept_of(points, (from, to), tried..tried + batch, keeps);
        // No more than there is room for: growing would double the memory.
        kept.extend_from_slice(&more[..more.len().min(n * to - kept.len())]);
        tried += batch;
        let found = kept.len() / to;
        progress(found - made);
        made = found;
        if made < n {
            enough(made, tried, most)?;
        }
    }
    Ok(kept)
}

/// The most trial points of a pass: what is kept of one lies in memory twice.
pub const PASS: usize = 8 * CHUNK;

/// Points that a thread tries before it takes others.
const BATCH: usize = 1 << 13;

/// Those points of a range that are kept, in order.
pub fn kept_of(
    points: &dyn Placement,
    (from, to): (usize, usize),
    range: std::ops::Range<usize>,
    keeps: Keeps,
) -> Vec<f64> {
    let batch = |start: usize| {
        let (mut unit, mut x) = ([0.0; MAX_DIMENSIONS], [0.0; MAX_DIMENSIONS]);
        let mut kept = Vec::new();
        for j in start..(start + BATCH).min(range.end) {
            points.point(j, &mut unit[..from]);
            if keeps(&unit[..from], &mut x[..to]) {
                kept.extend_from_slice(&x[..to]);
            }
        }
        kept
    };
    let starts = range.clone().into_par_iter().step_by(BATCH);
    let parts: Vec<Vec<f64>> = starts.map(batch).collect();
    parts.concat()
}

/// n points of a set whose size must be known first: as large as is needed for
/// n points inside, of which what is too many is dropped at random.
fn whole_set(
    room: &Room,
    sequence: Sequence,
    n: usize,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<f64>, TooFew> {
    let d = room.dimensions();
    let keeps = |unit: &[f64], x: &mut [f64]| room.point(unit, x);
    let trial = placement(&random::ENTRY, CHUNK, d, rng);
    let accepted = kept_of(&*trial, (d, d), 0..CHUNK, &keeps).len() / d;
    enough(accepted, CHUNK, MOST_TRIALS)?;
    let mut size = n as f64 * CHUNK as f64 / accepted as f64;
    loop {
        let count = size.ceil() as usize;
        let points = placement(sequence, count, d, rng);
        let all = kept_of(&*points, (d, d), 0..count, &keeps);
        let mut left = all.len() / d;
        if left < n {
            size *= 1.02;
            continue;
        }
        // Keep each with the chance that n of those left are wanted.
        let mut wanted = n;
        let mut kept = Vec::with_capacity(n * d);
        for point in all.chunks_exact(d) {
            if (rng.random::<f64>() * left as f64) < wanted as f64 {
                kept.extend_from_slice(point);
                wanted -= 1;
            }
            left -= 1;
        }
        return Ok(kept);
    }
}

/// Whether one in `most` is accepted; few trials decide nothing.
fn enough(accepted: usize, tried: usize, most: usize) -> Result<(), TooFew> {
    if (accepted + 10).saturating_mul(most) < tried {
        return Err(TooFew { accepted, tried });
    }
    Ok(())
}

/// Length, area or volume of a solid, within about one part in a thousand: the
/// part of its box that a Sobol sequence finds inside.
pub fn solid_measure(inhabited: &Inhabited, rng: &mut ChaCha8Rng) -> f64 {
    const TRIALS: usize = 1 << 17;
    let bounds = inhabited.solid.bounds();
    let d = bounds.dimensions();
    let own = Inhabited {
        inputs: (0..d).collect(),
        solid: inhabited.solid.clone(),
    };
    let room = Room::new(bounds, &[], Some(&own));
    let points = placement(&sobol::ENTRY, TRIALS, d, rng);
    let keeps = |unit: &[f64], x: &mut [f64]| room.point(unit, x);
    let accepted = kept_of(&*points, (d, d), 0..TRIALS, &keeps).len() / d;
    room.measure() * accepted as f64 / TRIALS as f64
}
