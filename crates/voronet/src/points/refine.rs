//! Leaving out what holds no points, so that trial points are not wasted.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// At least this part of trial points should be kept.
const FAIR: f64 = 0.125;

/// Trial points by which that part is judged.
const TRIALS: usize = 1024;

/// Parts are halved up to about this many.
const MOST_PARTS: usize = 1 << 15;

/// And so often: what is left then is too small for numbers.
const MOST_ROUNDS: usize = 64;

/// Parts of a whole, halved (in round k by `halves(part, k)`) and rid of those
/// that surely hold nothing, until a fair part of trial points is kept. They
/// stay as they are where that is so at once. `kept` makes so many trial points
/// and counts those that are kept.
///
/// Trials come from a stream of their own: the parts depend on the whole alone,
/// and points that are drawn from them later on not on how they were found.
pub fn refined<T>(
    mut parts: Vec<T>,
    kept: impl Fn(&[T], usize, &mut ChaCha8Rng) -> usize,
    may_hold: impl Fn(&T) -> bool,
    halves: impl Fn(&T, usize) -> [T; 2],
) -> Vec<T> {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    for round in 0..MOST_ROUNDS {
        if parts.is_empty() || kept(&parts, TRIALS, &mut rng) as f64 >= FAIR * TRIALS as f64 {
            break;
        }
        parts.retain(&may_hold);
        if parts.len() > MOST_PARTS {
            break;
        }
        parts = parts.iter().flat_map(|part| halves(part, round)).collect();
    }
    parts
}
