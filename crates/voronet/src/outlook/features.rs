//! Features whose size is far from that of scaled inputs.

use voronet_expr::Leaf;

use super::singular::lattice;
use crate::network::Feature;
use crate::problem::Problem;
use crate::words::number;

/// A feature's values are of order one up to this size, and from this spread on.
const LARGEST: f64 = 10.0;
const LEAST_SPREAD: f64 = 0.1;

/// Says of each feature that is an expression if its values are large, or hardly change.
pub fn notices(problem: &Problem) -> Vec<String> {
    let features = &problem.network.features;
    let points: Vec<Vec<f64>> = lattice(problem).collect();
    let notice = |feature: &Feature| {
        let Feature::Expression { text, node } = feature else {
            return None;
        };
        let formula = features.graph().formula(*node);
        let at = |x: &Vec<f64>| {
            formula.evaluate(&|leaf| match leaf {
                Leaf::Input(i) => x[i],
                _ => f64::NAN,
            })
        };
        let values = points.iter().map(at).filter(|value| value.is_finite());
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        });
        let is_of_order_one = low.abs().max(high.abs()) <= LARGEST && high - low >= LEAST_SPREAD;
        (low <= high && !is_of_order_one).then(|| {
            let [low, high] = [low, high].map(|x| number(format!("{x:.2e}").parse().unwrap_or(x)));
            format!(
                "The feature `{text}` runs from {low} to {high} over the domain. Weights start as \
                 if features were of order one, between -1 and 1 at best: shift and scale it."
            )
        })
    };
    features.all().iter().filter_map(notice).collect()
}
