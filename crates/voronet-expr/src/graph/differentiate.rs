//! Symbolic derivatives.

use std::collections::HashMap;

use super::context::{Graph, Leaf, Node, Op};
use super::op::Binary;

impl Graph {
    /// The total derivative by an input: an output's derivative becomes the next
    /// higher one, by the product and chain rules everything else follows.
    pub fn diff(&mut self, node: Node, input: usize) -> Node {
        self.derive(node, |g, leaf| match leaf {
            Leaf::Input(i) => g.constant(f64::from(u8::from(i == input))),
            Leaf::Output { output, alpha } => g.leaf(Leaf::Output {
                output,
                alpha: alpha.plus(input),
            }),
            Leaf::Symbol(_) => g.constant(0.0),
        })
    }

    /// The partial derivative by one leaf, all others held.
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
    fn derive(&mut self, node: Node, leaf: impl Fn(&mut Graph, Leaf) -> Node) -> Node {
        let zero = self.constant(0.0);
        let mut map: HashMap<Node, Node> = HashMap::new();
        for n in self.reachable(&[node]) {
            let derivative = match self.op(n) {
                Op::Constant(_) => zero,
                Op::Leaf(l) => leaf(self, l),
                Op::Unary(op, a) if map[&a] != zero => {
                    let slope = op.derivative(self, a, n);
                    self.binary(Binary::Mul, slope, map[&a])
                }
                Op::Binary(op, a, b) if map[&a] != zero || map[&b] != zero => {
                    let (slope_a, slope_b) = op.derivatives(self, a, b, n);
                    let part_a = self.scaled(slope_a, map[&a], zero);
                    let part_b = self.scaled(slope_b, map[&b], zero);
                    self.binary(Binary::Add, part_a, part_b)
                }
                Op::Power(a, k) if map[&a] != zero => {
                    let power = self.powi(a, k - 1);
                    let factor = self.constant(f64::from(k));
                    let slope = self.binary(Binary::Mul, factor, power);
                    self.binary(Binary::Mul, slope, map[&a])
                }
                Op::Select(c, a, b) => self.select(c, map[&a], map[&b]),
                Op::Unary(..) | Op::Binary(..) | Op::Power(..) => zero,
            };
            map.insert(n, derivative);
        }
        map[&node]
    }

    /// slope · derivative; 0 where the derivative is 0, whatever the slope.
    fn scaled(&mut self, slope: Node, derivative: Node, zero: Node) -> Node {
        if derivative == zero {
            zero
        } else {
            self.binary(Binary::Mul, slope, derivative)
        }
    }
}
