//! The damping µ of a Gauss-Newton step, which follows how far the linear model holds.

use crate::memory::{Remembered, Visit};

/// µ, and what it is multiplied by at a step's next rejection (Nielsen 1999).
pub struct Damping {
    relative: f64,
    least: f64,
    mu: f64,
    growth: f64,
}

/// What µ is at least, relative to the matrix that it is added to: below it, rounding
/// makes the sum indefinite.
const FLOOR: f64 = 1e-14;

/// How far above that µ is set after a step without success.
const RAISED: f64 = 1e3;

/// What µ is at most when a step begins, relative to the same matrix: beyond it, steps
/// are those of gradient descent, with no hope of better ones soon.
const CEILING: f64 = 1e6;

impl Damping {
    /// Begins with `relative` times the mean of the first matrix's diagonal, and keeps at
    /// least `least` times that of each.
    pub fn new(relative: f64, least: f64) -> Damping {
        Damping {
            relative,
            least,
            mu: 0.0,
            growth: 2.0,
        }
    }

    /// Returns µ.
    pub fn mu(&self) -> f64 {
        self.mu
    }

    /// Meets a step's matrix, given by the mean of its diagonal and by its size. One whose
    /// numbers are not finite changes nothing.
    pub fn begin(&mut self, mean: f64, size: f64) {
        self.growth = 2.0;
        if !(mean.is_finite() && size.is_finite()) {
            return;
        }
        if self.mu == 0.0 {
            self.mu = self.relative * mean;
        }
        let least = (self.least * mean).max(FLOOR * size);
        self.mu = self.mu.min(CEILING * size).max(least);
    }

    /// Follows an accepted step whose loss fell by `ratio` times what the model said:
    /// µ ← µ max(1/3, 1 − (2 ratio − 1)³), and at most 2 µ.
    pub fn accepted(&mut self, ratio: f64) {
        self.mu *= (1.0 - (2.0 * ratio.max(0.0) - 1.0).powi(3)).max(1.0 / 3.0);
    }

    /// Follows a step that was accepted when it had been made shorter.
    pub fn shortened(&mut self) {
        self.mu *= 2.0;
    }

    /// Follows a rejected step: µ is multiplied by 2, 4, 8 and so on.
    pub fn rejected(&mut self) {
        self.mu *= self.growth;
        self.growth *= 2.0;
    }

    /// Follows a matrix that rounding made indefinite.
    pub fn indefinite(&mut self) {
        self.mu *= 10.0;
    }

    /// Goes back to `mu` after a step without success, or to a little above rounding: the
    /// rejections have raised µ beyond all use.
    pub fn give_up(&mut self, mu: f64, size: f64) {
        self.mu = mu.max(RAISED * FLOOR * size);
    }

    /// Shows µ, which is all that goes on from step to step.
    pub fn visit(&mut self, visit: Visit) {
        visit("damping", Remembered::Number(&mut self.mu));
    }
}
