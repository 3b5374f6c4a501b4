//! All points of a run and the samplers that draw from them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::geometry::Piece;
use crate::output::Grid;
use crate::plan::{Plan, PointSet};
use crate::points::stream::{Purpose, stream};
use crate::points::{Cells, Cloud, TooFew, box_points, nearest, piece_points};
use crate::problem::{Method, Problem, Sequence};
use crate::sampler::{Pointwise, Pwc, Sampler, Score, Uniform};

/// Points that cannot be placed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("no points for condition `{term}`: {cause}")]
pub struct NoPoints {
    /// The condition.
    pub term: String,
    /// How few satisfy its filter.
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
    /// The nodes of the solution grid, for the error.
    pub grid: Cloud,
}

impl Pools {
    /// Makes them. `progress(done, total)` is called now and then, from any
    /// thread.
    ///
    /// # Errors
    /// If a condition's filter leaves nothing of its faces.
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
        let interior = box_points(
            &problem.domain,
            sampling.sequence,
            sampling.points,
            &mut stream(seed, Purpose::Points { set: 0 }, 0),
            &more,
        );
        let (interior, seeds, sampler) = interior_sampler(problem, interior, &more);
        let mut clouds = vec![Arc::new(interior)];
        let mut samplers = vec![sampler];
        let mut tracked = vec![box_points(
            &problem.domain,
            Sequence::Random,
            problem.training.record_points,
            &mut stream(seed, Purpose::Tracked { set: 0 }, 0),
            &|_| {},
        )];
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
        let nodes = (0..grid.len()).flat_map(|i| grid.point(i)).collect();
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
    progress: &(dyn Fn(usize) + Sync),
) -> (Cloud, Cloud, Box<dyn Sampler>) {
    let sampling = &problem.sampling;
    let (n, mixture) = (cloud.len(), sampling.mixture);
    match sampling.method {
        Method::Uniform => (cloud, Cloud::default(), Box::new(Uniform::new(n))),
        Method::Exact => {
            let sampler = Pointwise::new(Score::Loss, n, mixture);
            (cloud, Cloud::default(), Box::new(sampler))
        }
        Method::Gradient => {
            let sampler = Pointwise::new(Score::GradientNorm, n, mixture);
            (cloud, Cloud::default(), Box::new(sampler))
        }
        Method::Pwc => {
            let seeds = box_points(
                &problem.domain,
                sampling.sequence,
                sampling.seeds,
                &mut stream(problem.training.seed, Purpose::Seeds, 0),
                &|_| {},
            );
            let owners = nearest(&seeds, &cloud, &problem.domain, progress);
            let (cloud, cells) = Cells::sort(cloud, &owners, seeds.len());
            (cloud, seeds, Box::new(Pwc::new(cells, mixture)))
        }
    }
}

/// Uniform points of a condition, whatever the interior's sequence, as in the
/// paper.
fn boundary_points(
    problem: &Problem,
    plan: &Plan,
    set: &PointSet,
    purpose: Purpose,
    n: usize,
) -> Result<Cloud, NoPoints> {
    let pieces: &[Piece] = set.pieces.as_deref().unwrap_or_default();
    let accepts = |i: usize, x: &[f64]| {
        let holds = |filter| {
            let leaf = |leaf| match leaf {
                voronet_expr::Leaf::Input(i) => x[i],
                _ => 0.0,
            };
            problem.graph.evaluate(filter, &leaf) != 0.0
        };
        pieces[i].filter.is_none_or(holds)
    };
    let mut rng = stream(problem.training.seed, purpose, 0);
    piece_points(
        &problem.domain,
        pieces,
        Sequence::Random,
        n,
        &accepts,
        &mut rng,
    )
    .map_err(|cause| NoPoints {
        term: plan.terms[set.terms[0]].0.clone(),
        cause,
    })
}
