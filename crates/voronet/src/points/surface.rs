//! Uniform points on the boundary of a solid.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::place::Wanted;
use super::refine::refined;
use super::trials::{MOST_TRIALS, TooFew};
use super::{Cloud, MAX_DIMENSIONS, placement};
use crate::geometry::{BoxDomain, Inhabited, PARAMETERS, Solid, Spot, Surface};
use crate::points::sobol;

/// Points that share a random stream, so that all threads may draw.
const CHUNK: usize = 1 << 12;

/// Points uniform by length or area on a part of the solid's boundary, and
/// uniform in the intervals of all other inputs. A face, or what may be left of
/// it, is chosen by its measure and a point of it uniformly; points off the true
/// boundary, or that `accepts` drops, are drawn anew. The point opposite is the
/// point itself where there is none. `progress` hears how many more are done, from
/// any thread.
///
/// # Errors
/// If almost nothing of the faces is on the boundary and accepted.
pub fn surface_points(
    bounds: &BoxDomain,
    inhabited: &Inhabited,
    surface: &Surface,
    wanted: Wanted,
    accepts: &(dyn Fn(&[f64]) -> bool + Sync),
    rng: &mut ChaCha8Rng,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Cloud, TooFew> {
    let (d, n) = (bounds.dimensions(), wanted.points);
    let target = Target {
        bounds,
        inhabited,
        accepts,
        patches: Patches::new(&inhabited.solid, surface),
        carries: wanted.carries,
    };
    let key = rng.next_u64();
    let chunks: Vec<_> = (0..n.div_ceil(CHUNK))
        .into_par_iter()
        .map(|c| {
            let mut rng = ChaCha8Rng::seed_from_u64(key);
            rng.set_stream(c as u64);
            let count = CHUNK.min(n - c * CHUNK);
            let chunk = target.draw(count, &mut rng);
            progress(count);
            chunk
        })
        .collect();
    let mut coordinates = Vec::with_capacity(n * d);
    let mut carried = wanted.carried(d);
    // The first failure in order, whichever thread came first.
    for chunk in chunks {
        let (points, values) = chunk?;
        coordinates.extend(points);
        carried.extend(values);
    }
    Ok(wanted.cloud(d, coordinates, carried))
}

/// Where points are wanted.
struct Target<'a> {
    bounds: &'a BoxDomain,
    inhabited: &'a Inhabited,
    accepts: &'a (dyn Fn(&[f64]) -> bool + Sync),
    patches: Patches<'a>,
    carries: bool,
}

impl Target<'_> {
    /// Coordinates of points, and what they carry.
    fn draw(&self, count: usize, rng: &mut ChaCha8Rng) -> Result<(Vec<f64>, Vec<f64>), TooFew> {
        let d = self.bounds.dimensions();
        let mut coordinates = Vec::with_capacity(count * d);
        let mut carried = Vec::new();
        let (mut made, mut tried) = (0, 0);
        let mut x = [0.0; MAX_DIMENSIONS];
        while made < count {
            if tried >= MOST_TRIALS * (made + 10) || self.patches.is_empty() {
                let accepted = made;
                return Err(TooFew { accepted, tried });
            }
            tried += 1;
            let drawn = self.patches.draw(rng);
            let mut others = [0.0; MAX_DIMENSIONS];
            others[..d.max(4)].fill_with(|| rng.random());
            let Some((face, spot)) = drawn else {
                continue;
            };
            self.bounds.at(&others, &mut x[..d]);
            for (k, &i) in self.inhabited.inputs.iter().enumerate() {
                x[i] = spot.point[k];
            }
            if (self.accepts)(&x[..d]) {
                made += 1;
                coordinates.extend_from_slice(&x[..d]);
                if self.carries {
                    self.carry(face, &spot, &x[..d], &mut carried);
                }
            }
        }
        Ok((coordinates, carried))
    }

    /// Appends the normal at a point of a face and the point opposite.
    fn carry(&self, face: usize, spot: &Spot, x: &[f64], carried: &mut Vec<f64>) {
        let start = carried.len();
        carried.resize(start + x.len(), 0.0);
        carried.extend_from_slice(x);
        let id = self.patches.surface.faces()[face];
        let shift = self.patches.solid.bodies()[id.body].opposite(id.face);
        for (k, &i) in self.inhabited.inputs.iter().enumerate() {
            carried[start + i] = spot.normal[k];
            carried[start + x.len() + i] += shift.map_or(0.0, |shift| shift[k]);
        }
    }
}

/// The faces of a surface; of those of which little is left, parts that may be
/// on the boundary.
struct Patches<'a> {
    solid: &'a Solid,
    surface: &'a Surface,
    step: f64,
    all: Vec<Patch>,
    /// Running sums of their measures.
    sums: Vec<f64>,
}

/// Part of a face: its points between two corners of the unit square.
#[derive(Clone, Debug)]
struct Patch {
    /// Its number in the surface.
    face: usize,
    from: [f64; PARAMETERS],
    to: [f64; PARAMETERS],
    measure: f64,
}

