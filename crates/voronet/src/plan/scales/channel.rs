//! The scale of what the network gives where an output is an expression of it.

use super::law::{Guess, points, size};
use crate::network::Ansatz;
use crate::problem::{Problem, Region, values_at};

/// What is taken for the channel of an output u = A(x, c) of which the size is known: it is 0
/// where nothing is learnt yet, and varies by as much as makes what is added to u of u's size.
/// A stated scale is that of the channel.
pub fn guess(problem: &Problem, ansatz: &Ansatz, output: Guess, stated: Option<f64>) -> Guess {
    let factor = factor(problem, ansatz);
    let usual = output.size / factor;
    Guess {
        middle: 0.0,
        size: stated.unwrap_or(match usual.is_finite() && usual > 0.0 {
            true => usual,
            false => output.size,
        }),
    }
}

/// The size of what the channel is multiplied by.
fn factor(problem: &Problem, ansatz: &Ansatz) -> f64 {
    let Some(points) = points(problem, 0, &Region::Interior) else {
        return 1.0;
    };
    size(&values_at(&ansatz.factor(), &points))
}
