//! Epidemics, true ones and those that break out too late or never.

use super::*;

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
    for (field, part) in [(&still as &dyn Fn(f64) -> _, 100), (&fading, 49)] {
        let verdict = epidemic.judged(field);
        assert_eq!(verdict.judgement, Judgement::NotSolved, "{verdict:?}");
        assert_eq!(
            verdict.in_short(),
            format!(
                "Verdict: not solved. `equation-1.1` is out of balance by {part}% of its own \
                 terms.\nTry: a longer training, more neurons, or more points."
            )
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
        epidemic.judged(&|t| waved(epidemic.at(t), 2e-4, t))
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
