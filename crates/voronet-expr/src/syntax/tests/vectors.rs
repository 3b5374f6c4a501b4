//! Short forms of derivatives, and vectors.

use super::*;
use crate::graph::Node;

fn scope_of(inputs: &[&str], outputs: &[&str]) -> Scope {
    let names = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect();
    Scope {
        names: Names {
            inputs: names(inputs),
            outputs: names(outputs),
            ..Names::default()
        },
        space: Some((0..inputs.len()).filter(|&i| inputs[i] != "t").collect()),
        ..Scope::default()
    }
}

/// A flow (u, v, w) in space and time.
fn flow() -> Scope {
    scope_of(&["t", "x", "y", "z"], &["u", "v", "w"])
}

/// Asserts that two texts are the same expression.
#[track_caller]
fn same(scope: &Scope, text: &str, long: &str) {
    let mut g = Graph::new();
    let mut parse =
        |text: &str| parse_value(text, scope, &mut g).unwrap_or_else(|d| panic!("{text}: {d:?}"));
    let (short, long) = (parse(text), parse(long));
    let shown = |value: &Value| -> Vec<String> {
        let shown = |part| g.display(part, &scope.names).to_string();
        value.parts().map(shown).collect()
    };
    assert_eq!(
        short,
        long,
        "{text}: {:?} is not {:?}",
        shown(&short),
        shown(&long)
    );
}

