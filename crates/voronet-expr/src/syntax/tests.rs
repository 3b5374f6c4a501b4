use super::*;
use crate::MultiIndex;
use crate::graph::{Leaf, Names};
use crate::testing::assert_close;

mod complex;
mod mistakes;
mod vectors;

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
    scope.space = Some(vec![1]);
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
        ("log2(8) + log10(100)", 5.0),
        ("cosh(x)*sech(x) + sinh(x)*csch(x) + tanh(x)*coth(x)", 3.0),
        ("asinh(sinh(x)) + acosh(cosh(x)) + atanh(tanh(x))", 6.0),
        ("cbrt(-8) + hypot(1, 2, 2) + floor(-x/4)", 0.0),
        ("mod(-x, 3) + 10*heaviside(x - 2) + heaviside(t)", 7.0),
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

#[test]
fn no_short_text_makes_work_without_bound() {
    let many = |text: &str, n: usize, seed: &str| {
        (0..n).fold(seed.to_owned(), |inner, _| text.replace('_', &inner))
    };
    for text in [
        "sum(sum(1, m, 1, 20000), n, 1, 20000)".to_owned(),
        "sum(sum(sum(1, m, 1, 900), k, 1, 900), n, 1, 900)".to_owned(),
        "sum(if(n < 3 and x < n, 1, 0), n, 1, 900000)".to_owned(),
        "sum(max(x - n, 0)^2 - diff(max(x - n, 0)^2, x), n, 1, 100000)".to_owned(),
        "sum(diff(if(x < n, 0, (x - n)^2)*sin(x), x), n, 1, 100000)".to_owned(),
        many("diff(_, x, 4)", 32, "sin(x^2)*exp(x*t)"),
        many("diff(_, x)", 80, "x^x"),
        many("diff(_, x)", 80, "if(x > 0, sin(x^x), sin(x^x))*sin(x)"),
    ] {
        let all = complaints(&text);
        assert!(all[0].1.contains("too large"), "{all:?}");
        assert_eq!(all.len(), 1, "{all:?}");
    }
    complains(
        "sum(x, n, 1, 1e9)",
        "1e9",
        "a sum of 1000000000 terms is too large",
        "shorten",
    );
    complains("sum(x, n, 1, 1e18)", "1e18", "too large", "");
    let arguments = vec!["x"; 5000].join(", ");
    let text = format!("min({arguments})");
    complains(
        &text,
        &text,
        "`min` takes at most 64 arguments, not 5000",
        "min(a, b",
    );
}

#[test]
fn messages_stay_short() {
    let name = "n".repeat(1_000_000);
    for text in [
        name.clone(),
        format!("{name}(x)"),
        format!("1 + x {name}"),
        format!("diff(u, {name})"),
        format!("sum(x, x{name}, 1, {name})"),
        format!("3{name}"),
        "9".repeat(1_000_000),
    ] {
        for (_, title, help) in complaints(&text) {
            assert!(title.len() < 300, "{} bytes", title.len());
            assert!(help.unwrap_or_default().len() < 600);
        }
    }
    let laws: Vec<String> = (0..5000).map(|n| format!("wrong{n}")).collect();
    let all = complaints(&laws.join(" + "));
    assert_eq!(all.len(), 101);
    assert_eq!(all[100].1, "there are 4900 more mistakes in this text");
    assert_eq!(all[100].0, "wrong100");
}

#[test]
fn constants_that_are_no_numbers_are_refused() {
    for (text, underlined, title, help) in [
        (
            "u + log(-1)",
            "log(-1)",
            "logarithm of a negative number",
            "greater than 0",
        ),
        ("log(0)", "log(0)", "logarithm of 0", "greater than 0"),
        ("log2(-1)", "log2(-1)", "logarithm of a negative", ""),
        ("x*csch(0)", "csch(0)", "pole at 0", "other than 0"),
        (
            "acosh(0.5)",
            "acosh(0.5)",
            "hyperbolic cosine",
            "1 or greater",
        ),
        (
            "atanh(1)",
            "atanh(1)",
            "hyperbolic tangent",
            "between -1 and 1",
        ),
        ("mod(x, 0)", "mod(x, 0)", "division by zero", ""),
        (
            "sqrt(nu - 1)*u",
            "sqrt(nu - 1)",
            "root of a negative",
            "0 or greater",
        ),
        (
            "exp(1000)",
            "exp(1000)",
            "larger than any number",
            "1.8e308",
        ),
        ("cosh(800) + u", "cosh(800)", "larger than any number", ""),
        (
            "(-8)^(1/3)",
            "(-8)^(1/3)",
            "root of a negative",
            "whole powers only",
        ),
        ("(-8)^0.5", "(-8)^0.5", "root of a negative", ""),
        ("asin(2)", "asin(2)", "this sine", "from -1 to 1"),
        ("acos(-1.5)", "acos(-1.5)", "this cosine", "from -1 to 1"),
        ("0/0", "0/0", "division by zero", ""),
        ("1/(1 - 1)", "1/(1 - 1)", "division by zero", "divisor"),
        ("0^(-0.5)", "0^(-0.5)", "division by zero", ""),
        ("1e200*1e200", "1e200*1e200", "larger than any number", ""),
        ("1e300*x + 10^400", "10^400", "larger than any number", ""),
        ("if(x > log(-1), 1, 2)", "log(-1)", "logarithm", ""),
        (
            "sum(log(n - 2), n, 1, 5)",
            "log(n - 2)",
            "logarithm of a negative",
            "",
        ),
        ("max(1, sqrt(-1))", "sqrt(-1)", "root of a negative", ""),
        (
            "diff(nu^x*(-2)^x, x)",
            "nu^x*(-2)^x",
            "no finite number",
            "negative number",
        ),
    ] {
        complains(text, underlined, title, help);
    }
    // Constants that only together are within range.
    assert_close(value("1e200*(1e200*(x*1e-300*1e-50))"), 2e50, 1e-12);
    assert_close(value("x*1e-3/1e-309*1e-306"), 2.0, 1e-12);
}

