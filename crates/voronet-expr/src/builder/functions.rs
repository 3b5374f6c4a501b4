//! The functions of the language, for expressions in Rust.

use std::sync::Arc;

use super::{Expr, Op, Tree, var, write};

macro_rules! methods {
    ($($name:ident)*) => {
        impl Expr {
            $(#[doc = concat!("`", stringify!($name), "` of self.")]
            #[must_use]
            pub fn $name(&self) -> Expr {
                Expr::call(stringify!($name), [self.clone()])
            })*
        }
    };
}
methods!(
    sin cos tan asin acos atan sinh cosh tanh sech csch coth asinh acosh atanh
    exp log log2 log10 sqrt cbrt erf erfc abs sign heaviside floor re im conj abs2
);

macro_rules! with_another {
    ($($name:ident)*) => {
        impl Expr {
            $(#[doc = concat!("`", stringify!($name), "` of self and another.")]
            #[must_use]
            pub fn $name(&self, other: impl Into<Expr>) -> Expr {
                Expr::call(stringify!($name), [self.clone(), other.into()])
            })*
        }
    };
}
with_another!(atan2 hypot min max);

macro_rules! comparisons {
    ($($name:ident $sign:literal),*) => {
        impl Expr {
            $(#[doc = concat!("`self ", $sign, " other`: a condition, or with `=` a law.")]
            #[must_use]
            pub fn $name(&self, other: impl Into<Expr>) -> Expr {
                self.infix($sign, &other.into())
            })*
        }
    };
}
comparisons!(less "<", less_equal "<=", greater ">", greater_equal ">=", equals "=", not_equals "!=", and "and", or "or");

impl Expr {
    /// Tells whether it is a comparison or a combination of such, and no number.
    pub fn is_condition(&self) -> bool {
        write::is_condition(self)
    }

    /// Returns the condition that self does not hold.
    #[must_use]
    pub fn not(&self) -> Expr {
        Expr::of(Op::Prefix("not"), [self.clone()])
    }

    /// Returns the derivative by an input.
    #[must_use]
    pub fn diff(&self, x: &Expr) -> Expr {
        Expr::call("diff", [self.clone(), x.clone()])
    }

    /// Returns the n-th derivative by an input.
    #[must_use]
    pub fn diff_n(&self, x: &Expr, n: u32) -> Expr {
        let n = Expr::of(Op::Whole(n.into()), []);
        Expr::call("diff", [self.clone(), x.clone(), n])
    }

    /// Returns what is left of self when whole `divisor`s are taken away: the language's
    /// `mod`.
    #[must_use]
    pub fn modulo(&self, divisor: impl Into<Expr>) -> Expr {
        Expr::call("mod", [self.clone(), divisor.into()])
    }

    /// Returns a whole power.
    #[must_use]
    pub fn powi(&self, n: i32) -> Expr {
        self.pow(Expr::of(Op::Whole(n.into()), []))
    }

    /// Returns any power.
    #[must_use]
    pub fn pow(&self, exponent: impl Into<Expr>) -> Expr {
        self.infix("^", &exponent.into())
    }
}

/// Returns `a` where the condition holds, else `b`: the language's `if`.
pub fn when(condition: &Expr, a: impl Into<Expr>, b: impl Into<Expr>) -> Expr {
    Expr::call("if", [condition.clone(), a.into(), b.into()])
}

/// Sums an expression over the whole numbers `index` from `first` to `last`.
///
/// ```
/// use voronet_expr::{sum, vars};
///
/// let [x, n] = vars(["x", "n"]);
/// assert_eq!(sum(&(&n * &x).sin(), "n", 1, 3).to_string(), "sum(sin(n*x), n, 1, 3)");
/// ```
pub fn sum(expression: &Expr, index: &str, first: i64, last: i64) -> Expr {
    let whole = |n: i64| Expr::of(Op::Whole(n), []);
    Expr::call(
        "sum",
        [expression.clone(), var(index), whole(first), whole(last)],
    )
}

macro_rules! operators_of_space {
    ($($(#[$doc:meta])* $name:ident, $(#[$doc_by:meta])* $name_by:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(expression: &Expr) -> Expr {
            Expr::call(stringify!($name), [expression.clone()])
        }

        $(#[$doc_by])*
        pub fn $name_by(expression: &Expr, inputs: &[&Expr]) -> Expr {
            let inputs = inputs.iter().copied();
            let operands = std::iter::once(expression).chain(inputs).cloned().collect();
            let op = Op::Call(stringify!($name));
            Expr(Arc::new(Tree { op, operands }))
        }
    )*};
}
operators_of_space! {
    /// Sums second derivatives by the inputs that are coordinates of space, as the
    /// problem has them.
    laplacian,
    /// Sums second derivatives by these inputs.
    ///
    /// ```
    /// use voronet_expr::{laplacian_by, vars};
    ///
    /// let [x, y, u] = vars(["x", "y", "u"]);
    /// assert_eq!(laplacian_by(&u, &[&x, &y]).to_string(), "laplacian(u, x, y)");
    /// ```
    laplacian_by;
    /// Returns the vector of the derivatives by the inputs that are coordinates of space.
    ///
    /// ```
    /// use voronet_expr::{div, grad, vars};
    ///
    /// let [k, u] = vars(["k", "u"]);
    /// assert_eq!(div(&(&k * grad(&u))).to_string(), "div(k*grad(u))");
    /// ```
    grad,
    /// Returns the vector of the derivatives by these inputs.
    grad_by;
    /// Returns the divergence of a vector of as many components as space has coordinates.
    div,
    /// Returns the divergence of a vector whose components go along these inputs.
    div_by;
    /// Returns the curl of a vector: a vector in three dimensions of space, in two the
    /// number that is its third component.
    curl,
    /// Returns the curl of a vector whose components go along these two or three inputs.
    curl_by;
}

/// Returns the vector of these components.
///
/// ```
/// use voronet_expr::{dot, grad, vars, vector};
///
/// let [u, v, c] = vars(["u", "v", "c"]);
/// let carried = dot(&vector(&[&u, &v]), &grad(&c));
/// assert_eq!(carried.to_string(), "dot([u, v], grad(c))");
/// ```
pub fn vector(components: &[&Expr]) -> Expr {
    let operands = components.iter().copied().cloned().collect();
    Expr(Arc::new(Tree {
        op: Op::Vector,
        operands,
    }))
}

/// Returns the sum of the products of the components of two vectors.
pub fn dot(a: &Expr, b: &Expr) -> Expr {
    Expr::call("dot", [a.clone(), b.clone()])
}

/// Returns the derivative along the outward unit normal, on a boundary.
pub fn normal(expression: &Expr) -> Expr {
    Expr::call("normal", [expression.clone()])
}

/// Returns the same at the opposite face, in periodic conditions.
pub fn opposite(expression: &Expr) -> Expr {
    Expr::call("opposite", [expression.clone()])
}
