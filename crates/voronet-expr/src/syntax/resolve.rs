//! Trees to nodes: names get their meaning, operations their types.

use std::collections::HashMap;

use super::diagnostic::{Diagnostic, Span};
use super::functions::{Action, FUNCTIONS, Function};
use super::grammar::{Kind, Tree};
use super::scope::{IMAGINARY_UNIT, Scope};
use super::unknown;
use super::value::{Number, Value};
use super::vector::counted;
use crate::graph::{Graph, Node};

/// The most nodes that one text may make, and the most steps that reading it may take:
/// sums and derivatives make much of little.
const MAX_NODES: usize = 200_000;
const MAX_STEPS: usize = 500_000;
/// The most terms of a sum.
const MAX_TERMS: i64 = 1_000_000;
/// The most complaints about one text that are shown.
const MAX_COMPLAINTS: usize = 100;

/// A real number. As of all that is resolved, there is none where the text was wrong and
/// a complaint was made: its users go on, so that one mistake is reported once and others
/// too.
pub type Resolved = Option<Node>;

/// Resolves the parts of one tree.
pub struct Resolver<'a> {
    pub(super) tree: &'a Tree,
    pub(super) scope: &'a Scope,
    pub(super) graph: &'a mut Graph,
    indices: HashMap<String, Node>,
    complaints: Vec<Diagnostic>,
    /// Complaints beyond those that are shown, and the place of the first.
    unshown: Option<(usize, Span)>,
    size_before: usize,
    evaluations_before: usize,
    steps: usize,
}

impl<'a> Resolver<'a> {
    pub fn new(tree: &'a Tree, scope: &'a Scope, graph: &'a mut Graph) -> Resolver<'a> {
        Resolver {
            size_before: graph.len(),
            evaluations_before: graph.evaluations(),
            tree,
            scope,
            graph,
            indices: HashMap::new(),
            complaints: Vec::new(),
            unshown: None,
            steps: 0,
        }
    }

    /// The node, or all complaints.
    pub fn finish<T>(mut self, resolved: Option<T>) -> Result<T, Vec<Diagnostic>> {
        if let Some((count, span)) = self.unshown {
            let title = format!("there are {count} more mistakes in this text");
            self.complaints
                .push(Diagnostic::new(span, title, "the first of them"));
        }
        match resolved {
            Some(value) if self.complaints.is_empty() => Ok(value),
            _ => Err(self.complaints),
        }
    }

    pub(super) fn complain<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        if self.complaints.contains(&diagnostic) {
            return None;
        }
        if self.complaints.len() < MAX_COMPLAINTS {
            self.complaints.push(diagnostic);
        } else {
            self.unshown.get_or_insert((0, diagnostic.span)).0 += 1;
        }
        None
    }

    /// A part that must be a real number.
    pub fn number(&mut self, i: usize) -> Resolved {
        let number = self.scalar(i)?;
        if number.im.is_none() {
            return Some(number.re);
        }
        let span = self.tree.get(i).span;
        self.complain(
            Diagnostic::new(span, "a real number is wanted here", "this is complex")
                .help("take `re(…)`, `im(…)`, `abs(…)` or `abs2(…)` of it"),
        )
    }

    /// A part that must be a number, real or complex.
    pub(super) fn scalar(&mut self, i: usize) -> Option<Number> {
        match self.value(i)? {
            Value::Number(number) => Some(number),
            Value::Vector(components) => {
                let label = format!("a vector of {}", counted(components.len(), "component"));
                let span = self.tree.get(i).span;
                self.complain(
                    Diagnostic::new(span, "a number is wanted here", label).help(
                        "`dot` and `div` make a number of vectors; a component of `grad(u)` is \
                         `diff(u, x)`",
                    ),
                )
            }
        }
    }

    /// Any part.
    pub fn value(&mut self, i: usize) -> Option<Value> {
        let (first, spine) = self.left_spine(i);
        let mut left = self.operand(first);
        for (sign, right, span) in spine.into_iter().rev() {
            let right = self.value(right);
            left = match left.zip(right) {
                Some((a, b)) => self.arithmetic(sign, a, b, span),
                None => None,
            };
        }
        left
    }

