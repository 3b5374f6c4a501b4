//! `gradient`: in proportion to the norm of every point's gradient.

use super::keys::{EXPONENT, MIXTURE, REFRESH};
use super::making::{Asked, Asks, all_fit};
use super::{Entry, How, Pointwise, Score, Weighting};

/// `gradient`: among all distributions, the one by which the estimate of the
/// gradient varies least.
pub static ENTRY: Entry = Entry {
    name: "gradient",
    summary: "q_j ∝ ‖∇L_j‖, the norm of its gradient in the parameters",
    reference: "Nabian et al. 2021, Eq. 15",
    keys: &[REFRESH, MIXTURE, EXPONENT],
    how: How {
        asks: Some(Asks {
            of: Asked::Points,
            score: Score::GradientNorm,
        }),
        weighs: true,
        draws_conditions: true,
        check: all_fit,
        make: |making| {
            let points = making.pool.len();
            // A norm is no square, and q is in proportion to it.
            let weighting = Weighting {
                power: Weighting::default().power,
                ..making.weighting()
            };
            let gradient = Pointwise::new(Score::GradientNorm, points, weighting);
            making.over_pool(Box::new(gradient))
        },
    },
};
