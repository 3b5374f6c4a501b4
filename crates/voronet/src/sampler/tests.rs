//! One suite for all samplers: they are what they say they are.

use rand::SeedableRng;

use super::*;
use crate::geometry::BoxDomain;
use crate::points::{Cells, Cloud, box_points, nearest};
use crate::problem::Sequence;

const POINTS: usize = 400;
const SEEDS: usize = 37;

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn cloud_and_cells() -> (Cloud, Cells) {
    let domain = BoxDomain {
        lower: vec![0.0; 2],
        upper: vec![1.0; 2],
    };
    let cloud = box_points(&domain, Sequence::Halton, POINTS, &mut rng(1), &|_| {});
    let seeds = box_points(&domain, Sequence::Random, SEEDS, &mut rng(2), &|_| {});
    let owners = nearest(&seeds, &cloud, &domain, &|_| {});
    Cells::sort(cloud, &owners, SEEDS)
}

/// Every method with and without mixture, refreshed with uneven scores, some of
/// them zero.
fn samplers() -> Vec<(String, Box<dyn Sampler>)> {
    let mut all: Vec<(String, Box<dyn Sampler>)> =
        vec![("uniform".into(), Box::new(Uniform::new(POINTS)))];
    for mixture in [0.0, 0.3] {
        let (_, cells) = cloud_and_cells();
        all.push((
            format!("exact {mixture}"),
            Box::new(Pointwise::new(Score::Loss, POINTS, mixture)),
        ));
        all.push((
            format!("gradient {mixture}"),
            Box::new(Pointwise::new(Score::GradientNorm, POINTS, mixture)),
        ));
        all.push((format!("pwc {mixture}"), Box::new(Pwc::new(cells, mixture))));
    }
    for (_, sampler) in &mut all {
        if let Some((candidates, _)) = sampler.wants() {
            let n = if candidates == Candidates::All {
                POINTS
            } else {
                SEEDS
            };
            let score = |j: usize| {
                if j % 11 == 3 {
                    0.0
                } else {
                    ((j * j) as f64 * 0.37).sin().powi(2) + 0.05
                }
            };
            sampler
                .refresh(&(0..n).map(score).collect::<Vec<_>>())
                .unwrap();
        }
    }
    all
}

