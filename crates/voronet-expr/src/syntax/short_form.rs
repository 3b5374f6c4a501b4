//! `u_t`, `u_xx`, `u_tx`: short forms of `diff`.

use super::diagnostic::{Diagnostic, Span};
use super::resolve::Resolver;
use super::scope::Scope;
use super::unknown;
use super::value::Value;

/// The most derivatives that a name is read as.
const MOST_ORDER: usize = 8;

/// How often by each input, in the order of the inputs.
type Orders = Vec<usize>;

impl Resolver<'_> {
    /// A name that nobody gave, as a derivative of what has the name before a `_` by the
    /// inputs behind it.
    pub(super) fn short_form(&mut self, name: &str, span: Span) -> Option<Value> {
        let readings = readings(name, &self.scope.names.inputs, |base| {
            is_base(base, self.scope)
        });
        let [(base, orders)] = readings.as_slice() else {
            return match readings.as_slice() {
                [] => self.complain(unknown::name(name, span, self.scope)),
                _ => self.complain(self.ambiguous(name, &readings, span)),
            };
        };
        let value = self.given(base)?;
        self.carries_no_point(&value, span)?;
        let mut numbers = value;
        for (input, &n) in orders.iter().enumerate() {
            numbers = numbers.map(&mut |node| self.derivative(node, input, n, span))?;
        }
        self.within_order(numbers, span)
    }

    fn ambiguous(&self, name: &str, readings: &[(&str, Orders)], span: Span) -> Diagnostic {
        let inputs = &self.scope.names.inputs;
        let all: Vec<String> = readings
            .iter()
            .map(|(base, orders)| format!("`{}`", unknown::written(base, inputs, orders)))
            .collect();
        Diagnostic::new(
            span,
            format!("`{name}` has two meanings"),
            "short for which?",
        )
        .help(format!("write {}", all.join(" or ")))
    }
}

/// What a name is a derivative of, and how often by each input, if it is a short form of one.
pub(super) fn short_form_of<'a>(name: &'a str, scope: &Scope) -> Option<(&'a str, Vec<usize>)> {
    let found = readings(name, &scope.names.inputs, |base| is_base(base, scope));
    <[_; 1]>::try_from(found).ok().map(|[one]| one)
}

/// Whether a name may stand before the `_` of a short form.
fn is_base(name: &str, scope: &Scope) -> bool {
    let outputs = &scope.names.outputs;
    outputs.iter().any(|output| output == name)
        || scope.complex.iter().any(|complex| complex.name == name)
        || scope.definitions.contains_key(name)
}

/// What a name may be a derivative of, by inputs: `u` of `u_xx`.
pub fn derivative_bases<'a>(name: &'a str, inputs: &[String]) -> Vec<&'a str> {
    let readings = readings(name, inputs, |_| true);
    readings.into_iter().map(|(base, _)| base).collect()
}

/// The ways to read a name as a derivative of what `is_base` tells, by inputs.
fn readings<'a>(
    name: &'a str,
    inputs: &[String],
    is_base: impl Fn(&str) -> bool,
) -> Vec<(&'a str, Orders)> {
    let mut readings = Vec::new();
    for (at, _) in name.match_indices('_') {
        let (base, by) = (&name[..at], &name[at + 1..]);
        if is_base(base) {
            readings.extend(splits(by, inputs).into_iter().map(|orders| (base, orders)));
        }
    }
    readings
}

/// The ways to read a text as inputs one after another, whatever their order.
fn splits(by: &str, inputs: &[String]) -> Vec<Orders> {
    let mut complete: Vec<Orders> = Vec::new();
    let mut open = vec![(by, vec![0; inputs.len()])];
    while let Some((rest, orders)) = open.pop() {
        if rest.is_empty() && !by.is_empty() {
            if !complete.contains(&orders) {
                complete.push(orders);
            }
            continue;
        }
        if orders.iter().sum::<usize>() == MOST_ORDER {
            continue;
        }
        for (i, input) in inputs.iter().enumerate() {
            if let Some(rest) = rest.strip_prefix(input.as_str()) {
                let mut orders = orders.clone();
                orders[i] += 1;
                open.push((rest, orders));
            }
        }
    }
    complete.sort_by_key(|orders| std::cmp::Reverse(orders.iter().sum::<usize>()));
    complete
}
