//! Expressions of differential equations: text to graph to tape.
//!
//! ```text
//! text ─syntax─► nodes of a graph ─diff, simplify─► nodes ─lower─► tape ─forward, adjoint─► numbers
//! ```
//!
//! ```
//! use voronet_expr::{Graph, Names, Scope, parse_law};
//!
//! let names = Names { inputs: vec!["t".into(), "x".into()], outputs: vec!["u".into()], ..Names::default() };
//! let scope = Scope { names: names.clone(), ..Scope::default() };
//! let mut graph = Graph::new();
//! let law = "diff(u, t) = diff((1 + x^2)*diff(u, x), x)";
//! let residual = parse_law(law, &scope, &mut graph).unwrap()[0].residual;
//! println!("{}", graph.display(residual, &names));
//! # assert_eq!(
//! #     graph.display(residual, &names).to_string(),
//! #     "diff(u, t) - (diff(u, x)*(2*x) + (x^2 + 1)*diff(u, x, 2))"
//! # );
//! ```
//!
//! prints `diff(u, t) - (diff(u, x)*(2*x) + (x^2 + 1)*diff(u, x, 2))`: `diff`
//! applies to any expression, and what is left are derivatives of the outputs.
//!
//! This crate knows nothing of networks; [`Leaf::Output`] is a number that comes
//! from outside.
#![forbid(unsafe_code)]

mod builder;
mod graph;
mod multi_index;
mod syntax;
mod tape;

pub use builder::{
    Expr, TooLarge, Written, curl, curl_by, div, div_by, dot, grad, grad_by, laplacian,
    laplacian_by, normal, opposite, sum, var, vars, vector, when, write_expression,
    write_expressions,
};
pub use graph::{Binary, Formula, Graph, Jump, Leaf, Names, Node, Op, Real, Unary};
pub use multi_index::{MAX_INPUTS, MultiIndex};
pub use syntax::{
    ComplexOutput, Diagnostic, IMAGINARY_UNIT, Law, Number, Predicate, PredicateKind, RESERVED,
    Relation, Scope, Span, Value, derivative_bases, latex, nearest_name, parse_expression,
    parse_law, parse_predicate, parse_value, shortened,
};
pub use tape::{Elementary, ScalarMath, Tape, Workspace};

#[cfg(test)]
mod testing;
