//! Subsampled projected-increment natural gradient descent: Gauss-Newton steps solved in
//! the space of the rows, with momentum (Goldshlager, Abrahamsen and Lin 2024; for
//! physics-informed networks Guzman-Cordero et al., "Improving energy natural gradient
//! descent through Woodbury, momentum, and randomization", 2025).

use super::damping::Damping;
use super::levenberg_marquardt::DAMPING;
use super::vector::{add_scaled, square};
use super::{Descent, Entry, How, OptimizerSettings, Oracle, Rule, Step};
use crate::algebra::{Cholesky, Matrix, Symmetric};
use crate::memory::{Remembered, Visit};
use crate::registry::{Fallback, Key, Range};

/// `spring`
pub static ENTRY: Entry = Entry {
    name: "spring",
    summary: "Gauss-Newton steps in the space of few rows, with momentum",
    reference: "Guzman-Cordero et al. 2025",
    keys: &[DAMPING, LEAST_DAMPING, MOMENTUM],
    how: How {
        step: "d = m p − Jᵀ (JJᵀ + µI)⁻¹ (r + m J p), θ ← θ + d",
        cost: "the Jacobian, N² n for JJᵀ, N³/3 and a pass a try, N (N + n) of memory",
        rule: Rule::Descent { make, holds },
    },
};

/// What µ is at least.
pub const LEAST_DAMPING: Key = Key {
    name: "least_damping",
    range: Range::NonNegative,
    default: Fallback::Number(1e-7),
    meaning: "what µ does not fall below, in the same measure: with less, a step fits few rows \
              and not the equation",
};

/// m
pub const MOMENTUM: Key = Key {
    name: "momentum",
    range: Range::Fraction,
    default: Fallback::Number(0.9),
    meaning: "m, the part of the last step p from which the damping measures",
};

/// How often µ is raised in search of a step.
const TRIES: usize = 3;

/// How often a step is halved.
const HALVINGS: usize = 9;

fn make(settings: &OptimizerSettings, parameters: usize) -> Box<dyn Descent> {
    let damping = [DAMPING, LEAST_DAMPING].map(|key| settings.number(&key));
    Box::new(Spring::new(damping, settings.number(&MOMENTUM), parameters))
}

/// J, JJᵀ with its factor, and vectors.
fn holds(_: &OptimizerSettings, parameters: f64, rows: f64) -> f64 {
    (parameters + 2.0 * rows + 3.0) * rows + 3.0 * parameters
}

/// The step d is the minimum of |r + J d|² + µ |d − m p|², where p is the step before it:
/// d = m p − Jᵀ y with (JJᵀ + µI) y = r + m J p. It is halved as long as that lowers the
/// loss. Without momentum, d is the step of Levenberg and Marquardt.
pub struct Spring {
    damping: Damping,
    momentum: f64,
    /// p
    last: Vec<f64>,
    /// d
    direction: Vec<f64>,
    /// θ of a try
    trial: Vec<f64>,
    rows: Rows,
}

/// What has as many rows as the oracle.
struct Rows {
    jacobian: Matrix,
    /// JJᵀ
    outer: Symmetric,
    factor: Cholesky,
    residuals: Vec<f64>,
    /// y, or r at a try
    work: Vec<f64>,
    /// r + J d
    linear: Vec<f64>,
}

impl Rows {
    fn new(rows: usize, parameters: usize) -> Rows {
        Rows {
            jacobian: Matrix::new(rows, parameters),
            outer: Symmetric::new(rows),
            factor: Cholesky::new(rows),
            residuals: vec![0.0; rows],
            work: vec![0.0; rows],
            linear: vec![0.0; rows],
        }
    }
}

impl Spring {
    /// Begins at rest with `first` times the mean of the diagonal of JJᵀ as µ, which stays
    /// above `least` times that mean.
    pub fn new([first, least]: [f64; 2], momentum: f64, parameters: usize) -> Spring {
        Spring {
            damping: Damping::new(first, least),
            momentum,
            last: vec![0.0; parameters],
            direction: vec![0.0; parameters],
            trial: vec![0.0; parameters],
            rows: Rows::new(0, parameters),
        }
    }

