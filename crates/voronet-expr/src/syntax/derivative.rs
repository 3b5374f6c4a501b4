//! `diff`, `laplacian`, `normal` and `opposite`.

use super::diagnostic::{Diagnostic, Span, listed, nearest_name, shortened};
use super::grammar::Kind;
use super::resolve::{Resolved, Resolver};
use super::value::{Number, Value};
use crate::graph::{Binary, Jump, Leaf, Node, Unary};

/// The highest order of an output's derivative that the network carries.
pub const MAX_ORDER: usize = 4;

impl Resolver<'_> {
    /// diff(expression, x), diff(expression, x, 2), diff(expression, x, y), and
    /// any mix: each name may be followed by how often.
    pub(super) fn diff(&mut self, arguments: &[usize], span: Span) -> Option<Value> {
        let mut value = self.differentiable(arguments[0]);
        let place = self.tree.get(arguments[0]).span;
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
            value = match value.zip(input) {
                Some((from, input)) => {
                    from.map(&mut |node| self.derivative(node, input, times, place))
                }
                None => None,
            };
        }
        self.within_order(value?, span)
    }

    /// Σ ∂²/∂x² over the inputs that are named, or over all of space.
    pub(super) fn laplacian(&mut self, arguments: &[usize], span: Span) -> Option<Value> {
        let inner = self.differentiable(arguments[0]);
        let inputs = self.directions("Laplacian", arguments, span)?;
        let place = self.tree.get(arguments[0]).span;
        let value = inner?.map(&mut |node| {
            let mut sum = self.graph.constant(0.0);
            for &i in &inputs {
                let second = self.derivative(node, i, 2, place)?;
                sum = self.graph.binary(Binary::Add, sum, second);
            }
            Some(sum)
        })?;
        self.within_order(value, span)
    }

    /// The inputs that are named behind the first argument, or all of space.
    pub(super) fn directions(
        &mut self,
        what: &str,
        arguments: &[usize],
        span: Span,
    ) -> Option<Vec<usize>> {
        if arguments.len() > 1 {
            self.distinct_inputs(what, &arguments[1..])
        } else {
            self.space(what, span)
        }
    }

    fn distinct_inputs(&mut self, what: &str, arguments: &[usize]) -> Option<Vec<usize>> {
        let mut inputs = Vec::new();
        for &argument in arguments {
            let input = self.input(argument)?;
            if inputs.contains(&input) {
                let span = self.tree.get(argument).span;
                return self.complain(
                    Diagnostic::new(span, "an input is named twice", "the second time").help(
                        format!(
                            "a {what} takes each input once; `diff(u, x, 4)` is a fourth \
                             derivative"
                        ),
                    ),
                );
            }
            inputs.push(input);
        }
        Some(inputs)
    }

    /// The inputs that a Laplacian or another operator of space takes unless it names them.
    fn space(&mut self, what: &str, span: Span) -> Option<Vec<usize>> {
        match &self.scope.space {
            Some(space) if !space.is_empty() => return Some(space.clone()),
            _ => {}
        }
        // Usual names are an example; that of the time never is one.
        let inputs = self.scope.names.inputs.iter().map(String::as_str);
        let inputs: Vec<&str> = inputs
            .filter(|name| !name.starts_with(['t', 'T']))
            .collect();
        let usual = inputs
            .iter()
            .filter(|name| name.starts_with(['x', 'y', 'z', 'X', 'Y', 'Z']));
        let usual: Vec<&str> = usual.copied().collect();
        let example = if usual.is_empty() { inputs } else { usual };
        let example = listed(example);
        let example = if example.is_empty() { "x" } else { &example };
        let (does, call) = match what {
            "Laplacian" => ("over which inputs it sums", "laplacian(u"),
            "gradient" => ("by which inputs it is", "grad(u"),
            "divergence" => ("by which inputs it is", "div(v"),
            _ => ("by which inputs it is", "curl(v"),
        };
        self.complain(
            Diagnostic::new(
                span,
                format!("this {what} does not say {does}"),
                "some inputs may be no coordinates of space",
            )
            .help(format!(
                "name those that are, such as `{call}, {example})`, or say under [domain] \
                 which input is the `time` and which are `parameters`"
            )),
        )
    }

    /// Σ n_i ∂/∂x_i: the derivative along the outward normal.
    pub(super) fn normal(&mut self, argument: usize, span: Span) -> Option<Value> {
        let inner = self.differentiable(argument)?;
        if self.scope.normal.is_empty() {
            return self.complain(
                Diagnostic::new(span, "there is no normal here", "not on a boundary")
                    .help("`normal(…)` belongs in conditions on a boundary"),
            );
        }
        let (components, place) = (&self.scope.normal, self.tree.get(argument).span);
        let value = inner.map(&mut |node| {
            let mut sum = self.graph.constant(0.0);
            for &(input, id) in components {
                let slope = self.derivative(node, input, 1, place)?;
                let component = self.graph.symbol(id);
                let part = self.graph.binary(Binary::Mul, component, slope);
                sum = self.graph.binary(Binary::Add, sum, part);
            }
            Some(sum)
        })?;
        self.within_order(value, span)
    }

    /// The derivative of a number by an input.
    pub(super) fn derivative_of(
        &mut self,
        number: Number,
        input: usize,
        span: Span,
    ) -> Option<Number> {
        number.map(&mut |node| self.derivative(node, input, 1, span))
    }

    /// The n-th derivative of what stands at a place, unless it jumps.
    pub(super) fn derivative(
        &mut self,
        mut node: Node,
        input: usize,
        n: usize,
        span: Span,
    ) -> Resolved {
        for order in 0..n {
            // Each node becomes a few.
            let size = self.graph.reachable(&[node]).len();
            self.steps(4 * size, span)?;
            node = match self.graph.diff(node, input) {
                Ok(node) => node,
                Err(jump) => return self.complain(self.jumps(jump, order, span)),
            };
        }
        self.steps(1, span)?;
        let constant = |n| self.graph.constant_value(n);
        let is_finite = |n| constant(n).is_none_or(f64::is_finite);
        if !self.graph.reachable(&[node]).into_iter().all(is_finite) {
            return self.complain(
                Diagnostic::new(
                    span,
                    "the derivative of this is no finite number",
                    "of this",
                )
                .help("look for a root or a logarithm of 0 or of a negative number in it"),
            );
        }
        Some(node)
    }

    fn jumps(&self, jump: Jump, order: usize, span: Span) -> Diagnostic {
        let at = self.graph.display(jump.at, &self.scope.names).to_string();
        let at = shortened(&at);
        let what = match order {
            0 => "this".to_owned(),
            1 => "the first derivative of this".to_owned(),
            _ => format!("the derivative of order {order} of this"),
        };
        let (title, label) = if jump.is_found {
            (
                format!("{what} jumps, and its derivative has a part that no point can see"),
                format!("jumps where `{at}` changes"),
            )
        } else {
            (
                format!("{what} cannot be shown to be continuous, and so not be differentiated"),
                format!("no point was found where `{at}` changes"),
            )
        };
        Diagnostic::new(span, title, label).help(
            "give what is differentiated a name: with `outputs = [\"u\", \"q\"]`, \
             `diff(k*diff(u, x), x) = f` becomes the two laws `q = k*diff(u, x)` and \
             `diff(q, x) = f`",
        )
    }

    /// The same expression at the point opposite. An output there is known by
    /// its number plus the number of outputs; the outward normal there is the
    /// opposite one.
    pub(super) fn opposite(&mut self, argument: usize, span: Span) -> Option<Value> {
        let inner = self.value(argument)?;
        let Some(first) = self.scope.opposite else {
            return self.complain(
                Diagnostic::new(span, "nothing is opposite here", "not on such a boundary")
                    .help("`opposite(…)` belongs in conditions on faces of a box or a rectangle"),
            );
        };
        inner.map(&mut |node| self.moved(node, first, span))
    }

    /// An expression at the point opposite, whose coordinates are symbols from `first`.
    fn moved(&mut self, inner: Node, first: u32, span: Span) -> Resolved {
        let outputs = self.scope.names.outputs.len();
        let is_there = |leaf| match leaf {
            Leaf::Output { output, .. } => output >= outputs,
            Leaf::Symbol(id) => id >= first,
            Leaf::Input(_) | Leaf::Combination(_) | Leaf::Unknown(_) => false,
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
                // The same everywhere; and what no text makes.
                Leaf::Unknown(_) | Leaf::Combination(_) => continue,
            };
            moved.push((leaf, node));
        }
        let replace = |leaf| moved.iter().find(|m| m.0 == leaf).map(|m| m.1);
        Some(self.graph.substitute(inner, &replace))
    }

    /// An argument that is to be differentiated.
    pub(super) fn differentiable(&mut self, argument: usize) -> Option<Value> {
        let value = self.value(argument)?;
        self.carries_no_point(&value, self.tree.get(argument).span)?;
        Some(value)
    }

    /// Complains of what a point carries: it is known at the point only, so that it has no
    /// derivative.
    pub(super) fn carries_no_point(&mut self, value: &Value, span: Span) -> Option<()> {
        let outputs = self.scope.names.outputs.len();
        let fixed = |leaf| match leaf {
            Leaf::Symbol(_) | Leaf::Combination(_) => true,
            Leaf::Output { output, .. } => output >= outputs,
            Leaf::Input(_) | Leaf::Unknown(_) => false,
        };
        let parts: Vec<Node> = value.parts().collect();
        if self.graph.leaves(&parts).into_iter().any(fixed) {
            return self.complain(
                Diagnostic::new(
                    span,
                    "this cannot be differentiated",
                    "known at single points only",
                )
                .help("differentiate first: `nx*diff(u, x)`, `opposite(diff(u, x))`"),
            );
        }
        Some(())
    }

    fn order(&mut self, i: usize) -> Option<usize> {
        let order = self.whole(i)?;
        if !(0..=8).contains(&order) {
            let span = self.tree.get(i).span;
            return self.complain(Diagnostic::new(
                span,
                "an order of differentiation is a small whole number",
                "not from 0 to 8",
            ));
        }
        Some(order as usize)
    }

    fn input(&mut self, i: usize) -> Option<usize> {
        let node = self.tree.get(i);
        let inputs = &self.scope.names.inputs;
        let (title, near) = match &node.kind {
            Kind::Name(name) => match inputs.iter().position(|n| n == name) {
                Some(input) => return Some(input),
                None => (
                    format!(
                        "cannot differentiate by `{}`: it is no input",
                        shortened(name)
                    ),
                    nearest_name(name, inputs.iter().map(String::as_str)),
                ),
            },
            _ => ("an input is wanted here".to_owned(), None),
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the inputs are {}",
                listed(inputs.iter().map(String::as_str))
            ),
        };
        self.complain(Diagnostic::new(node.span, title, "not an input").help(help))
    }

    pub(super) fn within_order(&mut self, value: Value, span: Span) -> Option<Value> {
        let order = |leaf| match leaf {
            Leaf::Output { alpha, .. } => alpha.order(),
            _ => 0,
        };
        let parts: Vec<Node> = value.parts().collect();
        let highest = self.graph.leaves(&parts).into_iter().map(order).max();
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
        Some(value)
    }
}
