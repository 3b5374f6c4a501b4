//! Gradients of whole objectives against differences, fast against slow.

use std::sync::Arc;

use voronet_expr::{Graph, Names, Scope, parse_law};
use voronet_kernels::{Activation, Level, Mlp, Mode};

use super::{Objective, PerPoint, Points, Scalar, Theta, columns};
use crate::network::{Channel, Features, Network, Subnetwork, Unknown};
use crate::objective::Moments;
use crate::plan::{BySet, Group, Plan, PointSet, Scales};
use crate::points::Cloud;
use crate::problem::Region;
use crate::sampler::Batch;
use crate::sampler::uniform;

mod features;
mod least_squares;
mod subnetworks;

fn plan(activation: Activation) -> Arc<Plan> {
    plan_of(activation, Features::inputs(2))
}

/// A plan with one network of both outputs.
fn plan_of(activation: Activation, features: Features) -> Arc<Plan> {
    plan_of_networks(vec![Subnetwork {
        mlp: Mlp {
            widths: vec![features.len(), 7, 6, 2],
            activation,
        },
        features,
        inputs: vec![0, 1],
        outputs: vec![0, 1],
    }])
}

/// Terms of all kinds: nonlinear, mixed, fourth order, two outputs, two
/// residuals in one term.
fn plan_of_networks(subnetworks: Vec<Subnetwork>) -> Arc<Plan> {
    let scope = Scope {
        names: Names {
            inputs: vec!["t".into(), "x".into()],
            outputs: vec!["u".into(), "v".into()],
            symbols: ["nt", "nx", "t'", "x'"].map(String::from).to_vec(),
            unknowns: ["k", "m"].map(String::from).to_vec(),
        },
        normal: vec![(0, 0), (1, 1)],
        opposite: Some(2),
        ..Scope::default()
    };
    let mut graph = Graph::new();
    let sets: [(&[&str], &[usize], usize); 4] = [
        (
            &[
                "diff(u, t) + u*diff(u, x) = 0.3*k*diff(u, x, 2) + sin(k*x)",
                "diff(v, t, x) = u^2",
                "v*diff(u, x, 2) = exp(-t)",
            ],
            &[0, 1, 1],
            70,
        ),
        (&["u = cos(x)*v + m/k"], &[2], 33),
        (&["diff(v, x, 4) + diff(u, t) = t"], &[3], 20),
        // What boundary points carry: normals, and the point opposite.
        (
            &[
                "u*v + x = opposite(x*u + diff(u, x)) - nx*v",
                "normal(u) = 2*opposite(normal(v)) + t",
            ],
            &[4, 4],
            45,
        ),
    ];
    let network = Network {
        subnetworks,
        shift: vec![0.5, 0.1],
        scale: vec![2.0, 1.5],
        outputs: vec![
            Channel::PLAIN,
            Channel {
                shift: 0.25,
                scale: 1.75,
            },
        ],
        ansatz: vec![None; 2],
        unknowns: vec![unknown("k", 1.3, Some(0.0)), unknown("m", -0.4, None)],
    };
    let sets = sets.into_iter().map(|(laws, terms, batch)| {
        let roots: Vec<_> = laws
            .iter()
            .map(|law| parse_law(law, &scope, &mut graph).unwrap()[0].residual)
            .collect();
        PointSet {
            single_points: None,
            residuals: Group::compile(&mut graph, &roots, &network),
            terms: terms.to_vec(),
            region: Region::Interior,
            batch,
            sampler: &uniform::ENTRY,
        }
    });
    let sets = sets.collect();
    let outputs = [graph.output(0), graph.output(1)];
    Arc::new(Plan {
        sets,
        exact: Vec::new(),
        terms: vec![
            ("a".into(), 1.0),
            ("b".into(), 2.5),
            ("c".into(), 10.0),
            ("d".into(), 0.1),
            ("e".into(), 0.7),
        ],
        outputs: Group::compile(&mut graph, &outputs, &network),
        reference: None,
        data: None,
        network,
        scales: Scales {
            outputs: Vec::new(),
            reasons: Vec::new(),
            start: 1.0,
            laws: Vec::new(),
            unsized_laws: Vec::new(),
        },
    })
}

fn unknown(name: &str, start: f64, from: Option<f64>) -> Unknown {
    Unknown {
        name: name.to_owned(),
        start,
        from,
        to: None,
    }
}

fn theta(plan: &Plan) -> Vec<f64> {
    let wave = |i: usize| 0.6 * ((i * i) as f64 * 0.731).sin();
    (0..plan.network.parameters()).map(wave).collect()
}

