//! Networks side by side: u of all inputs, v of x alone.

use voronet_expr::{Leaf, MultiIndex};

use super::least_squares::Asked;
use super::*;

/// Two networks of other depths and widths, the second of which sees x and a wave of it.
fn two(activation: Activation) -> Arc<Plan> {
    let mut waves = Features::default();
    for text in ["x", "sin(2*x)"] {
        waves.push(text, &["t", "x"].map(str::to_owned)).unwrap();
    }
    let subnetwork = |hidden: &[usize], features: Features, inputs, output| Subnetwork {
        mlp: Mlp {
            widths: [&[features.len()], hidden, &[1]].concat(),
            activation,
        },
        features,
        inputs,
        outputs: vec![output],
    };
    let wide = subnetwork(&[7, 6], Features::inputs(2), vec![0, 1], 0);
    let narrow = subnetwork(&[5], waves, vec![1], 1);
    plan_of_networks(vec![wide, narrow])
}

/// A plan with one of the two networks alone, whose only output is then the first.
fn alone(plan: &Plan, subnetwork: usize) -> Network {
    let mut network = plan.network.clone();
    let mut own = network.subnetworks.remove(subnetwork);
    network.outputs = vec![network.outputs[own.outputs[0]]];
    network.ansatz = vec![None];
    network.unknowns.clear();
    own.outputs = vec![0];
    network.subnetworks = vec![own];
    network
}

/// D^α of an output at points, with a network and its θ.
fn values(network: &Network, theta: &[f64], (output, alpha): (usize, MultiIndex)) -> Vec<f64> {
    let mut graph = Graph::new();
    let node = graph.leaf(Leaf::Output { output, alpha });
    let group = Group::compile(&mut graph, &[node], network);
    let theta = Theta::<f64>::of(network, theta);
    columns(network, &group, &theta, &points(70, 0.25)).remove(0)
}

#[test]
fn each_output_is_that_of_its_own_network_alone() {
    let plan = two(Activation::Tanh);
    let theta = theta(&plan);
    let first = plan.network.subnetworks[0].mlp.parameters();
    let parts = [&theta[..first], &theta[first..plan.network.weights()]];
    for (k, own) in parts.iter().enumerate() {
        for alpha in [[0, 0], [0, 1], [1, 1], [0, 4]].map(MultiIndex::of) {
            let together = values(&plan.network, &theta, (k, alpha));
            let separate = values(&alone(&plan, k), own, (0, alpha));
            assert_eq!(together, separate, "{k}, {alpha:?}");
        }
    }
}

#[test]
fn the_parameters_are_those_of_both_networks_and_the_unknowns() {
    let network = &two(Activation::Tanh).network;
    let wide = 2 * 7 + 7 + 7 * 6 + 6 + 6 + 1;
    let narrow = 2 * 5 + 5 + 5 + 1;
    assert_eq!(network.parameters(), wide + narrow + 2);
}

#[test]
fn derivatives_by_an_input_that_a_network_does_not_see_are_zero() {
    let plan = two(Activation::Sine);
    let theta = theta(&plan);
    let mut graph = Graph::new();
    plan.network.declare(&mut graph);
    for alpha in [[1, 0], [1, 1], [2, 0]].map(MultiIndex::of) {
        // As the kernels carry it, and as expressions know it.
        let found = values(&plan.network, &theta, (1, alpha));
        assert!(found.iter().all(|&x| x == 0.0));
        let v = graph.output(1);
        let slope = graph.slope_by(v, alpha);
        assert_eq!(graph.constant_value(slope), Some(0.0));
        let u = graph.output(0);
        let slope = graph.slope_by(u, alpha);
        assert_eq!(graph.constant_value(slope), None);
    }
}

#[test]
fn gradients_and_jacobians_are_slopes() {
    for activation in [Activation::Tanh, Activation::Sine] {
        let plan = two(activation);
        assert_gradient_is_slope(&plan, &format!("{activation:?}"));
        Asked::of(plan, [37, 33, 1, 45]).assert_jacobian_is_slopes();
    }
}

#[test]
fn gradient_norms_are_those_of_single_points() {
    assert_norms_are_those_of_points(&two(Activation::Swish));
}

#[test]
fn no_bit_depends_on_the_number_of_threads() {
    assert_threads_agree(two(Activation::Tanh));
}

/// A law that does not read a network leaves no mark on its parameters.
#[test]
fn rows_of_laws_that_read_one_network_are_zero_elsewhere() {
    let mut graph = Graph::new();
    let mut plan = Arc::unwrap_or_clone(two(Activation::Tanh));
    let v = graph.output(1);
    let group = Group::compile(&mut graph, &[v], &plan.network);
    assert!(!group.jets[0].is_read && group.jets[1].is_read);
    for set in plan.sets.iter_mut() {
        set.residuals = group.clone();
        set.terms = vec![0];
    }
    let first = plan.network.subnetworks[0].mlp.parameters();
    let theta = theta(&plan);
    let (_, gradient) = loss_and_gradient(&Arc::new(plan), &theta, Level::detect());
    let (wide, narrow) = gradient.split_at(first);
    assert!(wide.iter().all(|&g| g == 0.0));
    assert!(narrow.iter().any(|&g| g != 0.0));
}
