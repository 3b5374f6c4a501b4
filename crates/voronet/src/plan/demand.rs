//! Which derivatives travel, and which only as part of a combination.
//!
//! Where residuals use a set of an output's derivatives only through a sum with
//! constant coefficients (a Laplacian, u_t − k u_xx), the sum can travel as one
//! component: composition is linear in the highest derivatives. This module
//! finds such sums and takes them when the jet gets smaller.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    /// What travels through each subnetwork.
    pub wanted: Vec<Wanted>,
}

/// What expressions read of a subnetwork.
#[derive(Clone, Default)]
pub struct Wanted {
    /// The derivatives that travel by themselves.
    pub derivatives: Vec<Orders>,
    /// The combinations that travel.
    pub combinations: Vec<Combination>,
}

impl Wanted {
    /// What travels.
    pub fn jet(&self) -> JetLayout {
        JetLayout::new(&self.derivatives, &self.combinations)
    }

    /// Tells whether nothing does.
    pub fn is_empty(&self) -> bool {
        self.derivatives.is_empty() && self.combinations.is_empty()
    }
}

impl Demand {
    /// Counts the components of all jets.
    fn components(&self) -> usize {
        let wanted = self.wanted.iter();
        wanted.map(|wanted| wanted.jet().len()).sum()
    }
}

/// A combination of one output's derivatives.
#[derive(Clone, Copy, PartialEq)]
pub struct Use {
    /// Which combination of those of the output's subnetwork.
    pub combination: usize,
    /// Of which output.
    pub output: usize,
}

/// The smallest jets for the expressions, where output k is of the subnetwork `of[k]`; outputs
/// at the point opposite go on with their numbers.
pub fn demand(graph: &mut Graph, roots: &[Node], of: &[usize]) -> Demand {
    let plain = Demand {
        roots: roots.to_vec(),
        uses: Vec::new(),
        wanted: wanted(graph.leaves(roots), of),
    };
    match combine(graph, roots, of) {
        Some(combined) if combined.components() < plain.components() => combined,
        _ => plain,
    }
}

/// The derivatives among leaves, by subnetwork.
fn wanted(leaves: BTreeSet<Leaf>, of: &[usize]) -> Vec<Wanted> {
    let subnetworks = of.iter().max().map_or(0, |last| last + 1);
    let mut distinct = vec![BTreeSet::new(); subnetworks];
    for leaf in leaves {
        if let Leaf::Output { output, alpha } = leaf {
            distinct[of[output % of.len()]].insert(alpha.0);
        }
    }
    let wanted = distinct.into_iter().map(|orders| Wanted {
        derivatives: orders.into_iter().collect(),
        combinations: Vec::new(),
    });
    wanted.collect()
}

/// Takes every derivative that is read only as a term with a constant coefficient
/// out of the expressions and into combinations.
fn combine(graph: &mut Graph, roots: &[Node], of: &[usize]) -> Option<Demand> {
    let Reading { sums, fixed } = Reading::of(graph, roots);
    let is_movable = |leaf: Leaf| is_derivative(leaf) && !fixed.contains(&leaf);
    let mut kept = graph.leaves(roots);
    if !kept.iter().copied().any(is_movable) {
        return None;
    }
    kept.retain(|&leaf| !is_movable(leaf));
    let zero = graph.constant(0.0);
    let mut wanted = wanted(kept, of);
    let mut uses: Vec<Use> = Vec::new();
    let mut rewritten = Vec::new();
    for (&root, sum) in roots.iter().zip(&sums) {
        let mut rest = graph.substitute(root, &|leaf| is_movable(leaf).then_some(zero));
        for (output, terms) in by_output(sum, is_movable) {
            let combinations = &mut wanted[of[output % of.len()]].combinations;
            let known = combinations.iter().enumerate();
            let mut multiples = known.filter_map(|(c, known)| Some((c, multiple(&terms, known)?)));
            let (combination, factor) = multiples.next().unwrap_or_else(|| {
                combinations.push(terms);
                (combinations.len() - 1, 1.0)
            });
            let factor = graph.constant(factor);
            let leaf = graph.leaf(Leaf::Combination(uses.len() as u32));
            let leaf = graph.binary(Binary::Mul, factor, leaf);
            uses.push(Use {
                combination,
                output,
            });
            rest = graph.binary(Binary::Add, rest, leaf);
        }
        rewritten.push(rest);
    }
    Some(Demand {
        roots: rewritten,
        uses,
        wanted,
    })
}

