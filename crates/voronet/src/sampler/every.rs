//! All points in every iteration, where there are a few only.

use rand_chacha::ChaCha8Rng;

use super::{Batch, Candidates, Sampler, Score, ScoreError};
use crate::memory::Visit;

/// Every point of a small set, once: the mean over the batch is the mean over the set.
pub struct Every {
    points: usize,
}

impl Every {
    /// Draws from so many points.
    pub fn new(points: usize) -> Every {
        Every { points }
    }
}

impl Sampler for Every {
    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        None
    }

    fn refresh(&mut self, _: &[f64], _: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        Ok(())
    }

    /// A batch that has room for more points than there are is filled up with points
    /// that weigh nothing.
    fn draw(&mut self, m: usize, _: &mut ChaCha8Rng, batch: &mut Batch) {
        let Batch { indices, weights } = batch;
        indices.clear();
        indices.extend(0..self.points.min(m));
        indices.resize(m, 0);
        weights.clear();
        weights.resize(self.points.min(m), m as f64 / self.points as f64);
        weights.resize(m, 0.0);
    }

    fn probabilities(&self) -> Vec<f64> {
        vec![1.0 / self.points as f64; self.points]
    }

    /// Nothing goes on.
    fn visit(&mut self, _: Visit) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::points::stream::{Purpose, stream};

    #[test]
    fn the_mean_over_the_batch_is_that_over_the_points() {
        let squares = [3.0, 5.0];
        let mut batch = Batch::default();
        for m in [2, 3, 16] {
            let mut rng = stream(1, Purpose::Batch { set: 1 }, 0);
            Every::new(2).draw(m, &mut rng, &mut batch);
            let terms = batch.indices.iter().zip(&batch.weights);
            let sum: f64 = terms.map(|(&j, w)| w * squares[j]).sum();
            assert!((sum / m as f64 - 4.0).abs() < 1e-14, "{m}");
        }
    }
}
