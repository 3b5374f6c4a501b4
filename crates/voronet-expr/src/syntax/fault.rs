//! Constants that are no finite numbers, and why.

use super::diagnostic::{Diagnostic, Span};
use crate::graph::{Binary, Unary};

const OVERFLOW: (&str, &str) = (
    "this is larger than any number",
    "numbers go up to 1.8e308: choose other units",
);

/// A function of a number is no finite number.
pub fn unary(op: Unary, x: f64, span: Span) -> Diagnostic {
    let (title, help) = match op {
        Unary::Log | Unary::Log2 | Unary::Log10 if x < 0.0 => (
            "the logarithm of a negative number is no number",
            "a logarithm is of a number greater than 0",
        ),
        Unary::Log | Unary::Log2 | Unary::Log10 => (
            "the logarithm of 0 is infinite",
            "a logarithm is of a number greater than 0",
        ),
        Unary::Sqrt => (
            "the root of a negative number is no number",
            "`sqrt` is of a number that is 0 or greater",
        ),
        Unary::Asin => (
            "no angle has this sine",
            "`asin` is of a number from -1 to 1",
        ),
        Unary::Acos => (
            "no angle has this cosine",
            "`acos` is of a number from -1 to 1",
        ),
        Unary::Acosh => (
            "no number has this hyperbolic cosine",
            "`acosh` is of a number that is 1 or greater",
        ),
        Unary::Atanh => (
            "no finite number has this hyperbolic tangent",
            "`atanh` is of a number between -1 and 1",
        ),
        Unary::Csch | Unary::Coth => (
            "this has a pole at 0",
            "`csch` and `coth` are of numbers other than 0",
        ),
        _ => OVERFLOW,
    };
    let label = format!("`{}` of {x}", op.name());
    Diagnostic::new(span, title, label).help(help)
}

/// A function of two numbers is no finite number.
pub fn binary(op: Binary, a: f64, b: f64, span: Span) -> Diagnostic {
    let (title, help) = match op {
        Binary::Pow if a == 0.0 => return division(span),
        Binary::Pow if a < 0.0 && b.fract() != 0.0 => (
            "the root of a negative number is no number",
            "a negative number has whole powers only; an odd root of it is written `-abs(a)^(1/3)`",
        ),
        _ => OVERFLOW,
    };
    let label = format!("{a} {} {b}", op.name());
    Diagnostic::new(span, title, label).help(help)
}

/// A division by 0.
pub fn division(span: Span) -> Diagnostic {
    Diagnostic::new(span, "this is a division by zero", "the divisor is 0")
        .help("look at the numbers in the divisor")
}
