//! Uniform points in a solid.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::room::Room;
use super::trials::{Keeps, MOST_TRIALS, TooFew, Trials, enough};
use super::{CHUNK, Cloud, Placement, box_points, placement};
use crate::geometry::{BoxDomain, Inhabited};
use crate::points::{Sequence, random, sobol};

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
        trials(&*points, d, &keeps).first(n, MOST_TRIALS, progress)?
    } else {
        let kept = whole_set(&room, sequence, n, rng)?;
        progress(n);
        kept
    };
    Ok(Cloud::new(d, kept))
}

/// Trial points with as many coordinates in the unit cube as in the room.
fn trials<'a>(points: &'a dyn Placement, dimensions: usize, keeps: Keeps<'a>) -> Trials<'a> {
    Trials {
        points,
        free: dimensions,
        inputs: dimensions,
        keeps,
    }
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
    let accepted = trials(&*trial, d, &keeps).kept(0..CHUNK).len() / d;
    enough(accepted, CHUNK, MOST_TRIALS)?;
    let mut size = n as f64 * CHUNK as f64 / accepted as f64;
    loop {
        let count = size.ceil() as usize;
        let points = placement(sequence, count, d, rng);
        let all = trials(&*points, d, &keeps).kept(0..count);
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
    let accepted = trials(&*points, d, &keeps).kept(0..TRIALS).len() / d;
    room.measure() * accepted as f64 / TRIALS as f64
}
