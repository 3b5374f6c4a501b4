//! Line 2 of Algorithm 2: the nearest seed of each point.

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use rayon::prelude::*;

use super::{Cloud, MAX_DIMENSIONS};
use crate::geometry::BoxDomain;

/// Points looked up between two reports of progress, by one thread.
const CHUNK: usize = 1 << 14;

/// The index of the seed nearest to each point. Distances are Euclidean with
/// each input measured in units of the domain's extent, so that a long time
/// interval does not drown a short length. Of seeds at the same distance any one
/// is taken, the same in every run. `progress` hears how many more are done.
pub fn nearest(
    seeds: &Cloud,
    points: &Cloud,
    domain: &BoxDomain,
    progress: &(dyn Fn(usize) + Sync),
) -> Vec<u32> {
    match domain.dimensions() {
        1 => search::<1>(seeds, points, domain, progress),
        2 => search::<2>(seeds, points, domain, progress),
        3 => search::<3>(seeds, points, domain, progress),
        4 => search::<4>(seeds, points, domain, progress),
        // Coordinates that all share change no distance.
        5..=8 => search::<8>(seeds, points, domain, progress),
        9..=12 => search::<12>(seeds, points, domain, progress),
        _ => search::<MAX_DIMENSIONS>(seeds, points, domain, progress),
    }
}

fn search<const D: usize>(
    seeds: &Cloud,
    points: &Cloud,
    domain: &BoxDomain,
    progress: &(dyn Fn(usize) + Sync),
) -> Vec<u32> {
    let scaled = |x: &[f64]| -> [f64; D] {
        std::array::from_fn(|i| match x.get(i) {
            Some(x) => (x - domain.lower[i]) / domain.extent(i),
            None => 0.0,
        })
    };
    let entries: Vec<[f64; D]> = (0..seeds.len()).map(|s| scaled(seeds.point(s))).collect();
    let mut owners = vec![0u32; points.len()];
    // A tree of finite points can always be built; with one seed none is needed.
    let Ok(tree) = ImmutableKdTree::<f64, D>::new_from_slice(&entries) else {
        return owners;
    };
    owners
        .par_chunks_mut(CHUNK)
        .enumerate()
        .for_each(|(i, owners)| {
            for (j, owner) in owners.iter_mut().enumerate() {
                let x = scaled(points.point(i * CHUNK + j));
                let found = tree
                    .query(&x)
                    .nearest_one::<SquaredEuclidean<f64>>()
                    .execute();
                *owner = found.item;
            }
            progress(owners.len());
        });
    owners
}
