use proptest::prelude::*;
use voronet_expr::{Binary, Graph, Leaf, MultiIndex, Names, Node, Scope, Unary, parse_law};

use voronet_kernels::{Activation, Mlp};

use super::demand::{Use, demand};
use super::{Component, Group, Source};
use crate::network::{Channel, Features, Network, Subnetwork};

#[path = "../../../voronet-expr/src/testing/sketch.rs"]
mod sketch;

use sketch::{Sketch, cases, scattered, sketches};

fn plain_network() -> Network {
    Network {
        subnetworks: vec![Subnetwork {
            mlp: Mlp {
                widths: vec![3, 2],
                activation: Activation::Tanh,
            },
            features: Features::inputs(3),
            inputs: vec![0, 1, 2],
            outputs: vec![0, 1],
        }],
        shift: vec![0.0; 3],
        scale: vec![1.0; 3],
        outputs: vec![Channel::PLAIN; 2],
        ansatz: vec![None; 2],
        unknowns: Vec::new(),
    }
}

fn group(laws: &[&str]) -> Group {
    let scope = Scope {
        names: Names {
            inputs: vec!["x".into(), "y".into(), "t".into()],
            outputs: vec!["u".into(), "v".into()],
            ..Default::default()
        },
        space: Some(vec![0, 1]),
        ..Scope::default()
    };
    let mut graph = Graph::new();
    let roots: Vec<_> = laws
        .iter()
        .map(|law| parse_law(law, &scope, &mut graph).unwrap()[0].residual)
        .collect();
    Group::compile(&mut graph, &roots, &plain_network())
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
        // Branches that hold the same terms do not keep them apart, others do.
        (
            &["diff(u, t) = if(x < 0.5, diff(u, x, 2) + 1, diff(u, x, 2))"],
            3,
        ),
        (
            &["diff(u, t) = if(x < 0.5, diff(u, x, 2), 2*diff(u, x, 2))"],
            4,
        ),
        (
            &["2*(diff(u, t) - if(y < 0.5, diff(u, x, 2) + u, diff(u, x, 2))) = diff(u, y, 2)"],
            4,
        ),
        // The same operator twice as large travels once.
        (
            &[
                "u = 2*diff(u, x, 2) + 2*diff(u, y, 2)",
                "v = 3*diff(v, x, 2) + 3*diff(v, y, 2)",
            ],
            4,
        ),
        // What cancels is not read.
        (
            &["diff(u, t) - diff(u, x) = diff(u, x, 2) + diff(u, t) - (diff(u, x) + u)"],
            3,
        ),
    ] {
        assert_eq!(group(laws).jets[0].layout.len(), components, "{laws:?}");
    }
}

#[test]
fn every_leaf_has_its_source() {
    let group = group(&["diff(u, t) - diff(u, x, 2) = 3*x + v"]);
    assert_eq!(group.sources.len(), group.tape.leaves().len());
    assert!(group.sources.contains(&Source::Input(0)));
    assert!(group.sources.contains(&Source::Component(Component {
        subnetwork: 0,
        output: 1,
        component: 0
    })));
}

/// A law with a term in which a derivative of fourth order is linear, so that there
/// is something to combine.
fn laws() -> impl Strategy<Value = Sketch> {
    (sketches(4), -2.0..2.0f64, 0..2usize, 0..5u8).prop_map(|(law, factor, output, order)| {
        let derivative = Sketch::Output(output, MultiIndex::of([order, 4 - order]));
        let factor = Box::new(Sketch::Constant(factor));
        let term = Sketch::Binary(Binary::Mul, factor, Box::new(derivative));
        Sketch::Binary(Binary::Add, Box::new(law), Box::new(term))
    })
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn rewritten_residuals_keep_their_values(
        laws in prop::collection::vec(laws(), 1..4),
        point in 0.0..100.0f64,
    ) {
        let mut graph = Graph::new();
        let roots: Vec<Node> = laws.iter().map(|law| law.build(&mut graph)).collect();
        let of = [0, 1];
        let rewritten = demand(&mut graph, &roots, &of);
        let leaf = |leaf| scattered(leaf, point);
        let combined = |l| {
            let Leaf::Combination(id) = l else {
                return leaf(l);
            };
            let Use { combination, output } = rewritten.uses[id as usize];
            let terms = rewritten.wanted[of[output % 2]].combinations[combination].iter();
            let alpha = |orders| leaf(Leaf::Output { output, alpha: MultiIndex(orders) });
            terms.map(|&(factor, orders)| factor * alpha(orders)).sum()
        };
        for (r, law) in laws.iter().enumerate() {
            let exact = law.measure(&leaf, f64::EPSILON);
            if exact.is_reliable() {
                exact.assert_is(graph.evaluate(roots[r], &leaf));
                exact.assert_is(graph.evaluate(rewritten.roots[r], &combined));
            }
        }
    }
}

#[test]
fn a_laplacian_in_many_inputs_is_one_component() {
    for d in [5, 10, 20] {
        let names: Vec<String> = (1..=d).map(|i| format!("x{i}")).collect();
        let seconds: Vec<String> = names.iter().map(|x| format!("diff(u, {x}, 2)")).collect();
        let mut scope = Scope::default();
        scope.names.inputs = names;
        scope.names.outputs = vec!["u".to_owned()];
        let mut graph = Graph::new();
        let law = format!("{} = u^3", seconds.join(" + "));
        let laws = parse_law(&law, &scope, &mut graph).unwrap();
        let jet = demand(&mut graph, &[laws[0].residual], &[0]).wanted[0].jet();
        assert_eq!(jet.len(), d + 2);
    }
}

#[test]
fn what_decides_is_read_as_it_is() {
    for law in [
        "u = x + if(diff(u, x) > 0.5, 1, 0)",
        "if(diff(u, x) > 0, u, 3*u) = 1",
        "diff(u, t) = diff(u, x, 2) + if(diff(u, x) > 0, 1, 0)",
        "u = diff(u, x, 2) + sign(diff(u, x))",
        "u = diff(u, x, 2) + atan2(diff(u, x), diff(u, x))",
        "diff(u, x) + if(not (diff(u, x) < 0 or u = 0), 1, 0) = 0",
    ] {
        let first = Source::Component(Component {
            subnetwork: 0,
            output: 0,
            component: 1,
        });
        let group = group(&[law]);
        assert_eq!(
            group.jets[0].layout.derivative(MultiIndex::of([1]).0),
            Some(1),
            "{law}"
        );
        assert!(group.sources.contains(&first), "{law}");
    }
}
