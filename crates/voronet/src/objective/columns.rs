//! Expressions at points, from parameters as they are kept.

use voronet_kernels::{Level, Mode, Packed};

use super::{PerPoint, Scalar};
use crate::network::Network;
use crate::plan::Group;
use crate::points::Cloud;

/// Arranges parameters, which are kept in double precision, for the kernels.
pub fn packed<T: Scalar>(network: &Network, parameters: &[f64]) -> Packed<T> {
    let theta: Vec<T> = parameters.iter().map(|&t| T::from_f64(t)).collect();
    let mut packed = Packed::new(&network.mlp, Level::detect());
    packed.pack(&theta);
    packed
}

/// Evaluates a group's expressions at the points of a cloud, in the current thread
/// pool: one column for each expression, one entry for each point.
pub fn columns<T: Scalar>(
    network: &Network,
    group: &Group,
    weights: &Packed<T>,
    cloud: &Cloud,
) -> Vec<Vec<f64>> {
    let per_point = PerPoint::new(network, group, Mode::Evaluate, weights);
    let roots = group.tape.roots();
    let mut values = vec![0.0; cloud.len() * roots];
    per_point.values(weights, cloud, &mut values);
    let column = |r: usize| values.iter().skip(r).step_by(roots).copied().collect();
    (0..roots).map(column).collect()
}