/// The factor by which a combination is a multiple of another, up to rounding: laws and outputs
/// of different sizes need not keep the same operator apart.
fn multiple(of: &Combination, known: &Combination) -> Option<f64> {
    if of == known {
        return Some(1.0);
    }
    let factor = of.first()?.0 / known.first()?.0;
    let is_multiple = |(a, b): (&(f64, Orders), &(f64, Orders))| {
        a.1 == b.1 && (a.0 / (factor * b.0) - 1.0).abs() < 1e-12
    };
    let is_it = of.len() == known.len() && of.iter().zip(known).all(is_multiple);
    is_it.then_some(factor)
}

/// Derivatives of outputs that are terms of an expression, each with its constant
/// coefficient.
type Sum = BTreeMap<Leaf, f64>;

/// How expressions read derivatives of outputs.
struct Reading {
    /// The terms of each expression.
    sums: Vec<Sum>,
    /// The derivatives that some expression reads in another way too: in a product or a
    /// function, to decide, or in one branch otherwise than in the other.
    fixed: BTreeSet<Leaf>,
}

impl Reading {
    /// Goes up through sums, differences, signs, constant factors and branches that agree.
    fn of(graph: &Graph, roots: &[Node]) -> Reading {
        let mut sums: HashMap<Node, Sum> = HashMap::new();
        let mut fixed = BTreeSet::new();
        for node in graph.reachable(roots) {
            let sum = match graph.op(node) {
                Op::Leaf(leaf) if is_derivative(leaf) => Sum::from([(leaf, 1.0)]),
                Op::Leaf(_) | Op::Constant(_) => Sum::new(),
                Op::Unary(Unary::Neg, a) => plus(Sum::new(), -1.0, &sums[&a]),
                Op::Binary(Binary::Add, a, b) => plus(sums[&a].clone(), 1.0, &sums[&b]),
                Op::Binary(Binary::Sub, a, b) => plus(sums[&a].clone(), -1.0, &sums[&b]),
                Op::Binary(Binary::Mul, a, b) if graph.constant_value(a).is_some() => {
                    let factor = graph.constant_value(a).unwrap_or_default();
                    plus(Sum::new(), factor, &sums[&b])
                }
                Op::Select(condition, a, b) => {
                    fixed.extend(sums[&condition].keys());
                    let difference = plus(sums[&a].clone(), -1.0, &sums[&b]);
                    fixed.extend(difference.keys());
                    sums[&a].clone()
                }
                Op::Unary(_, a) | Op::Power(a, _) => {
                    fixed.extend(sums[&a].keys());
                    Sum::new()
                }
                Op::Binary(_, a, b) => {
                    fixed.extend(sums[&a].keys());
                    fixed.extend(sums[&b].keys());
                    Sum::new()
                }
            };
            sums.insert(node, sum);
        }
        Reading {
            sums: roots.iter().map(|root| sums[root].clone()).collect(),
            fixed,
        }
    }
}

fn is_derivative(leaf: Leaf) -> bool {
    matches!(leaf, Leaf::Output { alpha, .. } if alpha != MultiIndex::ZERO)
}

/// a + factor · b, without what cancels.
fn plus(mut a: Sum, factor: f64, b: &Sum) -> Sum {
    for (&leaf, &coefficient) in b {
        *a.entry(leaf).or_insert(0.0) += factor * coefficient;
    }
    a.retain(|_, coefficient| *coefficient != 0.0);
    a
}

/// The terms of each output that are to be combined.
fn by_output(sum: &Sum, is_movable: impl Fn(Leaf) -> bool) -> BTreeMap<usize, Combination> {
    let mut all: BTreeMap<usize, Combination> = BTreeMap::new();
    for (&leaf, &factor) in sum {
        if let Leaf::Output { output, alpha } = leaf
            && is_movable(leaf)
        {
            all.entry(output).or_default().push((factor, alpha.0));
        }
    }
    all
}
