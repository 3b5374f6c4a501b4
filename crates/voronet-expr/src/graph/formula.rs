//! One expression at many points, one by one.

use super::context::{Graph, Leaf, Node, Op, map_children};
use super::op::{Binary, Unary, quotient};

/// An expression apart from its graph, quick to evaluate at a point. A
/// [`Tape`](crate::Tape) is for many points at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// Children first; a node is a place in this list.
    steps: Vec<Op>,
}

impl Graph {
    /// What an expression is made of, without the rest of the graph.
    pub fn formula(&self, node: Node) -> Formula {
        self.formulas(&[node]).0
    }

    /// Writes a formula into this graph, with what `leaf` gives in place of its leaves.
    pub fn insert(
        &mut self,
        formula: &Formula,
        leaf: &mut dyn FnMut(&mut Graph, Leaf) -> Node,
    ) -> Node {
        let mut made: Vec<Node> = Vec::with_capacity(formula.steps.len());
        for &step in &formula.steps {
            let at = |n: Node| made[n.index()];
            let node = match step {
                Op::Constant(bits) => self.constant(f64::from_bits(bits)),
                Op::Leaf(l) => leaf(self, l),
                Op::Unary(op, a) => self.unary(op, at(a)),
                Op::Binary(op, a, b) => self.binary(op, at(a), at(b)),
                Op::Power(a, n) => self.powi(at(a), n),
                Op::Select(c, a, b) => self.select(at(c), at(a), at(b)),
            };
            made.push(node);
        }
        made.last()
            .copied()
            .unwrap_or_else(|| self.constant(f64::NAN))
    }

    /// Several expressions together, and the step that is each.
    pub(super) fn formulas(&self, roots: &[Node]) -> (Formula, Vec<usize>) {
        let nodes = self.reachable(roots);
        // Nodes come in their order.
        let place = |n: Node| nodes.partition_point(|&m| m < n);
        let step = |&n: &Node| map_children(self.op(n), |child| Node::at(place(child)));
        let formula = Formula {
            steps: nodes.iter().map(step).collect(),
        };
        (formula, roots.iter().map(|&root| place(root)).collect())
    }
}

impl Formula {
    /// The number of steps of an evaluation.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// The value where `leaf` gives the leaves': the scalar meaning that everything
    /// else is tested against.
    pub fn evaluate(&self, leaf: &dyn Fn(Leaf) -> f64) -> f64 {
        self.values(leaf, &mut Vec::with_capacity(self.steps.len()))
    }

    /// Which piece of `abs`, `min`, `max`, `floor` or `mod` the values are on, if that is
    /// the step.
    pub(super) fn side(&self, step: usize, values: &[f64]) -> f64 {
        let at = |n: Node| values[n.index()];
        match self.steps[step] {
            Op::Unary(Unary::Floor, _) => values[step],
            Op::Unary(_, a) => f64::from(at(a) >= 0.0),
            Op::Binary(Binary::Mod, a, b) => quotient(at(a), at(b), values[step]),
            Op::Binary(_, a, b) => f64::from(at(a) <= at(b)),
            _ => 0.0,
        }
    }

    /// The value, which is that of the last step, and those of all steps.
    pub(super) fn values(&self, leaf: &dyn Fn(Leaf) -> f64, values: &mut Vec<f64>) -> f64 {
        values.clear();
        for &step in &self.steps {
            let at = |n: Node| values[n.index()];
            let value = match step {
                Op::Constant(bits) => f64::from_bits(bits),
                Op::Leaf(l) => leaf(l),
                Op::Unary(op, a) => op.apply(at(a)),
                Op::Binary(op, a, b) => op.apply(at(a), at(b)),
                Op::Power(a, n) => at(a).powi(n),
                Op::Select(c, a, b) => at(if at(c) != 0.0 { a } else { b }),
            };
            values.push(value);
        }
        // A formula has a step: that of its own node.
        values.last().copied().unwrap_or(f64::NAN)
    }
}
