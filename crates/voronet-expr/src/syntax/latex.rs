//! A text as the mathematics that it says, in LaTeX.

use super::grammar::{Kind, Tree, parse};
use super::scope::Scope;
use super::short_form::short_form_of;

/// Writes an expression or a law as LaTeX: derivatives as fractions of ∂, quotients as
/// fractions, names of Greek letters as these. Names mean what the scope says; of what it does
/// not know, such as columns of a table, the names are written.
///
/// ```
/// use voronet_expr::{Names, Scope, latex};
///
/// let names = Names { inputs: vec!["t".into(), "x".into()], outputs: vec!["u".into()], ..Names::default() };
/// let scope = Scope { names, ..Scope::default() };
/// let law = latex("u_t = alpha*diff(u, x, 2)", &scope).unwrap();
/// assert_eq!(law, r"\frac{\partial u}{\partial t} = \alpha\,\frac{\partial^{2} u}{\partial x^{2}}");
/// ```
///
/// # Errors
/// If the text is no expression.
pub fn latex(text: &str, scope: &Scope) -> Result<String, super::Diagnostic> {
    let tree = parse(text)?;
    let writer = Writer { tree: &tree, scope };
    Ok(writer.write(tree.root).text)
}

/// How strongly what is written binds: what binds less than its surroundings is bracketed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Logic,
    Relation,
    Sum,
    /// A product with a sign before it.
    Sign,
    Product,
    Power,
    Atom,
}

struct Written {
    text: String,
    level: Level,
}

impl Written {
    fn new(level: Level, text: String) -> Written {
        Written { text, level }
    }

    fn atom(text: String) -> Written {
        Written::new(Level::Atom, text)
    }

    fn within(self, least: Level) -> String {
        match self.level >= least {
            true => self.text,
            false => bracketed(&self.text),
        }
    }
}

fn bracketed(text: &str) -> String {
    format!(r"\left({text}\right)")
}

struct Writer<'a> {
    tree: &'a Tree,
    scope: &'a Scope,
}

