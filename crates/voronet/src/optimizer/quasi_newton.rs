//! What quasi-Newton methods have in common: steps along −H ∇F, where H is an estimate of
//! the inverse Hessian that learns from each step.

use super::search::{Point, search};
use super::vector::{add_scaled, dot, square};
use super::{Descent, Oracle, Step};
use crate::memory::{Remembered, Visit};

/// An estimate H of the inverse Hessian.
pub trait Estimate: Send {
    /// Writes H x to `out`.
    fn multiply(&mut self, x: &[f64], out: &mut [f64]);

    /// Learns from a step, and writes H g to `out` for the gradient g behind it.
    fn learn(&mut self, pair: &Pair, out: &mut [f64]);

    /// Forgets all, and becomes γ I.
    fn reset(&mut self, gamma: f64);

    /// Shows everything that it remembers.
    fn visit(&mut self, visit: Visit);
}

/// A step, as an estimate learns from it; y · s > 0.
pub struct Pair<'a> {
    /// s, from the point before to the one behind.
    pub step: &'a [f64],
    /// y, the change of the gradient.
    pub change: &'a [f64],
    /// The length α of the step along its direction −H g.
    pub length: f64,
    /// −H g, of the gradient g before the step.
    pub direction: &'a [f64],
    /// The gradient behind the step.
    pub gradient: &'a [f64],
}

/// A quasi-Newton method: a strong-Wolfe search along −H ∇F, from which H learns.
///
/// Where the search finds no lower value, it is done again along −H ∇F without the rounding
/// of updates, and then along −γ ∇F with the γ = y · s / y · y of the last step. If it is
/// that which helps, H begins anew from γ I.
pub struct QuasiNewton<E> {
    estimate: E,
    /// γ; zero before the first step.
    gamma: f64,
    /// θ to which what follows belongs; empty if it belongs to none.
    theta: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    direction: Vec<f64>,
    ahead: Ahead,
}

/// A point of a search.
struct Ahead {
    theta: Vec<f64>,
    gradient: Vec<f64>,
    /// s
    step: Vec<f64>,
    /// y
    change: Vec<f64>,
}

/// How far a direction must lead downhill, as a cosine.
const LEAST_COSINE: f64 = 1e-12;

impl<E: Estimate> QuasiNewton<E> {
    /// Begins with an estimate that is the identity.
    pub fn new(estimate: E, parameters: usize) -> QuasiNewton<E> {
        let zeros = || vec![0.0; parameters];
        QuasiNewton {
            estimate,
            gamma: 0.0,
            theta: Vec::new(),
            value: f64::NAN,
            gradient: zeros(),
            direction: zeros(),
            ahead: Ahead {
                theta: zeros(),
                gradient: zeros(),
                step: zeros(),
                change: zeros(),
            },
        }
    }

    /// Computes the direction by H.
    fn aim(&mut self) {
        self.estimate.multiply(&self.gradient, &mut self.direction);
        self.direction.iter_mut().for_each(|d| *d = -*d);
    }

    /// Searches along the direction that H gives where updates have not rounded it, if
    /// that is another one.
    fn search_again(&mut self, oracle: &mut dyn Oracle, evaluations: &mut usize) -> Option<Point> {
        let tried = self.direction.clone();
        self.aim();
        match self.direction == tried {
            true => None,
            false => self.search(oracle, evaluations),
        }
    }

    /// Searches along the gradient; H is forgotten if that helps.
    fn search_downhill(
        &mut self,
        oracle: &mut dyn Oracle,
        evaluations: &mut usize,
    ) -> Option<Point> {
        let gamma = if self.gamma > 0.0 { self.gamma } else { 1.0 };
        for (d, g) in self.direction.iter_mut().zip(&self.gradient) {
            *d = -gamma * g;
        }
        let found = self.search(oracle, evaluations)?;
        self.estimate.reset(gamma);
        Some(found)
    }

