//! An estimate of the inverse Hessian that is held as a whole and scaled before each update
//! of Broyden's class: Al-Baali, "Numerical experience with a class of self-scaling
//! quasi-Newton algorithms" (1998).

use super::OptimizerSettings;
use super::quasi_newton::{Estimate, Pair};
use super::vector::{dot, square};
use crate::algebra::{Packed, RankTwo};
use crate::memory::{Remembered, Visit};

/// What a rule for the update sees of a pair (s, y), with the estimate H before it.
pub struct Curvature {
    /// b = sᵀ H⁻¹ s / y · s
    pub b: f64,
    /// h = yᵀ H y / y · s
    pub h: f64,
    /// n
    pub order: usize,
}

/// How H is updated: with u = H y, q = y · u, ρ = 1 / y · s and v = ρ s − u/q,
/// H ← (H − u uᵀ/q + φ q v vᵀ) / τ + ρ s sᵀ.
pub struct Update {
    /// τ
    pub tau: f64,
    /// φ: 1 for BFGS, 0 for DFP
    pub phi: f64,
}

/// H, and the rule by which it is updated.
pub struct SelfScaled {
    rule: fn(&Curvature) -> Update,
    inverse: Packed,
    /// How many products were had from updates since one was computed.
    drift: f64,
}

/// H, what its blocks add to a product, and vectors.
pub fn holds(_: &OptimizerSettings, parameters: f64, _rows: f64) -> f64 {
    0.5 * parameters * parameters + (Packed::MOST_BLOCKS as f64 + 12.0) * parameters
}

/// How many products are had from updates, each with the rounding of those before it,
/// until one is computed.
const MOST_DRIFT: f64 = 50.0;

impl SelfScaled {
    /// Begins with the identity.
    pub fn new(rule: fn(&Curvature) -> Update, parameters: usize) -> SelfScaled {
        SelfScaled {
            rule,
            inverse: Packed::identity(parameters),
            drift: 0.0,
        }
    }
}

impl Estimate for SelfScaled {
    fn multiply(&mut self, x: &[f64], out: &mut [f64]) {
        self.inverse.multiply(x, out);
        self.drift = 0.0;
    }

    /// The update is of rank two, H ← H/τ + A u uᵀ + B (s uᵀ + u sᵀ) + C s sᵀ, and since
    /// H y is needed for it, and H g before the step is known as −p, the product with the
    /// gradient behind the step, H (g + y) = u − p, costs no second pass over H.
    fn learn(&mut self, pair: &Pair, out: &mut [f64]) {
        let (s, y, p) = (pair.step, pair.change, pair.direction);
        let mut u = vec![0.0; s.len()];
        self.inverse.multiply(y, &mut u);
        let (rho, q) = (1.0 / dot(y, s), dot(y, &u));
        let before: f64 = s
            .iter()
            .zip(pair.gradient.iter().zip(y))
            .map(|(s, (g, y))| s * (g - y))
            .sum();
        if !(q > 0.0 && q.is_finite()) {
            // Rounding has made H indefinite.
            self.reset(1.0 / (rho * square(y)));
            return self.multiply(pair.gradient, out);
        }
        let curvature = Curvature {
            b: -pair.length * rho * before,
            h: q * rho,
            order: s.len(),
        };
        let Update { tau, phi } = (self.rule)(&curvature);
        let uu = (phi - 1.0) / (q * tau);
        let su = -phi * rho / tau;
        let ss = phi * q * rho * rho / tau + rho;

        let (ug, sg) = (dot(&u, pair.gradient), dot(s, pair.gradient));
        let (along_u, along_s) = (uu * ug + su * sg, su * ug + ss * sg);
        for (out, ((u, p), s)) in out.iter_mut().zip(u.iter().zip(p).zip(s)) {
            *out = (u - p) / tau + along_u * u + along_s * s;
        }
        self.inverse.update(RankTwo {
            scale: 1.0 / tau,
            uu,
            su,
            ss,
            u,
            s: s.to_vec(),
        });
        self.drift += 1.0;
        if self.drift >= MOST_DRIFT {
            self.multiply(pair.gradient, out);
        }
    }

    fn reset(&mut self, gamma: f64) {
        self.inverse.set_identity(gamma);
    }

    fn visit(&mut self, visit: Visit) {
        visit("inverse Hessian", Remembered::Fixed(self.inverse.numbers()));
        visit("drift", Remembered::Number(&mut self.drift));
    }
}

#[cfg(test)]
mod tests;
