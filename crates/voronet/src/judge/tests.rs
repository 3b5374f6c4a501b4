//! Verdicts on fields that are known: true ones, wrong ones, and wrong ones that leave next
//! to no residual.

mod epidemic;
mod estimate;

use voronet_expr::{Graph, Leaf, Node};

use super::{Balance, Judgement, Verdict, judge};
use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::Problem;

/// The derivative of an output at a point: of which output, by how often by which input.
type Known<'a> = &'a dyn Fn(usize, &[u8], &[f64]) -> f64;

/// Judges a field that is given by its derivatives.
fn judged(text: &str, known: Known) -> Verdict {
    let problem = Problem::parse(text).unwrap();
    let inputs = problem.inputs.len();
    let field = |graph: &mut Graph, nodes: &[Node], cloud: &Cloud| {
        let value = |node: Node| {
            let formula = graph.formula(node);
            let at = |j: usize| {
                let x = cloud.point(j);
                formula.evaluate(&|leaf| match leaf {
                    Leaf::Input(i) => x[i],
                    Leaf::Output { output, alpha } => known(output, &alpha.0[..inputs], x),
                    _ => unreachable!("no such leaf"),
                })
            };
            (0..cloud.len()).map(at).collect()
        };
        nodes.iter().map(|&node| value(node)).collect()
    };
    let plan = Plan::compile(&problem);
    judge(&problem, &plan, &field, &Cloud::default(), &[], &[]).unwrap()
}

/// The numbers of a law.
fn balance<'a>(verdict: &'a Verdict, law: &str) -> &'a Balance {
    let found = verdict.laws.iter().find(|balance| balance.law == law);
    found.unwrap_or_else(|| panic!("no `{law}` among {:?}", verdict.laws))
}

/// T = 300 + 10 sinh(x)/sinh(1), or in a straight line, in kelvin: h·T and 300 h are much larger
/// than what is left of them.
#[test]
fn the_zero_of_a_unit_makes_no_law_balance() {
    let text = r#"
        inputs = ["x"]
        outputs = ["T"]
        domain.x = [0, 1]
        [[equation]]
        law = "diff(T, x, 2) = T - 300"
        [[condition]]
        at = "x = 0"
        law = "T = 300"
        [[condition]]
        at = "x = 1"
        law = "T = 310"
        "#;
    let straight = judged(text, &|_, alpha, x| match alpha {
        [0] => 300.0 + 10.0 * x[0],
        [1] => 10.0,
        _ => 0.0,
    });
    assert_eq!(straight.judgement, Judgement::NotSolved, "{straight:?}");
    let curved = judged(text, &|_, alpha, x| {
        let value = match alpha[0] % 2 {
            0 => x[0].sinh(),
            _ => x[0].cosh(),
        };
        let zero = if alpha[0] == 0 { 300.0 } else { 0.0 };
        zero + 10.00001 * value / 1f64.sinh()
    });
    assert_eq!(curved.judgement, Judgement::Solved, "{curved:?}");
}

/// The flow along a channel: u = y (1 − y), v = 0, p = −2 x, with some noise in each. All
/// terms of the law of continuity vanish in the truth.
#[test]
fn laws_whose_terms_all_vanish_may_hold() {
    let text = r#"
        inputs = ["x", "y"]
        outputs = ["u", "v", "p"]
        domain.x = [0, 2]
        domain.y = [0, 1]
        [[equation]]
        law = ["u*diff(u, x) + v*diff(u, y) + diff(p, x) = laplacian(u)",
               "u*diff(v, x) + v*diff(v, y) + diff(p, y) = laplacian(v)",
               "diff(u, x) + diff(v, y) = 0"]
        [[condition]]
        at = "y = 0 or y = 1"
        law = ["u = 0", "v = 0"]
        [[condition]]
        at = "x = 0"
        law = ["u = y*(1 - y)", "v = 0", "p = 0"]
        "#;
    let truth = |output: usize, alpha: &[u8], x: &[f64]| match (output, alpha) {
        (0, [0, 0]) => x[1] * (1.0 - x[1]),
        (0, [0, 1]) => 1.0 - 2.0 * x[1],
        (0, [0, 2]) => -2.0,
        (2, [0, 0]) => -2.0 * x[0],
        (2, [1, 0]) => -2.0,
        _ => 0.0,
    };
    let noise = |height: f64| {
        move |output: usize, alpha: &[u8], x: &[f64]| {
            let phase = 3.0 * x[0] + 2.0 * x[1] + output as f64;
            let order = f64::from(alpha[0] + alpha[1]);
            let factor = 3f64.powi(i32::from(alpha[0])) * 2f64.powi(i32::from(alpha[1]));
            let quarter = std::f64::consts::FRAC_PI_2;
            truth(output, alpha, x) + height * factor * (phase + order * quarter).sin()
        }
    };
    let verdict = judged(text, &noise(1e-5));
    assert_eq!(verdict.judgement, Judgement::Solved, "{verdict:?}");
    let verdict = judged(text, &noise(3e-2));
    assert_eq!(verdict.judgement, Judgement::NotSolved, "{verdict:?}");
}

