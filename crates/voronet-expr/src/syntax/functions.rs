//! The functions of the language.

use super::complex::Part;
use crate::graph::{Binary, Unary};

/// A function.
pub struct Function {
    /// As written.
    pub name: &'static str,
    /// For people.
    pub signature: &'static str,
    /// Fewest and most arguments.
    pub arguments: (usize, usize),
    /// What it does.
    pub action: Action,
}

/// What a function does.
#[derive(Clone, Copy)]
pub enum Action {
    /// Of one number.
    Unary(Unary),
    /// Of two numbers, or of more from left to right.
    Binary(Binary),
    /// `if`
    Select,
    /// `sum`
    Sum,
    /// `diff`
    Diff,
    /// `laplacian`
    Laplacian,
    /// `normal`
    Normal,
    /// `opposite`
    Opposite,
    /// `grad`
    Gradient,
    /// `div`
    Divergence,
    /// `curl`
    Curl,
    /// `dot`
    Dot,
    /// `conj`, `re`, `im` and `abs2`
    Part(Part),
}

const fn unary(name: &'static str, signature: &'static str, op: Unary) -> Function {
    Function {
        name,
        signature,
        arguments: (1, 1),
        action: Action::Unary(op),
    }
}

const fn other(
    name: &'static str,
    signature: &'static str,
    arguments: (usize, usize),
    action: Action,
) -> Function {
    Function {
        name,
        signature,
        arguments,
        action,
    }
}

/// All of them.
pub const FUNCTIONS: &[Function] = &[
    unary("sin", "sin(x)", Unary::Sin),
    unary("cos", "cos(x)", Unary::Cos),
    unary("tan", "tan(x)", Unary::Tan),
    unary("asin", "asin(x)", Unary::Asin),
    unary("acos", "acos(x)", Unary::Acos),
    unary("atan", "atan(x)", Unary::Atan),
    unary("sinh", "sinh(x)", Unary::Sinh),
    unary("cosh", "cosh(x)", Unary::Cosh),
    unary("tanh", "tanh(x)", Unary::Tanh),
    unary("sech", "sech(x)", Unary::Sech),
    unary("csch", "csch(x)", Unary::Csch),
    unary("coth", "coth(x)", Unary::Coth),
    unary("asinh", "asinh(x)", Unary::Asinh),
    unary("acosh", "acosh(x)", Unary::Acosh),
    unary("atanh", "atanh(x)", Unary::Atanh),
    unary("exp", "exp(x)", Unary::Exp),
    unary("log", "log(x)", Unary::Log),
    unary("log2", "log2(x)", Unary::Log2),
    unary("log10", "log10(x)", Unary::Log10),
    unary("sqrt", "sqrt(x)", Unary::Sqrt),
    unary("cbrt", "cbrt(x)", Unary::Cbrt),
    unary("erf", "erf(x)", Unary::Erf),
    unary("erfc", "erfc(x)", Unary::Erfc),
    unary("abs", "abs(x)", Unary::Abs),
    unary("sign", "sign(x)", Unary::Sign),
    unary("heaviside", "heaviside(x)", Unary::Heaviside),
    unary("floor", "floor(x)", Unary::Floor),
    other(
        "atan2",
        "atan2(y, x)",
        (2, 2),
        Action::Binary(Binary::Atan2),
    ),
    other(
        "hypot",
        "hypot(x, y, …)",
        (2, 64),
        Action::Binary(Binary::Hypot),
    ),
    other("mod", "mod(a, b)", (2, 2), Action::Binary(Binary::Mod)),
    other("min", "min(a, b, …)", (2, 64), Action::Binary(Binary::Min)),
    other("max", "max(a, b, …)", (2, 64), Action::Binary(Binary::Max)),
    other("if", "if(condition, a, b)", (3, 3), Action::Select),
    other(
        "sum",
        "sum(expression, n, first, last)",
        (4, 4),
        Action::Sum,
    ),
    other(
        "diff",
        "diff(expression, x), diff(expression, x, n) or diff(expression, x, y)",
        (2, 9),
        Action::Diff,
    ),
    other(
        "laplacian",
        "laplacian(expression) or laplacian(expression, x, y)",
        (1, 5),
        Action::Laplacian,
    ),
    other(
        "grad",
        "grad(expression) or grad(expression, x, y)",
        (1, 5),
        Action::Gradient,
    ),
    other(
        "div",
        "div([a, b]) or div([a, b], x, y)",
        (1, 5),
        Action::Divergence,
    ),
    other(
        "curl",
        "curl([a, b]) or curl([a, b, c], x, y, z)",
        (1, 4),
        Action::Curl,
    ),
    other("dot", "dot([a, b], [c, d])", (2, 2), Action::Dot),
    other("re", "re(z)", (1, 1), Action::Part(Part::Real)),
    other("im", "im(z)", (1, 1), Action::Part(Part::Imaginary)),
    other("conj", "conj(z)", (1, 1), Action::Part(Part::Conjugate)),
    other(
        "abs2",
        "abs2(z)",
        (1, 1),
        Action::Part(Part::SquareOfMagnitude),
    ),
    other("normal", "normal(expression)", (1, 1), Action::Normal),
    other("opposite", "opposite(expression)", (1, 1), Action::Opposite),
];

/// What other languages call a function, and how it is written here.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("ln", "`log(x)`"),
    ("arcsin", "`asin(x)`"),
    ("arccos", "`acos(x)`"),
    ("arctan", "`atan(x)`"),
    ("arcsinh", "`asinh(x)`"),
    ("arccosh", "`acosh(x)`"),
    ("arctanh", "`atanh(x)`"),
    ("arsinh", "`asinh(x)`"),
    ("arcosh", "`acosh(x)`"),
    ("artanh", "`atanh(x)`"),
    ("arctan2", "`atan2(y, x)`"),
    ("cot", "`1/tan(x)`"),
    ("sec", "`1/cos(x)`"),
    ("csc", "`1/sin(x)`"),
    ("sgn", "`sign(x)`"),
    ("fabs", "`abs(x)`"),
    ("pow", "`a^b`"),
    ("power", "`a^b`"),
    ("Heaviside", "`heaviside(x)`"),
    ("step", "`heaviside(x)`"),
    ("ceil", "`-floor(-x)`"),
    ("round", "`floor(x + 0.5)`"),
    ("fmod", "`mod(a, b)`"),
    ("remainder", "`mod(a, b)`"),
    ("where", "`if(condition, a, b)`"),
    ("piecewise", "`if(condition, a, b)`"),
    ("derivative", "`diff(u, x)`"),
    ("gradient", "`grad(u)`"),
    ("divergence", "`div([a, b])`"),
    ("rot", "`curl([a, b])`"),
    ("inner", "`dot(a, b)`"),
    ("real", "`re(z)`"),
    ("imag", "`im(z)`"),
    ("conjugate", "`conj(z)`"),
    ("lap", "`laplacian(u)`"),
    ("laplace", "`laplacian(u)`"),
];
