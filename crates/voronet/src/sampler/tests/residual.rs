//! RAD, RAR-D and R3 move their residual points as their papers say.

use super::*;
use crate::sampler::r3::R3;
use crate::sampler::rad::Rad;
use crate::sampler::rar_d::{Growth, RarD};

fn losses() -> Vec<f64> {
    let loss = |j: usize| ((j as f64) * 0.11).sin().powi(2) + 1e-3;
    (0..POINTS).map(loss).collect()
}

/// p_j ∝ ε^k / mean(ε^k) + c, by the formula.
fn density(power: f64, shift: f64) -> Vec<f64> {
    let raised: Vec<f64> = losses().iter().map(|l| l.sqrt().powf(power)).collect();
    let mean = raised.iter().sum::<f64>() / POINTS as f64;
    let p: Vec<f64> = raised.iter().map(|r| r / mean + shift).collect();
    let total: f64 = p.iter().sum();
    p.into_iter().map(|p| p / total).collect()
}

/// Standard deviations by which counts miss their expectation, by Pearson's
/// chi-square over neighbouring points taken together.
fn deviation(counts: &[f64], p: &[f64]) -> f64 {
    let total: f64 = counts.iter().sum();
    let classes = counts.chunks(8).zip(p.chunks(8));
    let chi: f64 = classes
        .map(|(counts, p)| {
            let expected = total * p.iter().sum::<f64>();
            (counts.iter().sum::<f64>() - expected).powi(2) / expected
        })
        .sum();
    let degrees = (POINTS / 8 - 1) as f64;
    (chi - degrees) / (2.0 * degrees).sqrt()
}

fn counts(sampler: &dyn Sampler, size: usize) -> Vec<f64> {
    let shares = sampler.probabilities().into_iter();
    shares.map(|q| (q * size as f64).round()).collect()
}

#[test]
fn rad_s_residual_points_follow_p() {
    for (power, shift) in [(1.0, 1.0), (2.0, 0.0), (0.5, 0.5), (3.0, 0.1)] {
        let size = 20_000;
        let mut rad = Rad::new(POINTS, size, Density { power, shift }, &mut rng(7));
        let uniform = vec![1.0 / POINTS as f64; POINTS];
        assert!(deviation(&counts(&rad, size), &uniform).abs() < 4.0);
        rad.refresh(&losses(), &mut rng(8)).unwrap();
        let drawn = counts(&rad, size);
        assert_eq!(drawn.iter().sum::<f64>(), size as f64);
        assert!(deviation(&drawn, &density(power, shift)).abs() < 4.0);
        assert!(deviation(&drawn, &uniform) > 20.0);
    }
}

#[test]
fn no_power_of_a_residual_overflows() {
    let steep = Density {
        power: 9.0,
        shift: 0.0,
    };
    let mut rad = Rad::new(POINTS, 10, steep, &mut rng(7));
    let mut huge = vec![0.0; POINTS];
    huge[17] = 1e300;
    rad.refresh(&huge, &mut rng(8)).unwrap();
    assert!((rad.probabilities()[17] - 1.0).abs() < 1e-12);
    rad.refresh(&[0.0; POINTS], &mut rng(8)).unwrap();
    assert!(rad.probabilities().iter().all(|&q| q <= 0.3));
}

#[test]
fn rar_d_grows_by_points_that_follow_p_and_forgets_none() {
    let (size, added) = (50, 2000);
    let growth = Growth { start: size, added };
    let square = Density {
        power: 2.0,
        shift: 0.0,
    };
    let mut rar_d = RarD::new(POINTS, growth, square, &mut rng(7));
    let start = counts(&rar_d, size);
    let mut before = start.clone();
    for round in 1..=5 {
        rar_d.refresh(&losses(), &mut rng(8 + round)).unwrap();
        let now = counts(&rar_d, size + added * round as usize);
        assert!(now.iter().zip(&before).all(|(now, before)| now >= before));
        before = now;
    }
    let grown: Vec<f64> = before.iter().zip(&start).map(|(a, b)| a - b).collect();
    assert_eq!(grown.iter().sum::<f64>(), 5.0 * added as f64);
    assert!(deviation(&grown, &density(2.0, 0.0)).abs() < 4.0);
}

#[test]
fn r3_keeps_the_high_releases_the_low_and_fills_up() {
    let size = 200;
    let mut r3 = R3::new(POINTS, size, &mut rng(7));
    let losses = losses();
    let mut batch = Batch::default();
    let mut heights = Vec::new();
    for round in 0..30 {
        r3.draw(size, &mut rng(100 + round), &mut batch);
        let population = batch.indices.clone();
        assert_eq!(population.len(), size);
        let scores: Vec<f64> = population.iter().map(|&j| losses[j]).collect();
        let mean = scores.iter().map(|s| s.sqrt()).sum::<f64>() / size as f64;
        heights.push(mean);
        r3.refresh(&scores, &mut rng(200 + round)).unwrap();
        r3.draw(size, &mut rng(300 + round), &mut batch);
        let is_high = |j: &&usize| losses[**j].sqrt() > mean;
        let kept: Vec<usize> = population.iter().filter(is_high).copied().collect();
        assert_eq!(batch.indices[..kept.len()], kept);
        assert!(kept.len() < size && batch.indices.len() == size);
    }
    assert!(heights[29] > 1.2 * heights[0], "{heights:?}");
}

#[test]
fn r3_draws_everything_anew_where_all_are_alike() {
    let mut r3 = R3::new(1_000_000, 50, &mut rng(7));
    let before = match r3.wants() {
        Some((Candidates::Points(points), _)) => points.to_vec(),
        other => panic!("{other:?}"),
    };
    r3.refresh(&[4.0; 50], &mut rng(8)).unwrap();
    let mut batch = Batch::default();
    r3.draw(50, &mut rng(9), &mut batch);
    assert!(batch.indices.iter().all(|j| !before.contains(j)));
}

#[test]
fn a_batch_of_the_set_s_size_is_the_whole_set() {
    for (name, _, mut sampler) in residual_samplers() {
        let mut batch = Batch::default();
        let size = BATCH;
        sampler.draw(size, &mut rng(1), &mut batch);
        let first = batch.indices.clone();
        sampler.draw(size, &mut rng(2), &mut batch);
        assert_eq!(first, batch.indices, "{name}");
        sampler.draw(size - 1, &mut rng(2), &mut batch);
        assert!(batch.indices.iter().all(|j| first.contains(j)), "{name}");
    }
}
