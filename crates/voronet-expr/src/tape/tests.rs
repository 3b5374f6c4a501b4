use proptest::prelude::*;

use super::*;
use crate::testing::{assert_close, cases, is_tame, scattered, sketches};
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
    let above_one = g.binary(Binary::Add, u, v);
    let mut unary = |&op: &Unary| match op {
        Unary::Acosh => g.unary(op, above_one),
        _ => g.unary(op, u),
    };
    let mut roots: Vec<_> = Unary::ALL.iter().map(&mut unary).collect();
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

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn single_precision_agrees_to_its_own_digits(sketch in sketches(4)) {
        let mut g = Graph::new();
        let root = sketch.build(&mut g);
        let tape = Tape::compile(&g, &[root]);
        let rows: Vec<Vec<f32>> = rows(&tape)
            .iter()
            .map(|row| row.iter().map(|&x| x as f32).collect())
            .collect();
        let mut ws = tape.forward_workspace::<f32>(POINTS);
        tape.forward(POINTS, |i| &rows[i], &mut ws, &ScalarMath);
        for (p, &x) in tape.root(&ws, 0).iter().enumerate() {
            let exact = sketch.measure(&|l| value(l, p), f64::from(f32::EPSILON));
            if exact.is_reliable() && exact.value.abs() < 1e30 {
                exact.assert_is(f64::from(x));
            }
        }
    }
}

#[test]
fn equal_numbers_are_equal_in_every_precision() {
    fn check<T: crate::Real>(number: f64) {
        let mut g = Graph::new();
        let (x, c) = (g.input(0), g.constant(number));
        for op in Binary::ALL {
            for (a, b) in [(x, c), (c, x)] {
                let root = g.binary(*op, a, b);
                let tape = Tape::compile(&g, &[root]);
                let mut ws = tape.forward_workspace::<T>(1);
                let at = [T::from_number(number)];
                tape.forward(1, |_| &at, &mut ws, &ScalarMath);
                let exact = match op {
                    Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual => {
                        op.apply(number, number)
                    }
                    Binary::Min | Binary::Max => at[0].to_number(),
                    _ => continue,
                };
                assert_eq!(
                    tape.root(&ws, 0)[0].to_number(),
                    exact,
                    "{op:?} of {number}"
                );
            }
        }
    }
    for number in [0.1, 0.3, -0.7, 1e-3, 1.0 / 3.0, 273.15] {
        check::<f32>(number);
        check::<f64>(number);
    }
}

#[test]
fn powers_keep_the_digits_of_their_exponents() {
    let mut g = Graph::new();
    let (x, third) = (g.input(0), g.constant(1.0 / 3.0));
    let root = g.binary(Binary::Pow, x, third);
    let tape = Tape::compile(&g, &[root]);
    let mut ws = tape.forward_workspace::<f32>(1);
    tape.forward(1, |_| &[1e-30], &mut ws, &ScalarMath);
    assert_eq!(tape.root(&ws, 0), [f64::from(1e-30f32).cbrt() as f32]);
}

#[test]
fn branches_that_are_not_taken_have_no_gradient() {
    let scope = crate::Scope {
        names: crate::Names {
            outputs: vec!["u".into(), "v".into()],
            ..Default::default()
        },
        ..Default::default()
    };
    // u = 1, v = 2
    for (text, by_u) in [
        ("if(u > 10, sqrt(u - 5), u)", 1.0),
        ("if(u > 10, sin(v*log(u - 5)), u)", 1.0),
        ("sqrt(max(u - 2, 0)) + u", 1.0),
        ("sqrt(max(0, min(u, 1) - 1)) + 3*u", 3.0),
        ("max(sqrt(u - 2), u)", 1.0),
        ("min(u, log(u - 2))", 1.0),
        ("if(v > 0, u^2, (u - 2)^1.5)", 2.0),
        ("abs(u - 1)^1.5 + u", 1.0),
    ] {
        let mut g = Graph::new();
        let root = crate::parse_expression(text, &scope, &mut g).unwrap();
        let tape = Tape::compile(&g, &[root]);
        let mut ws = tape.adjoint_workspace::<f64>(1);
        let of = |l: Leaf| matches!(l, Leaf::Output { output: 0, .. });
        let rows: Vec<[f64; 1]> = tape
            .leaves()
            .iter()
            .map(|&l| [if of(l) { 1.0 } else { 2.0 }])
            .collect();
        tape.forward(1, |i| &rows[i], &mut ws, &ScalarMath);
        tape.root_and_seed_mut(&mut ws, 0).1.fill(1.0);
        tape.adjoint(&mut ws);
        let u = tape.leaves().iter().position(|&l| of(l)).unwrap();
        assert_eq!(tape.leaf_adjoint(&ws, u)[0], by_u, "{text}");
    }
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