    /// Computes r, J and JJᵀ, and returns |r|².
    fn linearise(&mut self, oracle: &mut dyn Oracle, theta: &[f64]) -> f64 {
        if self.rows.residuals.len() != oracle.rows() {
            self.rows = Rows::new(oracle.rows(), self.last.len());
        }
        let rows = &mut self.rows;
        oracle.jacobian(theta, &mut rows.jacobian, &mut rows.residuals);
        rows.outer.set_outer(&rows.jacobian);
        square(&rows.residuals)
    }

    /// Computes d from the factor, and returns |r + J d|².
    fn aim(&mut self) -> f64 {
        let rows = &mut self.rows;
        rows.jacobian.multiply(&self.last, &mut rows.work);
        for (y, r) in rows.work.iter_mut().zip(&rows.residuals) {
            *y = r + self.momentum * *y;
        }
        rows.factor.solve(&mut rows.work);
        rows.jacobian
            .multiply_transposed(&rows.work, &mut self.direction);
        for (d, p) in self.direction.iter_mut().zip(&self.last) {
            *d = self.momentum * p - *d;
        }
        rows.jacobian.multiply(&self.direction, &mut rows.linear);
        add_scaled(&mut rows.linear, 1.0, &rows.residuals);
        square(&rows.linear)
    }

    /// Looks for a length in 1, 1/2, .. with the least loss, until one lowers the loss and
    /// the next does not lower it further. Returns it with its loss, and adds to the
    /// evaluations.
    fn search(
        &mut self,
        oracle: &mut dyn Oracle,
        theta: &[f64],
        before: f64,
        evaluations: &mut usize,
    ) -> Option<(f64, f64)> {
        let (mut length, mut best) = (1.0, None);
        for _ in 0..=HALVINGS {
            self.trial.copy_from_slice(theta);
            add_scaled(&mut self.trial, length, &self.direction);
            oracle.residuals(&self.trial, &mut self.rows.work);
            *evaluations += 1;
            let loss = square(&self.rows.work);
            match best {
                Some((_, least)) if loss < least => best = Some((length, loss)),
                Some(_) => break,
                None if loss < before => best = Some((length, loss)),
                None => {}
            }
            length *= 0.5;
        }
        best
    }

    /// Moves θ by so much of d, which is remembered.
    fn advance(&mut self, theta: &mut [f64], length: f64) {
        add_scaled(theta, length, &self.direction);
        for (last, d) in self.last.iter_mut().zip(&self.direction) {
            *last = length * d;
        }
    }
}

impl Descent for Spring {
    fn step(&mut self, oracle: &mut dyn Oracle, theta: &mut [f64]) -> Step {
        let before = self.linearise(oracle, theta);
        if !before.is_finite() {
            return Step::none(before, self.damping.mu(), 1);
        }
        let mean = self.rows.outer.trace() / self.rows.outer.order() as f64;
        self.damping.begin(mean, mean);
        let mut evaluations = 1;
        for _ in 0..TRIES {
            let mu = self.damping.mu();
            if self.rows.factor.factor(&self.rows.outer, mu).is_err() {
                self.damping.indefinite();
                continue;
            }
            let predicted = before - self.aim();
            if let Some((length, after)) = self.search(oracle, theta, before, &mut evaluations) {
                match length == 1.0 {
                    true => self.damping.accepted((before - after) / predicted),
                    false => self.damping.shortened(),
                }
                self.advance(theta, length);
                return Step {
                    before,
                    after,
                    length: mu,
                    evaluations,
                };
            }
            self.damping.rejected();
        }
        // A momentum that leads uphill would do so again.
        self.last.fill(0.0);
        Step::none(before, self.damping.mu(), evaluations)
    }

    fn redrawn(&mut self) {}

    fn visit(&mut self, visit: Visit) {
        self.damping.visit(visit);
        visit("last step", Remembered::Fixed(&mut self.last));
    }
}

#[cfg(test)]
mod tests;
