//! The sampler of a point set, as the problem asks for it.

use crate::plan::PointSet;
use crate::points::stream::{Purpose, stream};
use crate::points::{Cells, Cloud, Interpolation, nearest};
use crate::problem::Problem;
use crate::sampler::Method;
use crate::sampler::{
    Every, Linear, Pointwise, Pwc, R3, Rad, RarD, Sampler, Score, Uniform, Weighting,
};

/// A pool in its sampler's order, the seeds (none unless the sampler asks for
/// them), and the sampler.
pub type Sampled = (Cloud, Cloud, Box<dyn Sampler>);

/// Makes the sampler of point set `index` over its pool. `place_seeds(S)` places
/// seeds like the pool's points; `progress` hears how many more points are
/// assigned to seeds.
///
/// # Errors
/// If the seeds cannot be placed.
pub fn sampler<E>(
    problem: &Problem,
    (index, set): (usize, &PointSet),
    cloud: Cloud,
    place_seeds: impl FnOnce(usize) -> Result<Cloud, E>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Sampled, E> {
    let settings = &problem.sampling;
    let weighting = Weighting {
        mixture: settings.mixture,
        exponent: settings.exponent,
    };
    let n = cloud.len();
    if set.single_points.is_some() {
        return Ok((cloud, Cloud::default(), Box::new(Every::new(n))));
    }
    let count = settings.residual_points();
    let law = settings.power_and_shift();
    let rng = &mut stream(problem.training.seed, Purpose::Residual { set: index }, 0);
    let mut seeds = Cloud::default();
    let mut pool = cloud;
    let sampler: Box<dyn Sampler> = match set.method {
        Method::Uniform => Box::new(Uniform::new(n)),
        Method::Exact => Box::new(Pointwise::new(Score::Loss, n, weighting)),
        Method::Gradient => Box::new(Pointwise::new(Score::GradientNorm, n, weighting)),
        Method::Pwc => {
            seeds = place_seeds(set.seeds(settings))?;
            let owners = nearest(&seeds, &pool, &problem.domain, progress);
            let (sorted, cells) = Cells::sort(pool, &owners, seeds.len());
            pool = sorted;
            Box::new(Pwc::new(cells, weighting))
        }
        Method::Linear => {
            seeds = place_seeds(set.seeds(settings))?;
            let interpolation = Interpolation::new(&seeds, &pool, &problem.domain, progress);
            Box::new(Linear::new(interpolation, weighting))
        }
        Method::Rad => Box::new(Rad::new(n, count, law, rng)),
        Method::RarD => Box::new(RarD::new(n, count, settings.added, law, rng)),
        Method::R3 => Box::new(R3::new(n, set.batch, rng)),
    };
    Ok((pool, seeds, sampler))
}
