use proptest::prelude::*;

use super::*;
use crate::testing::{Sketch, assert_close, cases, is_tame, scattered, sketches};
use crate::{Binary, Graph, Leaf, MultiIndex, Unary};

fn value(leaf: Leaf, point: usize) -> f64 {
    scattered(leaf, point as f64)
}

const POINTS: usize = 13;

fn rows(tape: &Tape) -> Vec<Vec<f64>> {
    let row = |&leaf| (0..POINTS).map(|p| value(leaf, p)).collect();
    tape.leaves().iter().map(row).collect()
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn forward_is_the_scalar_meaning(a in sketches(4), b in sketches(4)) {
        let mut g = Graph::new();
        let roots = [a.build(&mut g), b.build(&mut g)];
        let tape = Tape::compile(&g, &roots);
        let rows = rows(&tape);
        for mut ws in [tape.forward_workspace::<f64>(16), tape.adjoint_workspace(16)] {
            tape.forward(POINTS, |i| &rows[i], &mut ws, &ScalarMath);
            for (r, &root) in roots.iter().enumerate() {
                for (p, &x) in tape.root(&ws, r).iter().enumerate() {
                    let exact = g.evaluate(root, &|l| value(l, p));
                    if exact.is_finite() {
                        assert_close(x, exact, 1e-12);
                    }
                }
            }
        }
    }

    #[test]
    fn the_adjoint_is_the_partial_derivative(a in sketches(4), b in sketches(4)) {
        let mut g = Graph::new();
        let roots = [a.build(&mut g), b.build(&mut g)];
        let tape = Tape::compile(&g, &roots);
        let rows = rows(&tape);
        let mut ws = tape.adjoint_workspace::<f64>(POINTS);
        tape.forward(POINTS, |i| &rows[i], &mut ws, &ScalarMath);
        for r in 0..2 {
            tape.root_and_seed_mut(&mut ws, r).1.fill(1.0 + r as f64);
        }
        tape.adjoint(&mut ws);
        for (i, &leaf) in tape.leaves().iter().enumerate() {
            let parts = roots.map(|root| g.partial(root, leaf));
            for (p, &x) in tape.leaf_adjoint(&ws, i).iter().enumerate() {
                if !roots.iter().all(|&root| is_tame(&g, root, &|l| value(l, p))) {
                    continue;
                }
                let [a, b] = parts.map(|part| g.evaluate(part, &|l| value(l, p)));
                let exact = if matches!(leaf, Leaf::Input(_)) { 0.0 } else { a + 2.0 * b };
                if exact.is_finite() && exact.abs() < 1e6 {
                    assert_close(x, exact, 1e-8);
                }
            }
        }
    }
}

#[test]
fn every_operation_has_the_right_adjoint() {
    let of = |k| Leaf::Output {
        output: k,
        alpha: MultiIndex::ZERO,
    };
    let mut g = Graph::new();
    let (u, v) = (g.output(0), g.output(1));
    let mut roots: Vec<_> = Unary::ALL.iter().map(|&op| g.unary(op, u)).collect();
    roots.extend(Binary::ALL.iter().map(|&op| g.binary(op, u, v)));
    let condition = g.binary(Binary::Less, u, v);
    let square = g.powi(u, 2);
    roots.push(g.select(condition, square, v));
    for root in roots {
        let tape = Tape::compile(&g, &[root]);
        let mut ws = tape.adjoint_workspace::<f64>(1);
        let at = |l: Leaf| if l == of(0) { 0.6 } else { 0.8 };
        let rows: Vec<[f64; 1]> = tape.leaves().iter().map(|&l| [at(l)]).collect();
        tape.forward(1, |i| &rows[i], &mut ws, &ScalarMath);
        tape.root_and_seed_mut(&mut ws, 0).1.fill(1.0);
        tape.adjoint(&mut ws);
        for (i, &leaf) in tape.leaves().iter().enumerate() {
            let h = 1e-5;
            let shifted = |h: f64| g.evaluate(root, &|l| at(l) + if l == leaf { h } else { 0.0 });
            let slope = (shifted(h) - shifted(-h)) / (2.0 * h);
            assert_close(tape.leaf_adjoint(&ws, i)[0], slope, 1e-8);
        }
    }
}

#[test]
fn single_precision_agrees_to_its_own_digits() {
    let sketch = Sketch::Unary(
        Unary::Exp,
        Box::new(Sketch::Binary(
            Binary::Mul,
            Box::new(Sketch::Input(0)),
            Box::new(Sketch::Constant(1.5)),
        )),
    );
    let mut g = Graph::new();
    let root = sketch.build(&mut g);
    let tape = Tape::compile(&g, &[root]);
    let mut ws = tape.forward_workspace::<f32>(4);
    tape.forward(1, |_| &[0.25f32], &mut ws, &ScalarMath);
    assert_close(f64::from(tape.root(&ws, 0)[0]), (0.375f64).exp(), 1e-6);
}

#[test]
fn a_long_sum_needs_few_rows_for_evaluation() {
    let mut g = Graph::new();
    let x = g.input(0);
    let mut sum = g.constant(0.0);
    for n in 1..=200 {
        let c = g.constant(f64::from(n));
        let scaled = g.binary(Binary::Mul, c, x);
        let sine = g.unary(Unary::Sin, scaled);
        sum = g.binary(Binary::Add, sum, sine);
    }
    let tape = Tape::compile(&g, &[sum]);
    let ws = tape.forward_workspace::<f64>(1);
    assert!(ws.values.len() < 220, "{} rows", ws.values.len());
}

#[test]
fn constant_roots_are_filled() {
    let mut g = Graph::new();
    let roots = [g.constant(2.5), g.output(0)];
    let tape = Tape::compile(&g, &roots);
    let mut ws = tape.adjoint_workspace::<f64>(2);
    tape.forward(2, |_| &[1.0, 2.0], &mut ws, &ScalarMath);
    assert_eq!(tape.root(&ws, 0), [2.5, 2.5]);
}
