use proptest::prelude::*;

use super::*;
use crate::{Graph, Names, Node, Scope, parse_expression, parse_predicate};

fn scope() -> Scope {
    let names = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    Scope {
        names: Names {
            inputs: names(&["t", "x"]),
            outputs: names(&["u"]),
            ..Names::default()
        },
        ..Scope::default()
    }
}

#[track_caller]
fn node(graph: &mut Graph, text: &str) -> Node {
    parse_expression(text, &scope(), graph).unwrap_or_else(|d| panic!("{text}: {d:?}"))
}

#[test]
fn expressions_are_written_with_as_few_brackets_as_their_meaning_allows() {
    let [t, x, u] = vars(["t", "x", "u"]);
    for (expr, text) in [
        (&t - (&x - &u), "t - (x - u)"),
        (&t - &x - &u, "t - x - u"),
        (&t / (&x * &u), "t/(x*u)"),
        ((&t + &x) * 2.0, "(t + x)*2.0"),
        (-(&t + &x), "-(t + x)"),
        ((-&x).powi(2), "(-x)^2"),
        (-x.powi(2), "-x^2"),
        (x.powi(-2), "x^(-2)"),
        (x.pow(t.pow(&u)), "x^t^u"),
        (x.pow(&t).pow(&u), "(x^t)^u"),
        (&x * -&t, "x*(-t)"),
        (&x + -0.5, "x + (-0.5)"),
        (Expr::constant(-0.5).powi(2), "(-0.5)^2"),
        (2.0 - &x, "2.0 - x"),
        (u.diff(&x).diff(&t), "diff(diff(u, x), t)"),
        (x.sqrt().atan2(1.0), "atan2(sqrt(x), 1.0)"),
        (
            when(&x.less(&t).and(x.greater(0.0).not()), 1.0, &u),
            "if(x < t and not x > 0.0, 1.0, u)",
        ),
        (var("x + 1") * 2.0, "(x + 1)*2.0"),
        (
            u.sech() + x.hypot(&t).floor() + u.modulo(0.5).heaviside(),
            "sech(u) + floor(hypot(x, t)) + heaviside(mod(u, 0.5))",
        ),
        (
            div_by(&vector(&[&(&u + &x), &t]), &[&x, &t]),
            "div([u + x, t], x, t)",
        ),
        (
            dot(&(2 * grad_by(&u, &[&x, &t])), &-vector(&[&x, &t])),
            "dot(2*grad(u, x, t), -[x, t])",
        ),
        (curl_by(&vector(&[&u, &x]), &[&x, &t]), "curl([u, x], x, t)"),
        (
            u.conj().abs2() * u.re() - u.im(),
            "abs2(conj(u))*re(u) - im(u)",
        ),
    ] {
        assert_eq!(expr.to_string(), text);
        let mut graph = Graph::new();
        node(&mut graph, text);
    }
    let either = x.less(&t).or(x.greater(0.5)).and(u.greater_equal(0.0));
    assert_eq!(either.to_string(), "(x < t or x > 0.5) and u >= 0.0");
    let mut graph = Graph::new();
    parse_predicate("not (x < 0.5 or t = 1.0)", &scope(), &mut graph).unwrap();
    assert_eq!(
        x.less(0.5).or(t.equals(1.0)).not().to_string(),
        "not (x < 0.5 or t = 1.0)"
    );
}

#[test]
fn numbers_are_read_back_to_the_last_bit() {
    let mut graph = Graph::new();
    for x in [
        0.1 + 0.2,
        std::f64::consts::PI,
        1e-300,
        5e-324,
        f64::MAX,
        -1.0 / 3.0,
        1e22,
    ] {
        let node = node(&mut graph, &Expr::constant(x).to_string());
        assert_eq!(graph.constant_value(node).unwrap().to_bits(), x.to_bits());
    }
}

#[test]
fn shared_parts_are_written_once() {
    let x = var("x");
    let mut e = &x * 0.5 + 0.25;
    for _ in 0..200 {
        e = &e * &e + 0.5;
    }
    let mut names = (1..).map(|i| format!("part_{i}"));
    let written = write_expressions(&[&e, &e], &|name| name == "x", &mut || {
        names.next().unwrap()
    });
    assert_eq!(written.texts[0], written.texts[1]);
    let mut scope = scope();
    let mut graph = Graph::new();
    let mut length = 0;
    for (name, text) in &written.definitions {
        let text = text.as_ref().unwrap();
        length += text.len();
        let node = parse_expression(text, &scope, &mut graph).unwrap();
        scope.definitions.insert(name.clone(), node.into());
    }
    assert!(length < 20_000, "{length}");
    let root = parse_expression(written.texts[0].as_ref().unwrap(), &scope, &mut graph).unwrap();
    let expected = (0..200).fold(0.3 * 0.5 + 0.25, |e, _| e * e + 0.5);
    assert_eq!(graph.evaluate(root, &|_| 0.3), expected);
}

