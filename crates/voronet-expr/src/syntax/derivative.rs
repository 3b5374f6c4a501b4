//! `diff`, `laplacian`, `normal` and `opposite`.

use super::diagnostic::{Diagnostic, Span, nearest_name};
use super::grammar::Kind;
use super::resolve::{Resolved, Resolver};
use crate::graph::{Binary, Leaf, Node, Unary};

/// The highest order of an output's derivative that the network carries.
pub const MAX_ORDER: usize = 4;

impl Resolver<'_> {
    /// diff(expression, x), diff(expression, x, 2), diff(expression, x, y), and
    /// any mix: each name may be followed by how often.
    pub(super) fn diff(&mut self, arguments: &[usize], span: Span) -> Resolved {
        let mut node = self.number(arguments[0]);
        if let Some(from) = node {
            node = self.differentiable(from, arguments[0]);
        }
        let mut rest = &arguments[1..];
        while let Some((&name, after)) = rest.split_first() {
            let input = self.input(name);
            rest = after;
            let mut times = 1;
            if let Some((&next, after)) = rest.split_first()
                && !matches!(self.tree.get(next).kind, Kind::Name(_))
            {
                times = self.order(next)?;
                rest = after;
            }
            let (Some(from), Some(input)) = (node, input) else {
                node = None;
                continue;
            };
            node = Some((0..times).fold(from, |n, _| self.graph.diff(n, input)));
        }
        self.within_order(node?, span)
    }

    /// Σ ∂²/∂x² over all inputs but one named `t`.
    pub(super) fn laplacian(&mut self, argument: usize, span: Span) -> Resolved {
        let inner = self.number(argument)?;
        let inner = self.differentiable(inner, argument)?;
        let mut sum = self.graph.constant(0.0);
        for i in 0..self.scope.names.inputs.len() {
            if self.scope.names.inputs[i] != "t" {
                let first = self.graph.diff(inner, i);
                let second = self.graph.diff(first, i);
                sum = self.graph.binary(Binary::Add, sum, second);
            }
        }
        self.within_order(sum, span)
    }

    /// Σ n_i ∂/∂x_i: the derivative along the outward normal.
    pub(super) fn normal(&mut self, argument: usize, span: Span) -> Resolved {
        let inner = self.number(argument)?;
        if self.scope.normal.is_empty() {
            return self.complain(
                Diagnostic::new(span, "there is no normal here", "not on a boundary")
                    .help("`normal(…)` belongs in conditions on a boundary"),
            );
        }
        let inner = self.differentiable(inner, argument)?;
        let mut sum = self.graph.constant(0.0);
        for &(input, id) in &self.scope.normal {
            let slope = self.graph.diff(inner, input);
            let component = self.graph.symbol(id);
            let part = self.graph.binary(Binary::Mul, component, slope);
            sum = self.graph.binary(Binary::Add, sum, part);
        }
        self.within_order(sum, span)
    }

    /// The same expression at the point opposite. An output there is known by
    /// its number plus the number of outputs; the outward normal there is the
    /// opposite one.
    pub(super) fn opposite(&mut self, argument: usize, span: Span) -> Resolved {
        let inner = self.number(argument)?;
        let Some(first) = self.scope.opposite else {
            return self.complain(
                Diagnostic::new(span, "nothing is opposite here", "not on such a boundary")
                    .help("`opposite(…)` belongs in conditions on faces of a box or a rectangle"),
            );
        };
        let outputs = self.scope.names.outputs.len();
        let is_there = |leaf| match leaf {
            Leaf::Output { output, .. } => output >= outputs,
            Leaf::Symbol(id) => id >= first,
            Leaf::Input(_) => false,
        };
        if self.graph.leaves(&[inner]).into_iter().any(is_there) {
            return self.complain(Diagnostic::new(
                span,
                "`opposite` cannot be nested",
                "it holds another `opposite`",
            ));
        }
        let inputs = self.scope.names.inputs.len();
        let there: Vec<Node> = (0..inputs)
            .map(|i| self.graph.symbol(first + i as u32))
            .collect();
        let mut moved = Vec::new();
        for leaf in self.graph.leaves(&[inner]) {
            let node = match leaf {
                Leaf::Input(i) => there[i],
                Leaf::Output { output, alpha } => {
                    let output = output + outputs;
                    self.graph.leaf(Leaf::Output { output, alpha })
                }
                Leaf::Symbol(id) => {
                    let component = self.graph.symbol(id);
                    self.graph.unary(Unary::Neg, component)
                }
            };
            moved.push((leaf, node));
        }
        let replace = |leaf| moved.iter().find(|m| m.0 == leaf).map(|m| m.1);
        Some(self.graph.substitute(inner, &replace))
    }

    /// What a point carries is known at the point only: it has no derivative.
    fn differentiable(&mut self, node: Node, argument: usize) -> Resolved {
        let outputs = self.scope.names.outputs.len();
        let fixed = |leaf| match leaf {
            Leaf::Symbol(_) => true,
            Leaf::Output { output, .. } => output >= outputs,
            Leaf::Input(_) => false,
        };
        if self.graph.leaves(&[node]).into_iter().any(fixed) {
            let span = self.tree.get(argument).span;
            return self.complain(
                Diagnostic::new(
                    span,
                    "this cannot be differentiated",
                    "known at single points only",
                )
                .help("differentiate first: `nx*diff(u, x)`, `opposite(diff(u, x))`"),
            );
        }
        Some(node)
    }

    fn order(&mut self, i: usize) -> Option<i64> {
        let order = self.whole(i)?;
        if !(0..=8).contains(&order) {
            let span = self.tree.get(i).span;
            self.complain(Diagnostic::new(
                span,
                "an order of differentiation is a small whole number",
                "not from 0 to 8",
            ));
            return None;
        }
        Some(order)
    }

    fn input(&mut self, i: usize) -> Option<usize> {
        let node = self.tree.get(i);
        let inputs = &self.scope.names.inputs;
        let (title, near) = match &node.kind {
            Kind::Name(name) => match inputs.iter().position(|n| n == name) {
                Some(input) => return Some(input),
                None => (
                    format!("cannot differentiate by `{name}`: it is no input"),
                    nearest_name(name, inputs.iter().map(String::as_str)),
                ),
            },
            _ => ("an input is wanted here".to_owned(), None),
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the inputs are {}", inputs.join(", ")),
        };
        self.complain(Diagnostic::new(node.span, title, "not an input").help(help));
        None
    }

    fn within_order(&mut self, node: Node, span: Span) -> Resolved {
        let order = |leaf| match leaf {
            Leaf::Output { alpha, .. } => alpha.order(),
            _ => 0,
        };
        let highest = self.graph.leaves(&[node]).into_iter().map(order).max();
        if highest.unwrap_or(0) > MAX_ORDER {
            return self.complain(
                Diagnostic::new(
                    span,
                    format!("derivatives of outputs go up to order {MAX_ORDER}"),
                    format!("this is of order {}", highest.unwrap_or(0)),
                )
                .help("make a derivative an output of its own, with a law that ties the two"),
            );
        }
        Some(node)
    }
}
