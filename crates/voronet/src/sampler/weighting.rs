//! What importance samplers do alike with their probabilities.

/// The power of the importance, the defensive mixture and the exponent of the weights.
///
/// q ∝ ε^p, where ε² is the score, mixed to q' = (1 − a) q + a/N.
///
/// A drawn point weighs (1/(N q_j))^k, so that the batch's gradient estimates
/// Σ_j q_j (N q_j)^(-k) ∇(r_j²). With k = 1 that is the gradient of the mean, as
/// in the paper. With q ∝ r² it follows the gradient of Σ (r²)^(2 − k)/(2 − k) (of
/// Σ log r² at k = 2): k = 0, no weights, pushes towards the maximum norm, k
/// above 1 towards small residuals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighting {
    /// The power p, zero or positive; 2 is q ∝ the score.
    pub power: f64,
    /// The a of q' = (1 − a) q + a/N, in [0, 1).
    pub mixture: f64,
    /// The exponent k, zero or positive.
    pub exponent: f64,
}

impl Default for Weighting {
    /// The score itself, no mixture, unbiased.
    fn default() -> Weighting {
        Weighting {
            power: 2.0,
            mixture: 0.0,
            exponent: 1.0,
        }
    }
}

impl Weighting {
    /// Returns ε^p of a score ε².
    pub fn importance(self, score: f64) -> f64 {
        // The paper's needs no power, and RAD's a root.
        if self.power == 2.0 {
            score
        } else if self.power == 1.0 {
            score.sqrt()
        } else {
            score.powf(0.5 * self.power)
        }
    }

    /// Returns (1/(N q))^k from N q.
    pub fn weight(self, relative: f64) -> f64 {
        // The paper's weights need no power, which costs more than the draw.
        if self.exponent == 1.0 {
            1.0 / relative
        } else {
            (1.0 / relative).powf(self.exponent)
        }
    }
}