#[test]
fn a_laplacian_knows_its_inputs() {
    assert_close(value("laplacian(x^3*t^5, x)"), 12.0 * 0.03125, 1e-12);
    assert_close(
        value("laplacian(x^3*t^5, t, x)"),
        12.0 * 0.03125 + 8.0 * 20.0 * 0.125,
        1e-12,
    );
    complains("laplacian(u, x, x)", "x", "named twice", "each input once");
    complains(
        "laplacian(u, y)",
        "y",
        "it is no input",
        "the inputs are t, x",
    );
    complains("laplacian(u, 2)", "2", "an input is wanted", "");
    let unknown = Scope {
        space: None,
        ..scope()
    };
    let mut g = Graph::new();
    let refused = parse_expression("laplacian(u)", &unknown, &mut g).unwrap_err();
    assert!(
        refused[0]
            .help
            .as_deref()
            .unwrap()
            .contains("`laplacian(u, x)`")
    );
    assert!(parse_expression("laplacian(u, x)", &unknown, &mut g).is_ok());
}

#[test]
fn names_of_other_languages_are_understood() {
    for (text, underlined, help) in [
        ("du_dx", "du_dx", "`diff(u, x)`"),
        ("dudt", "dudt", "`diff(u, t)`"),
        ("d2u_dx2", "d2u_dx2", "`diff(u, x, 2)`"),
        ("d2udx2", "d2udx2", "`diff(u, x, 2)`"),
        ("du/dx", "du", "`diff(u, x)`"),
        ("u/dx2", "dx2", "`diff(u, x, 2)`"),
        ("ln(x)", "ln", "`log(x)`"),
        ("arctan(x)", "arctan", "`atan(x)`"),
        ("step(x)", "step", "`heaviside(x)`"),
        ("ceil(x)", "ceil", "`-floor(-x)`"),
        ("pow(x, 2)", "pow", "`a^b`"),
        ("lap(u)", "lap", "`laplacian(u)`"),
        ("gradient(u)", "gradient", "`grad(u)`"),
        ("divergence(u)", "divergence", "`div([a, b])`"),
        ("bessel(x)", "bessel", "the functions are sin, cos"),
        ("u(t - 1)", "u", "a delay"),
        ("nu(x - 1)", "nu", "`nu*(…)`"),
    ] {
        complains(text, underlined, "", help);
    }
    let (_, title, help) = &complaints("u(t - 1)")[0];
    assert!(title.contains("at the point itself"), "{title}");
    assert!(!help.as_deref().unwrap().contains("product"));
}

#[test]
fn a_name_means_one_thing() {
    let mut names = scope();
    names.names.outputs.push("nx".into());
    let mut g = Graph::new();
    // No boundary, no normal.
    assert!(parse_expression("nx", &names, &mut g).is_ok());
    names.names.symbols = vec!["nt".into(), "nx".into()];
    names.normal = vec![(0, 0), (1, 1)];
    let refused = parse_expression("u*nx", &names, &mut g).unwrap_err();
    assert!(refused[0].title.contains("two meanings"), "{refused:?}");
    assert!(parse_expression("u*nt", &names, &mut g).is_ok());
    complains("sum(1/pi, pi, 1, 3)", "pi", "has a meaning already", "");
    complains("sum(1/sin, sin, 1, 3)", "sin", "has a meaning already", "");
}

#[test]
fn a_jump_is_named_with_its_mend() {
    let text = "diff(if(x < 0.5, 1, 10)*diff(u, x), x)";
    let underlined = "if(x < 0.5, 1, 10)*diff(u, x)";
    complains(text, underlined, "this jumps", "`q = k*diff(u, x)`");
    complains(
        "diff(abs(u), x, 2)",
        "abs(u)",
        "the first derivative of this jumps",
        "",
    );
    complains(
        "laplacian(max(u, 0))",
        "max(u, 0)",
        "the first derivative of this jumps",
        "",
    );
    let mut g = Graph::new();
    let all = parse_expression(text, &scope(), &mut g).unwrap_err();
    assert_eq!(all[0].label, "jumps where `x < 0.5` changes");
}
