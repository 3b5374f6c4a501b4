//! From graph to instructions.

use std::collections::HashMap;

use super::slots;
use crate::graph::{Binary, Graph, Leaf, Node, Op, Unary};

/// An operand: the result of an earlier instruction, or a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand {
    /// The result of that instruction.
    Row(usize),
    /// The same at all points.
    Number(f64),
}

/// One instruction; its result is named by its position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instruction {
    /// Takes a leaf's values.
    Leaf(usize),
    /// A number at all points, for roots and conditions that are constant.
    Constant(f64),
    /// A function of one row.
    Unary(Unary, usize),
    /// A function of two operands, of which at least one is a row.
    Binary(Binary, Operand, Operand),
    /// A whole power of a row.
    Power(usize, i32),
    /// The second where the first is not 0, else the third.
    Select(usize, usize, usize),
}

impl Instruction {
    /// The rows that it reads.
    pub fn operands(&self) -> impl Iterator<Item = usize> {
        let row = |operand: Operand| match operand {
            Operand::Row(r) => Some(r),
            Operand::Number(_) => None,
        };
        let all = match *self {
            Instruction::Leaf(_) | Instruction::Constant(_) => [None; 3],
            Instruction::Unary(_, a) | Instruction::Power(a, _) => [Some(a), None, None],
            Instruction::Binary(_, a, b) => [row(a), row(b), None],
            Instruction::Select(c, a, b) => [Some(c), Some(a), Some(b)],
        };
        all.into_iter().flatten()
    }
}

/// Expressions compiled together: immutable, shared between threads.
#[derive(Clone, Debug)]
pub struct Tape {
    pub(super) code: Vec<Instruction>,
    pub(super) leaves: Vec<Leaf>,
    /// The result that holds each leaf.
    pub(super) leaf_rows: Vec<usize>,
    pub(super) roots: Vec<usize>,
    /// The row of each result where rows are reused, and how many there are.
    pub(super) shared: (Vec<usize>, usize),
    /// Whether each result has a slope in a leaf that has an adjoint.
    pub(super) active: Vec<bool>,
    /// Whether there are branches, of which one is taken at a point.
    pub(super) has_branches: bool,
}

impl Tape {
    /// Compiles expressions, common parts once.
    pub fn compile(graph: &Graph, roots: &[Node]) -> Tape {
        let leaves: Vec<Leaf> = graph.leaves(roots).into_iter().collect();
        let mut lower = Lower {
            graph,
            leaves: &leaves,
            code: Vec::new(),
            rows: HashMap::new(),
        };
        for node in graph.reachable(roots) {
            if graph.constant_value(node).is_none() {
                lower.node(node);
            }
        }
        let roots: Vec<usize> = roots.iter().map(|&node| lower.row(node)).collect();
        let code = lower.code;
        let mut leaf_rows = vec![0; leaves.len()];
        for (row, instruction) in code.iter().enumerate() {
            if let Instruction::Leaf(i) = *instruction {
                leaf_rows[i] = row;
            }
        }
        Tape {
            shared: slots::assign(&code, &roots),
            active: active(&code, &leaves),
            has_branches: code.iter().any(is_branch),
            code,
            leaves,
            leaf_rows,
            roots,
        }
    }

    /// The leaves that are read, each once, in order.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The number of expressions.
    pub fn roots(&self) -> usize {
        self.roots.len()
    }
}

struct Lower<'a> {
    graph: &'a Graph,
    leaves: &'a [Leaf],
    code: Vec<Instruction>,
    rows: HashMap<Node, usize>,
}

impl Lower<'_> {
    fn node(&mut self, node: Node) {
        let instruction = match self.graph.op(node) {
            Op::Constant(bits) => Instruction::Constant(f64::from_bits(bits)),
            Op::Leaf(leaf) => {
                Instruction::Leaf(self.leaves.binary_search(&leaf).unwrap_or_default())
            }
            Op::Unary(op, a) => Instruction::Unary(op, self.row(a)),
            Op::Binary(op, a, b) => Instruction::Binary(op, self.operand(a), self.operand(b)),
            Op::Power(a, n) => Instruction::Power(self.row(a), n),
            Op::Select(c, a, b) => Instruction::Select(self.row(c), self.row(a), self.row(b)),
        };
        self.code.push(instruction);
        self.rows.insert(node, self.code.len() - 1);
    }

    /// The row of a node, which is made if it is a constant.
    fn row(&mut self, node: Node) -> usize {
        if !self.rows.contains_key(&node) {
            self.node(node);
        }
        self.rows[&node]
    }

    fn operand(&mut self, node: Node) -> Operand {
        match self.graph.constant_value(node) {
            Some(x) => Operand::Number(x),
            None => Operand::Row(self.row(node)),
        }
    }
}

fn is_branch(instruction: &Instruction) -> bool {
    matches!(
        instruction,
        Instruction::Select(..) | Instruction::Binary(Binary::Min | Binary::Max, ..)
    )
}

fn active(code: &[Instruction], leaves: &[Leaf]) -> Vec<bool> {
    let mut active: Vec<bool> = Vec::with_capacity(code.len());
    for instruction in code {
        let is_active = match *instruction {
            Instruction::Leaf(i) => !matches!(leaves[i], Leaf::Input(_)),
            // What decides has no slope.
            Instruction::Unary(Unary::Sign | Unary::Not, _) => false,
            Instruction::Binary(
                Binary::Less
                | Binary::LessEqual
                | Binary::Equal
                | Binary::NotEqual
                | Binary::And
                | Binary::Or,
                ..,
            ) => false,
            Instruction::Select(_, a, b) => active[a] || active[b],
            _ => instruction.operands().any(|r| active[r]),
        };
        active.push(is_active);
    }
    active
}
