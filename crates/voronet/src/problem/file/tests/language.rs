//! Short forms, vectors, complex outputs and weights in a problem file.

use voronet_expr::{Leaf, Node};

use super::*;
use crate::problem::{Problem, Term};

const SCHROEDINGER: &str = include_str!("../../../../../../problems/textbook/schroedinger.toml");

/// The same, written once.
const COMPLEX: &str = r#"
inputs = ["t", "x"]
complex = ["psi"]
[domain]
t = [0, "pi/2"]
x = [-5, 5]
[[equation]]
law = "i*psi_t + psi_xx/2 + abs2(psi)*psi = 0"
[[condition]]
at = "t = 0"
law = "psi = 2*sech(x)"
[[condition]]
at = "x = -5"
law = ["psi = opposite(psi)", "psi_x = opposite(psi_x)"]
"#;

/// The value of an expression where every leaf has a number of its own.
fn value(problem: &Problem, node: Node, point: f64) -> f64 {
    let leaf = |leaf| {
        let seed = match leaf {
            Leaf::Input(i) => 0.3 + i as f64,
            Leaf::Output { output, alpha } => {
                let orders = f64::from(alpha.get(0)) + 5.0 * f64::from(alpha.get(1));
                2.3 + output as f64 + 0.77 * orders
            }
            Leaf::Symbol(id) | Leaf::Combination(id) => 5.1 + f64::from(id),
            Leaf::Unknown(i) => 6.3 + i as f64,
        };
        1.5 * (seed * 1.7 + point).sin()
    };
    problem.graph.evaluate(node, &leaf)
}

/// The terms, those that hold exactly among them.
fn terms(problem: &Problem) -> Vec<&Term> {
    problem.terms.iter().chain(&problem.exact).collect()
}

#[test]
fn a_complex_law_is_the_two_of_its_parts() {
    // The references of the textbook's problem are in a file.
    let (plain, _) = SCHROEDINGER.split_once("[reference]").unwrap();
    let (plain, complex) = (read(plain), read(COMPLEX));
    assert_eq!(complex.outputs, ["psi_re", "psi_im"]);
    // The textbook has the imaginary part first, and the real part with the other sign.
    let sides = [
        (0, 0, 1, -1.0),
        (0, 1, 0, 1.0),
        (1, 0, 0, 1.0),
        (1, 1, 1, 1.0),
        (2, 0, 0, 1.0),
        (2, 1, 1, 1.0),
        (2, 2, 2, 1.0),
        (2, 3, 3, 1.0),
    ];
    for point in [0.1, 0.9, 2.2, 4.5] {
        for (term, law, other, sign) in sides {
            let ours = value(&complex, terms(&complex)[term].residuals[law], point);
            let theirs = value(&plain, terms(&plain)[term].residuals[other], point);
            let off = (ours - sign * theirs).abs();
            assert!(off < 1e-13, "{term} {law}: {ours} is not {theirs}");
        }
    }
    let counts = terms(&complex).into_iter().map(|term| term.residuals.len());
    assert_eq!(counts.collect::<Vec<_>>(), [2, 2, 4]);
    let law = &complex.terms[0];
    assert_eq!(
        law.laws[1],
        "i*psi_t + psi_xx/2 + abs2(psi)*psi = 0 (imaginary part)"
    );
    assert_eq!(law.name_of_law(1), "equation-1.2");
}

#[test]
fn the_reference_of_a_complex_output_is_that_of_both_parts() {
    let text = format!("{COMPLEX}[reference]\npsi = \"exp(i*t)*sech(x)\"\n");
    let problem = read(&text);
    let [re, im] = [0, 1].map(|k| problem.reference.expressions[k].unwrap());
    let at = |node| value(&problem, node, 0.4);
    let (t, x) = (
        1.5 * (0.3f64 * 1.7 + 0.4).sin(),
        1.5 * (1.3f64 * 1.7 + 0.4).sin(),
    );
    assert!((at(re) - t.cos() / x.cosh()).abs() < 1e-14);
    assert!((at(im) - t.sin() / x.cosh()).abs() < 1e-14);
    let real = read(&text.replace("exp(i*t)*", ""));
    let im = real.reference.expressions[1].unwrap();
    assert_eq!(real.graph.constant_value(im), Some(0.0));
}

#[test]
fn complex_outputs_stand_beside_real_ones() {
    let both = COMPLEX.replace("complex =", "outputs = [\"V\"]\ncomplex =");
    let both = both.replace(
        "[[equation]]",
        "[[equation]]\nlaw = \"V_xx = abs2(psi)\"\n[[equation]]",
    );
    let problem = read(&both);
    assert_eq!(problem.outputs, ["V", "psi_re", "psi_im"]);
    assert_eq!(problem.terms[0].residuals.len(), 1);
}

/// Replaces part of a problem and expects a complaint about it.
#[track_caller]
fn refuses(source: &str, from: &str, to: &str, underlined: &str, title: &str, help: &str) {
    assert!(source.contains(from), "{from}");
    let all = complaints(&source.replacen(from, to, 1), &[]);
    let fits = |(span, complaint): &(String, Complaint)| {
        span == underlined
            && complaint.title.contains(title)
            && complaint.help.as_deref().unwrap_or("").contains(help)
    };
    assert!(all.iter().any(fits), "{all:?}");
}