impl Writer<'_> {
    fn write(&self, i: usize) -> Written {
        match &self.tree.get(i).kind {
            Kind::Number(x) => number(*x),
            Kind::Name(name) => self.name(name),
            Kind::Unary("not", inner) => {
                let inner = self.write(*inner).within(Level::Relation);
                Written::new(Level::Relation, format!(r"\neg {inner}"))
            }
            Kind::Unary(sign, inner) => {
                let inner = self.write(*inner).within(Level::Product);
                Written::new(Level::Sign, format!("{sign}{inner}"))
            }
            Kind::Binary(sign, left, right) => self.binary(sign, *left, *right),
            Kind::Vector(components) => {
                let components = self.all(components).join(r" \\ ");
                Written::atom(format!(r"\begin{{pmatrix}} {components} \end{{pmatrix}}"))
            }
            Kind::Call(function, _, arguments) => self.call(function, arguments),
        }
    }

    fn all(&self, nodes: &[usize]) -> Vec<String> {
        nodes.iter().map(|&node| self.write(node).text).collect()
    }

    fn binary(&self, sign: &str, left: usize, right: usize) -> Written {
        let (a, b) = (self.write(left), self.write(right));
        let joined =
            |level, a: String, sign: &str, b: String| Written::new(level, format!("{a}{sign}{b}"));
        match sign {
            "+" => joined(
                Level::Sum,
                a.within(Level::Sum),
                " + ",
                b.within(Level::Product),
            ),
            "-" => joined(
                Level::Sum,
                a.within(Level::Sum),
                " - ",
                b.within(Level::Product),
            ),
            "*" => {
                let b = b.within(Level::Product);
                // Two numbers side by side would be one.
                let sign = match b.starts_with(|c: char| c.is_ascii_digit()) {
                    true => r" \cdot ",
                    false => r"\,",
                };
                let level = match a.level {
                    Level::Sign => Level::Sign,
                    _ => Level::Product,
                };
                joined(level, a.within(Level::Sign), sign, b)
            }
            "/" => Written::new(Level::Power, format!(r"\frac{{{}}}{{{}}}", a.text, b.text)),
            "^" => {
                let base = a.within(Level::Atom);
                Written::new(Level::Power, format!("{base}^{{{}}}", b.text))
            }
            "and" | "or" => {
                let sign = if sign == "and" {
                    r" \wedge "
                } else {
                    r" \vee "
                };
                let (a, b) = (a.within(Level::Relation), b.within(Level::Relation));
                joined(Level::Logic, a, sign, b)
            }
            relation => {
                let sign = match relation {
                    "!=" => r" \ne ",
                    "<=" => r" \le ",
                    ">=" => r" \ge ",
                    "<" => " < ",
                    ">" => " > ",
                    _ => " = ",
                };
                joined(
                    Level::Relation,
                    a.within(Level::Sum),
                    sign,
                    b.within(Level::Sum),
                )
            }
        }
    }

    fn name(&self, name: &str) -> Written {
        let is_given = self.scope.all().any(|known| known == name);
        match short_form_of(name, self.scope).filter(|_| !is_given) {
            Some((base, orders)) => {
                let orders = orders.iter().enumerate().filter(|(_, order)| **order > 0);
                let by = orders.map(|(input, &order)| {
                    (symbol(&self.scope.names.inputs[input]), order.to_string())
                });
                self.derivative(&symbol(base), &by.collect::<Vec<_>>())
            }
            None => Written::atom(symbol(name)),
        }
    }

    fn call(&self, function: &str, arguments: &[usize]) -> Written {
        let plain = || {
            let arguments = self.all(arguments).join(", ");
            let name = match NAMED.contains(&function) {
                true => format!(r"\{function}"),
                false => format!(r"\operatorname{{{}}}", escaped(function)),
            };
            Written::atom(format!("{name}{}", bracketed(&arguments)))
        };
        let Some((&first, rest)) = arguments.split_first() else {
            return plain();
        };
        let around = |left: &str, right: &str| {
            Written::atom(format!("{left}{}{right}", self.write(first).text))
        };
        let operator = |sign: &str| {
            let of = self.write(first).within(Level::Power);
            Written::new(Level::Product, format!("{sign}{of}"))
        };
        match (function, rest) {
            ("diff", by) if !by.is_empty() => self.diff(first, by),
            ("sqrt", []) => around(r"\sqrt{", "}"),
            ("cbrt", []) => around(r"\sqrt[3]{", "}"),
            ("abs", []) => around(r"\left|", r"\right|"),
            ("abs2", []) => around(r"\left|", r"\right|^{2}"),
            ("floor", []) => around(r"\left\lfloor ", r"\right\rfloor "),
            ("conj", []) => around(r"\overline{", "}"),
            ("exp", []) => Written::new(Level::Power, around("e^{", "}").text),
            ("laplacian", []) => operator(r"\Delta "),
            ("grad", []) => operator(r"\nabla "),
            ("div", []) => operator(r"\nabla \cdot "),
            ("curl", []) => operator(r"\nabla \times "),
            ("normal", []) => {
                let of = self.write(first);
                self.derivative(&of.within(Level::Atom), &[("n".to_owned(), "1".to_owned())])
            }
            ("dot", [other]) => {
                let (a, b) = (self.write(first), self.write(*other));
                let (a, b) = (a.within(Level::Power), b.within(Level::Power));
                Written::new(Level::Product, format!(r"{a} \cdot {b}"))
            }
            ("if", [yes, no]) => {
                let [when, yes, no] = [first, *yes, *no].map(|node| self.write(node).text);
                Written::atom(format!(
                    r"\begin{{cases}} {yes} & \text{{if }} {when} \\ {no} & \text{{otherwise}} \end{{cases}}"
                ))
            }
            ("sum", [index, from, to]) => {
                let [index, from, to] = [*index, *from, *to].map(|node| self.write(node).text);
                let of = self.write(first).within(Level::Product);
                Written::new(
                    Level::Product,
                    format!(r"\sum_{{{index}={from}}}^{{{to}}} {of}"),
                )
            }
            _ => plain(),
        }
    }

    /// `diff(of, x, 2, y)`
    fn diff(&self, of: usize, by: &[usize]) -> Written {
        let mut orders: Vec<(String, String)> = Vec::new();
        for &node in by {
            match (&self.tree.get(node).kind, orders.last_mut()) {
                (Kind::Number(order), Some(last)) => last.1 = order.to_string(),
                _ => orders.push((self.write(node).text, "1".to_owned())),
            }
        }
        let of = self.write(of);
        self.derivative(&of.within(Level::Atom), &orders)
    }

    /// A fraction of ∂, or of d where there is one input only.
    fn derivative(&self, of: &str, by: &[(String, String)]) -> Written {
        let d = match self.scope.names.inputs.len() {
            1 => r"\mathrm{d}",
            _ => r"\partial",
        };
        let numbers = by.iter().map(|(_, order)| order.parse::<usize>());
        let total: usize = numbers.map(|order| order.unwrap_or(1)).sum();
        let power = |order: &str| match order {
            "1" => String::new(),
            more => format!("^{{{more}}}"),
        };
        let below: Vec<String> = { by.iter() }
            .map(|(input, order)| format!("{d} {input}{}", power(order)))
            .collect();
        let (above, below) = (power(&total.to_string()), below.join(r"\,"));
        let text = match of.starts_with(r"\left(") {
            true => format!(r"\frac{{{d}{above}}}{{{below}}}{of}"),
            false => format!(r"\frac{{{d}{above} {of}}}{{{below}}}"),
        };
        Written::new(Level::Power, text)
    }
}