    /// A chain like `a + b + c` leans to the left and may be long: its operators
    /// are taken in a loop.
    fn left_spine(&self, mut i: usize) -> (usize, Vec<(&'static str, usize, Span)>) {
        let mut spine = Vec::new();
        while let Kind::Binary(sign @ ("+" | "-" | "*" | "/" | "^"), left, right) =
            self.tree.get(i).kind
        {
            spine.push((sign, right, self.tree.get(i).span));
            i = left;
        }
        (i, spine)
    }

    /// Counts steps, and complains when there were too many.
    pub(super) fn steps(&mut self, n: usize, span: Span) -> Option<()> {
        self.steps += n;
        let nodes = self.graph.len() - self.size_before;
        // An evaluation of a node is quick beside the reading of a part.
        let evaluations = self.graph.evaluations() - self.evaluations_before;
        let steps = self.steps + evaluations / 32;
        if nodes <= MAX_NODES && steps <= MAX_STEPS {
            return Some(());
        }
        // Every part that is still open would say so.
        let title = "the expression is too large";
        if self.complaints.iter().any(|d| d.title == title) {
            return None;
        }
        self.complain(
            Diagnostic::new(span, title, "too many operations")
                .help("shorten its sums, or take fewer derivatives"),
        )
    }

    fn operand(&mut self, i: usize) -> Option<Value> {
        let node = self.tree.get(i);
        let span = node.span;
        self.steps(1, span)?;
        match &node.kind {
            Kind::Number(x) => Some(self.graph.constant(*x).into()),
            Kind::Name(name) => self.name(name, span),
            Kind::Unary("-", inner) => {
                let inner = self.value(*inner)?;
                self.negated(&inner)
            }
            Kind::Vector(components) => {
                let all: Vec<_> = components.iter().map(|&c| self.scalar(c)).collect();
                Some(Value::Vector(all.into_iter().collect::<Option<_>>()?))
            }
            Kind::Call(name, name_span, arguments) => self.call(name, *name_span, arguments, span),
            Kind::Unary(..) | Kind::Binary(..) => self.complain(
                Diagnostic::new(span, "a number is wanted here", "this is a condition")
                    .help("use `if(condition, a, b)` to choose between numbers"),
            ),
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Option<Value> {
        if let Some(&index) = self.indices.get(name) {
            return Some(index.into());
        }
        let names = &self.scope.names;
        let symbol = names.symbols.iter().position(|n| n == name);
        if symbol.is_some() && self.scope.all().any(|known| known == name) {
            return self.complain(unknown::two_meanings(name, span));
        }
        if let Some(value) = self.given(name) {
            return Some(value);
        }
        if name == IMAGINARY_UNIT && !self.scope.complex.is_empty() {
            return Some(Value::Number(Number {
                re: self.graph.constant(0.0),
                im: Some(self.graph.constant(1.0)),
            }));
        }
        if name == "pi" {
            return Some(self.graph.constant(std::f64::consts::PI).into());
        }
        if let Some(id) = symbol {
            return Some(self.graph.symbol(id as u32).into());
        }
        self.short_form(name, span)
    }

    /// What the user gave that name.
    pub(super) fn given(&mut self, name: &str) -> Option<Value> {
        let names = &self.scope.names;
        if let Some(i) = names.inputs.iter().position(|n| n == name) {
            return Some(self.graph.input(i).into());
        }
        if let Some(k) = names.outputs.iter().position(|n| n == name) {
            return Some(self.graph.output(k).into());
        }
        if let Some(i) = names.unknowns.iter().position(|n| n == name) {
            return Some(self.graph.unknown(i).into());
        }
        if let Some(&value) = self.scope.constants.get(name) {
            return Some(self.graph.constant(value).into());
        }
        if let Some(value) = self.scope.definitions.get(name) {
            return Some(value.clone());
        }
        let complex = self.scope.complex.iter().find(|c| c.name == name)?;
        Some(Value::Number(Number {
            re: self.graph.output(complex.re),
            im: Some(self.graph.output(complex.im)),
        }))
    }

    fn call(
        &mut self,
        name: &str,
        name_span: Span,
        arguments: &[usize],
        span: Span,
    ) -> Option<Value> {
        let Some(function) = FUNCTIONS.iter().find(|f| f.name == name) else {
            for &argument in arguments {
                self.value(argument);
            }
            return self.complain(unknown::function(name, name_span, self.scope));
        };
        let (fewest, most) = function.arguments;
        if arguments.len() < fewest || arguments.len() > most {
            return self.complain(wrong_arity(function, arguments.len(), span));
        }
        match function.action {
            Action::Unary(op) => {
                let a = self.scalar(arguments[0])?;
                let number = match a.im {
                    None => self.unary(op, a.re, span)?.into(),
                    Some(im) => self.complex_unary(op, a.re, im, span)?,
                };
                Some(Value::Number(number))
            }
            Action::Binary(op) => {
                let all: Vec<Resolved> = arguments.iter().map(|&a| self.number(a)).collect();
                let all: Vec<Node> = all.into_iter().collect::<Option<_>>()?;
                let mut rest = all[1..].iter();
                let node = rest.try_fold(all[0], |a, &b| self.binary(op, a, b, span))?;
                Some(node.into())
            }
            Action::Select => {
                let condition = self.condition(arguments[0]);
                let (a, b) = (self.scalar(arguments[1]), self.scalar(arguments[2]));
                Some(Value::Number(self.choice(condition?, a?, b?)))
            }
            Action::Sum => self.sum(arguments),
            Action::Diff => self.diff(arguments, span),
            Action::Laplacian => self.laplacian(arguments, span),
            Action::Normal => self.normal(arguments[0], span),
            Action::Opposite => self.opposite(arguments[0], span),
            Action::Gradient => self.gradient(arguments, span),
            Action::Divergence => self.divergence(arguments, span),
            Action::Curl => self.curl(arguments, span),
            Action::Dot => self.dot(arguments, span),
            Action::Part(part) => self.part(part, arguments[0], span),
        }
    }

    fn choice(&mut self, condition: Node, a: Number, b: Number) -> Number {
        let re = self.graph.select(condition, a.re, b.re);
        if a.im.is_none() && b.im.is_none() {
            return re.into();
        }
        let zero = self.graph.constant(0.0);
        let (a, b) = (a.im.unwrap_or(zero), b.im.unwrap_or(zero));
        Number {
            re,
            im: Some(self.graph.select(condition, a, b)),
        }
    }

    /// A part that must be true or false: a node that is 0 or 1.
    pub(super) fn condition(&mut self, i: usize) -> Resolved {
        let predicate = self.predicate(i)?;
        Some(predicate.to_node(self.graph))
    }

    fn sum(&mut self, arguments: &[usize]) -> Option<Value> {
        let index = self.tree.get(arguments[1]);
        let Kind::Name(name) = &index.kind else {
            return self.complain(
                Diagnostic::new(index.span, "a sum needs a name for its index", "not a name")
                    .help("`sum(expression, n, first, last)`"),
            );
        };
        if self.scope.has_meaning(name) {
            return self.complain(unknown::taken_index(name, index.span));
        }
        let (first, last) = (self.whole(arguments[2]), self.whole(arguments[3]));
        let (first, last) = (first?, last?);
        if last - first >= MAX_TERMS {
            let span = self.tree.get(arguments[3]).span;
            let title = format!("a sum of {} terms is too large", last - first + 1);
            let label = format!("more than {MAX_TERMS} terms");
            return self.complain(Diagnostic::new(span, title, label).help("shorten it"));
        }
        let outer = self.indices.get(name).copied();
        let mut total = Some(Value::from(self.graph.constant(0.0)));
        let span = self.tree.get(arguments[0]).span;
        for n in first..=last {
            let value = self.graph.constant(n as f64);
            self.indices.insert(name.clone(), value);
            let term = self.scalar(arguments[0]).map(Value::Number);
            total = match total.zip(term) {
                Some((total, term)) => self.arithmetic("+", total, term, span),
                None => None,
            };
            if total.is_none() {
                break;
            }
        }
        match outer {
            Some(value) => self.indices.insert(name.clone(), value),
            None => self.indices.remove(name),
        };
        total
    }

    /// A bound of a sum, or an order of differentiation.
    pub(super) fn whole(&mut self, i: usize) -> Option<i64> {
        let node = self.number(i)?;
        let span = self.tree.get(i).span;
        match self.graph.constant_value(node) {
            Some(x) if x.fract() == 0.0 && x.abs() < 1e15 => Some(x as i64),
            Some(x) if x.fract() == 0.0 => self.complain(Diagnostic::new(
                span,
                "this whole number is too large",
                "beyond 1e15",
            )),
            _ => self.complain(Diagnostic::new(
                span,
                "a whole number is wanted here",
                "not a constant whole number",
            )),
        }
    }
}

fn wrong_arity(function: &Function, given: usize, span: Span) -> Diagnostic {
    let (fewest, most) = function.arguments;
    let plural = |n: usize| if n == 1 { "argument" } else { "arguments" };
    let wanted = if fewest == most {
        format!("{fewest} {}", plural(fewest))
    } else if given < fewest {
        format!("at least {fewest} {}", plural(fewest))
    } else {
        format!("at most {most} arguments")
    };
    Diagnostic::new(
        span,
        format!("`{}` takes {wanted}, not {given}", function.name),
        "wrong number of arguments",
    )
    .help(format!("`{}`", function.signature))
}
