//! What the weights' exponent makes of the gradient.

use super::*;

/// r_j(θ) of a toy with one parameter, and its derivative.
fn residual(j: usize, theta: f64) -> (f64, f64) {
    let x = (j as f64 + 0.5) / POINTS as f64;
    let r = (3.0 * x * theta).sin() + 1.5 + x;
    (r, 3.0 * x * (3.0 * x * theta).cos())
}

/// ∇ r_j²
fn gradient(j: usize, theta: f64) -> f64 {
    let (r, dr) = residual(j, theta);
    2.0 * r * dr
}

/// The expectation over the distribution of what one drawn point adds, with the
/// weights that the sampler gives.
fn expected(sampler: &mut dyn Sampler, f: impl Fn(usize) -> f64) -> f64 {
    let q = sampler.probabilities();
    let mut weights = vec![f64::NAN; POINTS];
    let mut batch = Batch::default();
    sampler.draw(200_000, &mut rng(6), &mut batch);
    for (&j, &w) in batch.indices.iter().zip(&batch.weights) {
        weights[j] = w;
    }
    (0..POINTS).map(|j| q[j] * weights[j] * f(j)).sum()
}

#[test]
fn the_estimate_s_expectation_is_the_weighted_sum() {
    let theta = 0.7;
    let losses: Vec<f64> = (0..POINTS).map(|j| residual(j, theta).0.powi(2)).collect();
    let total: f64 = losses.iter().sum();
    for exponent in [0.0, 0.5, 1.0, 1.5, 2.0, 3.0] {
        let weighting = Weighting {
            mixture: 0.0,
            exponent,
            ..Weighting::default()
        };
        let mut sampler = Pointwise::new(Score::Loss, POINTS, weighting);
        sampler.refresh(&losses, &mut rng(4)).unwrap();
        let estimate = expected(&mut sampler, |j| gradient(j, theta));
        let n = POINTS as f64;
        let term = |j: usize| {
            let q = losses[j] / total;
            q * (n * q).powf(-exponent) * gradient(j, theta)
        };
        let exact: f64 = (0..POINTS).map(term).sum();
        assert!((estimate / exact - 1.0).abs() < 1e-9, "{exponent}");
        if exponent == 1.0 {
            let mean = (0..POINTS).map(|j| gradient(j, theta)).sum::<f64>() / n;
            assert!((estimate / mean - 1.0).abs() < 1e-9);
        }
    }
}

#[test]
fn exponent_k_follows_the_gradient_of_the_losses_to_the_power_two_minus_k() {
    let losses = |theta: f64| (0..POINTS).map(move |j| residual(j, theta).0.powi(2));
    // The direction is compared by the ratio of two components: one parameter
    // moves the first half of the points, another the second half.
    let objective = |theta: [f64; 2], k: f64| -> f64 {
        let half = |j: usize| theta[usize::from(j >= POINTS / 2)];
        let loss = |j: usize| residual(j, half(j)).0.powi(2);
        let raised = |j: usize| {
            if k == 2.0 {
                loss(j).ln()
            } else {
                loss(j).powf(2.0 - k)
            }
        };
        let sum: f64 = (0..POINTS).map(raised).sum();
        if k > 2.0 { -sum } else { sum }
    };
    let theta = 0.7;
    for k in [0.0, 1.0, 1.5, 2.0, 2.5] {
        let weighting = Weighting {
            mixture: 0.0,
            exponent: k,
            ..Weighting::default()
        };
        let mut sampler = Pointwise::new(Score::Loss, POINTS, weighting);
        let scores: Vec<f64> = losses(theta).collect();
        sampler.refresh(&scores, &mut rng(4)).unwrap();
        let part = |sampler: &mut Pointwise, second: bool| {
            expected(sampler, |j| {
                let belongs = (j >= POINTS / 2) == second;
                if belongs { gradient(j, theta) } else { 0.0 }
            })
        };
        let estimate = part(&mut sampler, false) / part(&mut sampler, true);
        let h = 1e-5;
        let slope = |a: f64, b: f64| {
            objective([theta + a, theta + b], k) - objective([theta - a, theta - b], k)
        };
        let exact = slope(h, 0.0) / slope(0.0, h);
        assert!(
            (estimate / exact - 1.0).abs() < 1e-6,
            "{k}: {estimate} {exact}"
        );
    }
}
