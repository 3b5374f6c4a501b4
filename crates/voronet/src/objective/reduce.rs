//! Chunks of tiles.

use std::ops::Range;

use voronet_kernels::part;

use crate::plan::{Plan, PointSet, WHOLE};

/// The number of chunks of an iteration, over all point sets: enough to balance any
/// number of cores, few enough that summing their gradients costs nothing. Fixed, so that
/// results do not depend on the number of threads.
pub const CHUNKS: usize = 32;

/// What an iteration does on a point set.
#[derive(Clone, Copy)]
pub struct Load {
    /// How many points are evaluated.
    pub points: usize,
    /// How many of them make a tile.
    pub tile_points: usize,
    /// The multiply-adds of a point.
    pub work: usize,
}

impl Load {
    /// Says what so many points of a set are to a plan.
    pub fn of(plan: &Plan, set: &PointSet, points: usize) -> Load {
        Load {
            points,
            tile_points: set.residuals.tile_points,
            work: set.residuals.work(&plan.network),
        }
    }
}

/// Cuts the points of each set into chunks of whole tiles, at least one, in proportion to
/// its work.
pub fn chunks(sets: &[Load]) -> Vec<Vec<Range<usize>>> {
    let work = |set: &Load| set.points as f64 * set.work as f64;
    let total: f64 = sets.iter().map(work).sum();
    let of_set = |set: &Load| {
        let n = set.points;
        let share = work(set) / total.max(1.0);
        let count = n.div_ceil(set.tile_points).max(1);
        let parts = ((CHUNKS as f64 * share).ceil() as usize).clamp(1, count);
        let start = |i: usize| tile_start(n, count, count * i / parts);
        (0..parts).map(|i| start(i)..start(i + 1)).collect()
    };
    sets.iter().map(of_set).collect()
}

/// Cuts a chunk into tiles of nearly equal size, all but the last a multiple of
/// [`WHOLE`].
pub fn tiles(chunk: Range<usize>, tile_points: usize) -> impl Iterator<Item = Range<usize>> {
    let n = chunk.len();
    let count = n.div_ceil(tile_points);
    let start = move |i: usize| chunk.start + tile_start(n, count, i);
    (0..count).map(move |i| start(i)..start(i + 1))
}

/// Evaluates chunks, at least one, and leaves their sum in the first. Neighbours are added
/// in pairs, an order that does not depend on who evaluates what.
pub fn sum_in_pairs<C: Send>(
    chunks: &mut [C],
    evaluate: &(impl Fn(&mut C) + Sync),
    add: &(impl Fn(&mut C, &C) + Sync),
) {
    if let [chunk] = chunks {
        return evaluate(chunk);
    }
    let (left, right) = chunks.split_at_mut(chunks.len() / 2);
    rayon::join(
        || sum_in_pairs(left, evaluate, add),
        || sum_in_pairs(right, evaluate, add),
    );
    add(&mut left[0], &right[0]);
}

/// Says how many points a chunk and a tile have where all are to be of one size: a few
/// tiles to a chunk, so that a thread is not woken for each.
pub fn equal_chunks(n: usize, tile_points: usize) -> (usize, usize) {
    let mut count = n.div_ceil(tile_points).max(1);
    if count < CHUNKS {
        // So few that threads would wait for whoever has one more.
        count = count.next_power_of_two();
    }
    let tile = n.div_ceil(count).next_multiple_of(WHOLE).max(WHOLE);
    (tile * count.div_ceil(CHUNKS), tile)
}

/// Says where tile i of `count` tiles of n points begins. The kernels' lanes beyond the
/// last point of a tile cost as much as points do, so only the last of the tiles has
/// some.
fn tile_start(n: usize, count: usize, i: usize) -> usize {
    (part(n.div_ceil(WHOLE), count, i).start * WHOLE).min(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_every_point_once_and_are_as_few_as_can_be() {
        let load = |points, tile_points, work| Load {
            points,
            tile_points,
            work,
        };
        let sets = [
            load(10_000, 96, 9),
            load(500, 96, 9),
            load(500, 288, 3),
            load(1, 288, 3),
        ];
        for (chunks, set) in chunks(&sets).into_iter().zip(sets) {
            let (n, tile) = (set.points, set.tile_points);
            let (mut next, mut tiles) = (0, 0);
            for chunk in chunks {
                for tile_range in super::tiles(chunk, tile) {
                    assert_eq!(tile_range.start, next);
                    assert!(tile_range.len() <= tile && !tile_range.is_empty());
                    next = tile_range.end;
                    assert!(next.is_multiple_of(WHOLE) || next == n);
                    tiles += 1;
                }
            }
            assert_eq!((next, tiles), (n, n.div_ceil(tile)));
        }
    }

    #[test]
    fn few_tiles_are_evened_out_and_many_taken_together() {
        assert_eq!(equal_chunks(500, 96), (64, 64));
        assert_eq!(equal_chunks(10_000, 96), (4 * 96, 96));
        assert_eq!(equal_chunks(1, 288), (WHOLE, WHOLE));
    }
}
