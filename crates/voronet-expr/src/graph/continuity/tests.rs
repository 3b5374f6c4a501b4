use crate::graph::Names;
use crate::testing::assert_close;
use crate::{Graph, Leaf, MultiIndex, Scope, parse_expression};

fn parse(text: &str, g: &mut Graph) -> Result<crate::Node, String> {
    let scope = Scope {
        names: Names {
            inputs: vec!["x".into(), "y".into()],
            outputs: vec!["u".into(), "v".into()],
            ..Default::default()
        },
        space: Some(vec![0, 1]),
        ..Scope::default()
    };
    parse_expression(text, &scope, g).map_err(|d| d[0].title.clone())
}

const NORM: &str = "sqrt(diff(u, x)^2 + diff(v, y)^2 + diff(u, y, 2)^2 + diff(v, x, 2)^2 \
    + (diff(u, y) + diff(v, x))^2/2 + diff(u, x, y)^2 + diff(v, x, y)^2)";

#[test]
fn what_jumps_is_not_differentiated() {
    for text in [
        "diff(if(x < 0.5, 1, 10)*diff(u, x), x)",
        "diff(if(x < 1e-7, 1, 10)*diff(u, x), x)",
        "diff(if(x < 3e8, 1, 10)*diff(u, x), x)",
        "diff(abs(x), x, 2)",
        "diff(max(u, 0), x, 2)",
        "diff(min(u, v), x, 2)",
        "diff(sign(u), x)",
        "diff(u*sign(v), x)",
        "diff(if(u > 10, 1, 2)*diff(u, y), y)",
        "diff(if(abs(x - 0.5) < 0.1, x, 0.6), x)",
        "diff(if(x^2 + y^2 < 0.25, 2, 1)*diff(u, x), x)",
        "diff(if((x - 0.3)^2 + (y - 0.7)^2 < 0.01, 2, 1)*diff(u, x), x)",
        "diff(if(x < 0.5 and not y < 0.5, 1, 2), x)",
        "diff(if(x < 0.5 or x > 0.7, u, 2*u), x)",
        "diff(if(max(x, 0) = 0, 1, 2), x)",
        "diff(if(x > 0, 1/x, 0), x)",
        "diff(if(x > 0, log(x), 0), x)",
        "laplacian(if(x < 0.3, 1, 3)*u)",
        "diff(if(x < y, u, 2*u), y)",
        "diff(diff(u, x)/abs(diff(u, x)), x)",
        "diff(max(u, 0)/u, x)",
        "diff(u/sqrt(u^2), x)",
        "diff(heaviside(x - 0.5)*u, x)",
        "diff(heaviside(u), x)",
        "diff(floor(3*x), x)",
        "diff(u*floor(v), x)",
        "diff(mod(x, 0.25), x)",
        "diff(mod(u, 2*pi), x)",
        "diff(mod(5, x), x)",
        "diff(abs(mod(x, 1) - 0.5), x, 2)",
        "diff(hypot(u, 0)*v, x, 2)",
        "diff((diff(u, x)^2)^0.5, x, 2)",
        &format!("diff(if({NORM} < 0.01, 1, 0.02/{NORM})*diff(u, x), x)"),
    ] {
        let refused = parse(text, &mut Graph::new()).expect_err(text);
        assert!(
            refused.contains("that no point can see"),
            "{text}: {refused}"
        );
    }
}

