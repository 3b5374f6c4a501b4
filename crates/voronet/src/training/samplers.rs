//! The sampler of a point set, as the problem asks for it.

use crate::plan::PointSet;
use crate::points::stream::{Purpose, stream};
use crate::points::{Cloud, TooFew};
use crate::problem::Problem;
use crate::sampler::{Made, Making};

/// Makes the sampler of point set `index` over its pool. `place_seeds(S)` places
/// seeds like the pool's points; `progress` hears how many more points are
/// assigned to seeds.
///
/// # Errors
/// If the seeds cannot be placed.
pub fn sampler(
    problem: &Problem,
    (index, set): (usize, &PointSet),
    pool: Cloud,
    place_seeds: &dyn Fn(usize) -> Result<Cloud, TooFew>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Made, TooFew> {
    let purpose = Purpose::Residual { set: index };
    (set.sampler.how.make)(Making {
        pool,
        domain: &problem.domain,
        seeds: set.seeds(&problem.sampling),
        place_seeds,
        batch: set.batch,
        settings: &problem.sampling,
        rng: &mut stream(problem.training.seed, purpose, 0),
        progress,
    })
}
