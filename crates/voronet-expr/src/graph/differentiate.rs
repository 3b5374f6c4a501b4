//! Symbolic derivatives.

use std::collections::HashMap;

use super::context::{Graph, Leaf, Node, Op};
use super::continuity::Jump;
use super::op::Binary;
use crate::multi_index::MultiIndex;

impl Graph {
    /// The total derivative by an input: an output's derivative becomes the next
    /// higher one, or 0 where the output is [held](Self::hold), by the product and chain rules
    /// everything else follows.
    ///
    /// # Errors
    /// If the expression jumps as the input changes, or may jump: its derivative would
    /// have a part that no point can see.
    pub fn diff(&mut self, node: Node, input: usize) -> Result<Node, Jump> {
        if let Some(jump) = self.jump(node, input) {
            return Err(jump);
        }
        Ok(self.slope(node, input))
    }

    /// The total derivative by an input at the points where the expression is smooth: that of
    /// [`diff`](Self::diff), of an expression that is known not to jump.
    pub fn slope(&mut self, node: Node, input: usize) -> Node {
        self.derive(node, |g, leaf| match leaf {
            Leaf::Input(i) => g.constant(f64::from(u8::from(i == input))),
            Leaf::Output { output, .. } if g.is_held(output, input) => g.constant(0.0),
            Leaf::Output { output, alpha } => g.leaf(Leaf::Output {
                output,
                alpha: alpha.plus(input),
            }),
            Leaf::Symbol(_) | Leaf::Combination(_) | Leaf::Unknown(_) => g.constant(0.0),
        })
    }

    /// D^α by [`diff`](Self::diff), one input after another.
    ///
    /// # Errors
    /// If the expression, or a derivative on the way, jumps or may jump.
    pub fn diff_by(&mut self, node: Node, alpha: MultiIndex) -> Result<Node, Jump> {
        let mut inputs = alpha.inputs();
        inputs.try_fold(node, |node, input| self.diff(node, input))
    }

    /// D^α by [`slope`](Self::slope), one input after another.
    pub fn slope_by(&mut self, node: Node, alpha: MultiIndex) -> Node {
        let mut derivative = node;
        for input in alpha.inputs() {
            derivative = self.slope(derivative, input);
        }
        derivative
    }

    /// The partial derivative by one leaf, all others held, at the points where the
    /// expression is smooth.
    pub fn partial(&mut self, node: Node, leaf: Leaf) -> Node {
        self.derive(node, |g, l| g.constant(f64::from(u8::from(l == leaf))))
    }

    /// The expression with some leaves replaced.
    pub fn substitute(&mut self, node: Node, replace: &dyn Fn(Leaf) -> Option<Node>) -> Node {
        let mut map: HashMap<Node, Node> = HashMap::new();
        for n in self.reachable(&[node]) {
            let new = match self.op(n) {
                Op::Constant(_) => n,
                Op::Leaf(leaf) => replace(leaf).unwrap_or(n),
                Op::Unary(op, a) => self.unary(op, map[&a]),
                Op::Binary(op, a, b) => self.binary(op, map[&a], map[&b]),
                Op::Power(a, k) => self.powi(map[&a], k),
                Op::Select(c, a, b) => self.select(map[&c], map[&a], map[&b]),
            };
            map.insert(n, new);
        }
        map[&node]
    }

    /// Walks the nodes from the leaves up, so that neither depth nor sharing
    /// costs anything.
    pub(super) fn derive(&mut self, node: Node, leaf: impl Fn(&mut Graph, Leaf) -> Node) -> Node {
        let zero = self.constant(0.0);
        let mut map: HashMap<Node, Node> = HashMap::new();
        for n in self.reachable(&[node]) {
            let derivative = match self.op(n) {
                Op::Constant(_) => zero,
                Op::Leaf(l) => leaf(self, l),
                Op::Unary(op, a) if map[&a] != zero => {
                    let slope = op.derivative(self, a, n);
                    self.chain(slope, map[&a])
                }
                Op::Binary(op, a, b) if map[&a] != zero || map[&b] != zero => {
                    op.derivative(self, (a, map[&a]), (b, map[&b]), n)
                }
                Op::Power(a, k) if map[&a] != zero => {
                    let power = self.powi(a, k - 1);
                    let factor = self.constant(f64::from(k));
                    let slope = self.binary(Binary::Mul, factor, power);
                    self.chain(slope, map[&a])
                }
                Op::Select(c, a, b) => self.select(c, map[&a], map[&b]),
                Op::Unary(..) | Op::Binary(..) | Op::Power(..) => zero,
            };
            map.insert(n, derivative);
        }
        map[&node]
    }

    /// slope · derivative; 0 where the derivative is 0, whatever the slope: also in the
    /// branch of a choice that has none, whose slope may be infinite there.
    pub(super) fn chain(&mut self, slope: Node, derivative: Node) -> Node {
        let zero = self.constant(0.0);
        if derivative == zero {
            return zero;
        }
        let mut guards = Vec::new();
        let mut inner = derivative;
        while let Op::Select(c, a, b) = self.op(inner) {
            inner = match (a == zero, b == zero) {
                (true, _) => b,
                (_, true) => a,
                _ => break,
            };
            guards.push((c, a == zero));
        }
        let mut product = self.binary(Binary::Mul, slope, inner);
        for (c, is_zero_first) in guards.into_iter().rev() {
            product = if is_zero_first {
                self.select(c, zero, product)
            } else {
                self.select(c, product, zero)
            };
        }
        product
    }
}
