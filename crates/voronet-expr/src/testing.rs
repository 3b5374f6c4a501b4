//! Shared by the tests.

use proptest::prelude::*;

use crate::{Binary, Graph, Leaf, MultiIndex, Node, Unary};

/// Asserts |a − b| ≤ tolerance · max(1, |b|).
#[track_caller]
pub fn assert_close(a: f64, b: f64, tolerance: f64) {
    let error = (a - b).abs();
    assert!(
        error <= tolerance * b.abs().max(1.0),
        "{a} is not {b}: off by {error:e}"
    );
}

#[test]
fn assert_close_refuses_errors_of_either_sign_and_nan() {
    assert_close(1.0, 1.0 + 1e-9, 1e-8);
    for (a, b) in [(1.0, 1.1), (1.1, 1.0), (f64::NAN, 1.0)] {
        assert!(std::panic::catch_unwind(|| assert_close(a, b, 1e-8)).is_err());
    }
}

/// Whether no part of an expression is so large that its derivatives overflow.
pub fn is_tame(g: &Graph, node: Node, leaf: &dyn Fn(Leaf) -> f64) -> bool {
    let parts = g.reachable(&[node]);
    parts
        .into_iter()
        .all(|part| g.evaluate(part, leaf).abs() < 1e6)
}

/// An expression as data, from which proptest shrinks.
#[derive(Clone, Debug)]
pub enum Sketch {
    Constant(f64),
    Input(usize),
    Output(usize),
    Unary(Unary, Box<Sketch>),
    Binary(Binary, Box<Sketch>, Box<Sketch>),
    Power(Box<Sketch>, i32),
}

impl Sketch {
    pub fn build(&self, g: &mut Graph) -> Node {
        match self {
            Sketch::Constant(x) => g.constant(*x),
            Sketch::Input(i) => g.input(*i),
            Sketch::Output(k) => g.output(*k),
            Sketch::Unary(op, a) => {
                let a = a.build(g);
                g.unary(*op, a)
            }
            Sketch::Binary(op, a, b) => {
                let (a, b) = (a.build(g), b.build(g));
                g.binary(*op, a, b)
            }
            Sketch::Power(a, n) => {
                let a = a.build(g);
                g.powi(a, *n)
            }
        }
    }

    /// Whether no part is so large that rounding in it shows in the whole.
    pub fn is_tame(&self, leaf: &dyn Fn(Leaf) -> f64) -> bool {
        let parts = match self {
            Sketch::Constant(_) | Sketch::Input(_) | Sketch::Output(_) => true,
            Sketch::Unary(_, a) | Sketch::Power(a, _) => a.is_tame(leaf),
            Sketch::Binary(_, a, b) => a.is_tame(leaf) && b.is_tame(leaf),
        };
        parts && self.value(leaf).abs() < 1e5
    }

    /// The value without any simplification.
    pub fn value(&self, leaf: &dyn Fn(Leaf) -> f64) -> f64 {
        match self {
            Sketch::Constant(x) => *x,
            Sketch::Input(i) => leaf(Leaf::Input(*i)),
            Sketch::Output(k) => leaf(Leaf::Output {
                output: *k,
                alpha: MultiIndex::ZERO,
            }),
            Sketch::Unary(op, a) => op.apply(a.value(leaf)),
            Sketch::Binary(op, a, b) => op.apply(a.value(leaf), b.value(leaf)),
            Sketch::Power(a, n) => a.value(leaf).powi(*n),
        }
    }
}

/// So many cases, the same in every run.
pub fn cases(n: u32) -> ProptestConfig {
    ProptestConfig {
        cases: n,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_210_412),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Smooth expressions, tame enough for numeric differentiation.
pub fn sketches() -> impl Strategy<Value = Sketch> {
    let leaf = prop_oneof![
        (-2.0..2.0f64).prop_map(Sketch::Constant),
        Just(Sketch::Constant(0.0)),
        Just(Sketch::Constant(1.0)),
        (0..2usize).prop_map(Sketch::Input),
        (0..2usize).prop_map(Sketch::Output),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        let smooth = prop::sample::select(vec![
            Unary::Neg,
            Unary::Sin,
            Unary::Cos,
            Unary::Tanh,
            Unary::Atan,
            Unary::Cosh,
            Unary::Sinh,
            Unary::Exp,
        ]);
        let arithmetic =
            prop::sample::select(vec![Binary::Add, Binary::Sub, Binary::Mul, Binary::Div]);
        prop_oneof![
            (smooth, inner.clone()).prop_map(|(op, a)| Sketch::Unary(op, Box::new(a))),
            (arithmetic, inner.clone(), inner.clone()).prop_map(|(op, a, b)| Sketch::Binary(
                op,
                Box::new(a),
                Box::new(b)
            )),
            (inner, -2..4i32).prop_map(|(a, n)| Sketch::Power(Box::new(a), n)),
        ]
    })
}
