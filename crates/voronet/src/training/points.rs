//! All points of a run and the samplers that draw from them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::samplers::sampler;
use crate::geometry::Piece;
use crate::output::Grid;
use crate::plan::{Plan, PointSet};
use crate::points::stream::{Purpose, stream};
use crate::points::{Cloud, TooFew, box_points, piece_points};
use crate::problem::{Method, Problem, Sequence};
use crate::sampler::Sampler;

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
    /// The seeds of each point set; empty unless its sampler asks for them.
    pub seeds: Vec<Arc<Cloud>>,
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
        let has_seeds = matches!(sampling.method, Method::Pwc | Method::Linear);
        let total = sampling.points * if has_seeds { 2 } else { 1 };
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
        let interior_seeds = |n| {
            let mut rng = stream(seed, Purpose::Seeds { set: 0 }, 0);
            let sequence = sampling.sequence;
            Ok(box_points(&problem.domain, sequence, n, &mut rng, &|_| {}))
        };
        let interior_set = (0, &plan.sets[0]);
        let mut sampled = vec![sampler(
            problem,
            interior_set,
            interior,
            interior_seeds,
            &more,
        )?];
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
            let seeds = |n| place(Purpose::Seeds { set }, n);
            sampled.push(sampler(problem, (set, condition), pool, seeds, &|_| {})?);
            tracked.push(place(
                Purpose::Tracked { set },
                problem.training.record_points,
            )?);
        }
        let nodes = (0..grid.len()).flat_map(|i| grid.point(i)).collect();
        let mut pools = Pools {
            clouds: Vec::new(),
            seeds: Vec::new(),
            samplers: Vec::new(),
            tracked,
            grid: Cloud::new(problem.inputs.len(), nodes),
        };
        for (cloud, seeds, sampler) in sampled {
            pools.clouds.push(Arc::new(cloud));
            pools.seeds.push(Arc::new(seeds));
            pools.samplers.push(sampler);
        }
        Ok(pools)
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