/// The steady state of a rod that is heated for two hours: it misses nothing but the start, which
/// is short in metres beside the ends in seconds.
#[test]
fn a_start_is_not_lost_beside_ends_that_last_for_hours() {
    let text = r#"
        inputs = ["t", "x"]
        outputs = ["T"]
        domain.t = [0, 7200]
        domain.x = [0, 0.5]
        [[equation]]
        law = "diff(T, t) = 1e-5*(diff(T, x, 2) + 4000*sin(2*pi*x))"
        [[condition]]
        at = "t = 0 or x = 0 or x = 0.5"
        law = "T = 293.15"
        "#;
    let wave = 2.0 * std::f64::consts::PI;
    let steady = judged(text, &|_, alpha, x| {
        let height = 4000.0 / wave.powi(2);
        match alpha {
            [0, 0] => 293.15 + height * (wave * x[1]).sin(),
            [0, 2] => -height * wave.powi(2) * (wave * x[1]).sin(),
            _ => 0.0,
        }
    });
    assert!(balance(&steady, "equation-1").largest() < 1e-9);
    assert_eq!(steady.judgement, Judgement::NotSolved, "{steady:?}");
}

#[test]
fn what_prescribes_nothing_is_doubtful() {
    let text = r#"
        inputs = ["x"]
        outputs = ["u"]
        domain.x = [0, 1]
        [[equation]]
        law = "diff(u, x, 2) + pi^2*u = 0"
        [[condition]]
        at = "x = 0 or x = 1"
        law = "u = 0"
        "#;
    let verdict = judged(text, &|_, alpha, x| {
        let pi = std::f64::consts::PI;
        let phase = pi * x[0] + f64::from(alpha[0]) * pi / 2.0;
        1e-6 * pi.powi(i32::from(alpha[0])) * phase.sin()
    });
    assert_eq!(verdict.judgement, Judgement::Doubtful, "{verdict:?}");
    assert!(
        verdict.reasons.iter().any(|r| r.contains("anything but 0")),
        "{verdict:?}"
    );
    assert!(
        verdict.advice[0].contains("that 0 does not satisfy"),
        "{verdict:?}"
    );
}

/// A solution that is the same everywhere varies by nothing but noise, in which no law balances.
#[test]
fn a_constant_is_doubtful_where_it_may_be_right() {
    let text = r#"
        inputs = ["t", "x"]
        outputs = ["u"]
        domain.t = [0, 1]
        domain.x = [0, 1]
        [[equation]]
        law = "diff(u, t) = diff(u, x, 2) + u - u^3"
        [[condition]]
        at = "t = 0"
        law = "u = 1"
        [[condition]]
        at = "x = 0 or x = 1"
        law = "diff(u, x) = 0"
        "#;
    let constant = |value: f64| {
        move |_: usize, alpha: &[u8], x: &[f64]| {
            let phase = x[0] + 2.0 * x[1] + f64::from(alpha[0] + alpha[1]) * 1.5;
            let value = if alpha == [0, 0] { value } else { 0.0 };
            value + 1e-5 * phase.sin()
        }
    };
    let right = judged(text, &constant(1.0));
    assert_eq!(right.judgement, Judgement::Doubtful, "{right:?}");
    let wrong = judged(text, &constant(0.5));
    assert_eq!(wrong.judgement, Judgement::NotSolved, "{wrong:?}");
}
