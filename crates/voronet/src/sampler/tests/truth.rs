//! Every sampler, made by its entry, draws by the distribution that its paper states.

use super::*;

/// Residual points that a refresh adds, where it adds some.
const ADDED: usize = 150;

/// A loss that is linear, so that interpolation is exact.
fn linear(x: &[f64]) -> f64 {
    0.1 + x[0] + 2.0 * x[1]
}

/// A loss of two levels: whether a residual is above the mean does not depend on
/// the other points.
fn step(x: &[f64]) -> f64 {
    if x[0] < 0.3 { 4.0 } else { 0.01 }
}

/// The loss that a sampler is shown.
fn loss(entry: &Entry) -> fn(&[f64]) -> f64 {
    match entry.how.asks {
        Some(asks) if asks.of == Asked::Batch => step,
        _ => linear,
    }
}

/// In proportion to weights.
fn normalised(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let weights: Vec<f64> = weights.collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|w| w / sum).collect()
}

/// ε^k / mean(ε^k) + c, normalised.
fn density(losses: &[f64], power: f64, shift: f64) -> Vec<f64> {
    let raised = losses.iter().map(|loss| loss.powf(0.5 * power));
    let mean = raised.clone().sum::<f64>() / losses.len() as f64;
    normalised(raised.map(|r| r / mean + shift))
}

/// The probability of each point after the first refresh, with the defaults
/// (but as many points added as there were): from the papers' formulas and the points alone. Nothing of a sampler not known here.
fn truth(name: &str, pool: &Cloud, losses: &[f64]) -> Option<Vec<f64>> {
    let n = POINTS as f64;
    Some(match name {
        "uniform" => vec![1.0 / n; POINTS],
        "exact" | "gradient" | "linear" => normalised(losses.iter().copied()),
        "pwc" => {
            let seeds = place_seeds(SEEDS).unwrap();
            let nearest = |x: &[f64]| {
                let distance = |s: usize| {
                    let seed = seeds.point(s);
                    (seed[0] - x[0]).hypot(seed[1] - x[1])
                };
                (0..SEEDS).min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
            };
            let of_seed = |j| linear(seeds.point(nearest(pool.point(j)).unwrap()));
            normalised((0..POINTS).map(of_seed))
        }
        "rad" => density(losses, 1.0, 1.0),
        "rar_d" => {
            let (start, added) = (BATCH as f64, ADDED as f64);
            let p = density(losses, 2.0, 0.0);
            let share = |p: f64| (start / n + added * p) / (start + added);
            p.into_iter().map(share).collect()
        }
        "r3" => {
            // Points above stay; as many as were below are drawn anew from all.
            let below = losses.iter().filter(|&&l| l < 1.0).count() as f64 / n;
            let kept = |&loss: &f64| if loss < 1.0 { 0.0 } else { 1.0 };
            losses.iter().map(|l| (kept(l) + below) / n).collect()
        }
        _ => return None,
    })
}

/// How often each point was drawn by samplers made with many random streams and
/// refreshed once, and the losses at the points.
fn drawn(entry: &'static Entry) -> (Vec<f64>, Vec<f64>, Cloud) {
    let loss = loss(entry);
    let mut counts = vec![0.0; POINTS];
    let (mut losses, mut pool) = (Vec::new(), Cloud::default());
    for round in 0..400 {
        let added = entry.key("added").map(|key| (key, ADDED as f64));
        // The papers' formulas have no mixture, and draw by the loss itself.
        let pure = entry.key(MIXTURE.name).map(|key| (key, 0.0));
        let squared = entry.key(IMPORTANCE_POWER.name).map(|key| (key, 2.0));
        let squared = squared.filter(|_| entry.how.weighs);
        let given: Vec<_> = added.into_iter().chain(pure).chain(squared).collect();
        let mut made = made(entry, &given, round);
        let at = |cloud: &Cloud| (0..cloud.len()).map(|j| loss(cloud.point(j))).collect();
        losses = at(&made.pool);
        let scores: Vec<f64> = match made.sampler.wants() {
            None => Vec::new(),
            Some((Candidates::All, _)) => losses.clone(),
            Some((Candidates::Seeds, _)) => at(&made.seeds),
            Some((Candidates::Points(points), _)) => points.iter().map(|&j| losses[j]).collect(),
        };
        made.sampler
            .refresh(&scores, &mut rng(1000 + round))
            .unwrap();
        let mut batch = Batch::default();
        // All residual points, of those that have more of them than a batch.
        let m = BATCH + added.map_or(0, |_| ADDED);
        made.sampler.draw(m, &mut rng(5000 + round), &mut batch);
        batch.indices.iter().for_each(|&j| counts[j] += 1.0);
        pool = made.pool;
    }
    (counts, losses, pool)
}

/// Standard deviations by which Pearson's chi-square misses its expectation.
fn deviation(counts: &[f64], q: &[f64]) -> f64 {
    let total: f64 = counts.iter().sum();
    let term = |(count, q): (&f64, &f64)| (count - total * q).powi(2) / (total * q);
    let chi: f64 = counts.iter().zip(q).map(term).sum();
    let degrees = (counts.len() - 1) as f64;
    (chi - degrees) / (2.0 * degrees).sqrt()
}

#[test]
fn draws_follow_the_papers_formulas_and_no_other_distribution() {
    let uniform = vec![1.0 / POINTS as f64; POINTS];
    let mut faults = Vec::new();
    for entry in SAMPLERS.members {
        let (counts, losses, pool) = drawn(entry);
        let off_uniform = deviation(&counts, &uniform);
        let truth = truth(entry.name, &pool, &losses);
        let off = truth.map_or(0.0, |q| deviation(&counts, &q));
        let adapts = entry.how.asks.is_some();
        if off > 4.0 || adapts != (off_uniform > 8.0) {
            faults.push(format!(
                "{entry:?}: off by {off:.2}, off uniform by {off_uniform:.2}"
            ));
        }
    }
    assert!(faults.is_empty(), "in standard deviations: {faults:?}");
}

#[test]
fn samplers_ask_for_the_scores_that_they_declare() {
    for entry in SAMPLERS.members {
        let made = made(entry, &[], 3);
        let asks = made.sampler.wants().map(|(candidates, score)| Asks {
            of: match candidates {
                Candidates::All => Asked::Points,
                Candidates::Seeds => Asked::Seeds,
                Candidates::Points(points) => {
                    assert_eq!(points.len(), BATCH);
                    Asked::Batch
                }
            },
            score,
        });
        assert_eq!(asks, entry.how.asks, "{entry:?}");
        let has_seeds = made.seeds.len() == SEEDS;
        assert_eq!(has_seeds, asks.is_some_and(|asks| asks.of == Asked::Seeds));
        assert_eq!(made.pool.len(), POINTS);
    }
}

#[test]
fn keys_of_one_name_have_one_range() {
    for key in SAMPLERS.keys() {
        let others = SAMPLERS
            .members
            .iter()
            .filter_map(|entry| entry.key(key.name));
        for other in others {
            assert_eq!(other.range, key.range, "{}", key.name);
        }
    }
}