    /// Searches along the direction; adds to the evaluations.
    fn search(&mut self, oracle: &mut dyn Oracle, evaluations: &mut usize) -> Option<Point> {
        let (direction, ahead) = (&self.direction, &mut self.ahead);
        let slope = dot(direction, &self.gradient);
        let downhill = LEAST_COSINE * (square(direction) * square(&self.gradient)).sqrt();
        if !(slope < -downhill && slope.is_finite()) {
            return None;
        }
        let start = Point {
            length: 0.0,
            value: self.value,
            slope,
        };
        // A first step is of length 1 at most: nothing is known of the curvature.
        let first = match self.gamma > 0.0 {
            true => 1.0,
            false => (1.0 / square(direction).sqrt()).min(1.0),
        };
        search(start, first, &mut |length| {
            ahead.theta.copy_from_slice(&self.theta);
            add_scaled(&mut ahead.theta, length, direction);
            *evaluations += 1;
            let value = oracle.gradient(&ahead.theta, &mut ahead.gradient);
            Point {
                length,
                value,
                slope: dot(direction, &ahead.gradient),
            }
        })
    }

    /// Moves to the point that was searched last, and learns from it.
    fn advance(&mut self, found: Point) {
        let ahead = &mut self.ahead;
        for (step, d) in ahead.step.iter_mut().zip(&self.direction) {
            *step = found.length * d;
        }
        for (change, (new, old)) in
            (ahead.change.iter_mut()).zip(ahead.gradient.iter().zip(&self.gradient))
        {
            *change = new - old;
        }
        std::mem::swap(&mut self.gradient, &mut ahead.gradient);
        std::mem::swap(&mut self.theta, &mut ahead.theta);
        self.value = found.value;

        let (ys, yy) = (dot(&ahead.change, &ahead.step), square(&ahead.change));
        let least = f64::EPSILON * (yy * square(&ahead.step)).sqrt();
        if !(ys > least && yy.is_finite()) {
            self.aim();
            return;
        }
        self.gamma = ys / yy;
        let old = std::mem::take(&mut self.direction);
        let mut next = std::mem::take(&mut ahead.gradient);
        let pair = Pair {
            step: &ahead.step,
            change: &ahead.change,
            length: found.length,
            direction: &old,
            gradient: &self.gradient,
        };
        self.estimate.learn(&pair, &mut next);
        next.iter_mut().for_each(|d| *d = -*d);
        (self.direction, ahead.gradient) = (next, old);
    }
}

impl<E: Estimate> Descent for QuasiNewton<E> {
    fn step(&mut self, oracle: &mut dyn Oracle, theta: &mut [f64]) -> Step {
        let mut evaluations = 0;
        if self.theta != *theta {
            self.theta = theta.to_vec();
            self.value = oracle.gradient(theta, &mut self.gradient);
            evaluations += 1;
            self.aim();
        }
        let before = self.value;
        if !before.is_finite() {
            return Step::none(before, 0.0, evaluations);
        }
        let found = self
            .search(oracle, &mut evaluations)
            .or_else(|| self.search_again(oracle, &mut evaluations))
            .or_else(|| self.search_downhill(oracle, &mut evaluations));
        let Some(found) = found else {
            // The direction is not that of H.
            self.theta.clear();
            return Step::none(before, 0.0, evaluations);
        };
        self.advance(found);
        theta.copy_from_slice(&self.theta);
        Step {
            before,
            after: found.value,
            length: found.length,
            evaluations,
        }
    }

    fn redrawn(&mut self) {
        self.theta.clear();
    }

    fn visit(&mut self, visit: Visit) {
        self.estimate.visit(visit);
        visit("gamma", Remembered::Number(&mut self.gamma));
        visit("theta", Remembered::Numbers(&mut self.theta));
        visit("value", Remembered::Number(&mut self.value));
        visit("gradient", Remembered::Fixed(&mut self.gradient));
        visit("direction", Remembered::Fixed(&mut self.direction));
    }
}

#[cfg(test)]
mod tests;
