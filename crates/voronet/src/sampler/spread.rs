//! Few points that stand for all, for methods that keep them for some steps.

use std::cmp::Ordering;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{Batch, Sampler};
use crate::points::Cloud;

/// Draws by systematic sampling along a curve through the points: point j is drawn
/// m q_j times, rounded up or down, and neighbours share what is left. The mean over such
/// a batch is as unbiased as that of independent draws and varies less, since no part of
/// the domain is left out or drawn twice by chance (Madow 1949).
pub struct Spread {
    /// The points along the curve.
    order: Vec<u32>,
}

impl Spread {
    /// Takes the points of a cloud along the Z-curve (Morton 1966) of their bounding box.
    pub fn new(cloud: &Cloud) -> Spread {
        let keys = keys(cloud);
        let mut order: Vec<u32> = (0..cloud.len() as u32).collect();
        order.sort_by_key(|&j| (keys[j as usize], j));
        Spread { order }
    }

    /// Draws m points by the sampler's probabilities, with its weights. O(N).
    pub fn draw(&self, sampler: &dyn Sampler, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        let probabilities = sampler.probabilities();
        let n = probabilities.len() as f64;
        // Summed in the order of the draw, so that rounding leaves none beyond the end.
        let along = self.order.iter().map(|&j| probabilities[j as usize]);
        let whole: f64 = along.sum();
        // In (0, 1], so that nothing falls on a point without probability.
        let first = 1.0 - rng.random::<f64>();
        let draw = |i: usize| whole * ((i as f64 + first) / m as f64);
        // Where sums are no numbers all fall on the first point, and its weight tells.
        let falls = |i: usize, sum: f64| draw(i).partial_cmp(&sum) != Some(Ordering::Greater);
        batch.indices.clear();
        batch.weights.clear();
        let mut sum = 0.0;
        for &j in &self.order {
            let q = probabilities[j as usize];
            sum += q;
            while batch.indices.len() < m && falls(batch.indices.len(), sum) {
                batch.indices.push(j as usize);
                batch.weights.push(sampler.weight(n * q));
            }
        }
    }
}

/// The position of each point on the Z-curve: the bits of its coordinates, taken in turn.
fn keys(cloud: &Cloud) -> Vec<u128> {
    let d = cloud.dimensions();
    let bits = (128 / d.max(1)).min(32);
    let bounds: Vec<(f64, f64)> = (0..d)
        .map(|i| {
            let xs = (0..cloud.len()).map(|j| cloud.point(j)[i]);
            xs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
                (low.min(x), high.max(x))
            })
        })
        .collect();
    let cell = |x: f64, (low, high): (f64, f64)| {
        let part = if high > low {
            (x - low) / (high - low)
        } else {
            0.0
        };
        (part * ((1u64 << bits) - 1) as f64) as u128
    };
    let mut cells = vec![0; d];
    let key = |j: usize| {
        let numbers = cloud.point(j).iter().zip(&bounds);
        for (own, (&x, &bounds)) in cells.iter_mut().zip(numbers) {
            *own = cell(x, bounds);
        }
        let mut key = 0;
        for bit in (0..bits).rev() {
            for cell in &cells {
                key = key << 1 | (cell >> bit & 1);
            }
        }
        key
    };
    (0..cloud.len()).map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Visit;
    use crate::points::stream::{Purpose, stream};
    use crate::sampler::{Candidates, Score, ScoreError};

    /// Draws by any probabilities, weighted so that means stay unbiased.
    struct Given(Vec<f64>);

    impl Sampler for Given {
        fn wants(&self) -> Option<(Candidates<'_>, Score)> {
            None
        }

        fn refresh(&mut self, _: &[f64], _: &mut ChaCha8Rng) -> Result<(), ScoreError> {
            Ok(())
        }

        fn draw(&mut self, _: usize, _: &mut ChaCha8Rng, _: &mut Batch) {}

        fn probabilities(&self) -> Vec<f64> {
            self.0.clone()
        }

        fn visit(&mut self, _: Visit) {}

        fn weight(&self, relative: f64) -> f64 {
            1.0 / relative
        }
    }

    fn cloud() -> Cloud {
        let point = |j: usize| [(j as f64 * 0.618).fract(), (j as f64 * 0.414).fract()];
        Cloud::from_rows(&(0..500).map(point).collect::<Vec<_>>())
    }

    #[test]
    fn each_point_is_drawn_as_often_as_it_should_be_and_means_are_unbiased() {
        let cloud = cloud();
        let spread = Spread::new(&cloud);
        let raw: Vec<f64> = (0..500).map(|j| 0.2 + cloud.point(j)[0]).collect();
        let whole: f64 = raw.iter().sum();
        let sampler = Given(raw.iter().map(|q| q / whole).collect());
        let (mut counts, mut mean) = (vec![0.0; 500], 0.0);
        let mut batch = Batch::default();
        let repeats = 4000;
        for i in 0..repeats {
            let mut rng = stream(7, Purpose::Batch { set: 0 }, i);
            spread.draw(&sampler, 200, &mut rng, &mut batch);
            assert_eq!(batch.indices.len(), 200);
            let drawn = batch.indices.iter().zip(&batch.weights);
            for (&j, w) in drawn {
                counts[j] += 1.0 / repeats as f64;
                mean += w * cloud.point(j)[1].powi(2) / (200 * repeats) as f64;
            }
        }
        for (count, q) in counts.iter().zip(&sampler.0) {
            // At most one draw a repeat, so that a count is a mean of 0s and 1s.
            let expected = 200.0 * q;
            let deviation = (expected * (1.0 - expected) / repeats as f64).sqrt();
            assert!(
                (count - expected).abs() < 5.0 * deviation,
                "{count} {expected}"
            );
        }
        let truth = (0..500).map(|j| cloud.point(j)[1].powi(2)).sum::<f64>() / 500.0;
        assert!((mean / truth - 1.0).abs() < 0.003, "{mean} {truth}");
    }

    #[test]
    fn points_without_probability_are_never_drawn_and_no_draw_is_lost() {
        let cloud = cloud();
        let spread = Spread::new(&cloud);
        let own = |j: usize| 3e-7 * (j % 3) as f64;
        let sampler = Given((0..500).map(own).collect());
        let mut batch = Batch::default();
        for i in 0..500 {
            let mut rng = stream(3, Purpose::Batch { set: 0 }, i);
            let m = 1 + i as usize * 7;
            spread.draw(&sampler, m, &mut rng, &mut batch);
            assert_eq!(batch.indices.len(), m);
            assert!(batch.weights.iter().all(|w| w.is_finite()));
        }
        let sampler = Given(vec![f64::NAN; 500]);
        let mut rng = stream(3, Purpose::Batch { set: 0 }, 0);
        spread.draw(&sampler, 5, &mut rng, &mut batch);
        assert_eq!(batch.indices.len(), 5);
        assert!(batch.weights.iter().all(|w| w.is_nan()));
    }

    #[test]
    fn as_many_as_there_are_points_are_all_of_them() {
        let cloud = cloud();
        let mut batch = Batch::default();
        let mut rng = stream(1, Purpose::Batch { set: 0 }, 0);
        let sampler = Given(vec![1.0 / 500.0; 500]);
        Spread::new(&cloud).draw(&sampler, 500, &mut rng, &mut batch);
        batch.indices.sort_unstable();
        assert_eq!(batch.indices, (0..500).collect::<Vec<_>>());
    }
}
