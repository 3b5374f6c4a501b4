//! Complex outputs.

use std::ops::{Add, Div, Mul, Sub};

use super::*;
use crate::testing::scattered;

/// ψ = p + i q, beside a real u.
fn scope() -> Scope {
    let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect();
    Scope {
        names: Names {
            inputs: names(&["t", "x"]),
            outputs: names(&["u", "psi_re", "psi_im"]),
            ..Names::default()
        },
        space: Some(vec![1]),
        complex: vec![ComplexOutput {
            name: "psi".into(),
            re: 1,
            im: 2,
        }],
        ..Scope::default()
    }
}

#[derive(Clone, Copy, Debug)]
struct Complex(f64, f64);

impl Add for Complex {
    type Output = Complex;
    fn add(self, other: Complex) -> Complex {
        Complex(self.0 + other.0, self.1 + other.1)
    }
}

impl Sub for Complex {
    type Output = Complex;
    fn sub(self, other: Complex) -> Complex {
        Complex(self.0 - other.0, self.1 - other.1)
    }
}

impl Mul for Complex {
    type Output = Complex;
    fn mul(self, other: Complex) -> Complex {
        let (a, b, c, d) = (self.0, self.1, other.0, other.1);
        Complex(a * c - b * d, a * d + b * c)
    }
}

impl Div for Complex {
    type Output = Complex;
    fn div(self, other: Complex) -> Complex {
        let square = other.0 * other.0 + other.1 * other.1;
        let product = self * Complex(other.0, -other.1);
        Complex(product.0 / square, product.1 / square)
    }
}

const POINT: f64 = 0.3;

/// The value of an expression, and the numbers t, x, u, ψ and ∂ψ/∂x that it is made of.
fn value(text: &str) -> Complex {
    let mut g = Graph::new();
    let value = parse_value(text, &scope(), &mut g).unwrap_or_else(|d| panic!("{text}: {d:?}"));
    let Value::Number(number) = value else {
        panic!("{text} is a vector")
    };
    let at = |node| g.evaluate(node, &|leaf| scattered(leaf, POINT));
    Complex(at(number.re), number.im.map_or(0.0, at))
}

fn output(k: usize, orders: usize) -> f64 {
    let alpha = (0..orders).fold(MultiIndex::ZERO, |alpha, _| alpha.plus(1));
    scattered(Leaf::Output { output: k, alpha }, POINT)
}

#[test]
fn arithmetic_is_that_of_complex_numbers() {
    let (x, u) = (scattered(Leaf::Input(1), POINT), output(0, 0));
    let (x, u) = (Complex(x, 0.0), Complex(u, 0.0));
    let psi = Complex(output(1, 0), output(2, 0));
    let slope = Complex(output(1, 1), output(2, 1));
    let (i, one) = (Complex(0.0, 1.0), Complex(1.0, 0.0));
    let exp = |z: Complex| Complex(z.0.exp() * z.1.cos(), z.0.exp() * z.1.sin());
    let conj = |z: Complex| Complex(z.0, -z.1);
    for (text, exact) in [
        ("i", i),
        ("i^2", Complex(-1.0, 0.0)),
        ("psi + u*psi - i", psi + u * psi - i),
        ("u - psi", u - psi),
        ("-psi*psi", Complex(0.0, 0.0) - psi * psi),
        ("psi^3", psi * psi * psi),
        ("psi^0", one),
        ("psi^(-2)", one / (psi * psi)),
        ("u/psi", u / psi),
        ("psi/u", psi / u),
        ("psi/(1 + i*x)", psi / (one + i * x)),
        ("exp(i*x)", exp(i * x)),
        ("exp(psi)", exp(psi)),
        ("conj(psi)*i", conj(psi) * i),
        ("re(psi) + i*im(psi)", psi),
        ("abs2(psi)", psi * conj(psi)),
        ("psi*conj(psi)", psi * conj(psi)),
        ("abs(psi)^2", psi * conj(psi)),
        ("abs2(u) + im(u)", u * u),
        ("psi_x", slope),
        ("diff(psi^2, x)", (psi + psi) * slope),
        ("diff(exp(i*x)*psi, x)", exp(i * x) * (i * psi + slope)),
        ("diff(abs2(psi), x)", conj(psi) * slope + psi * conj(slope)),
        ("laplacian(psi)", Complex(output(1, 2), output(2, 2))),
        ("dot(grad(psi), [i])", i * slope),
        ("sum(psi^n/n, n, 1, 2)", psi + psi * psi / Complex(2.0, 0.0)),
        ("if(x > -10, psi, 1)", psi),
        ("if(x < -10, psi, 1)", one),
        ("psi_re + 2*psi_im", Complex(psi.0 + 2.0 * psi.1, 0.0)),
    ] {
        let found = value(text);
        assert_close(found.0, exact.0, 1e-12);
        assert_close(found.1, exact.1, 1e-12);
    }
}

