//! Verdicts on fields that are known: true ones, wrong ones, and wrong ones that leave next
//! to no residual.

use std::time::Duration;

use voronet_expr::{Graph, Leaf, Node};

use super::{Balance, Judgement, Verdict, judge};
use crate::plan::Plan;
use crate::points::Cloud;
use crate::problem::Problem;

/// The derivative of an output at a point: of which output, by how often by which input.
type Known<'a> = &'a dyn Fn(usize, &[u8], &[f64]) -> f64;

/// Judges a field that is given by its derivatives.
fn judged(text: &str, known: Known) -> Verdict {
    judged_within(text, known, None)
}

/// The same, and estimates its error in so much time.
fn judged_within(text: &str, known: Known, budget: Option<Duration>) -> Verdict {
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
                    Leaf::Symbol(_) | Leaf::Combination(_) => unreachable!("no such leaf"),
                })
            };
            (0..cloud.len()).map(at).collect()
        };
        nodes.iter().map(|&node| value(node)).collect()
    };
    let plan = Plan::compile(&problem);
    judge(&problem, &plan, &field, &Cloud::default(), &[], budget).unwrap()
}

/// The numbers of a law.
fn balance<'a>(verdict: &'a Verdict, law: &str) -> &'a Balance {
    let found = verdict.laws.iter().find(|balance| balance.law == law);
    found.unwrap_or_else(|| panic!("no `{law}` among {:?}", verdict.laws))
}

/// An epidemic in a population of some size, in days or parts of them, over 100 days.
struct Epidemic {
    heads: f64,
    day: f64,
    /// Fractions of the population at the start and at each hundredth of a day.
    curve: Vec<[f64; 2]>,
}

const BETA: f64 = 0.5;
const GAMMA: f64 = 0.1;

impl Epidemic {
    /// What comes of some infected, by the method of Runge and Kutta.
    fn new(infected: f64) -> Epidemic {
        let slope = |[s, i]: [f64; 2]| [-BETA * s * i, BETA * s * i - GAMMA * i];
        let step = 0.01;
        let mut curve = vec![[1.0 - infected, infected]];
        for k in 0..10_000 {
            let at = curve[k];
            let moved = |by: f64, d: [f64; 2]| [at[0] + by * d[0], at[1] + by * d[1]];
            let a = slope(at);
            let b = slope(moved(step / 2.0, a));
            let c = slope(moved(step / 2.0, b));
            let d = slope(moved(step, c));
            let mean = |n: usize| (a[n] + 2.0 * b[n] + 2.0 * c[n] + d[n]) / 6.0;
            curve.push(moved(step, [mean(0), mean(1)]));
        }
        Epidemic {
            heads: 1.0,
            day: 1.0,
            curve,
        }
    }

    fn text(&self) -> String {
        let (heads, day) = (self.heads, self.day);
        format!(
            r#"
            inputs = ["t"]
            outputs = ["S", "I"]
            domain.t = [0, {end:e}]
            [constants]
            N = {heads:e}
            beta = {beta:e}
            gamma = {gamma:e}
            [[equation]]
            law = ["diff(S, t) = -beta*S*I/N", "diff(I, t) = beta*S*I/N - gamma*I"]
            [[condition]]
            at = "t = 0"
            law = ["S = {s:e}", "I = {i:e}"]
            "#,
            end = 100.0 * day,
            beta = BETA / day,
            gamma = GAMMA / day,
            s = heads * 0.9999,
            i = heads * 1e-4,
        )
    }

    /// The true S and I, and their slopes, at a time in days, in parts of the population.
    fn at(&self, day: f64) -> ([f64; 2], [f64; 2]) {
        let k = ((day / 0.01) as usize).min(self.curve.len() - 2);
        let part = day / 0.01 - k as f64;
        let value = |n: usize| (1.0 - part) * self.curve[k][n] + part * self.curve[k + 1][n];
        let (s, i) = (value(0), value(1));
        ([s, i], [-BETA * s * i, BETA * s * i - GAMMA * i])
    }

    /// Judges fields that are some numbers and slopes at a time in days.
    fn judged(&self, field: &dyn Fn(f64) -> ([f64; 2], [f64; 2])) -> Verdict {
        let known = |output: usize, alpha: &[u8], x: &[f64]| {
            let (values, slopes) = field(x[0] / self.day);
            match alpha {
                [0] => self.heads * values[output],
                _ => self.heads / self.day * slopes[output],
            }
        };
        judged(&self.text(), &known)
    }
}

/// A true field as a network would have it: off by a wave of some height.
fn waved(truth: ([f64; 2], [f64; 2]), height: f64, t: f64) -> ([f64; 2], [f64; 2]) {
    let ([s, i], [s_t, i_t]) = truth;
    let (wave, slope) = (height * (0.3 * t).sin(), 0.3 * height * (0.3 * t).cos());
    ([s + wave, i - wave], [s_t + slope, i_t - slope])
}

#[test]
fn an_epidemic_that_breaks_out_is_solved() {
    let epidemic = Epidemic::new(1e-4);
    let verdict = epidemic.judged(&|t| waved(epidemic.at(t), 1e-7, t));
    assert_eq!(verdict.judgement, Judgement::Solved, "{verdict:?}");
    assert!(verdict.advice.is_empty() && verdict.reasons.len() == 1);
}

