//! Runs of tiles.

use std::ops::Range;

use voronet_kernels::part;

use crate::plan::WHOLE;

/// Runs of an iteration, over all point sets: enough to balance any number of
/// cores, few enough that summing their gradients costs nothing. Fixed, so that
/// results do not depend on the number of threads.
pub const RUNS: usize = 32;

/// Cuts the points of each set into runs of whole tiles, at least one, in proportion to
/// its work. `sets` gives points, points of a tile, and work of a point.
pub fn runs(sets: &[(usize, usize, usize)]) -> Vec<Vec<Range<usize>>> {
    let total: f64 = sets.iter().map(|&(n, _, work)| (n * work) as f64).sum();
    let of_set = |&(n, tile, work): &(usize, usize, usize)| {
        let share = (n * work) as f64 / total.max(1.0);
        let count = n.div_ceil(tile).max(1);
        let parts = ((RUNS as f64 * share).ceil() as usize).clamp(1, count);
        let start = |i: usize| tile_start(n, count, count * i / parts);
        (0..parts).map(|i| start(i)..start(i + 1)).collect()
    };
    sets.iter().map(of_set).collect()
}

/// Cuts a run into tiles of nearly equal size, all but the last a multiple of
/// [`WHOLE`].
pub fn tiles(run: Range<usize>, tile_points: usize) -> impl Iterator<Item = Range<usize>> {
    let n = run.len();
    let count = n.div_ceil(tile_points);
    let start = move |i: usize| run.start + tile_start(n, count, i);
    (0..count).map(move |i| start(i)..start(i + 1))
}

/// Points of a run and of a tile, where all are to be of one size: a few tiles to a run,
/// so that a thread is not woken for each.
pub fn equal_runs(n: usize, tile_points: usize) -> (usize, usize) {
    let mut count = n.div_ceil(tile_points).max(1);
    if count < RUNS {
        // So few that threads would wait for whoever has one more.
        count = count.next_power_of_two();
    }
    let tile = n.div_ceil(count).next_multiple_of(WHOLE).max(WHOLE);
    (tile * count.div_ceil(RUNS), tile)
}

/// Where tile i of `count` tiles of n points begins. The kernels' lanes beyond the last
/// point of a tile cost as much as points do, so only the last of the tiles has some.
fn tile_start(n: usize, count: usize, i: usize) -> usize {
    (part(n.div_ceil(WHOLE), count, i).start * WHOLE).min(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_every_point_once_and_are_as_few_as_can_be() {
        let sets = [(10_000, 96, 9), (500, 96, 9), (500, 288, 3), (1, 288, 3)];
        for (runs, (n, tile, _)) in runs(&sets).into_iter().zip(sets) {
            let (mut next, mut tiles) = (0, 0);
            for run in runs {
                for tile_range in super::tiles(run, tile) {
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
        assert_eq!(equal_runs(500, 96), (64, 64));
        assert_eq!(equal_runs(10_000, 96), (4 * 96, 96));
        assert_eq!(equal_runs(1, 288), (WHOLE, WHOLE));
    }
}
