//! Points on their way into the cache.

use voronet_kernels::prefetch;

use crate::points::Cloud;

/// The points of the next tile, to be fetched a few at a time while the kernels of this
/// one run. Drawn at random, each costs a wait for memory, a twentieth of an iteration
/// in all; fetched all at once, they wait for one another.
pub struct Ahead<'a> {
    cloud: &'a Cloud,
    indices: &'a [usize],
    few: usize,
}

impl<'a> Ahead<'a> {
    /// Prepares points of a cloud, by index, to be fetched in so many calls of
    /// [`fetch`](Self::fetch).
    pub fn new(cloud: &'a Cloud, indices: &'a [usize], calls: usize) -> Ahead<'a> {
        Ahead {
            cloud,
            indices,
            few: indices.len().div_ceil(calls.max(1)),
        }
    }

    /// Fetches the next few.
    pub fn fetch(&mut self) {
        let (now, later) = self.indices.split_at(self.few.min(self.indices.len()));
        self.indices = later;
        for &j in now {
            let (point, carried) = (self.cloud.point(j), self.cloud.carried(j));
            // They may lie across two cache lines each.
            let ends = [point.first(), point.last(), carried.first(), carried.last()];
            ends.into_iter().flatten().for_each(prefetch);
        }
    }
}
