//! The method of Levenberg (1944) and Marquardt (1963), with the geodesic acceleration of
//! Transtrum and Sethna, "Improvements to the Levenberg-Marquardt algorithm for nonlinear
//! least-squares minimization" (2012), and Nielsen's rule for the damping (1999).

use super::damping::Damping;
use super::oracle::BLOCK;
use super::vector::{add_scaled, dot, square};
use super::{Descent, Entry, How, OptimizerSettings, Oracle, Rule, Step, Visit};
use crate::algebra::{Cholesky, Symmetric};
use crate::registry::{Fallback, Key, Range};

/// `levenberg-marquardt`
pub static ENTRY: Entry = Entry {
    name: "levenberg-marquardt",
    summary: "damped Gauss-Newton steps with geodesic acceleration",
    reference: "Marquardt 1963, Nielsen 1999, Transtrum and Sethna 2012",
    keys: &[DAMPING, ACCELERATION],
    how: How {
        step: "d = −(JᵀJ + µI)⁻¹ Jᵀr, a = −(JᵀJ + µI)⁻¹ Jᵀr″, θ ← θ + d + a/2",
        cost: "the Jacobian, N n² for JᵀJ, n³/3 and two passes a try, n² of memory",
        rule: Rule::Descent { make, holds },
    },
};

/// µ at first, relative to the matrix.
pub const DAMPING: Key = Key {
    name: "damping",
    range: Range::Positive,
    default: Fallback::Number(1e-3),
    meaning: "µ at first, in means of the diagonal of the matrix that it is added to",
};

/// The longest acceleration that is used.
pub const ACCELERATION: Key = Key {
    name: "acceleration",
    range: Range::NonNegative,
    default: Fallback::Number(0.75),
    meaning: "how long 2 a may be, in lengths of d, to be used; 0: there is no a",
};

/// How often µ is changed in search of a step.
const TRIES: usize = 12;

/// The least part of the predicted decrease with which a step is accepted.
const LEAST_RATIO: f64 = 1e-4;

/// How far along d the second derivative is measured.
const PROBE: f64 = 0.1;