#[test]
fn an_epidemic_that_never_breaks_out_is_not_solved_however_small_its_loss() {
    let epidemic = Epidemic::new(1e-4);
    let still = |_| ([0.9999, 1e-4], [0.0, 0.0]);
    let fading = |t: f64| {
        let i = 1e-4 * (-GAMMA * t).exp();
        ([0.9999, i], [0.0, -GAMMA * i])
    };
    for field in [&still as &dyn Fn(f64) -> _, &fading] {
        let verdict = epidemic.judged(field);
        assert_eq!(verdict.judgement, Judgement::NotSolved, "{verdict:?}");
        assert_eq!(
            verdict.in_short(),
            "Verdict: not solved. `equation-1.1` is out of balance by 100% of its own terms.\n\
             Try: a longer training, more neurons, or more points."
        );
        let loss = |t: f64| {
            let ([s, i], [s_t, i_t]) = field(t);
            let (a, b) = (s_t + BETA * s * i, i_t - BETA * s * i + GAMMA * i);
            a * a + b * b
        };
        assert!((0..100).all(|t| loss(f64::from(t)) < 1e-8));
    }
}

/// A field that meets the conditions and solves the equations but for the first days, in
/// which a hundredth of the infected is left over.
#[test]
fn an_epidemic_that_breaks_out_too_late_is_not_solved() {
    let late = Epidemic::new(1e-6);
    let verdict = late.judged(&|t| {
        let ([s, i], [s_t, i_t]) = late.at(t);
        let rest = 0.99e-4 * (-t / 2.0).exp();
        ([s - rest, i + rest], [s_t + rest / 2.0, i_t - rest / 2.0])
    });
    let infected = balance(&verdict, "equation-1.2");
    assert!(infected.relative < 1e-3, "{infected:?}");
    assert_eq!(verdict.judgement, Judgement::NotSolved, "{verdict:?}");
    assert!(
        verdict.reasons[0].contains("part of the time"),
        "{verdict:?}"
    );
}

#[test]
fn a_verdict_is_the_same_in_all_units() {
    let judged = |heads: f64, day: f64| {
        let epidemic = Epidemic {
            heads,
            day,
            ..Epidemic::new(1e-4)
        };
        epidemic.judged(&|t| waved(epidemic.at(t), 3e-4, t))
    };
    let first = judged(1.0, 1.0);
    assert_eq!(first.judgement, Judgement::Doubtful, "{first:?}");
    for (heads, day) in [(5e7, 1.0), (1e-12, 86_400.0), (1e30, 1e-9)] {
        let other = judged(heads, day);
        assert_eq!(other.judgement, first.judgement);
        for (a, b) in first.laws.iter().zip(&other.laws) {
            // The points of the time are the same up to rounding.
            let off = (a.largest() - b.largest()).abs();
            assert!(off <= 1e-6 * a.largest(), "{a:?} {b:?}");
        }
    }
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

/// A budget that no test exhausts: the estimate ends by itself.
const AMPLE: Option<Duration> = Some(Duration::from_secs(600));

fn assert_estimated(verdict: &Verdict, truth: &[f64]) {
    assert_eq!(verdict.estimated_errors.len(), truth.len());
    for ((name, error), truth) in verdict.estimated_errors.iter().zip(truth) {
        let ratio = error / truth;
        assert!(
            (0.8..1.25).contains(&ratio),
            "{name}: {error:e}, in truth {truth:e}"
        );
    }
}

#[test]
fn the_error_of_a_linear_problem_is_estimated() {
    let text = r#"
        inputs = ["x"]
        outputs = ["u"]
        domain.x = [0, 1]
        [[equation]]
        law = "diff(u, x, 2) + pi^2*sin(pi*x) = 0"
        [[condition]]
        at = "x = 0 or x = 1"
        law = "u = 0"
        [network]
        hidden = [8, 8]
        activation = "tanh"
        "#;
    let pi = std::f64::consts::PI;
    let wave = |n: f64, order: u8, x: f64| {
        let phase = n * pi * x + f64::from(order) * pi / 2.0;
        (n * pi).powi(i32::from(order)) * phase.sin()
    };
    let verdict = judged_within(
        text,
        &|_, alpha, x| wave(1.0, alpha[0], x[0]) + 1e-3 * wave(2.0, alpha[0], x[0]),
        AMPLE,
    );
    assert_estimated(&verdict, &[1e-3]);
}

/// Growth with saturation, in thousands and days: u = 10³ / (1 + 9 e^−t).
#[test]
fn the_error_of_a_law_that_is_not_linear_is_estimated_in_its_units() {
    let text = r#"
        inputs = ["t"]
        outputs = ["u"]
        domain.t = [0, 6]
        [[equation]]
        law = "diff(u, t) = u*(1 - u/1000)"
        [[condition]]
        at = "t = 0"
        law = "u = 100"
        [network]
        hidden = [8, 8]
        activation = "tanh"
        "#;
    let truth = |t: f64| 1000.0 / (1.0 + 9.0 * (-t).exp());
    let verdict = judged_within(
        text,
        &|_, alpha, x| {
            let u = truth(x[0]);
            let slope = u * (1.0 - u / 1000.0);
            match alpha[0] {
                0 => u * (1.0 + 1e-2 * x[0]),
                _ => slope * (1.0 + 1e-2 * x[0]) + 1e-2 * u,
            }
        },
        AMPLE,
    );
    let at = (0..6000).map(|k| f64::from(k) * 1e-3);
    let [off, all] = at.fold([0.0, 0.0], |[off, all], t| {
        [off + (truth(t) * 1e-2 * t).powi(2), all + truth(t).powi(2)]
    });
    assert_estimated(&verdict, &[(off / all).sqrt()]);
}
