//! Trees to nodes: names get their meaning, operations their types.

use std::collections::HashMap;

use super::diagnostic::{Diagnostic, Span, nearest_name};
use super::functions::{Action, FUNCTIONS, Function};
use super::grammar::{Kind, Tree};
use super::scope::Scope;
use crate::graph::{Binary, Graph, Node, Unary};

/// The most nodes that one text may make.
const MAX_NODES: usize = 200_000;

/// What a part of a text stands for. `None` where it was wrong and a complaint
/// was made: its users go on, so that one mistake is reported once and others
/// too.
pub type Resolved = Option<Node>;

/// Resolves the parts of one tree.
pub struct Resolver<'a> {
    pub(super) tree: &'a Tree,
    pub(super) scope: &'a Scope,
    pub(super) graph: &'a mut Graph,
    indices: HashMap<String, Node>,
    complaints: Vec<Diagnostic>,
    size_before: usize,
}

impl<'a> Resolver<'a> {
    pub fn new(tree: &'a Tree, scope: &'a Scope, graph: &'a mut Graph) -> Resolver<'a> {
        Resolver {
            size_before: graph.len(),
            tree,
            scope,
            graph,
            indices: HashMap::new(),
            complaints: Vec::new(),
        }
    }

    /// The node, or all complaints.
    pub fn finish<T>(self, resolved: Option<T>) -> Result<T, Vec<Diagnostic>> {
        match resolved {
            Some(value) if self.complaints.is_empty() => Ok(value),
            _ => Err(self.complaints),
        }
    }

    pub(super) fn complain(&mut self, diagnostic: Diagnostic) -> Resolved {
        if !self.complaints.contains(&diagnostic) {
            self.complaints.push(diagnostic);
        }
        None
    }

    /// left − right
    pub fn difference(&mut self, left: Resolved, right: Resolved) -> Resolved {
        Some(self.graph.binary(Binary::Sub, left?, right?))
    }

    /// A part that must be a number.
    pub fn number(&mut self, i: usize) -> Resolved {
        let (first, spine) = self.left_spine(i);
        let mut left = self.operand(first);
        for (sign, right, span) in spine.into_iter().rev() {
            let right = self.number(right);
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

    fn arithmetic(&mut self, sign: &str, a: Node, b: Node, span: Span) -> Resolved {
        if self.graph.len() - self.size_before > MAX_NODES {
            return self.complain(
                Diagnostic::new(span, "the expression is too large", "too many operations")
                    .help("shorten its sums"),
            );
        }
        if sign == "/" && self.graph.constant_value(b) == Some(0.0) {
            return self.complain(Diagnostic::new(
                span,
                "division by zero",
                "the divisor is 0",
            ));
        }
        let op = match sign {
            "+" => Binary::Add,
            "-" => Binary::Sub,
            "*" => Binary::Mul,
            "/" => Binary::Div,
            _ => Binary::Pow,
        };
        let node = self.graph.binary(op, a, b);
        match self.graph.constant_value(node) {
            Some(x) if !x.is_finite() => self.complain(
                Diagnostic::new(span, format!("this is {x}"), "not a finite number")
                    .help("check for a division by zero"),
            ),
            _ => Some(node),
        }
    }

    fn operand(&mut self, i: usize) -> Resolved {
        let node = self.tree.get(i);
        let span = node.span;
        match &node.kind {
            Kind::Number(x) => Some(self.graph.constant(*x)),
            Kind::Name(name) => self.name(name, span),
            Kind::Unary("-", inner) => {
                let inner = self.number(*inner)?;
                Some(self.graph.unary(Unary::Neg, inner))
            }
            Kind::Call(name, name_span, arguments) => self.call(name, *name_span, arguments, span),
            Kind::Unary(..) | Kind::Binary(..) => self.complain(
                Diagnostic::new(span, "a number is wanted here", "this is a condition")
                    .help("use `if(condition, a, b)` to choose between numbers"),
            ),
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Resolved {
        if let Some(&index) = self.indices.get(name) {
            return Some(index);
        }
        let names = &self.scope.names;
        if let Some(i) = names.inputs.iter().position(|n| n == name) {
            return Some(self.graph.input(i));
        }
        if let Some(k) = names.outputs.iter().position(|n| n == name) {
            return Some(self.graph.output(k));
        }
        if let Some(&value) = self.scope.constants.get(name) {
            return Some(self.graph.constant(value));
        }
        if let Some(&node) = self.scope.definitions.get(name) {
            return Some(node);
        }
        if name == "pi" {
            return Some(self.graph.constant(std::f64::consts::PI));
        }
        if let Some(id) = names.symbols.iter().position(|n| n == name) {
            return Some(self.graph.symbol(id as u32));
        }
        let d = Diagnostic::new(span, format!("unknown name `{name}`"), "not known here");
        let is_normal = |n: &&str| self.scope.names.inputs.iter().any(|input| input == n);
        let d = if self.scope.normal.is_empty()
            && name.strip_prefix('n').is_some_and(|n| is_normal(&n))
        {
            d.help("a normal exists in the conditions on a boundary alone")
        } else if let Some(function) = FUNCTIONS.iter().find(|f| f.name == name) {
            d.help(format!(
                "a function needs its arguments: `{}`",
                function.signature
            ))
        } else {
            let symbols = self.scope.names.symbols.iter().map(String::as_str);
            let symbols = symbols.filter(|name| !name.contains('('));
            let known: Vec<&str> = self.scope.all().chain(symbols).chain(["pi"]).collect();
            match nearest_name(name, known.iter().copied()) {
                Some(near) => d.help(format!("did you mean `{near}`?")),
                None => d.help(format!("known names: {}", known.join(", "))),
            }
        };
        self.complain(d)
    }

    fn call(&mut self, name: &str, name_span: Span, arguments: &[usize], span: Span) -> Resolved {
        let Some(function) = FUNCTIONS.iter().find(|f| f.name == name) else {
            for &argument in arguments {
                self.number(argument);
            }
            let d = Diagnostic::new(
                name_span,
                format!("unknown function `{name}`"),
                "no such function",
            );
            let is_name = self.scope.all().any(|known| known == name);
            let near = nearest_name(name, FUNCTIONS.iter().map(|f| f.name));
            return self.complain(match near {
                _ if is_name => d.help(format!("a product is written with `*`: `{name}*(…)`")),
                Some(near) => d.help(format!("did you mean `{near}`?")),
                None => d.help("see the list of functions in docs/problem-file.md"),
            });
        };
        let (fewest, most) = function.arguments;
        if arguments.len() < fewest || arguments.len() > most {
            return self.complain(wrong_arity(function, arguments.len(), span));
        }
        match function.action {
            Action::Unary(op) => {
                let a = self.number(arguments[0])?;
                Some(self.graph.unary(op, a))
            }
            Action::Binary(op) => {
                let all: Vec<Resolved> = arguments.iter().map(|&a| self.number(a)).collect();
                let all: Vec<Node> = all.into_iter().collect::<Option<_>>()?;
                let rest = all[1..].iter();
                Some(rest.fold(all[0], |a, &b| self.graph.binary(op, a, b)))
            }
            Action::Select => {
                let condition = self.condition(arguments[0]);
                let (a, b) = (self.number(arguments[1]), self.number(arguments[2]));
                Some(self.graph.select(condition?, a?, b?))
            }
            Action::Sum => self.sum(arguments),
            Action::Diff => self.diff(arguments, span),
            Action::Laplacian => self.laplacian(arguments[0], span),
            Action::Normal => self.normal(arguments[0], span),
            Action::Opposite => self.opposite(arguments[0], span),
        }
    }

    /// A part that must be true or false: a node that is 0 or 1.
    pub(super) fn condition(&mut self, i: usize) -> Resolved {
        let predicate = self.predicate(i)?;
        Some(predicate.to_node(self.graph))
    }

    fn sum(&mut self, arguments: &[usize]) -> Resolved {
        let index = self.tree.get(arguments[1]);
        let Kind::Name(name) = &index.kind else {
            return self.complain(
                Diagnostic::new(index.span, "a sum needs a name for its index", "not a name")
                    .help("`sum(expression, n, first, last)`"),
            );
        };
        if self.scope.all().any(|known| known == name) {
            return self.complain(Diagnostic::new(
                index.span,
                format!("the index `{name}` has a meaning already"),
                "choose another name",
            ));
        }
        let (first, last) = (self.whole(arguments[2]), self.whole(arguments[3]));
        let (first, last) = (first?, last?);
        let outer = self.indices.get(name).copied();
        let mut total = self.graph.constant(0.0);
        for n in first..=last {
            let value = self.graph.constant(n as f64);
            self.indices.insert(name.clone(), value);
            let Some(term) = self.number(arguments[0]) else {
                self.indices.remove(name);
                return None;
            };
            let span = self.tree.get(arguments[0]).span;
            total = self.arithmetic("+", total, term, span)?;
        }
        match outer {
            Some(value) => self.indices.insert(name.clone(), value),
            None => self.indices.remove(name),
        };
        Some(total)
    }

    /// A bound of a sum, or an order of differentiation.
    pub(super) fn whole(&mut self, i: usize) -> Option<i64> {
        let node = self.number(i)?;
        match self.graph.constant_value(node) {
            Some(x) if x.fract() == 0.0 && x.abs() < 1e9 => Some(x as i64),
            _ => {
                let span = self.tree.get(i).span;
                self.complain(Diagnostic::new(
                    span,
                    "a whole number is wanted here",
                    "not a constant whole number",
                ));
                None
            }
        }
    }
}

fn wrong_arity(function: &Function, given: usize, span: Span) -> Diagnostic {
    let (fewest, most) = function.arguments;
    let wanted = match (fewest, most) {
        (1, 1) => "1 argument".to_owned(),
        (a, b) if a == b => format!("{a} arguments"),
        (a, _) => format!("at least {a} arguments"),
    };
    Diagnostic::new(
        span,
        format!("`{}` takes {wanted}, not {given}", function.name),
        "wrong number of arguments",
    )
    .help(format!("`{}`", function.signature))
}