#[test]
fn a_text_of_its_own_has_no_holes() {
    let third = Expr::from(1) / Expr::constant(3.0);
    let number = (0..8).fold(third.clone(), |sum, _| sum + &third);
    let twice = number.less(0.0).or(number.greater(1.0));
    let sum = "1/3.0 + 1/3.0 + 1/3.0 + 1/3.0 + 1/3.0 + 1/3.0 + 1/3.0 + 1/3.0 + 1/3.0";
    assert_eq!(twice.to_string(), format!("{sum} < 0.0 or {sum} > 1.0"));
}

#[test]
fn what_belongs_to_a_place_is_not_moved_and_may_be_too_large() {
    let mut e = var("nx") * 0.5 + 0.25;
    for _ in 0..40 {
        e = &e * &e + 0.5;
    }
    let written = write_expressions(&[&e], &|name| name == "x", &mut || unreachable!());
    assert!(
        written.texts[0]
            .as_ref()
            .unwrap_err()
            .title
            .contains("too large")
    );
    assert_eq!(e.to_string(), "(a long expression)");
}

#[test]
fn depth_costs_no_stack_and_is_told() {
    let mut deep = var("x");
    for _ in 0..200_000 {
        deep = deep.sin();
    }
    let written = write_expressions(&[&deep], &|_| true, &mut || unreachable!());
    let error = written.texts[0].as_ref().unwrap_err();
    assert_eq!(error.title, "the expression is nested too deeply");
    assert_eq!(error.label, "200001 levels");
    drop(deep);
    let mut long = var("x");
    for i in 0..20_000 {
        long = long + f64::from(i) * var("t");
    }
    let mut graph = Graph::new();
    node(&mut graph, &long.to_string());
}

/// An expression, and the same as text with brackets around everything.
fn expression() -> impl Strategy<Value = (Expr, String)> {
    let number = |x: f64| (Expr::constant(x), format!("({x:?})"));
    let leaf = prop_oneof![
        prop::sample::select(vec!["t", "x", "u"]).prop_map(|name| (var(name), name.to_owned())),
        (-3i32..4).prop_map(|n| (Expr::from(n), format!("({n})"))),
        (-2.0f64..2.0).prop_map(number),
        Just(number(-1e-7)),
    ];
    leaf.prop_recursive(6, 60, 4, |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            (0u8..6, two).prop_map(|(op, ((a, x), (b, y)))| match op {
                0 => (&a + &b, format!("({x} + {y})")),
                1 => (&a - &b, format!("({x} - {y})")),
                2 => (&a * &b, format!("({x} * {y})")),
                3 => (&a / &b, format!("({x} / {y})")),
                4 => (a.pow(&b), format!("({x} ^ {y})")),
                _ => (a.min(&b), format!("(min({x}, {y}))")),
            }),
            inner.clone().prop_map(|(a, x)| (-a, format!("(-{x})"))),
            inner
                .clone()
                .prop_map(|(a, x)| (a.sin(), format!("(sin({x}))"))),
            (0u8..4, prop::array::uniform4(inner)).prop_map(|(op, [a, b, c, d])| {
                let (less, is_less) = (a.0.less(&b.0), format!("({} < {})", a.1, b.1));
                let (more, is_more) = (c.0.greater_equal(&b.0), format!("({} >= {})", c.1, b.1));
                let (condition, is_so) = match op {
                    0 => (less.not(), format!("(not {is_less})")),
                    1 => (
                        less.and(more.not()),
                        format!("({is_less} and (not {is_more}))"),
                    ),
                    2 => (
                        less.or(&more).and(&less),
                        format!("(({is_less} or {is_more}) and {is_less})"),
                    ),
                    _ => (
                        less.and(more.or(&less)).not(),
                        format!("(not ({is_less} and ({is_more} or {is_less})))"),
                    ),
                };
                let text = format!("(if({is_so}, {}, {}))", c.1, d.1);
                (when(&condition, &c.0, &d.0), text)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn brackets_that_are_left_out_change_no_meaning((expr, bracketed) in expression()) {
        let mut graph = Graph::new();
        // A root of a negative number is refused in both.
        let mut node = |text: &str| parse_expression(text, &scope(), &mut graph).ok();
        let (short, long) = (node(&expr.to_string()), node(&bracketed));
        prop_assert_eq!(short, long, "{} is not {}", expr, bracketed);
    }
}
