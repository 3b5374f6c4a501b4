//! Shared by the tests.

use crate::{Binary, Graph, Leaf, MultiIndex, Node, Unary};

mod sketch;

pub use sketch::{cases, scattered, sketches};

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
