//! Text to nodes.
//!
//! ```text
//! text ─token─► tokens ─grammar─► tree with spans ─resolve─► nodes of a graph
//! ```
//!
//! Every complaint is a [`Diagnostic`] that points at the text. The parser is
//! written by hand (binding powers, two hundred lines): that gives the exact
//! span and a mend for each mistake, and bounds on depth and size.

mod derivative;
mod diagnostic;
mod fault;
mod functions;
mod grammar;
mod predicate;
mod resolve;
mod scope;
mod token;
mod unknown;

pub use diagnostic::{Diagnostic, Span, nearest_name, shortened};
pub use predicate::{Predicate, PredicateKind, Relation, parse_predicate};
pub use scope::{RESERVED, Scope};

use crate::graph::{Graph, Node};
use grammar::{Kind, parse};
use resolve::Resolver;

/// Parses an expression.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_expression(
    text: &str,
    scope: &Scope,
    graph: &mut Graph,
) -> Result<Node, Vec<Diagnostic>> {
    let tree = parse(text).map_err(|d| vec![d])?;
    let mut resolver = Resolver::new(&tree, scope, graph);
    let node = resolver.number(tree.root);
    resolver.finish(node)
}

/// Parses a law, `left = right`, into left − right.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_law(text: &str, scope: &Scope, graph: &mut Graph) -> Result<Node, Vec<Diagnostic>> {
    let tree = parse(text).map_err(|d| vec![d])?;
    let Kind::Binary("=" | "==", left, right) = tree.get(tree.root).kind else {
        return Err(vec![
            Diagnostic::new(
                tree.get(tree.root).span,
                "a law needs an equals sign",
                "this is only one side",
            )
            .help("write it as on paper, `left = right`, for example `diff(u, t) = diff(u, x, 2)`"),
        ]);
    };
    let mut resolver = Resolver::new(&tree, scope, graph);
    let (left, right) = (resolver.number(left), resolver.number(right));
    let node = resolver.difference(left, right);
    resolver.finish(node)
}

#[cfg(test)]
mod tests;
