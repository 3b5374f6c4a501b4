//! One suite for all samplers: they are what they say they are.

mod residual;
mod truth;
mod weighting;

use rand::SeedableRng;

use super::*;
use crate::geometry::BoxDomain;
use crate::points::{Cloud, TooFew, box_points, halton, random};
use crate::registry::{Given, Key};
use crate::sampler::keys::{EXPONENT, IMPORTANCE_POWER, MIXTURE};

const POINTS: usize = 400;
const SEEDS: usize = 37;
const BATCH: usize = 150;

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn square() -> BoxDomain {
    BoxDomain {
        lower: vec![0.0; 2],
        upper: vec![1.0; 2],
    }
}

/// Seeds at random, and in the corners, so that all points lie between seeds.
fn place_seeds(count: usize) -> Result<Cloud, TooFew> {
    let inside = box_points(&square(), &random::ENTRY, count - 4, &mut rng(2), &|_| {});
    let corners = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let inside = (0..inside.len()).flat_map(|s| inside.point(s).to_vec());
    Ok(Cloud::new(2, inside.chain(corners.concat()).collect()))
}

/// A sampler as the registry makes it, not yet refreshed, with its points.
fn made(entry: &'static Entry, given: &[(&'static Key, f64)], stream: u64) -> Made {
    let mut settings = SamplingSettings {
        sampler: entry,
        conditions: &uniform::ENTRY,
        sequence: &halton::ENTRY,
        points: POINTS,
        batch: BATCH,
        given: Given::default(),
    };
    for &(key, value) in given {
        settings.given.set(key, value);
    }
    assert_eq!((entry.how.check)(&settings, 2), None);
    let made = (entry.how.make)(Making {
        pool: box_points(&square(), &halton::ENTRY, POINTS, &mut rng(1), &|_| {}),
        domain: &square(),
        seeds: SEEDS,
        place_seeds: &place_seeds,
        batch: BATCH,
        settings: &settings,
        rng: &mut rng(stream),
        progress: &|_| {},
    });
    made.unwrap()
}

/// A sampler with its name and the exponent of its weights, 0 for those without.
type Named = (String, f64, Box<dyn Sampler>);

/// Every importance sampler with some mixtures and exponents, not yet refreshed.
fn importance_samplers() -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for entry in SAMPLERS.members.iter().filter(|entry| entry.how.weighs) {
        let variants = [(0.0, 1.0), (0.3, 1.0), (0.0, 0.0), (0.1, 1.5)];
        let count = if entry.reads(MIXTURE.name) { 4 } else { 1 };
        for (mixture, exponent) in variants.into_iter().take(count) {
            let sampler = made(entry, &[(&MIXTURE, mixture), (&EXPONENT, exponent)], 3).sampler;
            let name = format!("{} {mixture} {exponent}", entry.name);
            all.push((name, exponent, sampler));
        }
    }
    all
}

/// Those that move residual points, not yet refreshed.
fn residual_samplers() -> Vec<Named> {
    let movers = SAMPLERS.members.iter().filter(|entry| !entry.how.weighs);
    movers
        .map(|entry| (entry.name.to_owned(), 0.0, made(entry, &[], 3).sampler))
        .collect()
}

/// How many scores a sampler wants.
fn wanted(sampler: &dyn Sampler) -> usize {
    match sampler.wants() {
        None => 0,
        Some((Candidates::All, _)) => POINTS,
        Some((Candidates::Seeds, _)) => SEEDS,
        Some((Candidates::Points(points), _)) => points.len(),
    }
}

/// All of them, refreshed with uneven scores, some of them zero.
fn samplers() -> Vec<Named> {
    let mut all = importance_samplers();
    all.extend(residual_samplers());
    for (_, _, sampler) in &mut all {
        let score = |j: usize| {
            if j % 11 == 3 {
                0.0
            } else {
                ((j * j) as f64 * 0.37).sin().powi(2) + 0.05
            }
        };
        let scores: Vec<f64> = (0..wanted(&**sampler)).map(score).collect();
        sampler.refresh(&scores, &mut rng(4)).unwrap();
    }
    all
}

#[test]
fn probabilities_sum_to_one_and_none_is_out_of_reach() {
    for (name, exponent, sampler) in samplers() {
        let q = sampler.probabilities();
        assert_eq!(q.len(), POINTS);
        assert!((q.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{name}");
        let has_weights = exponent != 0.0;
        assert!(q.iter().all(|&q| q > 0.0 || !has_weights), "{name}");
    }
}

#[test]
fn frequencies_are_the_probabilities() {
    for (name, exponent, mut sampler) in samplers() {
        let q = sampler.probabilities();
        let mut counts = vec![0.0; POINTS];
        let mut batch = Batch::default();
        let (draws, m) = (200, 1000);
        for i in 0..draws {
            sampler.draw(m, &mut rng(i), &mut batch);
            assert_eq!((batch.indices.len(), batch.weights.len()), (m, m));
            for (&j, &w) in batch.indices.iter().zip(&batch.weights) {
                counts[j] += 1.0;
                let expected = (POINTS as f64 * q[j]).powf(-exponent);
                assert!((w / expected - 1.0).abs() < 1e-6, "{name}: weight {w}");
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
fn weighted_means_are_unbiased_with_exponent_one() {
    let f = |j: usize| (j as f64 * 0.05).cos() + 2.0;
    let exact = (0..POINTS).map(f).sum::<f64>() / POINTS as f64;
    for (name, exponent, mut sampler) in samplers() {
        if exponent != 1.0 {
            continue;
        }
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
    for (name, _, mut sampler) in importance_samplers() {
        let zeros = vec![0.0; wanted(&*sampler)];
        sampler.refresh(&zeros, &mut rng(4)).unwrap();
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
    for (_, _, mut sampler) in samplers() {
        if sampler.wants().is_none() {
            continue;
        }
        let mut scores = vec![1.0; wanted(&*sampler)];
        scores[5] = f64::NAN;
        let error = sampler.refresh(&scores, &mut rng(4)).unwrap_err();
        assert_eq!(error.index, 5);
        scores[5] = -1.0;
        let error = sampler.refresh(&scores, &mut rng(4)).unwrap_err();
        assert_eq!(error.value, -1.0);
    }
}

#[test]
fn the_gradient_sampler_minimises_the_variance() {
    // Eq. 15: with scores |f|, the estimate of the mean of f ≥ 0 is exact.
    let f = |j: usize| 0.1 + (j as f64 * 0.05).sin().powi(2);
    let mut sampler = Pointwise::new(Score::GradientNorm, POINTS, Weighting::default());
    let scores: Vec<f64> = (0..POINTS).map(f).collect();
    sampler.refresh(&scores, &mut rng(4)).unwrap();
    let mut batch = Batch::default();
    sampler.draw(10, &mut rng(5), &mut batch);
    let pairs = batch.indices.iter().zip(&batch.weights);
    let estimate = pairs.map(|(&j, w)| w * f(j)).sum::<f64>() / 10.0;
    let exact = (0..POINTS).map(f).sum::<f64>() / POINTS as f64;
    assert!((estimate - exact).abs() < 1e-9);
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
