//! Arithmetic of numbers, complex numbers and vectors.

use super::diagnostic::{Diagnostic, Span};
use super::fault;
use super::resolve::Resolver;
use super::value::{Number, Value};
use super::vector::counted;
use crate::graph::{Binary, Node, Unary};

/// The largest power of a complex number, which is multiplied out.
const MOST_POWER: f64 = 64.0;

impl Resolver<'_> {
    /// left − right. The 0 on a side of a law is that of a vector too.
    pub fn difference(
        &mut self,
        left: Option<Value>,
        right: Option<Value>,
        span: Span,
    ) -> Option<Value> {
        let (left, right) = (left?, right?);
        match (&left, &right) {
            (Value::Vector(_), Value::Number(zero)) if self.is_zero(*zero) => Some(left),
            (Value::Number(zero), Value::Vector(_)) if self.is_zero(*zero) => self.negated(&right),
            _ => self.arithmetic("-", left, right, span),
        }
    }

    fn is_zero(&self, number: Number) -> bool {
        number.im.is_none() && self.graph.constant_value(number.re) == Some(0.0)
    }

    /// −a
    pub(super) fn negated(&mut self, a: &Value) -> Option<Value> {
        a.map(&mut |part| Some(self.graph.unary(Unary::Neg, part)))
    }

    /// The operators between two values.
    pub(super) fn arithmetic(
        &mut self,
        sign: &str,
        a: Value,
        b: Value,
        span: Span,
    ) -> Option<Value> {
        match (sign, a, b) {
            (_, Value::Number(a), Value::Number(b)) => {
                self.of_numbers(sign, a, b, span).map(Value::Number)
            }
            ("+" | "-", Value::Vector(a), Value::Vector(b)) => {
                self.same_length(&a, &b, span)?;
                let pairs = a.into_iter().zip(b);
                let all: Vec<_> = pairs
                    .map(|(a, b)| self.of_numbers(sign, a, b, span))
                    .collect();
                Some(Value::Vector(all.into_iter().collect::<Option<_>>()?))
            }
            ("*", Value::Number(a), vector) => {
                vector.map_numbers(&mut |component| self.of_numbers(sign, a, component, span))
            }
            ("*" | "/", vector, Value::Number(b)) => {
                vector.map_numbers(&mut |component| self.of_numbers(sign, component, b, span))
            }
            (_, a, b) => self.complain(no_such_product(sign, &a, &b, span)),
        }
    }

    /// Complains of two vectors that have not the same number of components.
    pub(super) fn same_length(&mut self, a: &[Number], b: &[Number], span: Span) -> Option<()> {
        if a.len() == b.len() {
            return Some(());
        }
        let label = format!("{} and {}", counted(a.len(), "component"), b.len());
        self.complain(Diagnostic::new(
            span,
            "these vectors are of different length",
            label,
        ))
    }

    fn of_numbers(&mut self, sign: &str, a: Number, b: Number, span: Span) -> Option<Number> {
        let op = match sign {
            "+" => Binary::Add,
            "-" => Binary::Sub,
            "*" => Binary::Mul,
            "/" => Binary::Div,
            _ => Binary::Pow,
        };
        if a.im.is_none() && b.im.is_none() {
            return self.binary(op, a.re, b.re, span).map(Number::from);
        }
        let number = match op {
            Binary::Add | Binary::Sub => self.complex_sum(op, a, b, span),
            Binary::Mul => self.complex_product(a, b, span),
            Binary::Div => self.complex_ratio(a, b, span),
            _ => self.complex_power(a, b, span),
        }?;
        Some(self.without_zero(number))
    }

    /// A number whose imaginary part is nothing is real.
    fn without_zero(&self, number: Number) -> Number {
        let im = number
            .im
            .filter(|&im| self.graph.constant_value(im) != Some(0.0));
        Number { im, ..number }
    }

    fn complex_sum(&mut self, op: Binary, a: Number, b: Number, span: Span) -> Option<Number> {
        let im = match (a.im, b.im) {
            (Some(a), Some(b)) => self.binary(op, a, b, span)?,
            (None, Some(b)) if op == Binary::Sub => self.graph.unary(Unary::Neg, b),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return self.binary(op, a.re, b.re, span).map(Number::from),
        };
        Some(Number {
            re: self.binary(op, a.re, b.re, span)?,
            im: Some(im),
        })
    }

    pub(super) fn complex_product(&mut self, a: Number, b: Number, span: Span) -> Option<Number> {
        match (a.im, b.im) {
            (None, _) => b.map(&mut |part| self.binary(Binary::Mul, a.re, part, span)),
            (_, None) => a.map(&mut |part| self.binary(Binary::Mul, part, b.re, span)),
            // z z* is real, whatever is known of its parts.
            (Some(p), Some(q)) if a.re == b.re && p == self.graph.unary(Unary::Neg, q) => {
                self.square_of_magnitude(a, span).map(Number::from)
            }
            (Some(p), Some(q)) => {
                let mut product = |x: Node, y: Node| self.binary(Binary::Mul, x, y, span);
                let re = product(a.re, b.re)?;
                let (both, left, right) = (product(p, q)?, product(a.re, q)?, product(p, b.re)?);
                Some(Number {
                    re: self.binary(Binary::Sub, re, both, span)?,
                    im: Some(self.binary(Binary::Add, left, right, span)?),
                })
            }
        }
    }

    /// a / b = a b* / |b|²
    fn complex_ratio(&mut self, a: Number, b: Number, span: Span) -> Option<Number> {
        let (above, below) = match b.im {
            None => (a, b.re),
            Some(_) => {
                let conjugate = self.conjugate(b);
                let above = self.complex_product(a, conjugate, span)?;
                (above, self.square_of_magnitude(b, span)?)
            }
        };
        above.map(&mut |part| self.binary(Binary::Div, part, below, span))
    }

    /// A whole power, multiplied out by squaring.
    fn complex_power(&mut self, a: Number, b: Number, span: Span) -> Option<Number> {
        let exponent = match b.im {
            None => self.graph.constant_value(b.re),
            Some(_) => None,
        };
        let n = exponent.filter(|n| n.fract() == 0.0 && n.abs() <= MOST_POWER);
        let Some(n) = n else {
            return self.complain(
                Diagnostic::new(
                    span,
                    "a complex number has small whole powers only",
                    "not a whole power of a complex number",
                )
                .help("with `z = exp(w)`, other powers are written `exp(p*w)`"),
            );
        };
        let one = Number::from(self.graph.constant(1.0));
        let (mut power, mut square) = (one, a);
        let mut rest = n.abs() as u32;
        while rest > 0 {
            if rest % 2 == 1 {
                power = if power == one {
                    square
                } else {
                    self.complex_product(power, square, span)?
                };
            }
            rest /= 2;
            if rest > 0 {
                square = self.complex_product(square, square, span)?;
            }
        }
        if n < 0.0 {
            power = self.complex_ratio(one, power, span)?;
        }
        Some(power)
    }

    pub(super) fn conjugate(&mut self, a: Number) -> Number {
        Number {
            re: a.re,
            im: a.im.map(|im| self.graph.unary(Unary::Neg, im)),
        }
    }

    /// |a|² = re² + im²
    pub(super) fn square_of_magnitude(&mut self, a: Number, span: Span) -> Option<Node> {
        let re = self.binary(Binary::Mul, a.re, a.re, span)?;
        match a.im {
            None => Some(re),
            Some(im) => {
                let im = self.binary(Binary::Mul, im, im, span)?;
                self.binary(Binary::Add, re, im, span)
            }
        }
    }

    /// A function of a complex number, of which there are few.
    pub(super) fn complex_unary(
        &mut self,
        op: Unary,
        re: Node,
        im: Node,
        span: Span,
    ) -> Option<Number> {
        match op {
            Unary::Exp => {
                let size = self.unary(Unary::Exp, re, span)?;
                let (cosine, sine) = (
                    self.unary(Unary::Cos, im, span)?,
                    self.unary(Unary::Sin, im, span)?,
                );
                Some(Number {
                    re: self.binary(Binary::Mul, size, cosine, span)?,
                    im: Some(self.binary(Binary::Mul, size, sine, span)?),
                })
            }
            Unary::Abs => self.binary(Binary::Hypot, re, im, span).map(Number::from),
            _ => self.complain(
                Diagnostic::new(
                    span,
                    format!("`{}` is of real numbers only", op.name()),
                    "of a complex number",
                )
                .help(
                    "complex numbers have `+`, `-`, `*`, `/`, whole powers, `exp`, `abs`, `abs2`, \
                     `conj`, `re` and `im`",
                ),
            ),
        }
    }

    /// op(a), a finite number if it is constant.
    pub(super) fn unary(&mut self, op: Unary, a: Node, span: Span) -> Option<Node> {
        self.steps(1, span)?;
        let node = self.graph.unary(op, a);
        match (
            self.graph.constant_value(node),
            self.graph.constant_value(a),
        ) {
            (Some(y), Some(x)) if !y.is_finite() => self.complain(fault::unary(op, x, span)),
            _ => Some(node),
        }
    }

    /// op(a, b), a finite number if it is constant.
    pub(super) fn binary(&mut self, op: Binary, a: Node, b: Node, span: Span) -> Option<Node> {
        self.steps(1, span)?;
        let (x, y) = (self.graph.constant_value(a), self.graph.constant_value(b));
        if matches!(op, Binary::Div | Binary::Mod) && y == Some(0.0) {
            return self.complain(fault::division(span));
        }
        let node = self.graph.binary(op, a, b);
        match (self.graph.constant_value(node), x, y) {
            (Some(z), Some(x), Some(y)) if !z.is_finite() => {
                self.complain(fault::binary(op, x, y, span))
            }
            _ => Some(node),
        }
    }
}

/// An operator that vectors do not have.
fn no_such_product(sign: &str, a: &Value, b: &Value, span: Span) -> Diagnostic {
    let are_vectors = matches!((a, b), (Value::Vector(_), Value::Vector(_)));
    let (title, help) = match sign {
        "*" => (
            "two vectors have no product of this kind",
            "the sum of the products of their components is `dot(a, b)`",
        ),
        "/" => (
            "nothing is divided by a vector",
            "divide by a number, such as its magnitude, `sqrt(dot(a, a))`",
        ),
        "^" => (
            "a vector has no powers",
            "its squared magnitude is `dot(a, a)`",
        ),
        _ => (
            "a vector and a number cannot be added",
            "write a vector with its components: `[a, b]`",
        ),
    };
    let label = if are_vectors {
        "of two vectors"
    } else {
        "of a vector and a number"
    };
    Diagnostic::new(span, title, label).help(help)
}