fn points(n: usize, offset: f64) -> Arc<Cloud> {
    let wave = |i: usize| ((i as f64 + offset) * 0.618_033_98).fract();
    let cloud = Cloud::new(2, (0..2 * n).map(wave).collect());
    let carried = (0..4 * n).map(|i| wave(i + 7 * n)).collect();
    Arc::new(cloud.carrying(4, carried))
}

fn batches(plan: &Plan) -> (BySet<Arc<Cloud>>, BySet<Batch>) {
    let clouds = (0..plan.sets.len()).map(|s| points(90, s as f64)).collect();
    let batch = |set: &PointSet| Batch {
        indices: (0..set.batch).map(|p| p * 7 % 90).collect(),
        weights: (0..set.batch).map(|p| 0.5 + (p % 5) as f64 * 0.3).collect(),
    };
    (clouds, plan.sets.iter().map(batch).collect())
}

fn pack(plan: &Plan, theta: &[f64], level: Level) -> Theta<f64> {
    let mut packed = Theta::new(&plan.network, level);
    packed.pack(theta);
    packed
}

/// The losses of the terms and the gradient, with the batches of all sets but one.
fn evaluate(
    objective: &mut Objective<f64>,
    plan: &Plan,
    packed: &Theta<f64>,
    (clouds, batches): (&BySet<Arc<Cloud>>, &BySet<Batch>),
    missing: Option<usize>,
) -> (Vec<f64>, Vec<f64>) {
    let mut batches: BySet<_> = batches.iter().enumerate().collect();
    let mut gradient = vec![0.0; plan.network.parameters()];
    let mut terms = vec![0.0; plan.terms.len()];
    objective.gradient(
        packed,
        clouds,
        &mut batches,
        |(set, batch)| (Some(*set) != missing).then_some(*batch),
        &mut gradient,
        &mut terms,
    );
    (terms, gradient)
}

fn loss_and_gradient(plan: &Arc<Plan>, theta: &[f64], level: Level) -> (Vec<f64>, Vec<f64>) {
    let (clouds, batches) = batches(plan);
    let packed = pack(plan, theta, level);
    let mut objective = Objective::new(Arc::clone(plan), &packed);
    evaluate(&mut objective, plan, &packed, (&clouds, &batches), None)
}

#[test]
fn the_gradient_is_the_slope_of_the_loss() {
    for activation in Activation::ALL
        .into_iter()
        .filter(|a| *a != Activation::Relu)
    {
        assert_gradient_is_slope(&plan(activation), &format!("{activation:?}"));
    }
}

fn assert_gradient_is_slope(plan: &Arc<Plan>, name: &str) {
    let theta = theta(plan);
    let (_, gradient) = loss_and_gradient(plan, &theta, Level::detect());
    let loss = |theta: &[f64]| {
        loss_and_gradient(plan, theta, Level::detect())
            .0
            .iter()
            .sum::<f64>()
    };
    let scale = gradient.iter().fold(0.0f64, |m, g| m.max(g.abs()));
    for i in 0..theta.len() {
        let h = 1e-5;
        let at = |step: f64| {
            let mut moved = theta.clone();
            moved[i] += step;
            loss(&moved)
        };
        let slope = (at(h) - at(-h)) / (2.0 * h);
        assert!(
            (slope - gradient[i]).abs() < 1e-7 * scale,
            "{name} {i}: {slope} for {}",
            gradient[i]
        );
    }
}

#[test]
fn instruction_sets_agree() {
    let plan = plan(Activation::Tanh);
    let theta = theta(&plan);
    let (terms, gradient) = loss_and_gradient(&plan, &theta, Level::Portable);
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        let (other_terms, other) = loss_and_gradient(&plan, &theta, level);
        for (a, b) in terms
            .iter()
            .chain(&gradient)
            .zip(other_terms.iter().chain(&other))
        {
            assert!(
                (a - b).abs() < 1e-9 * b.abs().max(1.0),
                "{level:?}: {a} for {b}"
            );
        }
    }
}

#[test]
fn no_bit_depends_on_the_number_of_threads() {
    assert_threads_agree(plan(Activation::Sine));
}

fn assert_threads_agree(plan: Arc<Plan>) {
    let mut plan = Arc::unwrap_or_clone(plan);
    // Sets of many chunks, an odd number and the last of them ragged.
    for (set, batch) in plan.sets.iter_mut().zip([700, 350, 20, 101]) {
        set.batch = batch;
    }
    let plan = Arc::new(plan);
    let theta = theta(&plan);
    let at = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| loss_and_gradient(&plan, &theta, Level::detect()))
    };
    let one = at(1);
    for threads in [2, 3, 4] {
        assert_eq!(one, at(threads));
    }
}

