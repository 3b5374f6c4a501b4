//! Whether an expression is continuous where something in it decides.
//!
//! A derivative is taken piece by piece. That is all of it where the pieces meet: the
//! derivative of a kink is a step. Where they do not, it lacks a part that no point
//! can see (the derivative of a step is a Dirac delta), and a law that contains it says
//! something else than it seems to. No formula tells the two apart, but numbers do:
//! points where something decides otherwise are searched on lines through the space
//! of the leaves, and the expression is compared on both sides.

mod search;

use std::collections::BTreeSet;
use std::fmt;

use self::search::Search;
use super::context::{Graph, Leaf, Node, Op, children};
use super::op::{Binary, Unary};

/// Why an expression cannot be differentiated: it jumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    /// The comparison or the sign where it jumps.
    pub at: Node,
    /// Whether a jump was found; if not, no point was found that could show that there
    /// is none.
    pub is_found: bool,
}

impl fmt::Display for Jump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_found {
            "the expression jumps, and its derivative has a part that no point can see"
        } else {
            "the expression cannot be shown to be continuous, so that it cannot be differentiated"
        })
    }
}

impl std::error::Error for Jump {}

impl Graph {
    /// A jump of the expression as the input changes, if it has one.
    pub(super) fn jump(&mut self, node: Node, input: usize) -> Option<Jump> {
        let switches = self.switches(node, input);
        if switches.is_empty() {
            return None;
        }
        let mut search = Search::new(self, node, switches);
        let jump = search.run();
        self.evaluations += search.steps;
        jump
    }

    /// What decides in an expression by numbers that change with the input. Outputs
    /// change with all inputs on which they depend.
    fn switches(&self, node: Node, input: usize) -> Vec<Switch> {
        let mut changing: BTreeSet<Node> = BTreeSet::new();
        let mut switches: BTreeSet<Switch> = BTreeSet::new();
        for n in self.reachable(&[node]) {
            let op = self.op(n);
            let changes = match op {
                Op::Leaf(Leaf::Input(i)) => i == input,
                Op::Leaf(Leaf::Output { output, .. }) => !self.is_held(output, input),
                _ => children(op).any(|child| changing.contains(&child)),
            };
            if !changes {
                continue;
            }
            changing.insert(n);
            let mut add = |node, kind| {
                switches.insert(Switch { node, kind });
            };
            match op {
                Op::Binary(Binary::Less | Binary::LessEqual, ..) => add(n, SwitchKind::Step),
                Op::Unary(Unary::Heaviside, _) => add(n, SwitchKind::Step),
                Op::Unary(Unary::Floor, _) | Op::Binary(Binary::Mod, ..) => {
                    add(n, SwitchKind::Stairs);
                }
                Op::Unary(Unary::Sign, _) => add(n, SwitchKind::Sign),
                Op::Unary(Unary::Abs, _) | Op::Binary(Binary::Min | Binary::Max, ..) => {
                    add(n, SwitchKind::Kink);
                }
                Op::Binary(Binary::Equal | Binary::NotEqual, ..) => {
                    add(n, SwitchKind::Equality);
                }
                // Numbers that are taken for conditions: true unless 0.
                Op::Unary(Unary::Not, a) | Op::Select(a, ..) => add(a, SwitchKind::Truth),
                Op::Binary(Binary::And | Binary::Or, a, b) => {
                    add(a, SwitchKind::Truth);
                    add(b, SwitchKind::Truth);
                }
                _ => {}
            }
        }
        switches.retain(|switch| changing.contains(&switch.node));
        switches.into_iter().collect()
    }
}

/// A node that decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Switch {
    node: Node,
    kind: SwitchKind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum SwitchKind {
    /// `<`, `<=` or `heaviside`: differs on the two sides of a surface, which must be
    /// found.
    Step,
    /// `floor` or `mod`: the same on surfaces without end, of which some must be found
    /// that lie apart from the others.
    Stairs,
    /// `sign`, which also comes from derivatives of `abs`.
    Sign,
    /// `abs`, `min` or `max`: continuous itself, but u/abs(u) is not.
    Kink,
    /// Differs on a surface that has no thickness, unless flat pieces are compared.
    Equality,
    /// Whether a number is 0, which is an equality too.
    Truth,
}

impl SwitchKind {
    /// Whether a place where it changes must be found.
    fn is_sought(self) -> bool {
        matches!(self, SwitchKind::Step | SwitchKind::Stairs)
    }
}

#[cfg(test)]
mod tests;
