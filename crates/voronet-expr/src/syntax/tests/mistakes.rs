//! What is said of mistakes.

use super::*;

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
    complains("0^(-1)", "0^(-1)", "division by zero", "");
    complains(
        "sum(sin(n*x), n, 1, 1000000)",
        "sin(n*x)",
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
