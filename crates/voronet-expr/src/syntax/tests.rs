use super::*;
use crate::MultiIndex;
use crate::graph::{Leaf, Names};
use crate::testing::assert_close;

fn scope() -> Scope {
    let mut scope = Scope {
        names: Names {
            inputs: vec!["t".into(), "x".into()],
            outputs: vec!["u".into(), "velocity".into()],
            ..Default::default()
        },
        ..Scope::default()
    };
    scope.constants.insert("nu".into(), 0.01);
    scope
}

fn value(text: &str) -> f64 {
    let mut g = Graph::new();
    let node = parse_expression(text, &scope(), &mut g).unwrap_or_else(|d| panic!("{text}: {d:?}"));
    g.evaluate(node, &|leaf| match leaf {
        Leaf::Input(0) => 0.5,
        Leaf::Input(_) => 2.0,
        _ => 3.0,
    })
}

/// The complaints about a text, as (underlined text, title).
fn complaints(text: &str) -> Vec<(String, String, Option<String>)> {
    let mut g = Graph::new();
    let list = parse_expression(text, &scope(), &mut g).expect_err(text);
    let row = |d: Diagnostic| (text[d.span.start..d.span.end].to_owned(), d.title, d.help);
    list.into_iter().map(row).collect()
}

#[track_caller]
fn complains(text: &str, underlined: &str, title: &str, help: &str) {
    let all = complaints(text);
    let (span, found, mend) = &all[0];
    assert_eq!(span, underlined, "{all:?}");
    assert!(found.contains(title), "{all:?}");
    assert!(mend.as_deref().unwrap_or("").contains(help), "{all:?}");
}

#[test]
fn precedence_is_that_of_paper() {
    for (text, exact) in [
        ("1 + 2*3", 7.0),
        ("2*3^2", 18.0),
        ("-3^2", -9.0),
        ("2^3^2", 512.0),
        ("2**3", 8.0),
        ("2^-1", 0.5),
        ("8/4/2", 1.0),
        ("10 - 4 - 3", 3.0),
        ("-(1 + 2)*3", -9.0),
        ("+x", 2.0),
        ("1e-3 + 100_000", 100_000.001),
        (".5*x", 1.0),
        ("pi", std::f64::consts::PI),
        ("if(x > 1 and not t >= 1, 10, 20)", 10.0),
        ("if(x = 2 or t < 0, 1, 0)", 1.0),
        ("min(3, x, 5) + max(1, 4)", 6.0),
        ("atan2(1, 0)", std::f64::consts::FRAC_PI_2),
        ("sum(n^2, n, 1, 4)", 30.0),
        ("sum(sum(n*m, m, 1, n), n, 1, 3)", 25.0),
        ("sum((-1)^n, n, 0, 4)", 1.0),
        ("sum(n, n, 3, 1)", 0.0),
        ("nu*100", 1.0),
        ("diff(x^3, x, 2)", 12.0),
        ("diff(x^2*t, x, t)", 4.0),
        ("diff(x^2*t^2, t, 2, x)", 8.0),
        ("laplacian(x^3*t^5)", 12.0 * 0.03125),
    ] {
        assert_close(value(text), exact, 1e-12);
    }
}

