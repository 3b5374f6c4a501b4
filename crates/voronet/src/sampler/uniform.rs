//! Algorithm 1: every point is as likely as any other.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::making::all_fit;
use super::{Batch, Candidates, Entry, How, Sampler, Score, ScoreError};
use crate::memory::Visit;

/// `uniform`
pub static ENTRY: Entry = Entry {
    name: "uniform",
    summary: "q_j = 1/N: every point is as likely as any other",
    reference: "Nabian et al. 2021, Algorithm 1",
    keys: &[],
    how: How {
        asks: None,
        weighs: true,
        draws_conditions: true,
        check: all_fit,
        make: |making| {
            let uniform = Uniform::new(making.pool.len());
            making.over_pool(Box::new(uniform))
        },
    },
};

/// Draws by q_j = 1/N, with all weights 1.
pub struct Uniform {
    points: usize,
}

impl Uniform {
    /// Draws from so many points.
    pub fn new(points: usize) -> Uniform {
        Uniform { points }
    }
}

impl Sampler for Uniform {
    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        None
    }

    fn refresh(&mut self, _: &[f64], _: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        Ok(())
    }

    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        let Batch { indices, weights } = batch;
        indices.clear();
        // 64 random bits scaled down, which takes a third less time than rejecting some:
        // a point's probability is off by at most N/2⁶⁴ of itself.
        let scaled = |bits: u64| (u128::from(bits) * self.points as u128) >> 64;
        indices.extend((0..m).map(|_| scaled(rng.next_u64()) as usize));
        weights.clear();
        weights.resize(m, 1.0);
    }

    fn probabilities(&self) -> Vec<f64> {
        vec![1.0 / self.points as f64; self.points]
    }

    /// Nothing goes on.
    fn visit(&mut self, _: Visit) {}
}
