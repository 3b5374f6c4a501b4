//! Which derivatives travel, and which only as part of a combination.
//!
//! Where residuals use a set of an output's derivatives only through a sum with
//! constant coefficients (a Laplacian, u_t − k u_xx), the sum can travel as one
//! component: composition is linear in the highest derivatives. This module
//! finds such sums and takes them when the jet gets smaller.

use std::collections::{BTreeMap, BTreeSet};

use voronet_expr::{Graph, Leaf, MultiIndex, Node};
use voronet_kernels::{JetLayout, Orders};

/// A sum of derivatives of one output with constant coefficients.
type Combination = Vec<(f64, Orders)>;

/// Expressions and the jet that they read.
pub struct Demand {
    /// The expressions, with each combination replaced by
    /// `Leaf::Symbol(FIRST_COMBINATION + index into symbols)`.
    pub roots: Vec<Node>,
    /// Component and output of each symbol.
    pub symbols: Vec<(usize, usize)>,
    /// What travels.
    pub jet: JetLayout,
}

/// Symbols below are values that the points carry.
pub const FIRST_COMBINATION: u32 = 1 << 16;

/// The smallest jet for the expressions.
pub fn demand(graph: &mut Graph, roots: &[Node]) -> Demand {
    let leaves = graph.leaves(roots);
    let plain = JetLayout::new(&orders(leaves.iter().copied()), &[]);
    let combined = combine(graph, roots, &leaves);
    match combined {
        Some(combined) if combined.jet.len() < plain.len() => combined,
        _ => Demand {
            roots: roots.to_vec(),
            symbols: Vec::new(),
            jet: plain,
        },
    }
}

fn orders(leaves: impl Iterator<Item = Leaf>) -> Vec<Orders> {
    let alpha = |leaf| match leaf {
        Leaf::Output { alpha, .. } => Some(alpha.0),
        _ => None,
    };
    let distinct: BTreeSet<Orders> = leaves.filter_map(alpha).collect();
    distinct.into_iter().collect()
}

/// Takes every derivative that is linear with a constant coefficient wherever
/// it occurs out of the expressions and into combinations.
fn combine(graph: &mut Graph, roots: &[Node], leaves: &BTreeSet<Leaf>) -> Option<Demand> {
    let mut movable: BTreeMap<Leaf, Vec<f64>> = BTreeMap::new();
    for &leaf in leaves {
        if let Leaf::Output { alpha, .. } = leaf
            && alpha != MultiIndex::ZERO
        {
            let slopes = roots.iter().map(|&root| {
                let slope = graph.partial(root, leaf);
                graph.constant_value(slope)
            });
            if let Some(slopes) = slopes.collect::<Option<Vec<f64>>>() {
                movable.insert(leaf, slopes);
            }
        }
    }
    if movable.is_empty() {
        return None;
    }
    let mut combinations: Vec<Combination> = Vec::new();
    let mut uses: Vec<(usize, usize)> = Vec::new();
    let mut rewritten = Vec::new();
    for (r, &root) in roots.iter().enumerate() {
        let zero = graph.constant(0.0);
        let mut rest = graph.substitute(root, &|leaf| movable.contains_key(&leaf).then_some(zero));
        let mut by_output: BTreeMap<usize, Combination> = BTreeMap::new();
        for (leaf, slopes) in &movable {
            if let Leaf::Output { output, alpha } = *leaf
                && slopes[r] != 0.0
            {
                by_output
                    .entry(output)
                    .or_default()
                    .push((slopes[r], alpha.0));
            }
        }
        for (output, combination) in by_output {
            let known = combinations.iter().position(|c| *c == combination);
            let index = known.unwrap_or_else(|| {
                combinations.push(combination);
                combinations.len() - 1
            });
            let symbol = graph.symbol(FIRST_COMBINATION + uses.len() as u32);
            uses.push((index, output));
            rest = graph.binary(voronet_expr::Binary::Add, rest, symbol);
        }
        rewritten.push(rest);
    }
    let kept = leaves
        .iter()
        .copied()
        .filter(|leaf| !movable.contains_key(leaf));
    let jet = JetLayout::new(&orders(kept), &combinations);
    Some(Demand {
        roots: rewritten,
        symbols: uses
            .into_iter()
            .map(|(index, output)| (jet.combination(index), output))
            .collect(),
        jet,
    })
}