#[test]
fn names_of_complex_outputs_are_taken() {
    for (from, to, underlined, title, help) in [
        (
            "\"t\", \"x\"",
            "\"i\", \"x\"",
            "\"i\"",
            "imaginary unit",
            "`i_1`",
        ),
        (
            "[domain]",
            "[constants]\ni = 2\n[domain]",
            "i",
            "imaginary unit",
            "",
        ),
        (
            "[domain]",
            "[constants]\npsi = 2\n[domain]",
            "psi",
            "defined twice",
            "",
        ),
        (
            "[domain]",
            "[constants]\npsi_im = 2\n[domain]",
            "psi_im",
            "defined twice",
            "",
        ),
        (
            "complex =",
            "outputs = [\"psi\"]\ncomplex =",
            "\"psi\"",
            "`psi` is defined twice",
            "leave it out",
        ),
        (
            "complex =",
            "outputs = [\"psi_re\"]\ncomplex =",
            "[\"psi\"]",
            "`psi_re` is defined twice",
            "are there with `psi`",
        ),
        (
            "complex = [\"psi\"]",
            "complex = []",
            "[]",
            "a list of names",
            "",
        ),
        (
            "psi = 2*sech(x)",
            "sqrt(psi) = 1",
            "sqrt(psi)",
            "`sqrt` is of real numbers only",
            "",
        ),
    ] {
        refuses(COMPLEX, from, to, underlined, title, help);
    }
    let vector = format!("{COMPLEX}[reference]\npsi = \"[t, x]\"\n");
    let all = complaints(&vector, &[]);
    assert!(all[0].1.title.contains("is a number"), "{all:?}");
    let none = complaints(&COMPLEX.replace("complex = [\"psi\"]\n", ""), &[]);
    assert!(none[0].1.title.contains("no `outputs`"), "{none:?}");
}

#[test]
fn definitions_are_differentiated_wherever_they_stand() {
    let text = SMALL.replace(
        "[[equation]]",
        "[definitions]\ng = \"f_x + u_t\"\nf = \"x^2*u\"\nflux = \"-f*grad(u)\"\n[[equation]]",
    );
    let short = text.replace("diff(u, t) = diff(u, x, 2)", "g = div(flux)");
    let long = text.replace(
        "diff(u, t) = diff(u, x, 2)",
        "diff(x^2*u, x) + diff(u, t) = -diff(x^2*u*diff(u, x), x)",
    );
    let (short, long) = (read(&short), read(&long));
    for point in [0.2, 0.7, 3.1] {
        let [short, long] = [&short, &long].map(|p| value(p, p.terms[0].residuals[0], point));
        assert!((short - long).abs() < 1e-12, "{short} is not {long}");
    }
    // A definition that has such a name is itself.
    let own = SMALL.replace("[[equation]]", "[definitions]\nu_t = \"x\"\n[[equation]]");
    let own = own.replace("diff(u, t) =", "u_t*u =");
    assert!(!own.contains("diff(u, t)"));
    let leaves = read(&own);
    assert_eq!(leaves.notes.len(), 1, "{:?}", leaves.notes);
    assert!(leaves.notes[0].contains("`u_t` is what the problem calls so"));
    assert_eq!(short.notes, Vec::<String>::new());
    let leaves = leaves.graph.leaves(&leaves.terms[0].residuals);
    assert!(
        !leaves
            .iter()
            .any(|leaf| matches!(leaf, Leaf::Output { alpha, .. } if alpha.get(0) > 0))
    );
    refuses(
        SMALL,
        "[[equation]]",
        "[definitions]\nf = \"f_x + 1\"\n[[equation]]",
        "f",
        "needs itself",
        "write it without `f`",
    );
}

#[test]
fn a_weight_is_a_number_or_an_expression() {
    let weighted = |weight: &str| SMALL.replace("at =", &format!("weight = {weight}\nat ="));
    for (text, number) in [("25", 25.0), ("\"25\"", 25.0), ("\"5^2\"", 25.0)] {
        let problem = read(&weighted(text));
        let term = &problem.terms[1];
        assert_eq!((term.weight, term.weight_at), (number, None), "{text}");
    }
    let problem = read(&weighted("\"10*exp(-x)\""));
    let term = &problem.terms[1];
    assert_eq!(term.weight, 1.0);
    assert_eq!(problem.describe_weight(term), "10*exp(-x)");
    let mut graph = problem.graph.clone();
    let root = term.weighted(&mut graph, term.residuals[0]);
    let leaf = |leaf| match leaf {
        Leaf::Input(_) => 0.4,
        _ => 3.0,
    };
    let plain = graph.evaluate(term.residuals[0], &leaf);
    let expected = (10.0 * (-0.4f64).exp()).sqrt() * plain;
    assert!((graph.evaluate(root, &leaf) / expected - 1.0).abs() < 1e-14);
    for (weight, underlined, title) in [
        ("\"10*u\"", "10*u", "an expression of the inputs"),
        ("\"-1\"", "-1", "a weight is 0 or more"),
        ("\"10*y\"", "y", "unknown name `y`"),
        ("\"[x, t]\"", "[x, t]", "a number is wanted"),
        ("-1", "-1", "`weight` must be"),
        ("true", "true", "`weight` must be"),
    ] {
        let all = complaints(&weighted(weight), &[]);
        let fits = |(span, c): &(String, Complaint)| {
            span.trim_matches('"') == underlined && c.title.contains(title)
        };
        assert!(all.iter().any(fits), "{all:?}");
    }
}