/// Functions that LaTeX has a command for.
const NAMED: [&str; 13] = [
    "sin", "cos", "tan", "sinh", "cosh", "tanh", "coth", "log", "min", "max", "arcsin", "arccos",
    "arctan",
];

/// Greek letters that LaTeX has a command for.
const GREEK: [&str; 34] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega",
];

fn number(x: f64) -> Written {
    let text = x.to_string();
    let short = match text.len() > 12 {
        true => format!("{x:e}"),
        false => text,
    };
    match short.split_once('e') {
        Some((digits, power)) => {
            Written::new(Level::Product, format!(r"{digits} \cdot 10^{{{power}}}"))
        }
        None => Written::atom(short),
    }
}

/// A name: `alpha_1` is α₁, `mass_flow` is upright with an index.
fn symbol(name: &str) -> String {
    let (base, index) = match name.split_once('_') {
        Some((base, index)) if !base.is_empty() && !index.is_empty() => (base, index),
        _ => {
            let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
            name.split_at(if base.is_empty() {
                name.len()
            } else {
                base.len()
            })
        }
    };
    let letter = |text: &str| match text {
        greek if GREEK.contains(&greek) => format!(r"\{greek}"),
        one if one.chars().count() == 1 => escaped(one),
        number if number.chars().all(|c| c.is_ascii_digit()) => number.to_owned(),
        word => format!(r"\mathrm{{{}}}", escaped(word)),
    };
    match index {
        "" => letter(base),
        index => format!("{}_{{{}}}", letter(base), letter(index)),
    }
}

/// A text in which nothing is a command of LaTeX.
fn escaped(text: &str) -> String {
    text.replace('_', r"\_")
}

#[cfg(test)]
mod tests {
    use super::super::super::Names;
    use super::*;

    fn of(inputs: &[&str], text: &str) -> String {
        let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect();
        let names = Names {
            inputs: names(inputs),
            outputs: names(&["u", "T"]),
            ..Names::default()
        };
        let scope = Scope {
            names,
            ..Scope::default()
        };
        latex(text, &scope).unwrap()
    }

    #[test]
    fn mathematics_reads_as_on_paper() {
        for (text, wanted) in [
            ("u_xx", r"\frac{\partial^{2} u}{\partial x^{2}}"),
            (
                "diff(u, t, x, 2)",
                r"\frac{\partial^{3} u}{\partial t\,\partial x^{2}}",
            ),
            (
                "diff(k*u_x, x)",
                r"\frac{\partial}{\partial x}\left(k\,\frac{\partial u}{\partial x}\right)",
            ),
            ("-(a + b)*3", r"-\left(a + b\right) \cdot 3"),
            ("a - (b - c)", r"a - \left(b - c\right)"),
            ("(a/b)^2", r"\left(\frac{a}{b}\right)^{2}"),
            ("2^3^n", r"2^{3^{n}}"),
            ("exp(-x/2)", r"e^{\frac{-x}{2}}"),
            (
                "u = if(x < 0.5, 1, 0)",
                r"u = \begin{cases} 1 & \text{if } x < 0.5 \\ 0 & \text{otherwise} \end{cases}",
            ),
            (
                "laplacian(u) = nu_2*mass",
                r"\Delta u = \nu_{2}\,\mathrm{mass}",
            ),
            (
                "sum(sin(n*x), n, 1, 3)",
                r"\sum_{n=1}^{3} \sin\left(n\,x\right)",
            ),
            ("normal(T) + T", r"\frac{\partial T}{\partial n} + T"),
            ("1e-20*T0", r"1 \cdot 10^{-20}\,T_{0}"),
            ("-u^2", r"-u^{2}"),
        ] {
            assert_eq!(of(&["t", "x"], text), wanted, "{text}");
        }
        assert_eq!(of(&["x"], "u_x"), r"\frac{\mathrm{d} u}{\mathrm{d} x}");
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        assert!(latex("u +", &Scope::default()).is_err());
    }
}
