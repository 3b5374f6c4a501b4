//! `exact`: in proportion to the loss of every point.

use super::keys::{EXPONENT, IMPORTANCE_POWER, MIXTURE, REFRESH};
use super::making::{Asked, Asks, all_fit};
use super::{Entry, How, Pointwise, Score};

/// `exact`
pub static ENTRY: Entry = Entry {
    name: "exact",
    summary: "q_j ∝ ε_j^p, the size of the residual of the point",
    reference: "Nabian et al. 2021, Eq. 17",
    keys: &[REFRESH, IMPORTANCE_POWER, MIXTURE, EXPONENT],
    how: How {
        asks: Some(Asks {
            of: Asked::Points,
            score: Score::Loss,
        }),
        weighs: true,
        draws_conditions: true,
        check: all_fit,
        make: |making| {
            let exact = Pointwise::new(Score::Loss, making.pool.len(), making.weighting());
            making.over_pool(Box::new(exact))
        },
    },
};