#[test]
fn a_law_of_complex_numbers_is_two() {
    let mut g = Graph::new();
    let scope = scope();
    let mut laws = |law: &str| -> Vec<String> {
        let laws = parse_law(law, &scope, &mut g).unwrap_or_else(|d| panic!("{law}: {d:?}"));
        let shown = |law: &Law| format!("{}: {}", law.part, g.display(law.residual, &scope.names));
        laws.iter().map(shown).collect()
    };
    assert_eq!(
        laws("psi = exp(-x)"),
        ["real part: psi_re - exp(-x)", "imaginary part: psi_im"]
    );
    assert_eq!(laws("abs2(psi) = 1").len(), 1);
    assert_eq!(laws("psi*conj(psi) = 1"), laws("abs2(psi) = 1"));
    // A part that says 0 = 0 is no law.
    assert_eq!(laws("i*u = 0"), ["imaginary part: u"]);
    assert_eq!(laws("grad(psi) = 0").len(), 2);
    assert_eq!(
        laws("i*psi_t + psi_xx/2 + abs2(psi)*psi = 0")[0],
        "real part: 0.5*diff(psi_re, x, 2) - diff(psi_im, t) + psi_re*(psi_re^2 + psi_im^2)"
    );
}

#[test]
fn the_opposite_and_the_normal_are_those_of_both_parts() {
    let mut face = scope();
    face.names.symbols = vec!["nt".into(), "nx".into()];
    face.normal = vec![(1, 1)];
    face.opposite = Some(2);
    let mut g = Graph::new();
    for law in [
        "psi = opposite(psi)",
        "normal(psi) + i*psi = 0",
        "psi_x = opposite(psi_x)",
    ] {
        assert_eq!(parse_law(law, &face, &mut g).unwrap().len(), 2, "{law}");
    }
    let law = parse_law("psi = opposite(psi)", &face, &mut g).unwrap()[1].residual;
    assert_eq!(
        g.display(law, &face.names).to_string(),
        "psi_im - opposite(psi_im)"
    );
}

#[test]
fn what_complex_numbers_do_not_have_is_refused_by_name() {
    let mut g = Graph::new();
    for (text, underlined, title, help) in [
        (
            "sqrt(psi)",
            "sqrt(psi)",
            "`sqrt` is of real numbers only",
            "whole powers, `exp`",
        ),
        (
            "1 + log(i*x)",
            "log(i*x)",
            "`log` is of real numbers only",
            "",
        ),
        ("psi^0.5", "psi^0.5", "small whole powers only", "exp(p*w)"),
        ("2^psi", "2^psi", "small whole powers only", ""),
        ("psi^1000", "psi^1000", "small whole powers only", ""),
        ("max(psi, 1)", "psi", "a real number is wanted", "`abs2(…)`"),
        (
            "if(psi > 1, 1, 2)",
            "psi",
            "a real number is wanted",
            "`re(…)`",
        ),
        ("psi/(i + i^3)", "psi/(i + i^3)", "division by zero", ""),
        ("sum(i, i, 1, 2)", "i", "has a meaning already", ""),
        ("diff(sign(u)*psi, x)", "sign(u)*psi", "this jumps", ""),
        ("diff(psi, x, 5)", "diff(psi, x, 5)", "up to order 4", ""),
    ] {
        let all = parse_value(text, &scope(), &mut g).expect_err(text);
        let first = &all[0];
        assert_eq!(
            &text[first.span.start..first.span.end],
            underlined,
            "{all:?}"
        );
        assert!(first.title.contains(title), "{all:?}");
        assert!(
            first.help.as_deref().unwrap_or("").contains(help),
            "{all:?}"
        );
    }
    let real = parse_expression("psi", &scope(), &mut g).unwrap_err();
    assert_eq!(real[0].label, "this is complex");
}
