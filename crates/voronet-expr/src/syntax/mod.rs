//! Text to nodes.
//!
//! ```text
//! text ─token─► tokens ─grammar─► tree with spans ─resolve─► nodes of a graph
//! ```
//!
//! Every complaint is a [`Diagnostic`] that points at the text. The parser is
//! written by hand (binding powers, two hundred lines): that gives the exact
//! span and a mend for each mistake, and bounds on depth and size.

mod arithmetic;
mod complex;
mod derivative;
mod diagnostic;
mod fault;
mod functions;
mod grammar;
mod latex;
mod predicate;
mod resolve;
mod scope;
mod short_form;
mod token;
mod unknown;
mod value;
mod vector;

pub use diagnostic::{Diagnostic, Span, nearest_name, shortened};
pub use latex::latex;
pub use predicate::{Predicate, PredicateKind, Relation, parse_predicate};
pub use scope::{ComplexOutput, IMAGINARY_UNIT, RESERVED, Scope};
pub use short_form::derivative_bases;
pub use value::{Number, Value};

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

/// Parses an expression that may be complex or a vector.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_value(text: &str, scope: &Scope, graph: &mut Graph) -> Result<Value, Vec<Diagnostic>> {
    let tree = parse(text).map_err(|d| vec![d])?;
    let mut resolver = Resolver::new(&tree, scope, graph);
    let value = resolver.value(tree.root);
    resolver.finish(value)
}

/// A law of real numbers, of which one of complex numbers or of vectors makes several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// Left side minus right side.
    pub residual: Node,
    /// Which part it is of the law that was written, such as `real part` or `component 2`;
    /// empty if it is all of it.
    pub part: String,
}

/// Parses a law, `left = right`, into left − right: one for each component of a vector,
/// and for the real and the imaginary part of what is complex. Of several those are left
/// out that say 0 = 0.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse_law(
    text: &str,
    scope: &Scope,
    graph: &mut Graph,
) -> Result<Vec<Law>, Vec<Diagnostic>> {
    let tree = parse(text).map_err(|d| vec![d])?;
    let span = tree.get(tree.root).span;
    let Kind::Binary("=" | "==", left, right) = tree.get(tree.root).kind else {
        return Err(vec![
            Diagnostic::new(span, "a law needs an equals sign", "this is only one side").help(
                "write it as on paper, `left = right`, for example `diff(u, t) = diff(u, x, 2)`",
            ),
        ]);
    };
    let mut resolver = Resolver::new(&tree, scope, graph);
    let (left, right) = (resolver.value(left), resolver.value(right));
    let value = resolver.difference(left, right, span);
    let value = resolver.finish(value)?;
    Ok(laws(&value, graph))
}

fn laws(value: &Value, graph: &Graph) -> Vec<Law> {
    let mut laws = Vec::new();
    for (k, number) in value.numbers().iter().enumerate() {
        let component = match value {
            Value::Number(_) => None,
            Value::Vector(_) => Some(format!("component {}", k + 1)),
        };
        let names: [Option<&str>; 2] = match number.im {
            None => [None, None],
            Some(_) => [Some("real part"), Some("imaginary part")],
        };
        for (residual, name) in number.parts().zip(names) {
            let words = component.as_deref().into_iter().chain(name);
            let part = words.collect::<Vec<&str>>().join(", ");
            laws.push(Law { residual, part });
        }
    }
    let says_something = |law: &Law| graph.constant_value(law.residual) != Some(0.0);
    if laws.iter().any(says_something) {
        laws.retain(says_something);
    }
    laws
}

#[cfg(test)]
mod tests;
