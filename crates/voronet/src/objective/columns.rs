//! Expressions at points.

use voronet_kernels::Mode;

use super::{PerPoint, Scalar, Theta};
use crate::network::Network;
use crate::plan::Group;
use crate::points::Cloud;

/// Evaluates a group's expressions at the points of a cloud, in the current thread
/// pool: one column for each expression, one entry for each point.
pub fn columns<T: Scalar>(
    network: &Network,
    group: &Group,
    theta: &Theta<T>,
    cloud: &Cloud,
) -> Vec<Vec<f64>> {
    let per_point = PerPoint::new(network, group, Mode::Evaluate, theta);
    let roots = group.tape.roots();
    let mut values = vec![0.0; cloud.len() * roots];
    per_point.values(theta, cloud, &mut values);
    let column = |r: usize| values.iter().skip(r).step_by(roots).copied().collect();
    (0..roots).map(column).collect()
}
