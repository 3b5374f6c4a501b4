//! From the unit cube to a box and its faces.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use super::room::Room;
use super::trials::{Keeps, MOST_TRIALS, PASS, TooFew, Trials};
use super::{Cloud, Placement, placement, unit_points};
use crate::geometry::{BoxDomain, Inhabited, Piece};
use crate::points::{Sequence, random};

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

/// What is asked of a boundary.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// How many points.
    pub points: usize,
    /// Whether each carries its outward unit normal and the coordinates of the
    /// point opposite: twice as many numbers again as its coordinates.
    pub carries: bool,
}

impl Wanted {
    /// Points that carry what there is.
    pub fn carrying(points: usize) -> Wanted {
        Wanted {
            points,
            carries: true,
        }
    }

    /// Room for what all points carry.
    pub(super) fn carried(self, dimensions: usize) -> Vec<f64> {
        Vec::with_capacity(if self.carries {
            2 * dimensions * self.points
        } else {
            0
        })
    }

    /// The points with what they carry.
    pub(super) fn cloud(
        self,
        dimensions: usize,
        coordinates: Vec<f64>,
        carried: Vec<f64>,
    ) -> Cloud {
        let cloud = Cloud::new(dimensions, coordinates);
        if self.carries {
            cloud.carrying(2 * dimensions, carried)
        } else {
            cloud
        }
    }
}

/// Decides by a piece's number and a point of it whether the point is kept.
pub type Accepts<'a> = &'a (dyn Fn(usize, &[f64]) -> bool + Sync);

/// Trial points by which the measure of what a filter accepts is found: more
/// and more, up to the most, until enough are accepted.
const TRIALS: [usize; 3] = [10_000, 100_000, 1_000_000];
const ENOUGH: usize = 100;

/// Uniform points on the union of pieces of a box's boundary, as far as they
/// lie in the solid if there is one.
///
/// A piece's share is its measure: the product of the lengths of its free
/// inputs, each in lengths of the domain, times the part that its filter and the solid
/// accept. So no unit of an input decides: with t in seconds and x in metres, `t = 0` and
/// `x = 0` have as many points as with t in days. Pieces of lower
/// dimension than the largest (an edge beside a face) have measure 0 and get
/// nothing, unless all have the same dimension; corners share equally.
/// `accepts(i, x)` decides whether a point of piece i is kept. The normal is 0 on
/// edges and corners. `progress` hears how many more are done.
///
/// # Errors
/// If fewer than one in 10⁴ trial points is accepted.
pub fn piece_points(
    domain: &BoxDomain,
    inhabited: Option<&Inhabited>,
    pieces: &[Piece],
    (sequence, wanted): (Sequence, Wanted),
    accepts: Option<Accepts<'_>>,
    rng: &mut ChaCha8Rng,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Cloud, TooFew> {
    let parts = parts(domain, inhabited, pieces, accepts);
    let is_plain = pieces.iter().all(|piece| piece.within.is_empty());
    let is_whole = accepts.is_none() && inhabited.is_none() && is_plain;
    let shares = parts.iter().map(|part| match is_whole {
        true => Share::WHOLE,
        false => part.share(rng),
    });
    let shares: Vec<Share> = shares.collect();
    let measures = parts.iter().zip(&shares);
    let measures: Vec<f64> = measures
        .map(|(part, s)| part.measure() * s.part())
        .collect();
    let counts = counts(&measures, &shares, wanted.points)?;
    // A filtered piece needs an endless supply, which a set of fixed size
    // (Latin hypercube, Hammersley) is not.
    let sequence = if is_whole { sequence } else { &random::ENTRY };
    let d = domain.dimensions();
    let mut coordinates = Vec::new();
    let mut carried = wanted.carried(d);
    for (part, &count) in parts.iter().zip(&counts) {
        let trial = placement(sequence, count, part.room.dimensions(), rng);
        let points = part.first(&*trial, count, is_whole)?;
        if wanted.carries {
            for x in points.chunks_exact(d) {
                carry(domain, part.piece, x, &mut carried);
            }
        }
        if coordinates.is_empty() {
            // The only one, often: not to be in memory twice.
            coordinates = points;
        } else {
            coordinates.extend(points);
        }
        progress(count);
    }
    Ok(wanted.cloud(d, coordinates, carried))
}

/// A piece of which so little is left that no point is to be expected there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scarce {
    /// Its number.
    pub piece: usize,
    /// How many trial points were accepted.
    pub accepted: usize,
    /// Of how many.
    pub tried: usize,
}

/// The pieces that will get less than one of n points; none of lower dimension than the
/// largest, which get none anyhow.
pub fn scarce_pieces(
    domain: &BoxDomain,
    inhabited: Option<&Inhabited>,
    pieces: &[Piece],
    accepts: Accepts<'_>,
    n: usize,
    rng: &mut ChaCha8Rng,
) -> Vec<Scarce> {
    let mut found: BTreeMap<usize, (f64, Share)> = BTreeMap::new();
    for part in parts(domain, inhabited, pieces, Some(accepts)) {
        let share = part.share(rng);
        let (measure, of_piece) = found.entry(part.number).or_insert((0.0, Share::NONE));
        *measure += part.measure() * share.part();
        of_piece.accepted += share.accepted;
        of_piece.tried += share.tried;
    }
    let total: f64 = found.values().map(|(measure, _)| measure).sum();
    let is_scarce = |(_, (measure, _)): &(usize, (f64, Share))| measure * (n as f64) < total;
    let scarce = found.into_iter().filter(is_scarce);
    scarce
        .map(|(piece, (_, share))| Scarce {
            piece,
            accepted: share.accepted,
            tried: share.tried,
        })
        .collect()
}

