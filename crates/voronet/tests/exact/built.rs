//! What the program builds of conditions, on boxes and shapes.

use super::*;

#[test]
fn values_on_all_faces_of_a_box_hold_for_any_network() {
    let conditions = r#"
        [[condition]]
        exact = true
        at = "x = -1 or x = 2 or y = 0 or y = 0.5"
        law = "2*u = 2*exp(x)*cos(3*y)""#;
    let solution = solved(&square(conditions));
    let plan = Plan::compile(solution.problem());
    assert_eq!((plan.sets.conditions().len(), plan.exact.len()), (0, 1));
    for face in [(0, -1.0), (0, 2.0), (1, 0.0), (1, 0.5)] {
        let off = largest(&solution, "u - exp(x)*cos(3*y)", face);
        assert!(off < 1e-13, "{face:?}: {off:e}");
    }
    // And the network is still in it.
    assert!(largest(&solution, "u - exp(x)*cos(3*y)", (0, 0.5)) > 1e-3);
    let verdict = solution.verdict().unwrap();
    let condition = verdict
        .laws
        .iter()
        .find(|law| law.law == "condition-1")
        .unwrap();
    assert!(condition.relative < 1e-12);
}

#[test]
fn values_and_slopes_at_one_end_and_at_both() {
    let start = r#"
        [[condition]]
        name = "start"
        exact = true
        at = "y = 0"
        law = ["u = sin(x)", "diff(u, y) - x^2 = 0"]"#;
    let end = r#"
        [[condition]]
        name = "end"
        exact = true
        at = "y = 0.5"
        law = ["u = cos(x)", "3*diff(u, y) = x"]"#;
    let value = r#"
        [[condition]]
        exact = true
        at = "y = 0.5"
        law = "u = cos(x)""#;
    let both = format!("{start}{end}");
    for (conditions, has_value, has_slope) in [
        (start, false, false),
        (&both, true, true),
        (&format!("{start}{value}"), true, false),
    ] {
        let solution = solved(&square(conditions));
        let mut wanted = vec![("u - sin(x)", 0.0), ("diff(u, y) - x^2", 0.0)];
        wanted.extend(has_value.then_some(("u - cos(x)", 0.5)));
        wanted.extend(has_slope.then_some(("diff(u, y) - x/3", 0.5)));
        for (expression, y) in wanted {
            let off = largest(&solution, expression, (1, y));
            assert!(off < 1e-12, "{expression} at {y}: {off:e}");
        }
        assert!(
            Plan::compile(solution.problem())
                .sets
                .conditions()
                .is_empty()
        );
    }
}

#[test]
fn faces_in_three_inputs_with_a_rate_at_the_start() {
    let text = r#"
        inputs = ["t", "x", "y"]
        outputs = ["u"]
        domain = { t = [0, 2], x = [0, 1], y = [0, 1] }
        definitions = { w = "cos(2*t)*sin(pi*x)*(1 + y)" }
        [[equation]]
        law = "diff(u, t, 2) = laplacian(u)"
        [[condition]]
        exact = true
        at = "t = 0"
        law = ["u = w", "diff(u, t) = diff(w, t)"]
        [[condition]]
        exact = true
        at = "x = 0 or x = 1 or y = 1"
        law = "u = w""#;
    let solution = solved(text);
    assert!(
        Plan::compile(solution.problem())
            .sets
            .conditions()
            .is_empty()
    );
    for face in [(0, 0.0), (1, 0.0), (1, 1.0), (2, 1.0)] {
        let off = largest(&solution, "u - w", face);
        assert!(off < 1e-12, "{face:?}: {off:e}");
    }
    assert!(largest(&solution, "diff(u, t) - diff(w, t)", (0, 0.0)) < 1e-12);
}

/// A plate with holes, in time.
fn plate(shapes: &str, domain: &str, on: &str, law: &str) -> String {
    format!(
        r#"
        inputs = ["t", "x", "y"]
        outputs = ["u"]
        [domain]
        t = [0, 1]
        shape = "{domain}"
        [shapes]
        {shapes}
        [[equation]]
        law = "diff(u, t) = laplacian(u)"
        [[condition]]
        exact = true
        on = "{on}"
        law = "{law}"
        [[condition]]
        exact = true
        at = "t = 0"
        law = "u = x*y"
        "#
    )
}

#[test]
fn boundaries_of_shapes() {
    let disk = "d = { kind = \"disk\", center = [1, 2], radius = 0.5 }";
    let ring = "d = { kind = \"annulus\", center = [1, 2], inner = 0.2, outer = 0.5 }";
    let holed = "d = { kind = \"rectangle\", lower = [0, 0], upper = [2, 1] }\n\
                 h = { kind = \"rectangle\", lower = [0.5, 0.5], upper = [0.7, 0.6] }";
    let turned = "d = { kind = \"triangle\", vertices = [[0, 0], [2, 0], [0.5, 1]] }";
    for (shapes, domain, on) in [
        (disk, "d", "boundary"),
        (ring, "d", "boundary"),
        (holed, "d - h", "boundary"),
        (holed, "d - h", "h"),
        (turned, "d", "d.side2"),
    ] {
        let problem = read(&plate(shapes, domain, on, "u = x*y + t"));
        let plan = Plan::compile(&problem);
        let is_exact = plan.sets.conditions().is_empty() && plan.exact.len() == 2;
        assert!(is_exact, "{domain}, {on}: {:?}", problem.fields);
    }
}

#[test]
fn parts_of_a_boundary_with_values_of_their_own() {
    let text = r#"
        inputs = ["x", "y"]
        outputs = ["u"]
        domain = "d"
        [shapes]
        d = { kind = "annulus", center = [1, 2], inner = 0.2, outer = 0.5 }
        [[equation]]
        law = "laplacian(u) = 0"
        [[condition]]
        exact = true
        on = "d.inner"
        law = "u = 1 + x"
        [[condition]]
        exact = true
        on = "d.outer"
        law = "u = y"
        "#;
    let plan = Plan::compile(&read(text));
    assert_eq!((plan.sets.conditions().len(), plan.exact.len()), (0, 2));
}

#[test]
fn what_cannot_be_exact_is_refused_with_the_reason() {
    let condition = |at: &str, law: &str| {
        square(&format!(
            "[[condition]]\nexact = true\nat = \"{at}\"\nlaw = \"{law}\""
        ))
    };
    for (text, reason) in [
        (
            condition("x = -1", "diff(u, x) = 0"),
            "a derivative where the value is not held",
        ),
        (
            condition("x = -1", "diff(u, x, 2) = 0"),
            "it prescribes a derivative",
        ),
        (
            condition("x = -1 and y < 0.2", "u = 0"),
            "a part of a face only",
        ),
        (
            condition("x = -1", "u*diff(u, x) = 0"),
            "more than one output or derivative",
        ),
        (condition("x = -1", "u^2 = 1"), "not linear"),
        (condition("x = -1", "u = opposite(u)"), "the point opposite"),
        (condition("x = -1", "u = abs(y - 0.25)"), "jump"),
    ] {
        let said = refused(&text);
        assert!(said.contains(reason), "{said}");
    }
    let lid = square(
        "[[condition]]\nname = \"lid\"\nexact = true\nat = \"y = 0.5\"\nlaw = \"u = 1\"\n\
         [[condition]]\nname = \"walls\"\nexact = true\nat = \"x = -1 or x = 2\"\nlaw = \"u = 0\"",
    );
    let said = refused(&lid);
    assert!(said.contains("contradict each other"), "{said}");
    assert!(said.contains("`lid` says 1 and `walls` 0"), "{said}");
}
