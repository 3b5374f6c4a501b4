//! Points in the unit cube and in the domain, and what they are near to.
//!
//! ```text
//! sequence ─► unit cube ─► domain, faces ─► Cloud ─nearest seed─► Cells
//! ```

mod cells;
mod cloud;
mod grid;
pub mod halton;
pub mod hammersley;
mod interpolation;
pub mod latin_hypercube;
mod nearest;
mod place;
pub mod random;
mod refine;
mod room;
pub mod sequence;
pub mod sobol;
mod solid;
pub mod stream;
mod surface;
mod trials;

pub use cells::Cells;
pub use cloud::Cloud;
pub use grid::{Axis, Grid, uniform_grid};
pub use interpolation::Interpolation;
pub use nearest::nearest;
pub use place::{Accepts, Scarce, Wanted, box_points, piece_points, scarce_pieces};
pub use sequence::{SEQUENCES, Sequence};
pub use solid::{domain_points, solid_measure};
pub use surface::{surface_measure, surface_points};
pub use trials::TooFew;

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// A way to place points in the unit cube [0, 1)^d, given for any index.
pub trait Placement: Sync {
    /// Writes the coordinates of point j of n.
    fn point(&self, j: usize, out: &mut [f64]);
}

/// The placement of a sequence: `n` points in up to [`MAX_DIMENSIONS`]
/// dimensions. The random stream decides the replicate: a shift, a digital
/// shift or a permutation, by sequence.
pub fn placement(
    sequence: Sequence,
    n: usize,
    dimensions: usize,
    rng: &mut ChaCha8Rng,
) -> Box<dyn Placement> {
    (sequence.how.make)(n, dimensions, rng)
}

/// Points have a coordinate for each input of a network.
pub const MAX_DIMENSIONS: usize = voronet_kernels::MAX_INPUTS;

/// Points made between two reports of progress, by one thread.
const CHUNK: usize = 1 << 16;

/// `n` points of a sequence in the unit cube. `progress` hears how many more are
/// done, from any thread.
pub fn unit_points(
    sequence: Sequence,
    n: usize,
    dimensions: usize,
    rng: &mut ChaCha8Rng,
    progress: &(dyn Fn(usize) + Sync),
) -> Cloud {
    let placement = placement(sequence, n, dimensions, rng);
    let mut coordinates = vec![0.0; n * dimensions];
    let chunks = coordinates.par_chunks_mut(CHUNK * dimensions).enumerate();
    chunks.for_each(|(i, chunk)| {
        for (j, point) in chunk.chunks_exact_mut(dimensions).enumerate() {
            placement.point(i * CHUNK + j, point);
        }
        progress(chunk.len() / dimensions);
    });
    Cloud::new(dimensions, coordinates)
}

/// x modulo 1, kept below 1 where rounding would reach it.
fn wrap(x: f64) -> f64 {
    let fraction = x - x.floor();
    if fraction < 1.0 { fraction } else { 0.0 }
}

#[cfg(test)]
mod tests;
