//! Errors that are known, and what is estimated of them.

use super::*;

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
