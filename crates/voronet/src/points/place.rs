//! From the unit cube to a box and its faces.

use rand_chacha::ChaCha8Rng;

use super::{Cloud, placement, unit_points};
use crate::geometry::{BoxDomain, Piece};
use crate::problem::Sequence;

/// `n` points in a box.
pub fn box_points(
    domain: &BoxDomain,
    sequence: Sequence,
    n: usize,
    rng: &mut ChaCha8Rng,
    progress: &(dyn Fn(usize) + Sync),
) -> Cloud {
    let d = domain.dimensions();
    let mut cloud = unit_points(sequence, n, d, rng, progress);
    for (k, x) in cloud.coordinates_mut().iter_mut().enumerate() {
        *x = domain.lower[k % d] + domain.extent(k % d) * *x;
    }
    cloud
}

/// A condition's filter leaves (almost) nothing of its faces.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("only {accepted} of {tried} trial points satisfy it")]
pub struct TooFew {
    /// Points that pass.
    pub accepted: usize,
    /// Points that were tried.
    pub tried: usize,
}

/// Decides by a piece's number and a point of it whether the point is kept.
pub type Accepts<'a> = &'a dyn Fn(usize, &[f64]) -> bool;

/// Trial points by which the measure of a filtered piece is found.
const TRIALS: usize = 10_000;

/// `n` uniform points on the union of pieces of a box's boundary.
///
/// A piece's share is its measure: the product of the lengths of its free
/// inputs, times the part that its filter accepts. Pieces of lower dimension
/// than the largest (an edge beside a face) have measure 0 and get nothing,
/// unless all have the same dimension; corners share equally. `accepts(i, x)`
/// decides whether a point of piece i is kept.
/// Each point carries its outward unit normal (0 on edges and corners) and the
/// coordinates of the point opposite.
///
/// # Errors
/// If fewer than one in 10⁴ trial points is accepted.
pub fn piece_points(
    domain: &BoxDomain,
    pieces: &[Piece],
    sequence: Sequence,
    n: usize,
    accepts: Option<Accepts<'_>>,
    rng: &mut ChaCha8Rng,
) -> Result<Cloud, TooFew> {
    let measures = measures(domain, pieces, accepts, rng)?;
    let counts = shares(&measures, n);
    let d = domain.dimensions();
    let mut coordinates = Vec::with_capacity(n * d);
    let mut carried = Vec::with_capacity(n * 2 * d);
    for (i, (piece, &count)) in pieces.iter().zip(&counts).enumerate() {
        let (mut made, mut tried) = (0, 0);
        // A filtered piece needs an endless supply, which a set of fixed size
        // (Latin hypercube, Hammersley) is not.
        let sequence = if accepts.is_some() {
            Sequence::Random
        } else {
            sequence
        };
        let trial = placement(sequence, count, d - piece.fixed.len(), rng);
        let mut unit = vec![0.0; d - piece.fixed.len()];
        while made < count {
            trial.point(tried, &mut unit);
            tried += 1;
            let start = coordinates.len();
            coordinates.extend_from_slice(&on_piece(domain, piece, &unit)[..d]);
            if accepts.is_none_or(|accepts| accepts(i, &coordinates[start..])) {
                made += 1;
                carry(domain, piece, &coordinates[start..], &mut carried);
            } else {
                coordinates.truncate(start);
                if tried > TRIALS * (made + 1) {
                    return Err(TooFew {
                        accepted: made,
                        tried,
                    });
                }
            }
        }
    }
    Ok(Cloud::new(d, coordinates).carrying(2 * d, carried))
}

/// Appends the normal at a point of a piece and the point opposite.
fn carry(domain: &BoxDomain, piece: &Piece, x: &[f64], carried: &mut Vec<f64>) {
    let start = carried.len();
    carried.resize(start + x.len(), 0.0);
    carried.extend_from_slice(x);
    let (normal, opposite) = carried[start..].split_at_mut(x.len());
    for &(i, value) in &piece.fixed {
        opposite[i] = domain.lower[i] + domain.upper[i] - value;
        if piece.fixed.len() == 1 {
            normal[i] = if value == domain.lower[i] { -1.0 } else { 1.0 };
        }
    }
}

/// The point of a piece for coordinates of its free inputs in the unit cube.
fn on_piece(domain: &BoxDomain, piece: &Piece, unit: &[f64]) -> [f64; super::MAX_DIMENSIONS] {
    let mut point = [0.0; super::MAX_DIMENSIONS];
    let mut free = unit.iter();
    for (i, x) in point.iter_mut().enumerate().take(domain.dimensions()) {
        let fixed = piece.fixed.iter().find(|(input, _)| *input == i);
        *x = match fixed {
            Some(&(_, value)) => value,
            None => domain.lower[i] + domain.extent(i) * free.next().copied().unwrap_or(0.0),
        };
    }
    point
}

fn measures(
    domain: &BoxDomain,
    pieces: &[Piece],
    accepts: Option<Accepts<'_>>,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<f64>, TooFew> {
    let d = domain.dimensions();
    let fewest = pieces.iter().map(|p| p.fixed.len()).min().unwrap_or(0);
    let mut all = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        if piece.fixed.len() > fewest {
            all.push(0.0);
            continue;
        }
        let is_fixed = |input: usize| piece.fixed.iter().any(|&(j, _)| j == input);
        let free = (0..d).filter(|&input| !is_fixed(input));
        let mut measure: f64 = free.map(|input| domain.extent(input)).product();
        if let Some(accepts) = accepts {
            let trials = unit_trials(d - piece.fixed.len(), rng);
            let passes = |unit: &Vec<f64>| accepts(i, &on_piece(domain, piece, unit)[..d]);
            measure *= trials.iter().filter(|unit| passes(unit)).count() as f64 / TRIALS as f64;
        }
        all.push(measure);
    }
    if all.iter().sum::<f64>() > 0.0 {
        Ok(all)
    } else {
        Err(TooFew {
            accepted: 0,
            tried: TRIALS * pieces.len(),
        })
    }
}

fn unit_trials(dimensions: usize, rng: &mut ChaCha8Rng) -> Vec<Vec<f64>> {
    let trial = placement(Sequence::Random, TRIALS, dimensions, rng);
    let point = |j| {
        let mut unit = vec![0.0; dimensions];
        trial.point(j, &mut unit);
        unit
    };
    (0..TRIALS).map(point).collect()
}

/// Whole shares of n in proportion to the measures: the largest remainders get
/// what rounding down leaves.
fn shares(measures: &[f64], n: usize) -> Vec<usize> {
    let total: f64 = measures.iter().sum();
    let exact: Vec<f64> = measures.iter().map(|m| m / total * n as f64).collect();
    let mut counts: Vec<usize> = exact.iter().map(|x| x.floor() as usize).collect();
    let mut order: Vec<usize> = (0..measures.len()).collect();
    order.sort_by(|&a, &b| {
        exact[b]
            .fract()
            .total_cmp(&exact[a].fract())
            .then(a.cmp(&b))
    });
    let left = n - counts.iter().sum::<usize>();
    for &i in order.iter().cycle().take(left) {
        counts[i] += 1;
    }
    counts
}
