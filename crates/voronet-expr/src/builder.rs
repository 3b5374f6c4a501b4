//! Expressions written in Rust.

use std::ops::{Add, Div, Mul, Neg, Sub};
use std::sync::Arc;

use crate::graph::{Binary, Graph, Jump, Leaf, Node, Unary};
use crate::multi_index::MultiIndex;

/// An expression, cheap to clone.
///
/// ```
/// use voronet_expr::{Expr, Graph, Names};
///
/// let (t, x, u) = (Expr::input(0), Expr::input(1), Expr::output(0));
/// let residual = u.diff(&t) - u.diff_n(&x, 2) - 3.0 * &x;
///
/// let mut graph = Graph::new();
/// let node = graph.import(&residual).unwrap();
/// let names = Names { inputs: vec!["t".into(), "x".into()], outputs: vec!["u".into()], ..Names::default() };
/// assert_eq!(
///     graph.display(node, &names).to_string(),
///     "diff(u, t) - diff(u, x, 2) - 3*x"
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Expr(Arc<Tree>);

#[derive(Debug)]
enum Tree {
    Constant(f64),
    Leaf(Leaf),
    Unary(Unary, Expr),
    Binary(Binary, Expr, Expr),
    Select(Expr, Expr, Expr),
    Derivative(Expr, usize, usize),
}

impl Expr {
    /// A number.
    pub fn constant(x: f64) -> Expr {
        Expr(Arc::new(Tree::Constant(x)))
    }

    /// Coordinate i.
    pub fn input(i: usize) -> Expr {
        Expr(Arc::new(Tree::Leaf(Leaf::Input(i))))
    }

    /// Output k.
    pub fn output(k: usize) -> Expr {
        Expr(Arc::new(Tree::Leaf(Leaf::Output {
            output: k,
            alpha: MultiIndex::ZERO,
        })))
    }

    /// The derivative by an input.
    ///
    /// # Panics
    /// If `x` is not an input.
    pub fn diff(&self, x: &Expr) -> Expr {
        self.diff_n(x, 1)
    }

    /// The n-th derivative by an input.
    ///
    /// # Panics
    /// If `x` is not an input.
    pub fn diff_n(&self, x: &Expr, n: usize) -> Expr {
        let Tree::Leaf(Leaf::Input(i)) = *x.0 else {
            panic!("a derivative is taken by an input");
        };
        Expr(Arc::new(Tree::Derivative(self.clone(), i, n)))
    }

    /// `a` where self is not 0, else `b`.
    pub fn select(&self, a: &Expr, b: &Expr) -> Expr {
        Expr(Arc::new(Tree::Select(self.clone(), a.clone(), b.clone())))
    }

    /// A function of self.
    pub fn apply(&self, op: Unary) -> Expr {
        Expr(Arc::new(Tree::Unary(op, self.clone())))
    }

    /// A function of self and another.
    pub fn apply_with(&self, op: Binary, other: &Expr) -> Expr {
        Expr(Arc::new(Tree::Binary(op, self.clone(), other.clone())))
    }

    /// A whole power.
    pub fn powi(&self, n: i32) -> Expr {
        self.apply_with(Binary::Pow, &Expr::constant(f64::from(n)))
    }

    /// Any power.
    pub fn powf(&self, n: f64) -> Expr {
        self.apply_with(Binary::Pow, &Expr::constant(n))
    }
}

macro_rules! methods {
    ($($name:ident $op:ident),*) => {
        impl Expr {
            $(#[doc = concat!("`", stringify!($name), "` of self.")]
            pub fn $name(&self) -> Expr {
                self.apply(Unary::$op)
            })*
        }
    };
}
methods!(sin Sin, cos Cos, tan Tan, sinh Sinh, cosh Cosh, tanh Tanh, exp Exp, log Log, sqrt Sqrt, erf Erf, erfc Erfc, abs Abs);

macro_rules! operators {
    ($($trait:ident $method:ident),*) => {$(
        impl $trait<&Expr> for &Expr {
            type Output = Expr;
            fn $method(self, other: &Expr) -> Expr {
                self.apply_with(Binary::$trait, other)
            }
        }
        impl $trait<Expr> for Expr {
            type Output = Expr;
            fn $method(self, other: Expr) -> Expr {
                (&self).$method(&other)
            }
        }
        impl $trait<&Expr> for Expr {
            type Output = Expr;
            fn $method(self, other: &Expr) -> Expr {
                (&self).$method(other)
            }
        }
        impl $trait<Expr> for &Expr {
            type Output = Expr;
            fn $method(self, other: Expr) -> Expr {
                self.$method(&other)
            }
        }
        impl $trait<f64> for Expr {
            type Output = Expr;
            fn $method(self, other: f64) -> Expr {
                (&self).$method(&Expr::constant(other))
            }
        }
        impl $trait<f64> for &Expr {
            type Output = Expr;
            fn $method(self, other: f64) -> Expr {
                self.$method(&Expr::constant(other))
            }
        }
        impl $trait<Expr> for f64 {
            type Output = Expr;
            fn $method(self, other: Expr) -> Expr {
                (&Expr::constant(self)).$method(&other)
            }
        }
        impl $trait<&Expr> for f64 {
            type Output = Expr;
            fn $method(self, other: &Expr) -> Expr {
                (&Expr::constant(self)).$method(other)
            }
        }
    )*};
}
operators!(Add add, Sub sub, Mul mul, Div div);

impl Neg for Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        self.apply(Unary::Neg)
    }
}

impl Neg for &Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        self.apply(Unary::Neg)
    }
}

impl Graph {
    /// The node of an expression.
    ///
    /// # Errors
    /// If it holds a derivative of something that jumps; see [`Graph::diff`].
    pub fn import(&mut self, expr: &Expr) -> Result<Node, Jump> {
        Ok(match &*expr.0 {
            Tree::Constant(x) => self.constant(*x),
            Tree::Leaf(leaf) => self.leaf(*leaf),
            Tree::Unary(op, a) => {
                let a = self.import(a)?;
                self.unary(*op, a)
            }
            Tree::Binary(op, a, b) => {
                let (a, b) = (self.import(a)?, self.import(b)?);
                self.binary(*op, a, b)
            }
            Tree::Select(c, a, b) => {
                let (c, a, b) = (self.import(c)?, self.import(a)?, self.import(b)?);
                self.select(c, a, b)
            }
            Tree::Derivative(a, input, n) => {
                let mut node = self.import(a)?;
                for _ in 0..*n {
                    node = self.diff(node, *input)?;
                }
                node
            }
        })
    }
}
