//! Expressions written in Rust, which become texts of the language.

mod functions;
mod write;

#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::sync::Arc;

pub use functions::{
    curl, curl_by, div, div_by, dot, grad, grad_by, laplacian, laplacian_by, normal, opposite, sum,
    vector, when,
};
pub use write::{TooLarge, Written, write_expression, write_expressions};

/// An expression by names, which is cheap to clone. It prints as text of the language.
///
/// ```
/// use voronet_expr::vars;
///
/// let [t, x, u] = vars(["t", "x", "u"]);
/// let residual = u.diff(&t) - u.diff_n(&x, 2) - 3 * (&x + 0.5);
/// assert_eq!(residual.to_string(), "diff(u, t) - diff(u, x, 2) - 3*(x + 0.5)");
/// ```
#[derive(Clone)]
pub struct Expr(Arc<Tree>);

/// An operation and its operands.
struct Tree {
    op: Op,
    operands: Vec<Expr>,
}

/// What is done with the operands.
#[derive(Clone, Debug)]
enum Op {
    Number(f64),
    Whole(i64),
    Name(String),
    /// A sign before its operand.
    Prefix(&'static str),
    /// A sign between its operands.
    Infix(&'static str),
    Call(&'static str),
    /// Its operands are the components.
    Vector,
}

/// Returns the input, output, constant or definition of that name.
pub fn var(name: &str) -> Expr {
    Expr::of(Op::Name(name.to_owned()), [])
}

/// Returns several of them at once.
pub fn vars<const N: usize>(names: [&str; N]) -> [Expr; N] {
    names.map(var)
}

impl Expr {
    /// Returns the input, output, constant or definition of that name.
    pub fn new(name: &str) -> Expr {
        var(name)
    }

    /// Returns a number as an expression.
    pub fn constant(x: f64) -> Expr {
        Expr::of(Op::Number(x), [])
    }

    fn of<const N: usize>(op: Op, operands: [Expr; N]) -> Expr {
        let operands = operands.into();
        Expr(Arc::new(Tree { op, operands }))
    }

    fn call<const N: usize>(function: &'static str, arguments: [Expr; N]) -> Expr {
        Expr::of(Op::Call(function), arguments)
    }

    fn infix(&self, sign: &'static str, other: &Expr) -> Expr {
        Expr::of(Op::Infix(sign), [self.clone(), other.clone()])
    }

    /// What tells a shared part from one that merely looks the same.
    fn id(&self) -> *const Tree {
        Arc::as_ptr(&self.0)
    }
}

/// An expression may be deeper than the stack: it is taken apart in a loop.
impl Drop for Tree {
    fn drop(&mut self) {
        let mut open = std::mem::take(&mut self.operands);
        while let Some(mut expr) = open.pop() {
            if let Some(tree) = Arc::get_mut(&mut expr.0) {
                open.append(&mut tree.operands);
            }
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match write_expression(self) {
            Ok(text) => f.write_str(&text),
            Err(_) => f.write_str("(a long expression)"),
        }
    }
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<f64> for Expr {
    fn from(x: f64) -> Expr {
        Expr::constant(x)
    }
}

impl From<i32> for Expr {
    fn from(n: i32) -> Expr {
        Expr::of(Op::Whole(n.into()), [])
    }
}

impl From<&Expr> for Expr {
    fn from(expr: &Expr) -> Expr {
        expr.clone()
    }
}

macro_rules! operators {
    (from_left $trait:ident $method:ident $sign:literal $($number:ident)*) => {$(
        impl $trait<Expr> for $number {
            type Output = Expr;
            fn $method(self, other: Expr) -> Expr {
                Expr::from(self).infix($sign, &other)
            }
        }
        impl $trait<&Expr> for $number {
            type Output = Expr;
            fn $method(self, other: &Expr) -> Expr {
                Expr::from(self).infix($sign, other)
            }
        }
    )*};
    ($($trait:ident $method:ident $sign:literal),*) => {$(
        impl<E: Into<Expr>> $trait<E> for &Expr {
            type Output = Expr;
            fn $method(self, other: E) -> Expr {
                self.infix($sign, &other.into())
            }
        }
        impl<E: Into<Expr>> $trait<E> for Expr {
            type Output = Expr;
            fn $method(self, other: E) -> Expr {
                self.infix($sign, &other.into())
            }
        }
        operators!(from_left $trait $method $sign f64 i32);
    )*};
}
operators!(Add add "+", Sub sub "-", Mul mul "*", Div div "/");

impl Neg for Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        Expr::of(Op::Prefix("-"), [self])
    }
}

impl Neg for &Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        -self.clone()
    }
}
