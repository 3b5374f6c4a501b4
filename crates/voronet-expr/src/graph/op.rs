//! The list of operations, written once: name, meaning, derivative.

use std::f64::consts::{FRAC_2_SQRT_PI, LOG2_E, LOG10_E};

use super::context::{Graph, Node};
use super::error_function::{erf, erfc};

/// A floating-point type that expressions are evaluated in.
pub trait Real:
    Copy
    + Default
    + PartialOrd
    + Send
    + Sync
    + 'static
    + std::ops::Add<Output = Self>
    + std::ops::Sub<Output = Self>
    + std::ops::Mul<Output = Self>
    + std::ops::Div<Output = Self>
    + std::ops::Neg<Output = Self>
    + std::ops::AddAssign
{
    /// Rounds to this type.
    fn from_number(x: f64) -> Self;
    /// Exact.
    fn to_number(self) -> f64;
    /// self^n, exact for small n.
    fn power(self, n: i32) -> Self;
}

impl Real for f32 {
    fn from_number(x: f64) -> f32 {
        x as f32
    }
    fn to_number(self) -> f64 {
        f64::from(self)
    }
    fn power(self, n: i32) -> f32 {
        self.powi(n)
    }
}

impl Real for f64 {
    fn from_number(x: f64) -> f64 {
        x
    }
    fn to_number(self) -> f64 {
        self
    }
    fn power(self, n: i32) -> f64 {
        self.powi(n)
    }
}