#[test]
fn a_set_without_a_batch_leaves_the_next_gradient_as_it_is() {
    let plan = plan(Activation::Tanh);
    let theta = theta(&plan);
    let packed = pack(&plan, &theta, Level::detect());
    let (clouds, batches) = batches(&plan);
    let points = (&clouds, &batches);
    let mut objective = Objective::new(Arc::clone(&plan), &packed);
    let mut without = |missing| evaluate(&mut objective, &plan, &packed, points, missing);
    let before = without(None);
    without(Some(0));
    without(Some(2));
    assert_eq!(without(None), before);
}

#[test]
fn gradient_norms_are_those_of_single_points() {
    assert_norms_are_those_of_points(&plan(Activation::Swish));
}

fn assert_norms_are_those_of_points(plan: &Arc<Plan>) {
    let theta = theta(plan);
    let packed = pack(plan, &theta, Level::detect());
    let (clouds, mut batches) = batches(plan);
    let set = plan.sets.interior();
    let lambda: Vec<f64> = set.terms.iter().map(|&t| plan.terms[t].1).collect();
    let per_point = PerPoint::new(&plan.network, &set.residuals, Mode::Differentiate, &packed);
    let mut norms = vec![0.0; 90];
    let all = Points::Consecutive(0, clouds.interior().len());
    per_point.gradient_norms(&packed, clouds.interior(), all, &lambda, &mut norms);
    for p in [0, 17, 89] {
        // The same point throughout the batch of the interior, nothing else.
        let interior = batches.interior_mut();
        interior.indices.fill(p);
        interior.weights.fill(1.0);
        for other in &mut batches[1..] {
            other.weights.fill(0.0);
        }
        let mut objective = Objective::new(Arc::clone(plan), &packed);
        let points = (&clouds, &batches);
        let (_, gradient) = evaluate(&mut objective, plan, &packed, points, None);
        let exact = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        assert!(
            (norms[p] / exact - 1.0).abs() < 1e-10,
            "{p}: {} for {exact}",
            norms[p]
        );
    }
}

#[test]
fn moments_are_the_means_of_the_values_squared_and_of_their_sizes() {
    let plan = plan(Activation::Gelu);
    let packed = pack(&plan, &theta(&plan), Level::detect());
    let cloud = points(777, 0.5);
    let mut per_point = PerPoint::new(
        &plan.network,
        &plan.sets.interior().residuals,
        Mode::Evaluate,
        &packed,
    );
    let mut means = [Moments::default(); 3];
    per_point.moments(&packed, &cloud, &mut means);
    let mut values = vec![0.0; 777 * 3];
    per_point.values(&packed, &cloud, &mut values);
    for (r, mean) in means.iter().enumerate() {
        let own = || values.iter().skip(r).step_by(3);
        let square = own().map(|x| x * x).sum::<f64>() / 777.0;
        let size = own().map(|x| x.abs()).sum::<f64>() / 777.0;
        assert!((mean.square / square - 1.0).abs() < 1e-12);
        assert!((mean.size / size - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_point_opposite_is_where_the_cloud_says() {
    let plan = plan(Activation::Tanh);
    let packed = pack(&plan, &theta(&plan), Level::detect());
    let mut graph = Graph::new();
    let here = graph.output(1);
    let there = graph.output(3);
    let both = Group::compile(&mut graph, &[here, there], &plan.network);
    let values = |group: &Group, cloud: &Cloud| {
        let mut out = vec![0.0; cloud.len() * 2];
        let per_point = PerPoint::new(&plan.network, group, Mode::Evaluate, &packed);
        per_point.values(&packed, cloud, &mut out);
        out
    };
    let cloud = points(500, 0.25);
    let opposite = (0..500).flat_map(|j| cloud.carried(j)[2..].to_vec());
    let opposite = Cloud::new(2, opposite.collect());
    let (found, at_point, at_opposite) = (
        values(&both, &cloud),
        values(&plan.outputs, &cloud),
        values(&plan.outputs, &opposite),
    );
    for j in 0..500 {
        assert!((found[2 * j] - at_point[2 * j + 1]).abs() < 1e-14);
        assert!((found[2 * j + 1] - at_opposite[2 * j + 1]).abs() < 1e-14);
    }
}