#[test]
fn kinks_and_jumps_elsewhere_are_differentiated() {
    for text in [
        "diff(if(y < 0.5, 1, 2)*u, x)",
        "diff(if(x = 0, 1, sin(x)/x), x)",
        "diff(if(x != 0.5, u, 0), x)",
        "diff(abs(x), x)",
        "diff(abs(u)*u, x)",
        "diff(u*abs(u), x, 2)",
        "diff(abs(u)^3, x, 3)",
        "diff(max(u, 0), x)",
        "diff(max(u, 0)^2, x, 2)",
        "diff(if(x < 0.5, 2*x, 0.5 + x), x)",
        "diff(if(x < 0.1, 2*x, 0.1 + x), x)",
        "diff(if(u > 0, u^2, 0), x, 2)",
        "diff(if(x^2 + y^2 < 0.25, x^2 + y^2, 0.25), x)",
        "diff(if((x - 0.3)^2 + (y - 0.7)^2 < 0.01, 0, sqrt((x - 0.3)^2 + (y - 0.7)^2) - 0.1), x)",
        "diff(if(x > 0, sqrt(x), 0), x)",
        "diff(if(x > 0, x*log(x), 0), x)",
        "diff(if(abs(x) < 1, exp(-1/(1 - x^2)), 0), x, 2)",
        "diff(if(x < 1e-7, x, 1e-7), x)",
        "diff(if(x < 3e8, x, 3e8)*u, x)",
        "diff(if(u < 273.15, 2*u, u + 273.15)*diff(u, x), x)",
        "diff(if(x < y, x, y)*u, y)",
        "diff(if(x < 0.2, 0, if(x < 0.4, x - 0.2, 0.2))*diff(u, x), x)",
        "diff(sign(x)*x*u, x)",
        "diff(atan2(y, x), x)",
        "diff(log(abs(x)), x)",
        "diff((x - 0.5)*heaviside(x - 0.5), x)",
        "diff(u^2*heaviside(u), x, 2)",
        "diff(floor(y)*u, x)",
        "diff(floor(x) + mod(x, 1), x)",
        "diff(sin(2*pi*floor(x)), x)",
        "diff(abs(mod(x, 1) - 0.5), x)",
        "diff(sin(pi*mod(x, 1)), x)",
        "diff(sin(10*pi*mod(x, 1)), x)",
        "diff(sin(2*pi*mod(x, 1))*u, x, 3)",
        "diff(sin(mod(u, 2*pi)), x)",
        "diff(hypot(u, v)*diff(u, x), x)",
        "diff(cbrt(u), x)",
        "diff(sech(u)*coth(x) + csch(x) + atanh(u) + acosh(v) + log2(x)*log10(u), x)",
        "diff(1/abs(x), x, 2)",
        "diff(1/(x*abs(x)), x)",
        "diff(abs(x^2 + 1), x, 2)",
        "diff(sqrt(abs(u)), x)",
        "diff(sqrt(u^2)*u, x)",
        "diff(sqrt(diff(u, x)^2 + diff(u, y)^2)*diff(u, x), x)",
        "laplacian(max(u, 0)^3)",
        // A norm of many numbers that is small near 0 alone, as of plasticity.
        &format!("diff(if({NORM} < 0.01, 1, 0.01/{NORM})*diff(u, x), x)"),
        &format!("diff(if(2e11*{NORM} < 3e8, 1, 3e8/(2e11*{NORM}))*diff(u, x), x)"),
        &format!("diff(if({NORM} < u, 1, u/{NORM})*diff(u, x), x)"),
        // What changes at a point alone.
        "diff(if(u^2 + v^2 > 0, u*v/sqrt(u^2 + v^2), 0), x)",
        &format!("diff(if({NORM} > 0, diff(u, x)/{NORM}, 0), x)"),
    ] {
        parse(text, &mut Graph::new()).unwrap_or_else(|refused| panic!("{text}: {refused}"));
    }
}

#[test]
fn what_cannot_be_looked_at_is_refused() {
    let text = "diff(if(sqrt(-1 - x^2) < 0.5, u, 2*u), x)";
    let refused = parse(text, &mut Graph::new()).unwrap_err();
    assert!(
        refused.contains("cannot be shown to be continuous"),
        "{refused}"
    );
}

#[test]
fn a_branch_not_taken_gives_no_slope() {
    for (text, x, u, exact) in [
        ("diff(max(sqrt(x - 0.5), 0), x)", 0.2, 0.0, 0.0),
        ("diff(max(sqrt(x - 0.5), 0), x)", 0.75, 0.0, 1.0),
        ("diff(min(0, log(x)), x)", 2.0, 0.0, 0.0),
        ("diff(sqrt(max(x - 2, 0)), x)", 1.0, 0.0, 0.0),
        ("diff(sqrt(max(u - 2, 0)), x)", 0.0, 1.0, 0.0),
        ("diff(if(x > 0.5, sqrt(x - 0.5), 0), x)", 0.2, 0.0, 0.0),
        ("diff(sqrt(sqrt(max(x, 0))), x)", -1.0, 0.0, 0.0),
    ] {
        let mut g = Graph::new();
        let node = parse(text, &mut g).unwrap();
        let value = g.evaluate(node, &|leaf| match leaf {
            Leaf::Input(_) => x,
            Leaf::Output {
                alpha: MultiIndex::ZERO,
                ..
            } => u,
            _ => 1.0,
        });
        assert_close(value, exact, 1e-12);
    }
}
