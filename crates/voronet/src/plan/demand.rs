//! Which derivatives travel, and which only as part of a combination.
//!
//! Where residuals use a set of an output's derivatives only through a sum with
//! constant coefficients (a Laplacian, u_t − k u_xx), the sum can travel as one
//! component: composition is linear in the highest derivatives. This module
//! finds such sums and takes them when the jet gets smaller.

use std::collections::{BTreeMap, BTreeSet};

use voronet_expr::{Binary, Graph, Leaf, MultiIndex, Node, Op, Unary};
use voronet_kernels::{JetLayout, Orders};

/// A sum of derivatives of one output with constant coefficients.
pub type Combination = Vec<(f64, Orders)>;

/// Expressions and the jet that they read.
pub struct Demand {
    /// The expressions, in which [`Leaf::Combination`] stands for what was combined.
    pub roots: Vec<Node>,
    /// What each [`Leaf::Combination`] is, by its number.
    pub uses: Vec<Use>,
    /// The derivatives that travel by themselves.
    pub derivatives: Vec<Orders>,
    /// The combinations that travel.
    pub combinations: Vec<Combination>,
}

impl Demand {
    /// What travels.
    pub fn jet(&self) -> JetLayout {
        JetLayout::new(&self.derivatives, &self.combinations)
    }
}

/// A combination of one output's derivatives.
#[derive(Clone, Copy, PartialEq)]
pub struct Use {
    /// Which combination.
    pub combination: usize,
    /// Of which output.
    pub output: usize,
}

/// The smallest jet for the expressions.
pub fn demand(graph: &mut Graph, roots: &[Node]) -> Demand {
    let plain = Demand {
        roots: roots.to_vec(),
        uses: Vec::new(),
        derivatives: orders(graph.leaves(roots)),
        combinations: Vec::new(),
    };
    match combine(graph, roots) {
        Some(combined) if combined.jet().len() < plain.jet().len() => combined,
        _ => plain,
    }
}

fn orders(leaves: BTreeSet<Leaf>) -> Vec<Orders> {
    let alpha = |leaf| match leaf {
        Leaf::Output { alpha, .. } => Some(alpha.0),
        _ => None,
    };
    let distinct: BTreeSet<Orders> = leaves.into_iter().filter_map(alpha).collect();
    distinct.into_iter().collect()
}

/// Takes every derivative that is read only as a term with a constant coefficient
/// out of the expressions and into combinations.
fn combine(graph: &mut Graph, roots: &[Node]) -> Option<Demand> {
    let sums: Vec<Sum> = roots.iter().map(|&root| Sum::of(graph, root)).collect();
    let rest: Vec<Node> = sums.iter().flat_map(|sum| sum.rest.clone()).collect();
    let fixed = graph.leaves(&rest);
    let terms = sums.iter().flat_map(|sum| sum.linear.keys().copied());
    let movable: BTreeSet<Leaf> = terms.filter(|leaf| !fixed.contains(leaf)).collect();
    if movable.is_empty() {
        return None;
    }
    let zero = graph.constant(0.0);
    let mut combinations: Vec<Combination> = Vec::new();
    let mut uses: Vec<Use> = Vec::new();
    let mut rewritten = Vec::new();
    for (&root, sum) in roots.iter().zip(&sums) {
        let mut rest = graph.substitute(root, &|leaf| movable.contains(&leaf).then_some(zero));
        for (output, combination) in sum.by_output(&movable) {
            let known = combinations.iter().position(|c| *c == combination);
            let combination = known.unwrap_or_else(|| {
                combinations.push(combination);
                combinations.len() - 1
            });
            let leaf = graph.leaf(Leaf::Combination(uses.len() as u32));
            uses.push(Use {
                combination,
                output,
            });
            rest = graph.binary(Binary::Add, rest, leaf);
        }
        rewritten.push(rest);
    }
    let mut kept = graph.leaves(roots);
    kept.retain(|leaf| !movable.contains(leaf));
    Some(Demand {
        roots: rewritten,
        uses,
        derivatives: orders(kept),
        combinations,
    })
}

/// An expression as a sum of derivatives of outputs, each with its constant
/// coefficient, and of terms of any other kind.
struct Sum {
    linear: BTreeMap<Leaf, f64>,
    rest: Vec<Node>,
}

impl Sum {
    /// Goes down through sums, differences, signs and constant factors. Parents come
    /// after their children, so that each part's coefficient is complete when it is
    /// its turn.
    fn of(graph: &Graph, root: Node) -> Sum {
        let mut sum = Sum {
            linear: BTreeMap::new(),
            rest: Vec::new(),
        };
        let mut open = BTreeMap::from([(root, 1.0)]);
        while let Some((node, factor)) = open.pop_last() {
            let mut part = |part, factor| *open.entry(part).or_insert(0.0) += factor;
            match graph.op(node) {
                Op::Binary(Binary::Add, a, b) => {
                    part(a, factor);
                    part(b, factor);
                }
                Op::Binary(Binary::Sub, a, b) => {
                    part(a, factor);
                    part(b, -factor);
                }
                Op::Unary(Unary::Neg, a) => part(a, -factor),
                Op::Binary(Binary::Mul, a, b) if graph.constant_value(a).is_some() => {
                    part(b, factor * graph.constant_value(a).unwrap_or_default());
                }
                Op::Leaf(leaf @ Leaf::Output { alpha, .. }) if alpha != MultiIndex::ZERO => {
                    sum.linear.insert(leaf, factor);
                }
                _ => sum.rest.push(node),
            }
        }
        sum
    }

    /// The terms of each output that are to be combined.
    fn by_output(&self, movable: &BTreeSet<Leaf>) -> BTreeMap<usize, Combination> {
        let mut all: BTreeMap<usize, Combination> = BTreeMap::new();
        for (leaf, &factor) in &self.linear {
            if let Leaf::Output { output, alpha } = *leaf
                && movable.contains(leaf)
                && factor != 0.0
            {
                all.entry(output).or_default().push((factor, alpha.0));
            }
        }
        all
    }
}
