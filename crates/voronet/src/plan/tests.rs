use voronet_expr::{Graph, Names, Scope, parse_law};

use super::{Group, Source};

fn group(laws: &[&str]) -> Group {
    let scope = Scope {
        names: Names {
            inputs: vec!["x".into(), "y".into(), "t".into()],
            outputs: vec!["u".into(), "v".into()],
            ..Default::default()
        },
        ..Scope::default()
    };
    let mut graph = Graph::new();
    let roots: Vec<_> = laws
        .iter()
        .map(|law| parse_law(law, &scope, &mut graph).unwrap())
        .collect();
    Group::compile(&mut graph, &roots, 2)
}

#[test]
fn only_what_is_needed_travels() {
    for (laws, components) in [
        // The value alone.
        (&["u = x"][..], 1),
        // Value, ∂x, and the heat operator.
        (&["diff(u, t) = diff(u, x, 2)"], 3),
        // Value, ∂x, ∂y, and the Laplacian.
        (&["laplacian(u) = 1"], 4),
        // u u_x needs ∂x by itself.
        (&["diff(u, t) + u*diff(u, x) = 0.01*diff(u, x, 2)"], 3),
        // A coefficient that varies keeps u_xx apart: value, ∂x, ∂xx.
        (&["diff((1 + x^2)*diff(u, x), x) = 0"], 3),
        // First order: value, ∂x, ∂y are one operator.
        (&["diff(u, x) + diff(u, y) = 0"], 2),
        // Elasticity: value, ∂x, ∂y, ∂xx, ∂xy, ∂yy, no gain from combining.
        (
            &[
                "3*diff(u, x, 2) + diff(u, y, 2) + 2*diff(v, x, y) = 0",
                "3*diff(v, y, 2) + diff(v, x, 2) + 2*diff(u, x, y) = 0",
            ],
            6,
        ),
        // Kuramoto-Sivashinsky: value, ∂x, ∂xx, ∂xxx, and the operator.
        (
            &["diff(u, t) + u*diff(u, x) + diff(u, x, 2) + diff(u, x, 4) = 0"],
            5,
        ),
    ] {
        assert_eq!(group(laws).jet.len(), components, "{laws:?}");
    }
}

#[test]
fn every_leaf_has_its_source() {
    let group = group(&["diff(u, t) - diff(u, x, 2) = 3*x + v"]);
    assert_eq!(group.sources.len(), group.tape.leaves().len());
    assert!(group.sources.contains(&Source::Input(0)));
    assert!(group.sources.contains(&Source::Component {
        output: 1,
        component: 0
    }));
}