macro_rules! unary {
    ($($(#[$doc:meta])* $op:ident, $name:literal, $meaning:expr, ($slope:expr, $derivative:expr);)*) => {
        /// A function of one number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Unary { $($(#[$doc])* $op,)* }

        impl Unary {
            /// All of them.
            pub const ALL: &'static [Unary] = &[$(Unary::$op,)*];

            /// The name in the language.
            pub fn name(self) -> &'static str {
                match self { $(Unary::$op => $name,)* }
            }

            /// The scalar meaning.
            pub fn apply(self, x: f64) -> f64 {
                match self { $(Unary::$op => { let f: fn(f64) -> f64 = $meaning; f(x) })* }
            }

            /// dy/dx at x where y = self(x).
            pub fn slope(self, x: f64, y: f64) -> f64 {
                let _ = (x, y);
                match self { $(Unary::$op => { let f: fn(f64, f64) -> f64 = $slope; f(x, y) })* }
            }

            /// dy/dx as an expression in x and y = self(x).
            pub(super) fn derivative(self, g: &mut Graph, x: Node, y: Node) -> Node {
                match self { $(Unary::$op => { let f: fn(&mut Graph, Node, Node) -> Node = $derivative; f(g, x, y) })* }
            }
        }
    };
}

unary! {
    /// −x
    Neg, "-", |x| -x, (|_, _| -1.0, |g, _, _| g.constant(-1.0));
    /// sin x
    Sin, "sin", f64::sin, (|x, _| x.cos(), |g, x, _| g.unary(Unary::Cos, x));
    /// cos x
    Cos, "cos", f64::cos, (|x, _| -x.sin(), |g, x, _| { let s = g.unary(Unary::Sin, x); g.unary(Unary::Neg, s) });
    /// tan x
    Tan, "tan", f64::tan, (|_, y| 1.0 + y * y, |g, _, y| { let s = g.powi(y, 2); g.add_constant(s, 1.0) });
    /// asin x
    Asin, "asin", f64::asin, (|x, _| 1.0 / (1.0 - x * x).sqrt(), |g, x, _| g.inverse_root(-1.0, x));
    /// acos x
    Acos, "acos", f64::acos, (|x, _| -1.0 / (1.0 - x * x).sqrt(), |g, x, _| { let r = g.inverse_root(-1.0, x); g.unary(Unary::Neg, r) });
    /// atan x
    Atan, "atan", f64::atan, (|x, _| 1.0 / (1.0 + x * x), |g, x, _| { let s = g.powi(x, 2); let s = g.add_constant(s, 1.0); g.powi(s, -1) });
    /// sinh x
    Sinh, "sinh", f64::sinh, (|x, _| x.cosh(), |g, x, _| g.unary(Unary::Cosh, x));
    /// cosh x
    Cosh, "cosh", f64::cosh, (|x, _| x.sinh(), |g, x, _| g.unary(Unary::Sinh, x));
    /// tanh x
    Tanh, "tanh", f64::tanh, (|_, y| 1.0 - y * y, |g, _, y| { let s = g.powi(y, 2); let s = g.unary(Unary::Neg, s); g.add_constant(s, 1.0) });
    /// exp x
    Exp, "exp", f64::exp, (|_, y| y, |_, _, y| y);
    /// 1 / cosh x
    Sech, "sech", |x| x.cosh().recip(), (|x, y| -y * x.tanh(), |g, x, y| { let t = g.unary(Unary::Tanh, x); g.negative_product(y, t) });
    /// 1 / sinh x
    Csch, "csch", |x| x.sinh().recip(), (|x, y| -y / x.tanh(), |g, x, y| { let c = g.unary(Unary::Coth, x); g.negative_product(y, c) });
    /// 1 / tanh x
    Coth, "coth", |x| x.tanh().recip(), (|x, _| -x.sinh().powi(-2), |g, x, _| { let c = g.unary(Unary::Csch, x); g.negative_product(c, c) });
    /// asinh x
    Asinh, "asinh", f64::asinh, (|x, _| x.hypot(1.0).recip(), |g, x, _| g.inverse_root(1.0, x));
    /// acosh x
    Acosh, "acosh", acosh, (|x, _| 1.0 / ((x - 1.0) * (x + 1.0)).sqrt(), |g, x, _| { let s = g.powi(x, 2); let s = g.add_constant(s, -1.0); let r = g.unary(Unary::Sqrt, s); g.powi(r, -1) });
    /// atanh x
    Atanh, "atanh", f64::atanh, (|x, _| 1.0 / ((1.0 - x) * (1.0 + x)), |g, x, _| { let s = g.powi(x, 2); let s = g.unary(Unary::Neg, s); let s = g.add_constant(s, 1.0); g.powi(s, -1) });
    /// log x
    Log, "log", f64::ln, (|x, _| 1.0 / x, |g, x, _| g.powi(x, -1));
    /// The logarithm to base 2.
    Log2, "log2", f64::log2, (|x, _| LOG2_E / x, |g, x, _| g.scaled_power(LOG2_E, x, -1));
    /// The logarithm to base 10.
    Log10, "log10", f64::log10, (|x, _| LOG10_E / x, |g, x, _| g.scaled_power(LOG10_E, x, -1));
    /// √x
    Sqrt, "sqrt", f64::sqrt, (|_, y| 0.5 / y, |g, _, y| { let i = g.powi(y, -1); let h = g.constant(0.5); g.binary(Binary::Mul, h, i) });
    /// ∛x
    Cbrt, "cbrt", f64::cbrt, (|_, y| 1.0 / (3.0 * y * y), |g, _, y| g.scaled_power(1.0 / 3.0, y, -2));
    /// erf x
    Erf, "erf", erf, (|x, _| bell(x), |g, x, _| g.bell(1.0, x));
    /// 1 − erf x
    Erfc, "erfc", erfc, (|x, _| -bell(x), |g, x, _| g.bell(-1.0, x));
    /// |x|
    Abs, "abs", f64::abs, (|x, _| sign(x), |g, x, _| g.unary(Unary::Sign, x));
    /// −1, 0 or 1
    Sign, "sign", sign, (|_, _| 0.0, |g, _, _| g.constant(0.0));
    /// 0, ½ or 1
    Heaviside, "heaviside", |x| 0.5 * sign(x) + 0.5, (|_, _| 0.0, |g, _, _| g.constant(0.0));
    /// The largest whole number that is not above x.
    Floor, "floor", f64::floor, (|_, _| 0.0, |g, _, _| g.constant(0.0));
    /// 1 where x is 0, else 0
    Not, "not", |x| f64::from(x == 0.0), (|_, _| 0.0, |g, _, _| g.constant(0.0));
}

/// The slope of the error function.
fn bell(x: f64) -> f64 {
    FRAC_2_SQRT_PI * (-x * x).exp()
}

/// The standard library's loses digits near 1.
fn acosh(x: f64) -> f64 {
    let above = x - 1.0;
    (above + (above * (x + 1.0)).sqrt()).ln_1p()
}

/// What is left of a when whole b are taken away: from 0 towards b.
fn modulo(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) {
        rest + b
    } else {
        rest
    }
}