/// Makes it with the values of its keys.
pub fn make(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Descent> {
    let [damping, acceleration] = [DAMPING, ACCELERATION].map(|key| settings.number(&key));
    Box::new(LevenbergMarquardt::new(damping, acceleration, parameters))
}

/// JᵀJ, its factor and the part of J that the oracle holds for it, and vectors.
fn holds(_: &OptimizerSettings, parameters: f64, rows: f64) -> f64 {
    let block = rows.min(1.5 * BLOCK as f64);
    (2.0 * parameters + block + 4.0) * parameters + 2.0 * rows
}

/// With G = JᵀJ and g = Jᵀr, a try is d = −(G + µI)⁻¹ g, for which the linear model
/// predicts |r|² − |r + J d|² = d · (µd − g), and the acceleration
/// a = −(G + µI)⁻¹ Jᵀr″. There r″ is the second derivative of r along d,
/// 2/h ((r(θ + h d) − r)/h − J d), of which Jᵀr″ needs no J that is held:
/// Jᵀr″ = 2/h (Jᵀ(r(θ + h d) − r)/h − G d). a/2 is added where it is short.
pub struct LevenbergMarquardt {
    damping: Damping,
    acceleration: f64,
    gram: Symmetric,
    factor: Cholesky,
    /// g
    gradient: Vec<f64>,
    /// d, to which a/2 is added
    direction: Vec<f64>,
    /// a
    bend: Vec<f64>,
    /// G d, or θ of a try
    work: Vec<f64>,
    /// r(θ), and r elsewhere
    residuals: [Vec<f64>; 2],
}

impl LevenbergMarquardt {
    /// Begins with `damping` times the mean of G's diagonal; `acceleration` is the longest
    /// 2 a that is used, in lengths of d.
    pub fn new(damping: f64, acceleration: f64, parameters: usize) -> LevenbergMarquardt {
        let [gradient, direction, bend, work] = [const { Vec::new() }; 4].map(|mut v: Vec<f64>| {
            v.resize(parameters, 0.0);
            v
        });
        LevenbergMarquardt {
            damping: Damping::new(damping, 0.0),
            acceleration,
            gram: Symmetric::new(parameters),
            factor: Cholesky::new(parameters),
            gradient,
            direction,
            bend,
            work,
            residuals: [Vec::new(), Vec::new()],
        }
    }

    /// Computes r, G and g, and returns |r|².
    fn linearise(&mut self, oracle: &mut dyn Oracle, theta: &[f64]) -> f64 {
        for residuals in &mut self.residuals {
            residuals.resize(oracle.rows(), 0.0);
        }
        let [residuals, _] = &mut self.residuals;
        oracle.gram(theta, &mut self.gram, residuals);
        oracle.pull_back(theta, residuals, &mut self.gradient);
        square(residuals)
    }

    /// Computes d from the factor, and returns the decrease that the model predicts.
    fn aim(&mut self) -> f64 {
        self.direction.copy_from_slice(&self.gradient);
        self.direction.iter_mut().for_each(|d| *d = -*d);
        self.factor.solve(&mut self.direction);
        self.damping.mu() * square(&self.direction) - dot(&self.direction, &self.gradient)
    }

    /// Adds a/2 to d if it is short.
    fn accelerate(&mut self, oracle: &mut dyn Oracle, theta: &[f64]) {
        if !self.try_at(oracle, theta, PROBE).is_finite() {
            return;
        }
        let [residuals, ahead] = &mut self.residuals;
        for (ahead, r) in ahead.iter_mut().zip(residuals) {
            *ahead = (*ahead - *r) / PROBE;
        }
        oracle.pull_back(theta, ahead, &mut self.bend);
        self.gram.multiply(&self.direction, &mut self.work);
        for (bend, straight) in self.bend.iter_mut().zip(&self.work) {
            *bend = -2.0 / PROBE * (*bend - straight);
        }
        self.factor.solve(&mut self.bend);
        let length = |x: &[f64]| square(x).sqrt();
        if 2.0 * length(&self.bend) <= self.acceleration * length(&self.direction) {
            add_scaled(&mut self.direction, 0.5, &self.bend);
        }
    }

    /// Returns |r(θ + h d)|².
    fn try_at(&mut self, oracle: &mut dyn Oracle, theta: &[f64], h: f64) -> f64 {
        self.work.copy_from_slice(theta);
        add_scaled(&mut self.work, h, &self.direction);
        let [_, ahead] = &mut self.residuals;
        oracle.residuals(&self.work, ahead);
        square(ahead)
    }
}

impl Descent for LevenbergMarquardt {
    fn step(&mut self, oracle: &mut dyn Oracle, theta: &mut [f64]) -> Step {
        let before = self.linearise(oracle, theta);
        if !before.is_finite() {
            return Step::none(before, self.damping.mu(), 1);
        }
        let (order, size) = (self.gram.order(), self.gram.max_diagonal());
        self.damping.begin(self.gram.trace() / order as f64, size);
        let first = self.damping.mu();
        let mut evaluations = 1;
        for _ in 0..TRIES {
            let mu = self.damping.mu();
            if self.factor.factor(&self.gram, mu).is_err() {
                self.damping.indefinite();
                continue;
            }
            let predicted = self.aim();
            if self.acceleration > 0.0 {
                self.accelerate(oracle, theta);
                evaluations += 1;
            }
            let after = self.try_at(oracle, theta, 1.0);
            evaluations += 1;
            let ratio = (before - after) / predicted;
            // Where µ is near rounding, the prediction may be below zero.
            if after < before && ratio > LEAST_RATIO {
                theta.copy_from_slice(&self.work);
                self.damping.accepted(ratio);
                return Step {
                    before,
                    after,
                    length: mu,
                    evaluations,
                };
            }
            self.damping.rejected();
        }
        self.damping.give_up(first, size);
        Step::none(before, first, evaluations)
    }

    fn redrawn(&mut self) {}

    fn visit(&mut self, visit: Visit) {
        self.damping.visit(visit);
    }
}

#[cfg(test)]
mod tests;
