//! Conditions that hold or do not.

use super::Diagnostic;
use super::diagnostic::Span;
use super::grammar::{Kind, parse};
use super::resolve::Resolver;
use super::scope::Scope;
use crate::graph::{Binary, Graph, Node, Unary};

/// A condition with its structure and its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicate {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: PredicateKind,
}

/// What a condition says.
#[derive(Clone, Debug, PartialEq)]
pub enum PredicateKind {
    /// All hold.
    And(Vec<Predicate>),
    /// At least one holds.
    Or(Vec<Predicate>),
    /// It does not hold.
    Not(Box<Predicate>),
    /// Two numbers are compared.
    Compare {
        /// How.
        relation: Relation,
        /// On the left.
        left: Node,
        /// On the right.
        right: Node,
    },
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `=` or `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Predicate {
    /// A node that is 1 where the condition holds, else 0.
    pub fn to_node(&self, graph: &mut Graph) -> Node {
        let all = |graph: &mut Graph, parts: &[Predicate], op| {
            let nodes: Vec<Node> = parts.iter().map(|p| p.to_node(graph)).collect();
            nodes[1..]
                .iter()
                .fold(nodes[0], |a, &b| graph.binary(op, a, b))
        };
        match &self.kind {
            PredicateKind::And(parts) => all(graph, parts, Binary::And),
            PredicateKind::Or(parts) => all(graph, parts, Binary::Or),
            PredicateKind::Not(inner) => {
                let inner = inner.to_node(graph);
                graph.unary(Unary::Not, inner)
            }
            PredicateKind::Compare {
                relation,
                left,
                right,
            } => match relation {
                Relation::Equal => graph.binary(Binary::Equal, *left, *right),
                Relation::NotEqual => graph.binary(Binary::NotEqual, *left, *right),
                Relation::Less => graph.binary(Binary::Less, *left, *right),
                Relation::LessEqual => graph.binary(Binary::LessEqual, *left, *right),
                Relation::Greater => graph.binary(Binary::Less, *right, *left),
                Relation::GreaterEqual => graph.binary(Binary::LessEqual, *right, *left),
            },
        }
    }
}

/// Parses a condition such as `x = 0 or x = 1 and t > 0.5`.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_predicate(
    text: &str,
    scope: &Scope,
    graph: &mut Graph,
) -> Result<Predicate, Vec<Diagnostic>> {
    let tree = parse(text).map_err(|d| vec![d])?;
    let mut resolver = Resolver::new(&tree, scope, graph);
    let predicate = resolver.predicate(tree.root);
    resolver.finish(predicate)
}

impl Resolver<'_> {
    /// A part that must be a condition. Chains of `or` and `and` are flat.
    pub(super) fn predicate(&mut self, i: usize) -> Option<Predicate> {
        let node = self.tree.get(i);
        let span = node.span;
        let kind = match node.kind {
            Kind::Binary(sign @ ("and" | "or"), ..) => {
                let parts: Vec<_> = self.operands_of(sign, i);
                let parts: Vec<_> = parts.into_iter().map(|p| self.predicate(p)).collect();
                let parts: Vec<Predicate> = parts.into_iter().collect::<Option<_>>()?;
                if sign == "and" {
                    PredicateKind::And(parts)
                } else {
                    PredicateKind::Or(parts)
                }
            }
            Kind::Unary("not", inner) => PredicateKind::Not(Box::new(self.predicate(inner)?)),
            Kind::Binary(sign, left, right) if relation(sign).is_some() => {
                let (left, right) = (self.number(left), self.number(right));
                PredicateKind::Compare {
                    relation: relation(sign)?,
                    left: left?,
                    right: right?,
                }
            }
            _ => {
                // Names inside are checked too, so that all mistakes show.
                self.number(i)?;
                return self.complain(
                    Diagnostic::new(span, "a condition is wanted here", "this is a number")
                        .help("compare it: `x = 0`, `x > 0.5 and t <= 1`"),
                );
            }
        };
        Some(Predicate { span, kind })
    }

    fn operands_of(&self, sign: &str, mut i: usize) -> Vec<usize> {
        let mut parts = Vec::new();
        while let Kind::Binary(s, left, right) = self.tree.get(i).kind
            && s == sign
        {
            parts.push(right);
            i = left;
        }
        parts.push(i);
        parts.reverse();
        parts
    }
}

fn relation(sign: &str) -> Option<Relation> {
    Some(match sign {
        "=" | "==" => Relation::Equal,
        "!=" => Relation::NotEqual,
        "<" => Relation::Less,
        "<=" => Relation::LessEqual,
        ">" => Relation::Greater,
        ">=" => Relation::GreaterEqual,
        _ => return None,
    })
}
