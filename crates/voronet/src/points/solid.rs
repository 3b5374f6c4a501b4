//! Uniform points in a solid and on its boundary.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::place::TooFew;
use super::{CHUNK, Cloud, MAX_DIMENSIONS, Placement, box_points, placement};
use crate::geometry::{BoxDomain, Inhabited, PARAMETERS, Surface};
use crate::problem::Sequence;

/// A solid that fills less of its box than one part in so many is taken for
/// empty; so is a boundary of which less than that is left.
const MOST_TRIALS: usize = 10_000;

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
    let Some(inhabited) = inhabited else {
        return Ok(box_points(bounds, sequence, n, rng, progress));
    };
    let d = bounds.dimensions();
    let is_endless = matches!(
        sequence,
        Sequence::Random | Sequence::Halton | Sequence::Sobol
    );
    let kept = if is_endless {
        let points = placement(sequence, n, d, rng);
        endless(&*points, bounds, inhabited, n, progress)?
    } else {
        let kept = whole_set(bounds, inhabited, sequence, n, rng)?;
        progress(n);
        kept
    };
    Ok(Cloud::new(d, kept))
}

/// The first n points of an endless sequence that lie inside.
fn endless(
    points: &dyn Placement,
    bounds: &BoxDomain,
    inhabited: &Inhabited,
    n: usize,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Vec<f64>, TooFew> {
    let d = bounds.dimensions();
    let mut kept = Vec::with_capacity(n * d);
    let mut tried = 0;
    while kept.len() < n * d {
        let before = kept.len() / d;
        let ranges: Vec<_> = (0..8)
            .map(|k| tried + k * CHUNK..tried + (k + 1) * CHUNK)
            .collect();
        let parts: Vec<Vec<f64>> = ranges
            .into_par_iter()
            .map(|range| inside(points, range, bounds, inhabited))
            .collect();
        tried += 8 * CHUNK;
        kept.extend(parts.into_iter().flatten());
        progress((kept.len() / d).min(n) - before);
        enough(kept.len() / d, tried)?;
    }
    kept.truncate(n * d);
    Ok(kept)
}

/// n points of a set whose size must be known first: as large as is needed for
/// n points inside, of which what is too many is dropped at random.
fn whole_set(
    bounds: &BoxDomain,
    inhabited: &Inhabited,
    sequence: Sequence,
    n: usize,
    rng: &mut ChaCha8Rng,
) -> Result<Vec<f64>, TooFew> {
    let d = bounds.dimensions();
    let trial = placement(Sequence::Random, CHUNK, d, rng);
    let accepted = inside(&*trial, 0..CHUNK, bounds, inhabited).len() / d;
    enough(accepted, CHUNK)?;
    let mut size = n as f64 * CHUNK as f64 / accepted as f64;
    loop {
        let count = size.ceil() as usize;
        let points = placement(sequence, count, d, rng);
        let all = inside(&*points, 0..count, bounds, inhabited);
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

/// Those points of a range that lie inside, in order.
fn inside(
    points: &dyn Placement,
    range: std::ops::Range<usize>,
    bounds: &BoxDomain,
    inhabited: &Inhabited,
) -> Vec<f64> {
    let d = bounds.dimensions();
    let (mut unit, mut x) = ([0.0; MAX_DIMENSIONS], [0.0; MAX_DIMENSIONS]);
    let mut kept = Vec::new();
    for j in range {
        points.point(j, &mut unit[..d]);
        bounds.at(&unit, &mut x[..d]);
        if inhabited.contains(&x[..d]) {
            kept.extend_from_slice(&x[..d]);
        }
    }
    kept
}

fn enough(accepted: usize, tried: usize) -> Result<(), TooFew> {
    if accepted * MOST_TRIALS < tried {
        return Err(TooFew { accepted, tried });
    }
    Ok(())
}

/// `n` points uniform by length or area on a part of the solid's boundary, and
/// uniform in the intervals of all other inputs. A face is chosen by its
/// measure and a point of it uniformly; points off the true boundary, or that
/// `accepts` drops, are drawn anew. Each point carries the outward unit normal
/// and the coordinates of the point opposite (its own, if there is none).
///
/// # Errors
/// If almost nothing of the faces is on the boundary and accepted.
pub fn surface_points(
    bounds: &BoxDomain,
    inhabited: &Inhabited,
    surface: &Surface,
    n: usize,
    accepts: &dyn Fn(&[f64]) -> bool,
    rng: &mut ChaCha8Rng,
) -> Result<Cloud, TooFew> {
    let d = bounds.dimensions();
    let solid = &inhabited.solid;
    let step = Surface::step(solid);
    let mut sum = 0.0;
    let measures = surface.faces().iter().map(|f| {
        sum += solid.bodies()[f.body].face_measure(f.face);
        sum
    });
    let cumulative: Vec<f64> = measures.collect();
    let mut coordinates = Vec::with_capacity(n * d);
    let mut carried = Vec::with_capacity(n * 2 * d);
    let (mut made, mut tried) = (0, 0);
    let mut x = [0.0; MAX_DIMENSIONS];
    while made < n {
        tried += 1;
        if tried > MOST_TRIALS * (made + 1) {
            return Err(TooFew {
                accepted: made,
                tried,
            });
        }
        let target = rng.random::<f64>() * sum;
        let face = cumulative.partition_point(|s| *s <= target);
        let face = face.min(cumulative.len() - 1);
        let unit: [f64; PARAMETERS] = rng.random();
        let others: [f64; MAX_DIMENSIONS] = rng.random();
        let Some(spot) = surface.spot(solid, face, unit, step) else {
            continue;
        };
        bounds.at(&others, &mut x[..d]);
        for (k, &i) in inhabited.inputs.iter().enumerate() {
            x[i] = spot.point[k];
        }
        if !accepts(&x[..d]) {
            continue;
        }
        made += 1;
        coordinates.extend_from_slice(&x[..d]);
        let start = carried.len();
        carried.resize(start + d, 0.0);
        carried.extend_from_slice(&x[..d]);
        let id = surface.faces()[face];
        let shift = solid.bodies()[id.body].opposite(id.face);
        for (k, &i) in inhabited.inputs.iter().enumerate() {
            carried[start + i] = spot.normal[k];
            carried[start + d + i] += shift.map_or(0.0, |shift| shift[k]);
        }
    }
    Ok(Cloud::new(d, coordinates).carrying(2 * d, carried))
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
    let points = placement(Sequence::Sobol, TRIALS, d, rng);
    let accepted = inside(&*points, 0..TRIALS, &bounds, &own).len() / d;
    let whole: f64 = (0..d).map(|i| bounds.extent(i)).product();
    whole * accepted as f64 / TRIALS as f64
}

/// Length or area of the true boundary within a surface, within about one part
/// in a thousand.
pub fn surface_measure(inhabited: &Inhabited, surface: &Surface, rng: &mut ChaCha8Rng) -> f64 {
    const TRIALS: usize = 1 << 15;
    let solid = &inhabited.solid;
    let step = Surface::step(solid);
    let parameters = solid.dimensions() - 1;
    if parameters == 0 {
        let faces = 0..surface.faces().len();
        let ends = faces.filter(|&i| surface.spot(solid, i, [0.0; 2], step).is_some());
        return ends.count() as f64;
    }
    let points = placement(Sequence::Sobol, TRIALS, parameters, rng);
    let measure = |i: usize| {
        let id = surface.faces()[i];
        let accepted = (0..TRIALS).filter(|&j| {
            let mut unit = [0.0; PARAMETERS];
            points.point(j, &mut unit[..parameters]);
            surface.spot(solid, i, unit, step).is_some()
        });
        let part = accepted.count() as f64 / TRIALS as f64;
        part * solid.bodies()[id.body].face_measure(id.face)
    };
    (0..surface.faces().len()).map(measure).sum()
}