#[test]
fn derivatives_of_outputs_become_leaves() {
    let mut g = Graph::new();
    let node = parse_expression("diff(x*diff(u, x), x)", &scope(), &mut g).unwrap();
    let leaf = |alpha| Leaf::Output { output: 0, alpha };
    let first = MultiIndex::ZERO.plus(1);
    let expected = [Leaf::Input(1), leaf(first), leaf(first.plus(1))];
    assert_eq!(g.leaves(&[node]).into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn mistakes_are_underlined_and_mended() {
    complains("diff(u, x) + y", "y", "unknown name `y`", "");
    complains(
        "2*velocty",
        "velocty",
        "unknown name `velocty`",
        "did you mean `velocity`?",
    );
    complains(
        "sine(x)",
        "sine",
        "unknown function `sine`",
        "did you mean `sin`?",
    );
    complains(
        "x(1 - x)",
        "x",
        "unknown function `x`",
        "a product is written with `*`",
    );
    complains("sin", "sin", "unknown name `sin`", "sin(x)");
    complains(
        "sin(x, t)",
        "sin(x, t)",
        "takes 1 argument, not 2",
        "sin(x)",
    );
    complains(
        "diff(u)",
        "diff(u)",
        "takes at least 2 arguments, not 1",
        "diff(expression, x)",
    );
    complains("diff(u, y)", "y", "it is no input", "the inputs are t, x");
    complains("diff(u, u)", "u", "it is no input", "");
    complains(
        "diff(u, x, 5)",
        "diff(u, x, 5)",
        "up to order 4",
        "an output of its own",
    );
    complains("(1 + x", "(", "never closed", "add the missing");
    complains("1 + x)", ")", "closes nothing", "remove it");
    complains("3x", "3x", "is no number", "`3*x`");
    complains("1.2.3", "1.2.3", "is no number", "numbers look like");
    complains(
        "x t",
        "t",
        "expected an operator",
        "a product is written with `*`",
    );
    complains("1 +", "", "found the end", "");
    complains("1 + * x", "*", "expected a number", "");
    complains("x & t", "&", "`&` has no meaning", "");
    complains("x > 1", "x > 1", "a number is wanted", "if(condition");
    complains("if(x, 1, 2)", "x", "a condition is wanted", "compare it");
    complains(
        "if(0 < x < 1, 1, 2)",
        "0 < x < 1",
        "cannot be chained",
        "and",
    );
    complains("sum(n, n, 1, x)", "x", "whole number", "");
    complains("sum(x, x, 1, 2)", "x", "has a meaning already", "");
    complains("1/0", "1/0", "division by zero", "");
    complains("0^(-1)", "0^(-1)", "inf", "division by zero");
    complains(
        "sum(sin(n*x), n, 1, 1000000)",
        "n*x",
        "too large",
        "shorten",
    );
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let titles: Vec<String> = complaints("a + sin(b, 1)*c")
        .into_iter()
        .map(|c| c.1)
        .collect();
    assert_eq!(titles.len(), 3, "{titles:?}");
}

#[test]
fn a_law_needs_two_sides() {
    let mut g = Graph::new();
    let d = parse_law("diff(u, t)", &scope(), &mut g).unwrap_err();
    assert!(d[0].title.contains("equals sign"));
    assert!(parse_law("u == 1", &scope(), &mut g).is_ok());
}

#[test]
fn predicates_keep_their_structure() {
    let mut g = Graph::new();
    let p = parse_predicate("x = 0 or x = 1 or t > 0.5 and x != 3", &scope(), &mut g).unwrap();
    let PredicateKind::Or(parts) = &p.kind else {
        panic!("{p:?}")
    };
    assert_eq!(parts.len(), 3);
    assert!(matches!(&parts[2].kind, PredicateKind::And(both) if both.len() == 2));
    let node = p.to_node(&mut g);
    let at = |t: f64, x: f64| g.evaluate(node, &|l| if l == Leaf::Input(0) { t } else { x });
    assert_eq!(
        [at(0.0, 0.0), at(0.0, 0.5), at(0.6, 0.5), at(0.6, 3.0)],
        [1.0, 0.0, 1.0, 0.0]
    );
    assert!(parse_predicate("x + 1", &scope(), &mut g).is_err());
}

#[test]
fn deep_nesting_is_refused_and_long_chains_are_not() {
    let deep = format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(complaints(&deep)[0].1.contains("nested too deeply"));
    let signs = format!("{}x", "-".repeat(100_000));
    assert!(complaints(&signs)[0].1.contains("nested too deeply"));
    assert_close(
        value(&format!("0{}", " + 1".repeat(100_000))),
        100_000.0,
        1e-12,
    );
}

#[test]
fn reserved_names_cover_functions_and_words() {
    for name in [
        "sin",
        "diff",
        "sum",
        "if",
        "pi",
        "and",
        "or",
        "not",
        "laplacian",
    ] {
        assert!(RESERVED.contains(&name), "{name}");
    }
}
