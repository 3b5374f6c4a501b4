//! Which derivatives of the outputs expressions need.

use std::collections::BTreeSet;

use crate::graph::{Graph, Leaf, Node};
use crate::multi_index::MultiIndex;

/// Every D^α u_k that the expressions read, and every lower derivative of the
/// same output that composition may need on the way (all β ≤ α).
pub fn demand(graph: &Graph, nodes: &[Node]) -> BTreeSet<(usize, MultiIndex)> {
    let mut all = BTreeSet::new();
    for leaf in graph.leaves(nodes) {
        if let Leaf::Output { output, alpha } = leaf {
            let [a, b, c, d] = alpha.0;
            for i in 0..=a {
                for j in 0..=b {
                    for k in 0..=c {
                        for l in 0..=d {
                            all.insert((output, MultiIndex([i, j, k, l])));
                        }
                    }
                }
            }
        }
    }
    all
}
