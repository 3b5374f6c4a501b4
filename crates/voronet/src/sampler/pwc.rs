//! `pwc`, piecewise constant: the importance of a point is that of its nearest seed.

use rand_chacha::ChaCha8Rng;

use super::draw::{merge, sorted_uniforms};
use super::keys::{EXPONENT, IMPORTANCE_POWER, MIXTURE, REFRESH, SEEDS};
use super::making::{Asked, Asks, Made, Making};
use super::{Batch, Candidates, Entry, FLOOR, How, Sampler, SamplingSettings, Score, ScoreError};
use super::{Unfit, Weighting, total};
use crate::memory::{Remembered, Visit};
use crate::points::{Cells, TooFew, nearest};

/// `pwc`
pub static ENTRY: Entry = Entry {
    name: "pwc",
    summary: "q_j ∝ ε^p at the nearest seed",
    reference: "Nabian et al. 2021, Algorithm 2",
    keys: &[SEEDS, REFRESH, IMPORTANCE_POWER, MIXTURE, EXPONENT],
    how: How {
        asks: Some(Asks {
            of: Asked::Seeds,
            score: Score::Loss,
        }),
        weighs: true,
        draws_conditions: true,
        check: seeds_fit,
        make,
    },
};

fn make(making: Making) -> Result<Made, TooFew> {
    let weighting = making.weighting();
    let seeds = (making.place_seeds)(making.seeds)?;
    let owners = nearest(&seeds, &making.pool, making.domain, making.progress);
    let (pool, cells) = Cells::sort(making.pool, &owners, seeds.len());
    Ok(Made {
        pool,
        seeds,
        sampler: Box::new(Pwc::new(cells, weighting)),
    })
}

/// Seeds beyond the number of points would be nearest to none of them.
pub fn seeds_fit(settings: &SamplingSettings, _inputs: usize) -> Option<Unfit> {
    let (seeds, points) = (settings.count(&SEEDS), settings.points);
    let is_given = settings.given.get(&SEEDS).is_some();
    (is_given && seeds > points).then(|| Unfit {
        key: SEEDS.name,
        title: format!("there are more seeds ({seeds}) than points ({points})"),
        label: "at most as many as points",
        help: "as many seeds as the batch has points is a good choice",
    })
}

/// q_j ∝ the loss of the seed in whose Voronoi cell point j lies, mixed with the
/// uniform distribution: q' = (1 − a) q + a/N.
///
/// The paper normalises over all N points. The same distribution is drawn
/// exactly in O(S + m): a cell with probability proportional to its number of
/// points times its seed's loss, then one of its points uniformly. A cell
/// without points is never drawn.
pub struct Pwc {
    cells: Cells,
    weighting: Weighting,
    /// Running sums over cells of (points in the cell) · N q.
    cumulative: Vec<f64>,
    /// N q of the points of each cell.
    relative: Vec<f64>,
    uniforms: Vec<f64>,
}

impl Pwc {
    /// Draws from a cloud that is sorted by cells, uniformly until the first refresh.
    pub fn new(cells: Cells, weighting: Weighting) -> Pwc {
        let mut pwc = Pwc {
            cumulative: vec![0.0; cells.len()],
            relative: vec![1.0; cells.len()],
            uniforms: Vec::new(),
            weighting,
            cells,
        };
        pwc.accumulate();
        pwc
    }

    fn accumulate(&mut self) {
        let mut sum = 0.0;
        for (cell, cumulative) in self.cumulative.iter_mut().enumerate() {
            sum += self.cells.points(cell).len() as f64 * self.relative[cell];
            *cumulative = sum;
        }
    }
}

impl Sampler for Pwc {
    fn wants(&self) -> Option<(Candidates<'_>, Score)> {
        Some((Candidates::Seeds, Score::Loss))
    }

    fn refresh(&mut self, scores: &[f64], _: &mut ChaCha8Rng) -> Result<(), ScoreError> {
        let floor = FLOOR * total(scores)? / scores.len() as f64;
        let weighting = self.weighting;
        let raised = |score: f64| weighting.importance(score.max(floor));
        let counted = scores.iter().enumerate();
        let sum: f64 = counted
            .map(|(cell, &score)| self.cells.points(cell).len() as f64 * raised(score))
            .sum();
        let mean = sum / self.cells.total() as f64;
        let mixture = weighting.mixture;
        for (relative, &score) in self.relative.iter_mut().zip(scores) {
            *relative = if mean > 0.0 {
                (1.0 - mixture) * raised(score) / mean + mixture
            } else {
                1.0
            };
        }
        self.accumulate();
        Ok(())
    }

    fn draw(&mut self, m: usize, rng: &mut ChaCha8Rng, batch: &mut Batch) {
        sorted_uniforms(m, rng, &mut self.uniforms);
        let Batch { indices, weights } = batch;
        indices.clear();
        weights.clear();
        let (cells, relative, weighting) = (&self.cells, &self.relative, self.weighting);
        // Where within the cell's share the number fell is uniform too, and
        // chooses the point.
        merge(&self.cumulative, &self.uniforms, |cell, within| {
            let points = cells.points(cell);
            let k = (within * points.len() as f64) as usize;
            indices.push(points.start + k.min(points.len() - 1));
            weights.push(weighting.weight(relative[cell]));
        });
    }

    fn probabilities(&self) -> Vec<f64> {
        let n = self.cells.total() as f64;
        let cell = |c: usize| std::iter::repeat_n(self.relative[c] / n, self.cells.points(c).len());
        (0..self.cells.len()).flat_map(cell).collect()
    }

    fn visit(&mut self, visit: Visit) {
        visit("importances", Remembered::Fixed(&mut self.relative));
        self.accumulate();
    }

    fn weight(&self, relative: f64) -> f64 {
        self.weighting.weight(relative)
    }
}
