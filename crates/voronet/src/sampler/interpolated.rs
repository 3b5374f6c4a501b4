//! `linear`: the loss interpolated between the seeds.
//!
//! Z. Yang, Z. Qiu, D. Fu, "DMIS: dynamic mesh-based importance sampling for
//! training physics-informed neural networks", AAAI 2023.

use rand_chacha::ChaCha8Rng;

use super::keys::{EXPONENT, IMPORTANCE_POWER, MIXTURE, REFRESH, SEEDS};
use super::making::{Asked, Asks, Made, Making};
use super::{
    Batch, Candidates, Entry, How, Pointwise, Sampler, SamplingSettings, Score, ScoreError,
};
use super::{Unfit, Weighting, pwc, total};
use crate::memory::Visit;
use crate::points::{Interpolation, TooFew};

/// `linear`
pub static ENTRY: Entry = Entry {
    name: "linear",
    summary: "q_j ∝ ε^p interpolated between seeds; in problems of two inputs",
    reference: "after DMIS, Yang et al. 2023",
    keys: &[SEEDS, REFRESH, IMPORTANCE_POWER, MIXTURE, EXPONENT],
    how: How {
        asks: Some(Asks {
            of: Asked::Seeds,
            score: Score::Loss,
        }),
        weighs: true,
        draws_conditions: false,
        check,
        make,
    },
};

fn make(making: Making) -> Result<Made, TooFew> {
    let weighting = making.weighting();
    let seeds = (making.place_seeds)(making.seeds)?;
    let interpolation = Interpolation::new(&seeds, &making.pool, making.domain, making.progress);
    Ok(Made {
        pool: making.pool,
        seeds,
        sampler: Box::new(Interpolated::new(interpolation, weighting)),
    })
}

fn check(settings: &SamplingSettings, inputs: usize) -> Option<Unfit> {
    if inputs == 2 {
        return pwc::seeds_fit(settings, inputs);
    }
    Some(Unfit {
        key: "method",
        title: format!("`linear` needs a problem of two inputs, and this one has {inputs}"),
        label: "it triangulates the plane",
        help: "`pwc` does without a triangulation, in any dimension",
    })
}

/// q_j ∝ the losses of the seeds, interpolated linearly to point j on their
/// Delaunay triangulation; a point outside it has the loss of its nearest seed.
/// Mixed with the uniform distribution as in [`Pointwise`].
///
/// The triangulation is that of the seeds alone and stays as it is. Scores are
/// used as they are, without their minimum taken off. A refresh costs an
/// evaluation of the S seeds and O(N); a draw O(N + m).
pub struct Interpolated {
    interpolation: Interpolation,
    values: Vec<f64>,
    pointwise: Pointwise,
}

impl Interpolated {
    /// Begins with uniform draws, until the first refresh.
    pub fn new(interpolation: Interpolation, weighting: Weighting) -> Interpolated {
        let points = interpolation.len();
        Interpolated {
            interpolation,
            values: vec![0.0; points],
            pointwise: Pointwise::new(Score::Loss, points, weighting),
        }
    }
}

impl Sampler for Interpolated {
    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        Some((Candidates::Seeds, Score::Loss))
    }

    fn refresh(&mut self, scores: &[f64], rng: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        // A bad score is reported by its seed, not by a point beside it.
        total(scores)?;
        self.interpolation.evaluate(scores, &mut self.values);
        self.pointwise.refresh(&self.values, rng)
    }

    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        self.pointwise.draw(m, rng, batch);
    }

    fn probabilities(&self) -> Vec<f64> {
        self.pointwise.probabilities()
    }

    fn visit(&mut self, visit: Visit) {
        self.pointwise.visit(visit);
    }

    fn weight(&self, relative: f64) -> f64 {
        self.pointwise.weight(relative)
    }
}