impl<'a> Patches<'a> {
    fn new(solid: &'a Solid, surface: &'a Surface) -> Patches<'a> {
        let mut patches = Patches {
            solid,
            surface,
            step: Surface::step(solid),
            all: whole_faces(solid, surface),
            sums: Vec::new(),
        };
        patches.all = if solid.dimensions() == 1 {
            // Ends of intervals: either on the boundary or not.
            let is_left = |p: &Patch| patches.spot(p, [0.0; PARAMETERS]).is_some();
            patches.all.iter().filter(|p| is_left(p)).cloned().collect()
        } else {
            let across = solid.dimensions() - 1;
            let kept = |all: &[Patch], trials: usize, rng: &mut ChaCha8Rng| {
                let sums = sums(all);
                let mut keeps = || {
                    let patch = chosen(all, &sums, rng.random());
                    patches.spot(patch, rng.random()).is_some()
                };
                (0..trials).filter(|_| keeps()).count()
            };
            refined(
                patches.all.clone(),
                kept,
                |patch| patches.may_bound(patch),
                |patch, round| patch.halves(round % across),
            )
        };
        patches.sums = sums(&patches.all);
        patches
    }

    fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// A point of the faces, if it is on the boundary, with its face's number.
    fn draw(&self, rng: &mut ChaCha8Rng) -> Option<(usize, Spot)> {
        let patch = chosen(&self.all, &self.sums, rng.random());
        Some((patch.face, self.spot(patch, rng.random())?))
    }

    /// The point of a patch for unit coordinates, if it is on the boundary.
    fn spot(&self, patch: &Patch, unit: [f64; PARAMETERS]) -> Option<Spot> {
        let within = |k: usize| patch.from[k] + (patch.to[k] - patch.from[k]) * unit[k];
        let unit = std::array::from_fn(within);
        self.surface.spot(self.solid, patch.face, unit, self.step)
    }

    /// Whether there may be boundary on a patch: not where all around it is
    /// inside or all is outside.
    fn may_bound(&self, patch: &Patch) -> bool {
        let id = self.surface.faces()[patch.face];
        let (center, radius) = self.solid.bodies()[id.body].patch(id.face, patch.from, patch.to);
        let center = &center[..self.solid.dimensions()];
        let radius = radius * (1.0 + 1e-9) + 2.0 * self.step;
        self.solid.surely(center, radius).is_none()
    }
}

impl Patch {
    fn halves(&self, axis: usize) -> [Patch; 2] {
        let mut halves = [self.clone(), self.clone()];
        let middle = 0.5 * (self.from[axis] + self.to[axis]);
        halves[0].to[axis] = middle;
        halves[1].from[axis] = middle;
        for half in &mut halves {
            half.measure *= 0.5;
        }
        halves
    }
}

fn whole_faces(solid: &Solid, surface: &Surface) -> Vec<Patch> {
    let mut whole = Vec::with_capacity(surface.faces().len());
    for of_body in surface.faces().chunk_by(|a, b| a.body == b.body) {
        let measures = solid.bodies()[of_body[0].body].face_measures();
        for id in of_body {
            whole.push(Patch {
                face: whole.len(),
                from: [0.0; PARAMETERS],
                to: [1.0; PARAMETERS],
                measure: measures[id.face],
            });
        }
    }
    whole
}

fn sums(patches: &[Patch]) -> Vec<f64> {
    let add = |sum: &mut f64, patch: &Patch| {
        *sum += patch.measure;
        Some(*sum)
    };
    patches.iter().scan(0.0, add).collect()
}

/// The patch at a part (0 to 1) of the whole measure.
fn chosen<'p>(patches: &'p [Patch], sums: &[f64], part: f64) -> &'p Patch {
    let target = part * sums[sums.len() - 1];
    let patch = sums.partition_point(|s| *s <= target);
    &patches[patch.min(patches.len() - 1)]
}

/// Length or area of the true boundary within a surface, within about one part
/// in a thousand.
pub fn surface_measure(inhabited: &Inhabited, surface: &Surface, rng: &mut ChaCha8Rng) -> f64 {
    const TRIALS: usize = 1 << 15;
    let solid = &inhabited.solid;
    let patches = Patches::new(solid, surface);
    let parameters = solid.dimensions() - 1;
    if parameters == 0 {
        return patches.all.len() as f64;
    }
    // Of each face as many, whatever the number of its patches.
    let count = (TRIALS * surface.faces().len()).div_ceil(patches.all.len().max(1));
    let count = count.clamp(64, TRIALS);
    let points = placement(&sobol::ENTRY, count, parameters, rng);
    let measure = |patch: &Patch| {
        let accepted = (0..count).filter(|&j| {
            let mut unit = [0.0; PARAMETERS];
            points.point(j, &mut unit[..parameters]);
            patches.spot(patch, unit).is_some()
        });
        patch.measure * accepted.count() as f64 / count as f64
    };
    patches.all.iter().map(measure).sum()
}

#[cfg(test)]
mod tests;
