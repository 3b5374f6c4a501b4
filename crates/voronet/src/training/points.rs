//! All points of a run and the samplers that draw from them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::samplers::sampler;
use crate::geometry::Piece;
use crate::plan::{BySet, INTERIOR, Plan, PointSet};
use crate::points::stream::{Purpose, stream};
use crate::points::{Cloud, Scarce, TooFew, Wanted, domain_points, scarce_pieces};
use crate::points::{Sequence, random};
use crate::problem::{Problem, Region, holds};
use crate::sampler::{Asked, Sampler};

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

/// All points of a training and their samplers (lines 1 and 2 of Algorithm 2), and the
/// points on which the loss is tracked.
pub struct Pools {
    /// The N points of each point set.
    pub clouds: BySet<Arc<Cloud>>,
    /// The seeds of each point set; empty unless its sampler asks for them.
    pub seeds: BySet<Arc<Cloud>>,
    /// What draws from each point set.
    pub samplers: BySet<Box<dyn Sampler>>,
    /// A fixed uniform set for each point set, for the tracked loss.
    pub tracked: BySet<Cloud>,
}

impl Pools {
    /// Places the points and makes the samplers. `progress(done, total)` is called now
    /// and then, from any thread.
    ///
    /// # Errors
    /// If there is (almost) nothing of the domain, or of a condition's place.
    pub fn new(
        problem: &Problem,
        plan: &Plan,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Pools, NoPoints> {
        let sampling = &problem.sampling;
        let asks = sampling.sampler.how.asks;
        let has_seeds = asks.is_some_and(|asks| asks.of == Asked::Seeds);
        let conditions = plan.sets.conditions().iter();
        let placed = conditions.filter(|set| is_placed(set)).count();
        let total = sampling.points * (placed + if has_seeds { 2 } else { 1 });
        let done = AtomicUsize::new(0);
        let more = |n: usize| progress(done.fetch_add(n, Ordering::Relaxed) + n, total);
        let set = INTERIOR;
        let interior = |purpose, n, progress: &(dyn Fn(usize) + Sync)| {
            interior_points(problem, plan, sampling.sequence, purpose, n, progress)
        };
        let pool = interior(Purpose::Points { set }, sampling.points, &more)?;
        let seeds = |n| interior(Purpose::Seeds { set }, n, &|_| {}).map_err(|no| no.cause);
        let own = plan.sets.interior();
        let made = sampler(problem, set, own, pool, &seeds, &more);
        let mut sampled = vec![made.map_err(|cause| no_points(plan, own, cause))?];
        let mut tracked = vec![tracked_interior(problem, plan)?];
        for (set, condition) in (INTERIOR + 1..).zip(plan.sets.conditions()) {
            let place = |purpose, n, progress: &(dyn Fn(usize) + Sync)| {
                boundary_points(problem, plan, condition, purpose, n, progress)
            };
            let told: &(dyn Fn(usize) + Sync) = if is_placed(condition) { &more } else { &|_| {} };
            let pool = place(Purpose::Points { set }, sampling.points, told)?;
            let seeds = |n| place(Purpose::Seeds { set }, n, &|_| {}).map_err(|no| no.cause);
            let made = sampler(problem, set, condition, pool, &seeds, &|_| {});
            sampled.push(made.map_err(|cause| no_points(plan, condition, cause))?);
            let (purpose, n) = (Purpose::Tracked { set }, problem.training.record_points);
            tracked.push(place(purpose, n, &|_| {})?);
        }
        let (mut clouds, mut all_seeds, mut samplers) = (Vec::new(), Vec::new(), Vec::new());
        for made in sampled {
            clouds.push(Arc::new(made.pool));
            all_seeds.push(Arc::new(made.seeds));
            samplers.push(made.sampler);
        }
        Ok(Pools {
            clouds: clouds.into_iter().collect(),
            seeds: all_seeds.into_iter().collect(),
            samplers: samplers.into_iter().collect(),
            tracked: tracked.into_iter().collect(),
        })
    }
}

/// Places the interior's fixed uniform points, on which losses are tracked.
pub(super) fn tracked_interior(problem: &Problem, plan: &Plan) -> Result<Cloud, NoPoints> {
    let (purpose, n) = (
        Purpose::Tracked { set: INTERIOR },
        problem.training.record_points,
    );
    interior_points(problem, plan, &random::ENTRY, purpose, n, &|_| {})
}

/// Places uniform points in the interior and at each condition's place, at which a trained
/// field is judged; they are no others' points, but for those that were given. Each piece of
/// a place gets as many, whatever its size: of `t = 0 or x = 0` neither part may be lost
/// because the other is long in its units.
///
/// # Errors
/// If there is (almost) nothing of one of them.
pub fn fresh_points(problem: &Problem, plan: &Plan, n: usize) -> Result<BySet<Cloud>, NoPoints> {
    let sets = plan.sets.iter().enumerate();
    let placed = sets.map(|(set, own)| {
        let purpose = Purpose::Fresh { set };
        let place = |own: &PointSet, n| boundary_points(problem, plan, own, purpose, n, &|_| {});
        let Region::Boundary(pieces) = &own.region else {
            return place(own, n);
        };
        if pieces.len() < 2 || own.single_points.is_some() {
            return place(own, n);
        }
        let on_piece = |piece: &Piece| {
            let alone = PointSet {
                region: Region::Boundary(vec![piece.clone()]),
                ..own.clone()
            };
            place(&alone, n.div_ceil(pieces.len()))
        };
        // A piece of which nothing is left has no points.
        let clouds = pieces.iter().filter_map(|piece| on_piece(piece).ok());
        let joined = clouds.reduce(Cloud::joined);
        joined.map_or_else(|| place(own, n), Ok)
    });
    placed.collect()
}

fn interior_points(
    problem: &Problem,
    plan: &Plan,
    sequence: Sequence,
    purpose: Purpose,
    n: usize,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Cloud, NoPoints> {
    let rng = &mut stream(problem.training.seed, purpose, 0);
    let inhabited = problem.inhabited.as_ref();
    domain_points(&problem.domain, inhabited, sequence, n, rng, progress)
        .map(|points| problem.all_by_density(points))
        .map_err(|cause| no_points(plan, plan.sets.interior(), cause))
}

/// There are none for the first term of a point set.
fn no_points(plan: &Plan, set: &PointSet, cause: TooFew) -> NoPoints {
    let first = set.terms.first().map_or(0, |&t| t);
    NoPoints {
        term: plan.terms[first].0.clone(),
        cause,
    }
}

/// Looks for a few points in the domain and at each condition's place.
///
/// # Errors
/// If there is (almost) nothing of one of them.
pub fn try_places(problem: &Problem, plan: &Plan) -> Result<(), NoPoints> {
    for (set, place) in plan.sets.iter().enumerate() {
        boundary_points(problem, plan, place, Purpose::Points { set }, 16, &|_| {})?;
    }
    Ok(())
}

/// The pieces of a condition's place on which no point is to be expected.
pub fn scarce_places(problem: &Problem, pieces: &[Piece]) -> Vec<Scarce> {
    let formula = |piece: &Piece| piece.filter.map(|node| problem.graph.formula(node));
    let predicates: Vec<_> = pieces.iter().map(formula).collect();
    let accepts = |i: usize, x: &[f64]| holds(&predicates[i], x);
    let rng = &mut stream(problem.training.seed, Purpose::Points { set: INTERIOR }, 0);
    let (inhabited, n) = (problem.inhabited.as_ref(), problem.sampling.points);
    scarce_pieces(&problem.domain, inhabited, pieces, &accepts, n, rng)
}

/// Tells whether as many points as in the domain are placed there.
fn is_placed(set: &PointSet) -> bool {
    !matches!(set.region, Region::Given { .. }) && set.single_points.is_none()
}

/// Places uniform points of a condition, whatever the interior's sequence, as in the
/// paper; or returns those that were given.
fn boundary_points(
    problem: &Problem,
    plan: &Plan,
    set: &PointSet,
    purpose: Purpose,
    n: usize,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Cloud, NoPoints> {
    let rng = &mut stream(problem.training.seed, purpose, 0);
    let wanted = Wanted {
        points: n,
        carries: set.residuals.reads_carried(),
    };
    let placed = problem.place(&set.region, wanted, rng, progress);
    placed.map_err(|cause| no_points(plan, set, cause))
}
