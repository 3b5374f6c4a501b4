//! `grad`, `div`, `curl` and `dot`.

use super::diagnostic::{Diagnostic, Span, listed};
use super::resolve::Resolver;
use super::value::{Number, Value};

impl Resolver<'_> {
    /// The derivatives by the inputs that are named, or by all of space.
    pub(super) fn gradient(&mut self, arguments: &[usize], span: Span) -> Option<Value> {
        let inner = self.differentiable(arguments[0]);
        let inputs = self.directions("gradient", arguments, span)?;
        let place = self.tree.get(arguments[0]).span;
        let Value::Number(number) = inner? else {
            return self.complain(
                Diagnostic::new(place, "the gradient of a vector is a matrix", "a vector")
                    .help("take the gradients of its components one by one"),
            );
        };
        let slope = |&i: &usize| self.derivative_of(number, i, place);
        let slopes: Vec<Option<Number>> = inputs.iter().map(slope).collect();
        let gradient = Value::Vector(slopes.into_iter().collect::<Option<_>>()?);
        self.within_order(gradient, span)
    }

    /// Σ ∂v_k/∂x_k
    pub(super) fn divergence(&mut self, arguments: &[usize], span: Span) -> Option<Value> {
        let components = self.components(arguments, "div");
        let inputs = self.directions("divergence", arguments, span)?;
        let components = components?;
        self.as_many("divergence", &components, &inputs, span)?;
        let place = self.tree.get(arguments[0]).span;
        let mut sum = Value::from(self.graph.constant(0.0));
        for (&component, &i) in components.iter().zip(&inputs) {
            let slope = self.derivative_of(component, i, place)?;
            sum = self.arithmetic("+", sum, Value::Number(slope), span)?;
        }
        self.within_order(sum, span)
    }

    /// In three dimensions a vector; in two its third component, ∂v/∂x − ∂u/∂y.
    pub(super) fn curl(&mut self, arguments: &[usize], span: Span) -> Option<Value> {
        let components = self.components(arguments, "curl");
        let inputs = self.directions("curl", arguments, span)?;
        let components = components?;
        self.as_many("curl", &components, &inputs, span)?;
        if !(2..=3).contains(&inputs.len()) {
            let label = format!("of {}", counted(components.len(), "component"));
            return self.complain(Diagnostic::new(
                span,
                "a curl is of two or three components",
                label,
            ));
        }
        let place = self.tree.get(arguments[0]).span;
        let mut turn = |a: usize, b: usize| {
            let one = self.derivative_of(components[b], inputs[a], place)?;
            let other = self.derivative_of(components[a], inputs[b], place)?;
            self.arithmetic("-", Value::Number(one), Value::Number(other), span)
        };
        let curl = if inputs.len() == 2 {
            turn(0, 1)?
        } else {
            let turns = [turn(1, 2)?, turn(2, 0)?, turn(0, 1)?];
            Value::Vector(turns.iter().flat_map(Value::numbers).copied().collect())
        };
        self.within_order(curl, span)
    }

    /// Σ a_k b_k
    pub(super) fn dot(&mut self, arguments: &[usize], span: Span) -> Option<Value> {
        let example = "dot([a, b], [c, d])";
        let (a, b) = (self.value(arguments[0]), self.value(arguments[1]));
        let a = a.and_then(|a| self.vector(a, arguments[0], example));
        let b = b.and_then(|b| self.vector(b, arguments[1], example));
        let (a, b) = (a?, b?);
        self.same_length(&a, &b, span)?;
        let mut sum = Value::from(self.graph.constant(0.0));
        for (&a, &b) in a.iter().zip(&b) {
            let product = self.arithmetic("*", Value::Number(a), Value::Number(b), span)?;
            sum = self.arithmetic("+", sum, product, span)?;
        }
        Some(sum)
    }

    /// The components of the argument of `div` or `curl`, which are to be differentiated.
    fn components(&mut self, arguments: &[usize], function: &str) -> Option<Vec<Number>> {
        let value = self.differentiable(arguments[0])?;
        self.vector(value, arguments[0], &format!("{function}([a, b])"))
    }

    /// The components of what stands at an argument and must be a vector.
    fn vector(&mut self, value: Value, argument: usize, example: &str) -> Option<Vec<Number>> {
        match value {
            Value::Vector(components) => Some(components),
            Value::Number(_) => {
                let span = self.tree.get(argument).span;
                let help =
                    format!("a vector is `grad(u)`, or its components in brackets: `{example}`");
                self.complain(
                    Diagnostic::new(span, "a vector is wanted here", "this is a number").help(help),
                )
            }
        }
    }

    fn as_many(
        &mut self,
        what: &str,
        components: &[Number],
        inputs: &[usize],
        span: Span,
    ) -> Option<()> {
        if components.len() == inputs.len() {
            return Some(());
        }
        let names = inputs.iter().map(|&i| self.scope.names.inputs[i].as_str());
        let names = listed(names);
        let title = format!(
            "this {what} has {} and {}",
            counted(components.len(), "component"),
            counted(inputs.len(), "input")
        );
        let label = format!("by {names}");
        self.complain(
            Diagnostic::new(span, title, label)
                .help("each component is differentiated by an input of its own, in their order"),
        )
    }
}

/// A number of things, in words that agree with it.
pub fn counted(n: usize, thing: &str) -> String {
    match n {
        1 => format!("1 {thing}"),
        n => format!("{n} {thing}s"),
    }
}