#[track_caller]
fn refused(scope: &Scope, text: &str, underlined: &str, title: &str, help: &str) {
    let all = parse_value(text, scope, &mut Graph::new()).expect_err(text);
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

#[test]
fn short_forms_are_derivatives() {
    let mut scope = scope_of(&["t", "x"], &["u", "mass_flow"]);
    for (short, long) in [
        ("u_t", "diff(u, t)"),
        ("u_xx + 1", "diff(u, x, 2) + 1"),
        ("u_tx", "diff(u, x, t)"),
        ("u_xt", "diff(u, x, t)"),
        ("u_xxxx", "diff(u, x, 4)"),
        ("mass_flow_x", "diff(mass_flow, x)"),
        ("diff(u_x, t)", "diff(u, t, x)"),
    ] {
        same(&scope, short, long);
    }
    let mut g = Graph::new();
    let f = parse_expression("x^3*u", &scope, &mut g).unwrap();
    scope.definitions.insert("f".into(), f.into());
    let (short, long) = ("f_xx", "6*x*u + 6*x^2*u_x + x^3*u_xx");
    let [short, long] = [short, long].map(|text| parse_expression(text, &scope, &mut g).unwrap());
    let at = |node: Node| g.evaluate(node, &|leaf| crate::testing::scattered(leaf, 0.4));
    assert_close(at(short), at(long), 1e-12);
}

#[test]
fn inputs_of_several_letters_are_read_and_two_readings_refused() {
    let scope = scope_of(&["x", "xx", "T1"], &["u", "u_T1"]);
    same(&scope, "u_xT1", "diff(u, x, T1)");
    same(&scope, "u_x", "diff(u, x)");
    refused(
        &scope,
        "2*u_xx",
        "u_xx",
        "`u_xx` has two meanings",
        "write `diff(u, x, 2)` or `diff(u, xx)`",
    );
    // A name that the user gave is what he gave it to.
    let mut g = Graph::new();
    let node = parse_expression("u_T1", &scope, &mut g).unwrap();
    assert_eq!(node, g.output(1));
    same(&scope, "u_T1_x", "diff(u_T1, x)");
    let scope = scope_of(&["b", "a_b"], &["u", "u_a"]);
    refused(
        &scope,
        "u_a_b",
        "u_a_b",
        "two meanings",
        "`diff(u, a_b)` or `diff(u_a, b)`",
    );
}

#[test]
fn what_is_no_short_form_is_an_unknown_name() {
    let scope = scope_of(&["t", "x"], &["u"]);
    for text in ["u_y", "u_", "u_x2", "x_t", "k_x", "u_xxxxxxxxx"] {
        refused(&scope, text, text, "unknown name", "");
    }
    refused(&scope, "u_xxxxx", "u_xxxxx", "up to order 4", "");
    let on_face = Scope {
        opposite: Some(0),
        ..scope
    };
    refused(&on_face, "i*u", "i", "unknown name `i`", "`complex`");
    assert!(parse_expression("u_x - opposite(u_x)", &on_face, &mut Graph::new()).is_ok());
}

#[test]
fn operators_of_space_are_sums_of_derivatives() {
    for (short, long) in [
        ("grad(u)", "[u_x, u_y, u_z]"),
        ("grad(u, y, t)", "[u_y, u_t]"),
        ("div([u, v, w])", "u_x + v_y + w_z"),
        ("div([u, v], z, x)", "u_z + v_x"),
        ("div((1 + x)*grad(u, x), x)", "diff((1 + x)*u_x, x)"),
        ("div(grad(u))", "laplacian(u)"),
        ("curl([u, v, w])", "[w_y - v_z, u_z - w_x, v_x - u_y]"),
        ("curl([u, v], x, y)", "v_x - u_y"),
        ("curl(grad(u))", "[0, 0, 0]"),
        (
            "div(curl([u, v, w]))",
            "w_xy - v_xz + (u_yz - w_xy) + (v_xz - u_yz)",
        ),
        ("dot([u, v, w], grad(u))", "u*u_x + v*u_y + w*u_z"),
        ("-2*[u, v]/4 + [x, y]", "[-2*u/4 + x, -2*v/4 + y]"),
        ("[u, v]*x - [t, t]", "[u*x - t, v*x - t]"),
        ("laplacian([u, v], x, y)", "[u_xx + u_yy, v_xx + v_yy]"),
        ("diff([u, x*v], x)", "[u_x, v + x*v_x]"),
    ] {
        same(&flow(), short, long);
    }
}

#[test]
fn vectors_out_of_place_are_refused() {
    let two = scope_of(&["x", "y"], &["u", "v"]);
    for (text, underlined, title, help) in [
        (
            "sin(grad(u))",
            "grad(u)",
            "a number is wanted here",
            "`dot` and `div`",
        ),
        (
            "[u, v]^2",
            "[u, v]^2",
            "a vector has no powers",
            "`dot(a, a)`",
        ),
        (
            "[u, v]*[u, v]",
            "[u, v]*[u, v]",
            "no product of this kind",
            "`dot(a, b)`",
        ),
        ("1/grad(u)", "1/grad(u)", "divided by a vector", "magnitude"),
        ("grad(u) + u", "grad(u) + u", "cannot be added", "`[a, b]`"),
        ("grad(u) + [u]", "grad(u) + [u]", "different length", ""),
        (
            "dot([u], [u, v])",
            "dot([u], [u, v])",
            "different length",
            "",
        ),
        ("div(u)", "u", "a vector is wanted here", "`div([a, b])`"),
        ("div(u, v)", "u", "a vector is wanted here", ""),
        (
            "div([u])",
            "div([u])",
            "1 component and 2 inputs",
            "input of its own",
        ),
        (
            "curl([u, v], x)",
            "curl([u, v], x)",
            "2 components and 1 input",
            "",
        ),
        (
            "curl([u], x)",
            "curl([u], x)",
            "two or three components",
            "",
        ),
        ("grad([u, v])", "[u, v]", "is a matrix", "one by one"),
        (
            "grad(u, x, x)",
            "x",
            "named twice",
            "a gradient takes each input once",
        ),
        ("[[u, v], u]", "[u, v]", "a number is wanted here", ""),
        (
            "if(grad(u) > 1, 1, 2)",
            "grad(u)",
            "a number is wanted here",
            "",
        ),
        ("[u, v", "[", "never closed", "`]`"),
        ("u]", "]", "closes nothing", ""),
        ("grad(sign(u))", "sign(u)", "this jumps", ""),
    ] {
        refused(&two, text, underlined, title, help);
    }
    let unknown = Scope {
        space: None,
        ..scope_of(&["x", "k"], &["u"])
    };
    refused(
        &unknown,
        "grad(u)",
        "grad(u)",
        "this gradient does not say by which inputs",
        "`grad(u, x)`",
    );
    let d = parse_expression("grad(u)", &two, &mut Graph::new()).unwrap_err();
    assert_eq!(d[0].label, "a vector of 2 components");
}

#[test]
fn a_law_of_vectors_is_one_for_each_component() {
    let mut g = Graph::new();
    let scope = flow();
    let law = "diff([u, v, w], t) = nu*laplacian([u, v, w])".replace("nu", "2");
    let laws = parse_law(&law, &scope, &mut g).unwrap();
    let shown: Vec<String> = laws
        .iter()
        .map(|law| format!("{}: {}", law.part, g.display(law.residual, &scope.names)))
        .collect();
    assert_eq!(shown.len(), 3);
    assert_eq!(
        shown[1],
        "component 2: diff(v, t) - 2*(diff(v, x, 2) + diff(v, y, 2) + diff(v, z, 2))"
    );
    let both = ["grad(u) = 0", "0 = -grad(u)"].map(|law| parse_law(law, &scope, &mut g).unwrap());
    assert_eq!(both[0].len(), 3);
    assert_eq!(both[0], both[1]);
    let refused = parse_law("grad(u) = 1", &scope, &mut g).unwrap_err();
    assert!(refused[0].title.contains("cannot be added"), "{refused:?}");
}
