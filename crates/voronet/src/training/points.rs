//! All points of a run and the samplers that draw from them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::output::Grid;
use crate::plan::{Plan, PointSet};
use crate::points::stream::{Purpose, stream};
use crate::points::{
    Accepts, Cells, Cloud, TooFew, domain_points, nearest, piece_points, surface_points,
};
use crate::problem::{Method, Problem, Region, Sequence};
use crate::sampler::{Pointwise, Pwc, Sampler, Score, Uniform};

/// Points that cannot be placed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("no points for `{term}`: {cause}")]
pub struct NoPoints {
    /// The term.
    pub term: String,
    /// How few are on its part of the domain.
    #[source]
    pub cause: TooFew,
}

/// Lines 1 and 2 of Algorithm 2, and what is tracked.
pub struct Pools {
    /// N points of each point set, the interior first.
    pub clouds: Vec<Arc<Cloud>>,
    /// The seeds; empty unless the sampler asks for them.
    pub seeds: Arc<Cloud>,
    /// Draws from each point set.
    pub samplers: Vec<Box<dyn Sampler>>,
    /// A fixed uniform set for each point set, for the tracked loss.
    pub tracked: Vec<Cloud>,
    /// The nodes of the solution grid that lie in the domain, for the error.
    pub grid: Cloud,
}

impl Pools {
    /// Makes them. `progress(done, total)` is called now and then, from any
    /// thread.
    ///
    /// # Errors
    /// If there is (almost) nothing of the domain, or of a condition's place.
    pub fn new(
        problem: &Problem,
        plan: &Plan,
        grid: &Grid,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Pools, NoPoints> {
        let sampling = &problem.sampling;
        let is_pwc = sampling.method == Method::Pwc;
        let total = sampling.points * if is_pwc { 2 } else { 1 };
        let done = AtomicUsize::new(0);
        let more = |n: usize| progress(done.fetch_add(n, Ordering::Relaxed) + n, total);
        let seed = problem.training.seed;
        let interior = |sequence, n, purpose, progress: &(dyn Fn(usize) + Sync)| {
            let rng = &mut stream(seed, purpose, 0);
            let inhabited = problem.inhabited.as_ref();
            domain_points(&problem.domain, inhabited, sequence, n, rng, progress).map_err(|cause| {
                NoPoints {
                    term: plan.terms[0].0.clone(),
                    cause,
                }
            })
        };
        let points = Purpose::Points { set: 0 };
        let pool = interior(sampling.sequence, sampling.points, points, &more)?;
        let seeds = match sampling.method {
            Method::Pwc => interior(sampling.sequence, sampling.seeds, Purpose::Seeds, &|_| {})?,
            _ => Cloud::default(),
        };
        let (interior_pool, sampler) = interior_sampler(problem, pool, &seeds, &more);
        let mut clouds = vec![Arc::new(interior_pool)];
        let mut samplers = vec![sampler];
        let (purpose, n) = (Purpose::Tracked { set: 0 }, problem.training.record_points);
        let mut tracked = vec![interior(Sequence::Random, n, purpose, &|_| {})?];
        for (set, condition) in plan.sets.iter().enumerate().skip(1) {
            let place = |purpose, n| boundary_points(problem, plan, condition, purpose, n);
            let pool = place(Purpose::Points { set }, sampling.points)?;
            samplers.push(Box::new(Uniform::new(pool.len())));
            clouds.push(Arc::new(pool));
            tracked.push(place(
                Purpose::Tracked { set },
                problem.training.record_points,
            )?);
        }
        let inside = |x: &Vec<f64>| problem.contains(x);
        let nodes = (0..grid.len()).map(|i| grid.point(i)).filter(inside);
        let nodes = nodes.flatten().collect();
        Ok(Pools {
            clouds,
            seeds: Arc::new(seeds),
            samplers,
            tracked,
            grid: Cloud::new(problem.inputs.len(), nodes),
        })
    }
}

fn interior_sampler(
    problem: &Problem,
    cloud: Cloud,
    seeds: &Cloud,
    progress: &(dyn Fn(usize) + Sync),
) -> (Cloud, Box<dyn Sampler>) {
    let sampling = &problem.sampling;
    let (n, mixture) = (cloud.len(), sampling.mixture);
    match sampling.method {
        Method::Uniform => (cloud, Box::new(Uniform::new(n))),
        Method::Exact => {
            let sampler = Pointwise::new(Score::Loss, n, mixture);
            (cloud, Box::new(sampler))
        }
        Method::Gradient => {
            let sampler = Pointwise::new(Score::GradientNorm, n, mixture);
            (cloud, Box::new(sampler))
        }
        Method::Pwc => {
            let owners = nearest(seeds, &cloud, &problem.domain, progress);
            let (cloud, cells) = Cells::sort(cloud, &owners, seeds.len());
            (cloud, Box::new(Pwc::new(cells, mixture)))
        }
    }
}

/// Uniform points of a condition, whatever the interior's sequence, as in the
/// paper; or those that were given.
fn boundary_points(
    problem: &Problem,
    plan: &Plan,
    set: &PointSet,
    purpose: Purpose,
    n: usize,
) -> Result<Cloud, NoPoints> {
    let holds = |filter: Option<voronet_expr::Node>, x: &[f64]| {
        let leaf = |leaf| match leaf {
            voronet_expr::Leaf::Input(i) => x[i],
            _ => 0.0,
        };
        filter.is_none_or(|filter| problem.graph.evaluate(filter, &leaf) != 0.0)
    };
    let rng = &mut stream(problem.training.seed, purpose, 0);
    let domain = &problem.domain;
    let placed = match (&set.region, &problem.inhabited) {
        (Region::Given { points, .. }, _) => return Ok(Cloud::clone(points)),
        (Region::Boundary(pieces), inhabited) => {
            let accepts = |i: usize, x: &[f64]| holds(pieces[i].filter, x) && problem.contains(x);
            let drops = inhabited.is_some() || pieces.iter().any(|p| p.filter.is_some());
            let accepts = drops.then_some(&accepts as Accepts);
            piece_points(domain, pieces, Sequence::Random, n, accepts, rng)
        }
        (
            Region::Surface {
                surface, filter, ..
            },
            Some(inhabited),
        ) => {
            let accepts = |x: &[f64]| holds(*filter, x);
            surface_points(domain, inhabited, surface, n, &accepts, rng)
        }
        (Region::Interior, inhabited) | (Region::Surface { .. }, inhabited) => {
            let inhabited = inhabited.as_ref();
            domain_points(domain, inhabited, Sequence::Random, n, rng, &|_| {})
        }
    };
    placed.map_err(|cause| NoPoints {
        term: plan.terms[set.terms[0]].0.clone(),
        cause,
    })
}
