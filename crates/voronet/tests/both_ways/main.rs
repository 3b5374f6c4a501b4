//! Each shipped problem, stated in Rust, is the problem of its file.

mod harder;
mod paper;

use std::path::Path;

use voronet::expr::{Graph, Leaf, Node};
use voronet::prelude::*;
use voronet::problem::{Misstated, Region};

/// A number for each leaf, the same in every graph.
fn value(leaf: Leaf) -> f64 {
    let text = format!("{leaf:?}");
    let mixed = text
        .bytes()
        .fold(7u32, |h, b| h.wrapping_mul(31).wrapping_add(b.into()));
    0.1 + 0.8 * f64::from(mixed % 1009) / 1009.0
}

/// Whether two expressions have the same value, up to the order of their sums.
fn assert_same(one: (&Graph, Node), other: (&Graph, Node), what: &str) {
    let values = [one, other].map(|(graph, node)| graph.evaluate(node, &value));
    let [a, b] = values;
    assert!(a.is_finite(), "{what}: {a}");
    assert!(
        (a - b).abs() <= 1e-12 * a.abs().max(1.0),
        "{what}: {a}, {b}"
    );
    let leaves = [one, other].map(|(graph, node)| graph.leaves(&[node]));
    assert_eq!(leaves[0], leaves[1], "{what}");
}

/// Reads `problems/<name>.toml` and compares.
fn assert_is(name: &str, built: Result<Problem, Misstated>) {
    let built = built.unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../problems");
    let read = Problem::read(path.join(name).with_extension("toml"));
    let read = read.unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!(built.title, read.title);
    assert_eq!(
        (&built.inputs, &built.outputs),
        (&read.inputs, &read.outputs)
    );
    assert_eq!(built.domain, read.domain);
    assert_eq!(built.scales, read.scales, "{name}");
    assert_eq!(built.periodic, read.periodic, "{name}");
    assert_eq!(built.network.features, read.network.features, "{name}");
    assert_eq!(built.terms.len(), read.terms.len(), "{name}");
    for (one, other) in built.terms.iter().zip(&read.terms) {
        assert_eq!(one.name, other.name);
        assert_eq!(
            (one.weight, one.batch, one.sampler.name),
            (other.weight, other.batch, other.sampler.name)
        );
        let regions = [(&built, one), (&read, other)];
        let [a, b] = regions.map(|(problem, term)| problem.describe_region(&term.region));
        assert_eq!(a, b, "{name}, {}", one.name);
        if let (Region::Surface { filter: a, .. }, Region::Surface { filter: b, .. }) =
            (&one.region, &other.region)
        {
            assert_eq!(a.is_some(), b.is_some());
            if let (Some(a), Some(b)) = (a, b) {
                assert_same((&built.graph, *a), (&read.graph, *b), &one.name);
            }
        }
        assert_eq!(one.residuals.len(), other.residuals.len());
        for (&a, &b) in one.residuals.iter().zip(&other.residuals) {
            assert_same((&built.graph, a), (&read.graph, b), &one.name);
        }
    }
    let references = [&built, &read].map(|problem| &problem.reference);
    assert_eq!(references[0].errors, references[1].errors);
    let expressions = references.map(|reference| reference.expressions.iter().flatten());
    let [a, b] = expressions;
    for (&a, &b) in a.zip(b) {
        assert_same((&built.graph, a), (&read.graph, b), "reference");
    }
    let values = references.map(|reference| reference.data.as_ref().map(|data| &data.values));
    assert_eq!(values[0], values[1]);
    let settings = |p: &Problem| format!("{:?} {:?} {:?}", p.network, p.sampling, p.training);
    assert_eq!(settings(&built), settings(&read), "{name}");
    assert_eq!(built.inhabited.is_some(), read.inhabited.is_some());
    for i in 0..500 {
        let unit = |k: usize| (0.37 + i as f64 * [0.7548776662, 0.5698402910][k % 2]).fract();
        let at = |k: usize| built.domain.lower[k] + unit(k) * built.domain.extent(k);
        let x: Vec<f64> = (0..built.inputs.len()).map(at).collect();
        assert_eq!(built.contains(&x), read.contains(&x));
    }
}

/// Settings that several problems share.
fn sine_network(problem: ProblemBuilder, initialization: &str) -> ProblemBuilder {
    problem
        .set("network.hidden", [32, 32, 32, 32])
        .set("network.activation", "sine")
        .set("network.initialization", initialization)
}

/// The bytes of a file of the shipped problems.
fn shipped(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../problems");
    std::fs::read(path.join(name)).unwrap()
}
