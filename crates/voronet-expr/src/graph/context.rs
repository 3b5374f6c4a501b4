//! The arena of unique nodes.

use std::collections::{BTreeSet, HashMap};

use super::op::{Binary, Unary};
use crate::multi_index::MultiIndex;

/// A node of a [`Graph`]. Children come before their parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(u32);

impl Node {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) fn at(index: usize) -> Node {
        Node(index as u32)
    }
}

/// A number that comes from outside, different at every point if nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Leaf {
    /// A coordinate.
    Input(usize),
    /// A derivative of an output, or the output itself.
    Output {
        /// Which output.
        output: usize,
        /// Which derivative.
        alpha: MultiIndex,
    },
    /// A number that whoever made the graph supplies.
    Symbol(u32),
    /// A sum of derivatives of an output that whoever rewrote the expression knows by
    /// this number.
    Combination(u32),
    /// A number that is to be found: the same at all points.
    Unknown(usize),
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// The bits of a number.
    Constant(u64),
    /// From outside.
    Leaf(Leaf),
    /// A function of one node.
    Unary(Unary, Node),
    /// A function of two nodes.
    Binary(Binary, Node, Node),
    /// A whole power.
    Power(Node, i32),
    /// The second where the first is not 0, else the third.
    Select(Node, Node, Node),
}

/// Expressions with common parts shared: equal nodes are the same node.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Op>,
    index: HashMap<Op, Node>,
    /// Evaluations of nodes in search of jumps, by which whoever reads a text bounds
    /// them.
    pub(super) evaluations: usize,
    /// Outputs, each with an input on which it does not depend.
    held: BTreeSet<(usize, usize)>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Graph {
        Graph::default()
    }

    /// Says that an output does not depend on an input: what is differentiated from now on has
    /// no derivatives of it by that.
    pub fn hold(&mut self, output: usize, input: usize) {
        self.held.insert((output, input));
    }

    /// Whether an output does not depend on an input.
    pub fn is_held(&self, output: usize, input: usize) -> bool {
        self.held.contains(&(output, input))
    }

    /// What a node is.
    pub fn op(&self, node: Node) -> Op {
        self.nodes[node.index()]
    }

    /// The number of nodes made so far.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How often nodes were evaluated in search of jumps.
    pub(crate) fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// Whether nothing was made yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node of an operation, as it stands.
    pub(super) fn intern(&mut self, op: Op) -> Node {
        if let Some(&node) = self.index.get(&op) {
            return node;
        }
        let node = Node(self.nodes.len() as u32);
        self.nodes.push(op);
        self.index.insert(op, node);
        node
    }

    /// A number.
    pub fn constant(&mut self, value: f64) -> Node {
        // One zero: 0 and −0 are the same expression.
        self.intern(Op::Constant((value + 0.0).to_bits()))
    }

    /// A number from outside.
    pub fn leaf(&mut self, leaf: Leaf) -> Node {
        self.intern(Op::Leaf(leaf))
    }

    /// Coordinate i.
    pub fn input(&mut self, i: usize) -> Node {
        self.leaf(Leaf::Input(i))
    }

    /// Output k.
    pub fn output(&mut self, k: usize) -> Node {
        self.leaf(Leaf::Output {
            output: k,
            alpha: MultiIndex::ZERO,
        })
    }

    /// The symbol with that number.
    pub fn symbol(&mut self, id: u32) -> Node {
        self.leaf(Leaf::Symbol(id))
    }

    /// The unknown with that number.
    pub fn unknown(&mut self, i: usize) -> Node {
        self.leaf(Leaf::Unknown(i))
    }

    /// The value of a node that is a constant.
    pub fn constant_value(&self, node: Node) -> Option<f64> {
        match self.op(node) {
            Op::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// The leaves that the expressions read.
    pub fn leaves(&self, nodes: &[Node]) -> BTreeSet<Leaf> {
        let leaf = |node| match self.op(node) {
            Op::Leaf(leaf) => Some(leaf),
            _ => None,
        };
        self.reachable(nodes).into_iter().filter_map(leaf).collect()
    }

    /// The nodes that the expressions are made of, children first.
    pub fn reachable(&self, nodes: &[Node]) -> Vec<Node> {
        let Some(&last) = nodes.iter().max() else {
            return Vec::new();
        };
        let mut is_reached = vec![false; last.index() + 1];
        let mut reached: Vec<Node> = Vec::new();
        let mut open: Vec<Node> = nodes.to_vec();
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut is_reached[node.index()], true) {
                reached.push(node);
                open.extend(children(self.op(node)));
            }
        }
        reached.sort_unstable();
        reached
    }

    /// The value of an expression where `leaf` gives the leaves'. For more than
    /// one point, [`formula`](Graph::formula) first.
    pub fn evaluate(&self, node: Node, leaf: &dyn Fn(Leaf) -> f64) -> f64 {
        self.formula(node).evaluate(leaf)
    }
}

/// The operands of an operation.
pub(crate) fn children(op: Op) -> impl Iterator<Item = Node> {
    let all = match op {
        Op::Constant(_) | Op::Leaf(_) => [None, None, None],
        Op::Unary(_, a) | Op::Power(a, _) => [Some(a), None, None],
        Op::Binary(_, a, b) => [Some(a), Some(b), None],
        Op::Select(a, b, c) => [Some(a), Some(b), Some(c)],
    };
    all.into_iter().flatten()
}

/// The same operation of other operands.
pub(super) fn map_children(op: Op, f: impl Fn(Node) -> Node) -> Op {
    match op {
        Op::Constant(_) | Op::Leaf(_) => op,
        Op::Unary(op, a) => Op::Unary(op, f(a)),
        Op::Binary(op, a, b) => Op::Binary(op, f(a), f(b)),
        Op::Power(a, n) => Op::Power(f(a), n),
        Op::Select(a, b, c) => Op::Select(f(a), f(b), f(c)),
    }
}
