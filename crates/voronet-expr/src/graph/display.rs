//! Expressions as readable mathematics, which the parser reads back.

use std::collections::HashMap;
use std::fmt;

use super::context::{Graph, Leaf, Node, Op};
use super::op::{Binary, Unary};
use crate::multi_index::MAX_INPUTS;

/// Names of inputs, outputs and what else a point has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Of the coordinates.
    pub inputs: Vec<String>,
    /// Of the network's outputs.
    pub outputs: Vec<String>,
    /// Of the values that each point carries ([`Leaf::Symbol`] by number).
    pub symbols: Vec<String>,
    /// Of the numbers that are to be found ([`Leaf::Unknown`] by number).
    pub unknowns: Vec<String>,
}

/// How strongly the parts of a printed expression hold together. A condition is
/// no number: where one is wanted it is written `if(condition, 1, 0)`.
const CONDITION: u8 = 0;
const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const SIGN: u8 = 3;
const POWER: u8 = 4;
const ATOM: u8 = 5;

/// Beyond so many bytes an expression is no longer for people.
const LONG: usize = 20_000;

/// The texts of all parts of an expression have no more bytes than so many times its own.
const MOST_OF_PARTS: usize = 1000;

impl Graph {
    /// Writes an expression in the language, for people: a long one is called that.
    pub fn display<'a>(&'a self, node: Node, names: &'a Names) -> impl fmt::Display + 'a {
        fmt::from_fn(move |f| match self.written(node, names, LONG) {
            Some(text) => f.write_str(&text),
            None => f.write_str("(a long expression)"),
        })
    }

    /// Writes an expression in the language, as the parser reads it back, if that takes no more
    /// than so many bytes. Shared parts are written out each time.
    pub fn written(&self, node: Node, names: &Names, most: usize) -> Option<String> {
        let mut texts: HashMap<Node, (String, u8)> = HashMap::new();
        let mut bytes = 0;
        for n in self.reachable(&[node]) {
            let text = self.text(n, names, &texts);
            bytes += text.0.len();
            // The texts of all parts together may be too much to make too.
            if text.0.len() > most || bytes > MOST_OF_PARTS * most {
                return None;
            }
            texts.insert(n, text);
        }
        texts.remove(&node).map(|(text, _)| text)
    }

    fn text(&self, node: Node, names: &Names, texts: &HashMap<Node, (String, u8)>) -> (String, u8) {
        let wrapped = |n: &Node, least: u8| {
            let (text, power) = &texts[n];
            if *power == CONDITION {
                format!("if({text}, 1, 0)")
            } else if *power < least {
                format!("({text})")
            } else {
                text.clone()
            }
        };
        let condition = |n: &Node| match &texts[n] {
            (text, CONDITION) => text.clone(),
            (text, _) => format!("{text} != 0"),
        };
        match &self.op(node) {
            Op::Constant(bits) => number(f64::from_bits(*bits)),
            Op::Leaf(leaf) => (leaf_text(*leaf, names), ATOM),
            Op::Unary(Unary::Neg, a) => (format!("-{}", wrapped(a, SIGN)), SIGN),
            Op::Unary(Unary::Not, a) => (format!("not ({})", condition(a)), CONDITION),
            Op::Unary(op, a) => (format!("{}({})", op.name(), wrapped(a, SUM)), ATOM),
            Op::Power(a, n) if *n < 0 => (format!("{}^({n})", wrapped(a, ATOM)), POWER),
            Op::Power(a, n) => (format!("{}^{n}", wrapped(a, ATOM)), POWER),
            Op::Select(c, a, b) => {
                let (a, b) = (wrapped(a, SUM), wrapped(b, SUM));
                (format!("if({}, {a}, {b})", condition(c)), ATOM)
            }
            Op::Binary(op, a, b) => match op {
                Binary::Add => {
                    let (a, b) = if self.constant_value(*a).is_some() {
                        (b, a)
                    } else {
                        (a, b)
                    };
                    let right = wrapped(b, PRODUCT);
                    match right.strip_prefix('-') {
                        Some(positive) => (format!("{} - {positive}", wrapped(a, SUM)), SUM),
                        None => (format!("{} + {right}", wrapped(a, SUM)), SUM),
                    }
                }
                Binary::Sub => (
                    format!("{} - {}", wrapped(a, SUM), wrapped(b, PRODUCT)),
                    SUM,
                ),
                Binary::Mul => (
                    format!("{}*{}", wrapped(a, PRODUCT), wrapped(b, SIGN)),
                    PRODUCT,
                ),
                Binary::Div => (
                    format!("{}/{}", wrapped(a, PRODUCT), wrapped(b, SIGN)),
                    PRODUCT,
                ),
                Binary::Pow => (format!("{}^{}", wrapped(a, ATOM), wrapped(b, ATOM)), POWER),
                Binary::Atan2 | Binary::Hypot | Binary::Mod | Binary::Min | Binary::Max => {
                    let (a, b) = (wrapped(a, SUM), wrapped(b, SUM));
                    (format!("{}({a}, {b})", op.name()), ATOM)
                }
                Binary::And | Binary::Or => {
                    let (a, b) = (condition(a), condition(b));
                    (format!("({a}) {} ({b})", op.name()), CONDITION)
                }
                _ => {
                    let (a, b) = (wrapped(a, SUM), wrapped(b, SUM));
                    (format!("{a} {} {b}", op.name()), CONDITION)
                }
            },
        }
    }
}

fn number(x: f64) -> (String, u8) {
    if x == std::f64::consts::PI {
        return ("pi".to_owned(), ATOM);
    }
    let text = if x != 0.0 && !(1e-4..1e9).contains(&x.abs()) {
        format!("{x:e}")
    } else {
        format!("{x}")
    };
    let power = if x < 0.0 { SIGN } else { ATOM };
    (text, power)
}

fn leaf_text(leaf: Leaf, names: &Names) -> String {
    let name = |names: &[String], i: usize| names.get(i).cloned().unwrap_or(format!("#{i}"));
    match leaf {
        Leaf::Input(i) => name(&names.inputs, i),
        Leaf::Symbol(id) => name(&names.symbols, id as usize),
        Leaf::Combination(id) => format!("#combination{id}"),
        Leaf::Unknown(i) => name(&names.unknowns, i),
        Leaf::Output { output, alpha } if output >= names.outputs.len().max(1) => {
            let output = output - names.outputs.len().max(1);
            let here = leaf_text(Leaf::Output { output, alpha }, names);
            format!("opposite({here})")
        }
        Leaf::Output { output, alpha } => {
            let u = name(&names.outputs, output);
            let by = |i: usize| match alpha.get(i) {
                0 => String::new(),
                1 => format!(", {}", name(&names.inputs, i)),
                n => format!(", {}, {n}", name(&names.inputs, i)),
            };
            if alpha.order() == 0 {
                u
            } else {
                format!("diff({u}{})", (0..MAX_INPUTS).map(by).collect::<String>())
            }
        }
    }
}