#[test]
fn probabilities_sum_to_one_and_none_is_zero() {
    for (name, sampler) in samplers() {
        let q = sampler.probabilities();
        assert_eq!(q.len(), POINTS);
        assert!((q.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{name}");
        assert!(q.iter().all(|&q| q > 0.0), "{name}");
    }
}

#[test]
fn frequencies_are_the_probabilities() {
    for (name, mut sampler) in samplers() {
        let q = sampler.probabilities();
        let mut counts = vec![0.0; POINTS];
        let mut batch = Batch::default();
        let (draws, m) = (200, 1000);
        for i in 0..draws {
            sampler.draw(m, &mut rng(i), &mut batch);
            assert_eq!((batch.indices.len(), batch.weights.len()), (m, m));
            for (&j, &w) in batch.indices.iter().zip(&batch.weights) {
                counts[j] += 1.0;
                assert!(
                    (w * POINTS as f64 * q[j] - 1.0).abs() < 1e-6,
                    "{name}: weight {w}"
                );
            }
        }
        // Pearson's chi-square over points with enough expected draws; the rest
        // together is one more class.
        let n = (draws * m as u64) as f64;
        let (mut chi, mut degrees, mut rest) = (0.0, 0.0, (0.0, 0.0));
        for (&count, &q) in counts.iter().zip(&q) {
            if n * q >= 10.0 {
                chi += (count - n * q).powi(2) / (n * q);
                degrees += 1.0;
            } else {
                rest = (rest.0 + count, rest.1 + n * q);
            }
        }
        if rest.1 > 5.0 {
            chi += (rest.0 - rest.1).powi(2) / rest.1;
            degrees += 1.0;
        }
        let deviation = (chi - (degrees - 1.0)) / (2.0 * (degrees - 1.0f64)).sqrt();
        assert!(
            deviation.abs() < 4.0,
            "{name}: {deviation} standard deviations"
        );
    }
}

#[test]
fn weighted_means_are_unbiased() {
    let f = |j: usize| (j as f64 * 0.05).cos() + 2.0;
    let exact = (0..POINTS).map(f).sum::<f64>() / POINTS as f64;
    for (name, mut sampler) in samplers() {
        let mut batch = Batch::default();
        let m = 500;
        let estimates: Vec<f64> = (0..400)
            .map(|i| {
                sampler.draw(m, &mut rng(1000 + i), &mut batch);
                let pairs = batch.indices.iter().zip(&batch.weights);
                pairs.map(|(&j, w)| w * f(j)).sum::<f64>() / m as f64
            })
            .collect();
        let mean = estimates.iter().sum::<f64>() / 400.0;
        let variance = estimates.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / 399.0;
        let error = (variance / 400.0).sqrt();
        // Points with a score of zero keep a probability of 1e-9 of the mean:
        // they carry their share in draws so rare that none is seen here.
        let unseen: f64 = sampler
            .probabilities()
            .iter()
            .enumerate()
            .filter(|(_, q)| **q < 1e-10)
            .map(|(j, _)| f(j))
            .sum::<f64>()
            / POINTS as f64;
        assert!(
            (mean - (exact - unseen)).abs() < 4.0 * error + 1e-12,
            "{name}: {mean} for {exact}"
        );
    }
}

#[test]
fn zero_scores_everywhere_mean_uniform() {
    for (name, mut sampler) in samplers() {
        let Some((candidates, _)) = sampler.wants() else {
            continue;
        };
        let n = if candidates == Candidates::All {
            POINTS
        } else {
            SEEDS
        };
        sampler.refresh(&vec![0.0; n]).unwrap();
        let uniform = 1.0 / POINTS as f64;
        assert!(
            sampler
                .probabilities()
                .iter()
                .all(|q| (q - uniform).abs() < 1e-15),
            "{name}"
        );
    }
}

#[test]
fn bad_scores_are_refused_by_index() {
    for (_, mut sampler) in samplers() {
        let Some((candidates, _)) = sampler.wants() else {
            continue;
        };
        let n = if candidates == Candidates::All {
            POINTS
        } else {
            SEEDS
        };
        let mut scores = vec![1.0; n];
        scores[5] = f64::NAN;
        assert_eq!(sampler.refresh(&scores).unwrap_err().index, 5);
        scores[5] = -1.0;
        assert_eq!(sampler.refresh(&scores).unwrap_err().value, -1.0);
    }
}

#[test]
fn the_gradient_sampler_minimises_the_variance() {
    // Eq. 15: with scores |f|, the estimate of the mean of f ≥ 0 is exact.
    let f = |j: usize| 0.1 + (j as f64 * 0.05).sin().powi(2);
    let mut sampler = Pointwise::new(Score::GradientNorm, POINTS, 0.0);
    sampler
        .refresh(&(0..POINTS).map(f).collect::<Vec<_>>())
        .unwrap();
    let mut batch = Batch::default();
    sampler.draw(10, &mut rng(5), &mut batch);
    let pairs = batch.indices.iter().zip(&batch.weights);
    let estimate = pairs.map(|(&j, w)| w * f(j)).sum::<f64>() / 10.0;
    let exact = (0..POINTS).map(f).sum::<f64>() / POINTS as f64;
    assert!((estimate - exact).abs() < 1e-9);
}

#[test]
fn effective_sample_size_is_the_number_of_equal_weights() {
    assert_eq!(effective_sample_size(&[2.0; 10]), 10.0);
    assert_eq!(effective_sample_size(&[1.0, 0.0, 0.0]), 1.0);
}

#[test]
fn the_last_item_can_be_drawn_and_nothing_beyond_it() {
    let mut drawn = Vec::new();
    draw::merge(
        &[1.0, 1.0, 3.0, 3.0],
        &[0.0, 0.3, 0.34, 0.999_999_999_999, 1.0],
        |i, _| drawn.push(i),
    );
    assert_eq!(drawn, [0, 0, 2, 2, 2]);
}
