//! Points of a region.

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use voronet_expr::{Formula, Leaf, Node};

use super::{Problem, Region};
use crate::points::{
    Accepts, Cloud, TooFew, Wanted, domain_points, piece_points, random, surface_points,
};

impl Problem {
    /// Places points of a region, uniform but for the densities of parameters, or returns those that were given; of a region that
    /// is a few points, each of them once. `progress` hears how many more are done.
    ///
    /// # Errors
    /// If there is (almost) nothing of the region.
    pub fn place(
        &self,
        region: &Region,
        wanted: Wanted,
        rng: &mut ChaCha8Rng,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Cloud, TooFew> {
        let single_points = self.single_points(region);
        // So many that each of a few points is among them.
        let points = single_points.map_or(wanted.points, |most| (AMONG * most).min(MOST_SINGLE));
        let wanted = Wanted { points, ..wanted };
        let predicate = |filter: Option<Node>| filter.map(|node| self.graph.formula(node));
        let (domain, inhabited) = (&self.domain, self.inhabited.as_ref());
        let placed = match (region, inhabited) {
            (Region::Given { points, .. }, _) => return Ok(Cloud::clone(points)),
            (Region::Boundary(pieces), _) => {
                let predicates: Vec<_> = pieces.iter().map(|p| predicate(p.filter)).collect();
                let accepts = |i: usize, x: &[f64]| holds(&predicates[i], &self.moved(x));
                let drops = predicates.iter().any(Option::is_some);
                let accepts = drops.then_some(&accepts as Accepts);
                let drawn = (&random::ENTRY, wanted);
                piece_points(domain, inhabited, pieces, drawn, accepts, rng, progress)?
            }
            (
                Region::Surface {
                    surface, filter, ..
                },
                Some(inhabited),
            ) => {
                let predicate = predicate(*filter);
                let accepts = |x: &[f64]| holds(&predicate, &self.moved(x));
                surface_points(domain, inhabited, surface, wanted, &accepts, rng, progress)?
            }
            (Region::Interior | Region::Surface { .. }, _) => {
                domain_points(domain, inhabited, &random::ENTRY, points, rng, progress)?
            }
        };
        let placed = match single_points {
            Some(_) => distinct(&placed),
            None => placed,
        };
        Ok(self.all_by_density(placed))
    }

    /// Moves points that are uniform in the box to where the densities of parameters put them.
    pub fn all_by_density(&self, mut points: Cloud) -> Cloud {
        if !self.densities.is_empty() {
            let each = points.coordinates_mut().par_chunks_mut(self.inputs.len());
            each.for_each(|x| self.by_density(x));
        }
        points
    }

    fn moved(&self, x: &[f64]) -> Vec<f64> {
        let mut moved = x.to_vec();
        self.by_density(&mut moved);
        moved
    }
}

/// Returns the values at points of an expression that reads inputs and what points carry;
/// anything else counts as 0.
pub fn values_at(formula: &Formula, points: &Cloud) -> Vec<f64> {
    let at = |j: usize| {
        formula.evaluate(&|leaf| match leaf {
            Leaf::Input(i) => points.point(j)[i],
            Leaf::Symbol(id) => points.carried(j).get(id as usize).copied().unwrap_or(0.0),
            Leaf::Output { .. } | Leaf::Combination(_) | Leaf::Unknown(_) => 0.0,
        })
    };
    (0..points.len()).map(at).collect()
}

/// Tells whether a point is where it should be.
pub fn holds(predicate: &Option<Formula>, x: &[f64]) -> bool {
    let leaf = |leaf| match leaf {
        Leaf::Input(i) => x[i],
        _ => 0.0,
    };
    let kept = |predicate: &Formula| predicate.evaluate(&leaf) != 0.0;
    predicate.as_ref().is_none_or(kept)
}

/// Points placed for each of a few points that there are, and for all of them.
const AMONG: usize = 64;
const MOST_SINGLE: usize = 100_000;

/// Each point once, in the order of their coordinates.
fn distinct(cloud: &Cloud) -> Cloud {
    let key = |j: u32| cloud.point(j as usize).iter().map(|x| x.to_bits());
    let mut order: Vec<u32> = (0..cloud.len() as u32).collect();
    order.sort_by(|&a, &b| key(a).cmp(key(b)));
    order.dedup_by(|a, b| key(*a).eq(key(*b)));
    cloud.picked(&order)
}
