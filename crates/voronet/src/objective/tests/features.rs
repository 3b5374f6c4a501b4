//! Networks that see expressions of the inputs.

use voronet_expr::{Leaf, MultiIndex, Node};
use voronet_kernels::{Orders, orders};

use super::least_squares::Asked;
use super::*;

fn features(texts: &[&str]) -> Features {
    let mut features = Features::default();
    for text in texts {
        features.push(text, &["t", "x"].map(str::to_owned)).unwrap();
    }
    features
}

/// Waves, a product, an input and a power, in no order.
fn mixed() -> Features {
    features(&["sin(3*x)", "x", "t^2*x", "cos(t + 2*x)", "(1 + x^2)^(1/3)"])
}

#[test]
fn gradients_and_jacobians_are_slopes() {
    for activation in [Activation::Tanh, Activation::Sine] {
        let plan = plan_of(activation, mixed());
        assert_gradient_is_slope(&plan, &format!("{activation:?}"));
        Asked::of(plan, [37, 33, 1, 45]).assert_jacobian_is_slopes();
    }
}

#[test]
fn no_bit_depends_on_the_number_of_threads() {
    assert_threads_agree(plan_of(Activation::Tanh, mixed()));
}

/// The derivatives that the tests look at.
const ALL: [Orders; 9] = [
    orders([]),
    orders([1]),
    orders([0, 1]),
    orders([2]),
    orders([1, 1]),
    orders([0, 2]),
    orders([1, 2]),
    orders([0, 3]),
    orders([0, 4]),
];

/// D^α of the first output at points, by α; with numbers of a precision.
fn jets<T: Scalar>(plan: &Plan, alphas: &[Orders], cloud: &Cloud) -> Vec<Vec<f64>> {
    let mut graph = Graph::new();
    let mut leaf = |&alpha: &Orders| {
        graph.leaf(Leaf::Output {
            output: 0,
            alpha: MultiIndex(alpha),
        })
    };
    let nodes: Vec<Node> = alphas.iter().map(&mut leaf).collect();
    let group = Group::compile(&mut graph, &nodes, &plan.network);
    let theta = Theta::<T>::of(&plan.network, &theta(plan));
    columns(&plan.network, &group, &theta, cloud)
}

#[test]
fn jets_are_differences_of_values() {
    let plan = plan_of(Activation::Tanh, mixed());
    let cloud = points(40, 0.25);
    let found = jets::<f64>(&plan, &ALL, &cloud);
    let single = jets::<f32>(&plan, &ALL, &cloud);
    let h = 1e-4;
    for (a, alpha) in ALL.iter().enumerate().skip(1) {
        // A difference of the next lower derivative.
        let i = alpha.iter().position(|&n| n > 0).unwrap();
        let mut lower = *alpha;
        lower[i] -= 1;
        let moved = |step: f64| {
            let mut coordinates = cloud.coordinates().to_vec();
            coordinates
                .iter_mut()
                .skip(i)
                .step_by(2)
                .for_each(|x| *x += step);
            jets::<f64>(&plan, &[lower], &Cloud::new(2, coordinates)).remove(0)
        };
        let (far, near) = ([moved(2.0 * h), moved(-2.0 * h)], [moved(h), moved(-h)]);
        let size = found[a].iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        for p in 0..cloud.len() {
            let slope = 8.0 * (near[0][p] - near[1][p]) - (far[0][p] - far[1][p]);
            let slope = slope / (12.0 * h);
            assert!((found[a][p] - slope).abs() < 1e-9 * size, "{alpha:?}, {p}");
            assert!(
                (found[a][p] - single[a][p]).abs() < 1e-4 * size,
                "{alpha:?}, {p}"
            );
        }
    }
}

/// u(t, x) = N(f(t, x), g(t, x)): the same network at the points (f, g), with the features
/// written into the derivatives by the chain rule.
#[test]
fn features_are_what_is_substituted_for_the_inputs() {
    let seen = plan_of(Activation::Sine, features(&["t*exp(x)", "sin(2*x)"]));
    let cloud = points(30, 0.5);
    let pairs = (0..30).flat_map(|j| {
        let x = cloud.point(j);
        [x[0] * x[1].exp(), (2.0 * x[1]).sin()]
    });
    let inner = Cloud::new(2, pairs.collect());
    let mut plain = Arc::unwrap_or_clone(plan(Activation::Sine));
    (plain.network.shift, plain.network.scale) = (vec![0.0; 2], vec![1.0; 2]);
    let alphas = [
        orders([1]),
        orders([0, 1]),
        orders([2]),
        orders([1, 1]),
        orders([0, 2]),
    ];
    let n = jets::<f64>(&plain, &alphas, &inner);
    let u = jets::<f64>(&seen, &alphas, &cloud);
    for j in 0..30 {
        let (t, x) = (cloud.point(j)[0], cloud.point(j)[1]);
        let (f, f_t) = (t * x.exp(), x.exp());
        let (g_x, g_xx) = (2.0 * (2.0 * x).cos(), -4.0 * (2.0 * x).sin());
        let at = |a: usize| n[a][j];
        let exact = [
            at(0) * f_t,
            at(0) * f + at(1) * g_x,
            at(2) * f_t * f_t,
            (at(2) * f + at(3) * g_x) * f_t + at(0) * f_t,
            at(2) * f * f + 2.0 * at(3) * f * g_x + at(4) * g_x * g_x + at(0) * f + at(1) * g_xx,
        ];
        for (a, exact) in exact.iter().enumerate() {
            assert!(
                (u[a][j] - exact).abs() < 1e-12 * exact.abs().max(1.0),
                "{a}, {j}"
            );
        }
    }
}

#[test]
fn waves_make_all_derivatives_periodic() {
    let waves = ["t", "cos(2.5*(x + 1))", "sin(2.5*(x + 1))"];
    let plan = plan_of(Activation::Tanh, features(&waves));
    let length = std::f64::consts::TAU / 2.5;
    let cloud = points(50, 0.5);
    let moved = |by: f64| {
        let mut coordinates = cloud.coordinates().to_vec();
        coordinates
            .iter_mut()
            .skip(1)
            .step_by(2)
            .for_each(|x| *x += by);
        jets::<f64>(&plan, &ALL, &Cloud::new(2, coordinates))
    };
    let (here, there) = (moved(0.0), moved(length));
    for (a, b) in here.iter().zip(&there) {
        let size = a.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        for (a, b) in a.iter().zip(b) {
            assert!((a - b).abs() < 1e-13 * size, "{a} for {b}");
        }
    }
}