/// The part of a piece that lies in one of its boxes and in none before.
struct Part<'a> {
    number: usize,
    piece: &'a Piece,
    before: &'a [BoxDomain],
    room: Room<'a>,
    /// The measure of the whole domain in the room's free inputs, those of the solid left out.
    whole: f64,
    accepts: Option<Accepts<'a>>,
}

/// Of the pieces of the highest dimension.
fn parts<'a>(
    domain: &BoxDomain,
    inhabited: Option<&'a Inhabited>,
    pieces: &'a [Piece],
    accepts: Option<Accepts<'a>>,
) -> Vec<Part<'a>> {
    let fewest = pieces.iter().map(|p| p.fixed.len()).min().unwrap_or(0);
    let numbered = pieces.iter().enumerate();
    let highest = numbered.filter(|(_, piece)| piece.fixed.len() == fewest);
    let mut parts = Vec::new();
    for (number, piece) in highest {
        let whole = std::slice::from_ref(domain);
        let boxes = if piece.within.is_empty() {
            whole
        } else {
            &piece.within
        };
        let in_solid = |i: &usize| inhabited.is_some_and(|solid| solid.inputs.contains(i));
        let is_fixed = |i: &usize| piece.fixed.iter().any(|(input, _)| input == i);
        let free = (0..domain.dimensions()).filter(|i| !in_solid(i) && !is_fixed(i));
        let measure = free.map(|i| domain.extent(i)).product();
        for (k, bounds) in boxes.iter().enumerate() {
            parts.push(Part {
                whole: measure,
                number,
                piece,
                before: piece.within.get(..k).unwrap_or(&[]),
                room: Room::new(bounds.clone(), &piece.fixed, inhabited),
                accepts,
            });
        }
    }
    parts
}

impl Part<'_> {
    /// Its measure in lengths of the domain; the solid's inputs, which share a unit and are
    /// free in every piece, in their own.
    fn measure(&self) -> f64 {
        self.room.measure() / self.whole
    }

    /// Writes the point for coordinates of the free inputs in the unit cube;
    /// whether it is kept.
    fn keeps(&self, unit: &[f64], x: &mut [f64]) -> bool {
        self.room.point(unit, x)
            && !self.before.iter().any(|bounds| bounds.contains(x))
            && self.accepts.is_none_or(|accepts| accepts(self.number, x))
    }

    fn share(&self, rng: &mut ChaCha8Rng) -> Share {
        let free = self.room.dimensions();
        let trial = placement(&random::ENTRY, TRIALS[0], free, rng);
        let mut share = Share::NONE;
        for tried in TRIALS {
            share.accepted += self.kept(&*trial, share.tried..tried).len() / self.room.inputs();
            share.tried = tried;
            if share.accepted >= ENOUGH || self.room.measure() == 0.0 {
                break;
            }
        }
        share
    }

    fn trials<'b>(&self, points: &'b dyn Placement, keeps: Keeps<'b>) -> Trials<'b> {
        Trials {
            points,
            free: self.room.dimensions(),
            inputs: self.room.inputs(),
            keeps,
        }
    }

    fn kept(&self, points: &dyn Placement, range: std::ops::Range<usize>) -> Vec<f64> {
        let keeps = |unit: &[f64], x: &mut [f64]| self.keeps(unit, x);
        self.trials(points, &keeps).kept(range)
    }

    /// The first points of a sequence that are kept; all of them are if the piece
    /// is whole, which is how those of a set of fixed size are taken.
    fn first(
        &self,
        points: &dyn Placement,
        count: usize,
        is_whole: bool,
    ) -> Result<Vec<f64>, TooFew> {
        if is_whole {
            let mut kept = Vec::with_capacity(count * self.room.inputs());
            for start in (0..count).step_by(PASS) {
                kept.extend(self.kept(points, start..(start + PASS).min(count)));
            }
            return Ok(kept);
        }
        let keeps = |unit: &[f64], x: &mut [f64]| self.keeps(unit, x);
        // How many it takes has been found to be bearable.
        self.trials(points, &keeps)
            .first(count, usize::MAX, &|_| {})
    }
}

/// How many trial points were accepted.
#[derive(Clone, Copy, Debug)]
struct Share {
    accepted: usize,
    tried: usize,
}

impl Share {
    const NONE: Share = Share {
        accepted: 0,
        tried: 0,
    };
    const WHOLE: Share = Share {
        accepted: 1,
        tried: 1,
    };

    fn part(self) -> f64 {
        self.accepted as f64 / self.tried as f64
    }
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

/// How many of n points each part gets.
fn counts(measures: &[f64], shares: &[Share], n: usize) -> Result<Vec<usize>, TooFew> {
    let too_few = TooFew {
        accepted: shares.iter().map(|s| s.accepted).sum(),
        tried: shares.iter().map(|s| s.tried).sum(),
    };
    if measures.iter().sum::<f64>() == 0.0 {
        return Err(too_few);
    }
    let counts = split(measures, n);
    let trials = counts.iter().zip(shares).filter(|(count, _)| **count > 0);
    let trials: f64 = trials.map(|(&count, s)| count as f64 / s.part()).sum();
    if trials > (MOST_TRIALS * n) as f64 {
        return Err(too_few);
    }
    Ok(counts)
}

/// Whole shares of n in proportion to the measures: the largest remainders get
/// what rounding down leaves.
fn split(measures: &[f64], n: usize) -> Vec<usize> {
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

#[cfg(test)]
mod tests;