/// How many whole b were taken from a, of which y = modulo(a, b) is left.
pub(super) fn quotient(a: f64, b: f64, y: f64) -> f64 {
    ((a - y) / b).round()
}

fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x
    }
}

macro_rules! binary {
    ($($(#[$doc:meta])* $op:ident, $name:literal, $commutes:literal, $meaning:expr;)*) => {
        /// A function of two numbers. Comparisons and logic give 1 or 0.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Binary { $($(#[$doc])* $op,)* }

        impl Binary {
            /// All of them.
            pub const ALL: &'static [Binary] = &[$(Binary::$op,)*];

            /// The name or sign in the language.
            pub fn name(self) -> &'static str {
                match self { $(Binary::$op => $name,)* }
            }

            /// Whether the operands may be swapped.
            pub fn commutes(self) -> bool {
                match self { $(Binary::$op => $commutes,)* }
            }

            /// The scalar meaning.
            pub fn apply(self, a: f64, b: f64) -> f64 {
                match self { $(Binary::$op => { let f: fn(f64, f64) -> f64 = $meaning; f(a, b) })* }
            }
        }
    };
}

binary! {
    /// a + b
    Add, "+", true, |a, b| a + b;
    /// a − b
    Sub, "-", false, |a, b| a - b;
    /// a · b
    Mul, "*", true, |a, b| a * b;
    /// a / b
    Div, "/", false, |a, b| a / b;
    /// a^b
    Pow, "^", false, f64::powf;
    /// The angle of the point (b, a).
    Atan2, "atan2", false, f64::atan2;
    /// √(a² + b²)
    Hypot, "hypot", true, f64::hypot;
    /// What is left of a when whole b are taken away: a − b ⌊a/b⌋.
    Mod, "mod", false, modulo;
    /// The smaller.
    Min, "min", true, f64::min;
    /// The larger.
    Max, "max", true, f64::max;
    /// a < b
    Less, "<", false, |a, b| f64::from(a < b);
    /// a ≤ b
    LessEqual, "<=", false, |a, b| f64::from(a <= b);
    /// a = b
    Equal, "==", true, |a, b| f64::from(a == b);
    /// a ≠ b
    NotEqual, "!=", true, |a, b| f64::from(a != b);
    /// Both.
    And, "and", true, |a, b| f64::from(a != 0.0 && b != 0.0);
    /// At least one.
    Or, "or", true, |a, b| f64::from(a != 0.0 || b != 0.0);
}

impl Binary {
    /// (∂/∂a, ∂/∂b) at a and b, where y = self(a, b).
    pub fn slopes(self, a: f64, b: f64, y: f64) -> (f64, f64) {
        match self {
            Binary::Add => (1.0, 1.0),
            Binary::Sub => (1.0, -1.0),
            Binary::Mul => (b, a),
            Binary::Div => (1.0 / b, -y / b),
            // 0^b stays 0 for other b, though log 0 is infinite.
            Binary::Pow if y == 0.0 => (b * a.powf(b - 1.0), 0.0),
            Binary::Pow => (b * a.powf(b - 1.0), y * a.ln()),
            Binary::Atan2 => {
                let square = a * a + b * b;
                (b / square, -a / square)
            }
            // The tip of a cone has no slope: 0 is one of those around it.
            Binary::Hypot if y == 0.0 => (0.0, 0.0),
            Binary::Hypot => (a / y, b / y),
            Binary::Mod => (1.0, -quotient(a, b, y)),
            // What is not a number is never taken.
            Binary::Min if a <= b || b.is_nan() => (1.0, 0.0),
            Binary::Max if a >= b || b.is_nan() => (1.0, 0.0),
            Binary::Min | Binary::Max => (0.0, 1.0),
            Binary::Less
            | Binary::LessEqual
            | Binary::Equal
            | Binary::NotEqual
            | Binary::And
            | Binary::Or => (0.0, 0.0),
        }
    }

    /// The derivative of y = self(a, b), given those of a and b.
    pub(super) fn derivative(
        self,
        g: &mut Graph,
        (a, a_derivative): (Node, Node),
        (b, b_derivative): (Node, Node),
        y: Node,
    ) -> Node {
        let (by_a, by_b) = match self {
            Binary::Add => return g.binary(Binary::Add, a_derivative, b_derivative),
            Binary::Sub => return g.binary(Binary::Sub, a_derivative, b_derivative),
            Binary::Min | Binary::Max => {
                let is_a = self.takes_first(g, a, b);
                return g.select(is_a, a_derivative, b_derivative);
            }
            Binary::Less
            | Binary::LessEqual
            | Binary::Equal
            | Binary::NotEqual
            | Binary::And
            | Binary::Or => return g.constant(0.0),
            Binary::Mul => (b, a),
            Binary::Div => {
                let inverse = g.powi(b, -1);
                let ratio = g.binary(Binary::Mul, y, inverse);
                (inverse, g.unary(Unary::Neg, ratio))
            }
            Binary::Pow => {
                let less = g.add_constant(b, -1.0);
                let power = g.binary(Binary::Pow, a, less);
                let log = g.unary(Unary::Log, a);
                (
                    g.binary(Binary::Mul, b, power),
                    g.binary(Binary::Mul, y, log),
                )
            }
            Binary::Hypot => {
                let inverse = g.powi(y, -1);
                (
                    g.binary(Binary::Mul, a, inverse),
                    g.binary(Binary::Mul, b, inverse),
                )
            }
            Binary::Mod => {
                let ratio = g.binary(Binary::Div, a, b);
                let whole = g.unary(Unary::Floor, ratio);
                (g.constant(1.0), g.unary(Unary::Neg, whole))
            }
            Binary::Atan2 => {
                let (aa, bb) = (g.powi(a, 2), g.powi(b, 2));
                let square = g.binary(Binary::Add, aa, bb);
                let ratio = g.binary(Binary::Div, a, square);
                (g.binary(Binary::Div, b, square), g.unary(Unary::Neg, ratio))
            }
        };
        let (by_a, by_b) = (g.chain(by_a, a_derivative), g.chain(by_b, b_derivative));
        g.binary(Binary::Add, by_a, by_b)
    }

    /// Whether the minimum or maximum of a and b is a. A constant is never what is not
    /// a number, so that it is taken unless the other wins.
    fn takes_first(self, g: &mut Graph, a: Node, b: Node) -> Node {
        let wins = |g: &mut Graph, one: Node, other: Node| match self {
            Binary::Min => g.binary(Binary::LessEqual, one, other),
            _ => g.binary(Binary::LessEqual, other, one),
        };
        if g.constant_value(a).is_some() {
            let is_b = wins(g, b, a);
            g.unary(Unary::Not, is_b)
        } else {
            wins(g, a, b)
        }
    }
}

#[cfg(test)]
mod tests;
