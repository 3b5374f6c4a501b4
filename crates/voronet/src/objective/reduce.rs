//! Runs of tiles, and sums in a fixed order.

use std::ops::Range;

use crate::plan::WHOLE;

/// Runs of an iteration, over all point sets: enough to balance any number of
/// cores, few enough that summing their gradients costs nothing. Fixed, so that
/// results do not depend on the number of threads.
pub const RUNS: usize = 32;

/// Part i of n things cut into `parts` parts of nearly equal size.
pub fn part(n: usize, parts: usize, i: usize) -> Range<usize> {
    n * i / parts..n * (i + 1) / parts
}

/// Cuts each set into runs of tiles in proportion to its work: pairs of set and
/// range of points. `sets` gives points, points of a tile, and work of a point.
pub fn runs(sets: &[(usize, usize, usize)]) -> Vec<(usize, Range<usize>)> {
    let total: f64 = sets.iter().map(|&(n, _, work)| (n * work) as f64).sum();
    let mut runs = Vec::new();
    for (s, &(n, tile, work)) in sets.iter().enumerate() {
        let share = (n * work) as f64 / total.max(1.0);
        let most = n.div_ceil(tile).max(1);
        let parts = ((RUNS as f64 * share).ceil() as usize).clamp(1, most);
        runs.extend((0..parts).map(|i| (s, part(n, parts, i))));
    }
    runs
}

/// Cuts a run into tiles of nearly equal size, all but the last a multiple of
/// [`WHOLE`].
pub fn tiles(run: Range<usize>, tile_points: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = run.len().div_ceil(tile_points).max(1);
    let points = run.len().div_ceil(parts).next_multiple_of(WHOLE).max(WHOLE);
    let end = run.end;
    run.step_by(points)
        .map(move |start| start..end.min(start + points))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_tiles_cover_every_point_once() {
        let sets = [(10_000, 96, 9), (500, 288, 3), (1, 288, 3)];
        let runs = runs(&sets);
        for (s, &(n, tile, _)) in sets.iter().enumerate() {
            let mut next = 0;
            for (_, run) in runs.iter().filter(|(set, _)| *set == s) {
                for tile_range in tiles(run.clone(), tile) {
                    assert_eq!(tile_range.start, next);
                    assert!(tile_range.len() <= tile && !tile_range.is_empty());
                    next = tile_range.end;
                }
            }
            assert_eq!(next, n);
        }
    }
}
