use super::super::vector::{add_scaled, square};
use super::super::{ssbfgs, ssbroyden};
use super::*;

/// Numbers in (−1, 1), of a linear congruential generator.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    fn vector(&mut self, order: usize) -> Vec<f64> {
        (0..order).map(|_| self.next()).collect()
    }
}

/// The smallest pivot of Cholesky's factorisation, relative to the diagonal.
fn least_pivot(packed: &[f64], order: usize) -> f64 {
    let row = |i: usize| i * (i + 1) / 2;
    let mut factor = packed.to_vec();
    let mut least = f64::INFINITY;
    for i in 0..order {
        for j in 0..=i {
            let known = dot(&factor[row(i)..row(i) + j], &factor[row(j)..row(j) + j]);
            let rest = factor[row(i) + j] - known;
            if i == j {
                least = least.min(rest / packed[row(i) + i]);
                factor[row(i) + j] = rest.max(0.0).sqrt();
            } else {
                factor[row(i) + j] = rest / factor[row(j) + j];
            }
        }
    }
    least
}

/// A pair of a step along −H g on a quadratic with a random Hessian.
fn update(estimate: &mut SelfScaled, numbers: &mut Numbers, order: usize) -> (Vec<f64>, Vec<f64>) {
    let before = numbers.vector(order);
    let mut direction = vec![0.0; order];
    estimate.multiply(&before, &mut direction);
    direction.iter_mut().for_each(|d| *d = -*d);
    let length = 0.6 + 0.5 * numbers.next();
    let step: Vec<f64> = direction.iter().map(|d| length * d).collect();
    // y = (D + w wᵀ) s, with D between 1/30 and 30.
    let w = numbers.vector(order);
    let along = dot(&w, &step);
    let mut change: Vec<f64> = step
        .iter()
        .map(|s| 30f64.powf(numbers.next()) * s)
        .collect();
    add_scaled(&mut change, along, &w);
    let mut gradient = before;
    add_scaled(&mut gradient, 1.0, &change);
    let pair = Pair {
        step: &step,
        change: &change,
        length,
        direction: &direction,
        gradient: &gradient,
    };
    let mut next = vec![0.0; order];
    estimate.learn(&pair, &mut next);
    let mut known = vec![0.0; order];
    estimate.multiply(&gradient, &mut known);
    let size = square(&known).sqrt();
    let error = next
        .iter()
        .zip(&known)
        .map(|(x, y)| (x - y).abs())
        .fold(0.0, f64::max);
    assert!(error < 1e-9 * size, "{error} {size}");
    (step, change)
}

#[test]
fn the_estimate_stays_positive_definite_and_knows_the_last_step() {
    for rule in [ssbfgs::rule, ssbroyden::rule] {
        let (mut estimate, mut numbers) = (SelfScaled::new(rule, 6), Numbers(7));
        for k in 0..10_000 {
            let (s, y) = update(&mut estimate, &mut numbers, 6);
            let mut product = vec![0.0; 6];
            estimate.multiply(&y, &mut product);
            let error = product
                .iter()
                .zip(&s)
                .map(|(x, s)| (x - s).abs())
                .fold(0.0, f64::max);
            assert!(error < 1e-10 * square(&s).sqrt(), "{k}: {error}");
            assert!(least_pivot(estimate.inverse.numbers(), 6) > 0.0, "{k}");
        }
    }
}

#[test]
fn the_updates_are_those_of_the_formulas() {
    // By hand, with H = I, s = (1, 0), y = (2, 1): u = y, q = 5, ρ = 1/2, b = 1/2, h = 5/2.
    let pair = Pair {
        step: &[1.0, 0.0],
        change: &[2.0, 1.0],
        length: 1.0,
        direction: &[1.0, 0.0],
        gradient: &[1.0, 1.0],
    };
    let entries = |rule| {
        let mut estimate = SelfScaled::new(rule, 2);
        estimate.learn(&pair, &mut [0.0; 2]);
        estimate.inverse.numbers().clone()
    };
    // τ = 1: (I − ρ s yᵀ) (I − ρ y sᵀ) + ρ s sᵀ
    let bfgs = entries(ssbfgs::rule);
    for (entry, wanted) in bfgs.iter().zip([0.75, -0.5, 1.0]) {
        assert!((entry - wanted).abs() < 1e-15, "{bfgs:?}");
    }
    // a = 1/4, c = √(1/5), ρ⁻ = 1, so that θ = max(0, min(1, 1)) = 1, which is DFP; σ = 5/4,
    // τ = min(σ^(1/(1 − 2)), 1) = 4/5: (I − y yᵀ/5) 5/4 + s sᵀ/2
    let broyden = entries(ssbroyden::rule);
    for (entry, wanted) in broyden.iter().zip([0.75, -0.5, 1.0]) {
        assert!((entry - wanted).abs() < 1e-14, "{broyden:?}");
    }
}

#[test]
fn the_scale_of_broyden_follows_its_formulas() {
    // b = 2, h = 1: a = 1, c = √½, ρ⁻ = 1 − c, θ = max(−c, min(.., −½)) = −½, σ = ½,
    // ρ = ½, n = 3: τ = min(½ · ½^(−½), ½) = ½; φ = 3/2 / ½ = 3.
    let update = ssbroyden::rule(&Curvature {
        b: 2.0,
        h: 1.0,
        order: 3,
    });
    assert!((update.tau - 0.5).abs() < 1e-15 && (update.phi - 3.0).abs() < 1e-14);
    // b = ½, h = 3: a = ½, c = √⅓, ρ⁻ = min(1, 3 (1 − c)) = 1, θ = min(1, 1) = 1.
    let update = ssbroyden::rule(&Curvature {
        b: 0.5,
        h: 3.0,
        order: 3,
    });
    assert!((update.tau - 1.5f64.powf(-0.5)).abs() < 1e-15 && update.phi == 0.0);
    // Where s and H y are parallel, all stays finite.
    let update = ssbroyden::rule(&Curvature {
        b: 1.0,
        h: 1.0,
        order: 3,
    });
    assert!((update.tau - 1.0).abs() < 1e-6 && update.phi.is_finite());
}
