//! Self-scaled BFGS: Al-Baali (1998); for physics-informed networks Urbán, Stefanou and
//! Pons, "Unveiling the optimization process of physics informed neural networks" (2025).

use super::quasi_newton::QuasiNewton;
use super::self_scaled::{self, Curvature, SelfScaled, Update};
use super::{Descent, Entry, How, OptimizerSettings, Rule};

/// `ssbfgs`
pub static ENTRY: Entry = Entry {
    name: "ssbfgs",
    summary: "quasi-Newton steps with a whole H that is scaled before each BFGS update",
    reference: "Al-Baali 1998, Urbán et al. 2025",
    keys: &[],
    how: How {
        step: "θ ← θ − α H ∇F, H ← BFGS of H/τ, with τ = min(1, 1/b), b = sᵀH⁻¹s / yᵀs",
        cost: "1 to 2 gradients, 3 n², n²/2 of memory",
        rule: Rule::Descent {
            make,
            holds: self_scaled::holds,
        },
    },
};

fn make(_: &OptimizerSettings, parameters: usize) -> Box<dyn Descent> {
    let estimate = SelfScaled::new(rule, parameters);
    Box::new(QuasiNewton::new(estimate, parameters))
}

/// τ = min(1, 1/b), φ = 1.
pub fn rule(curvature: &Curvature) -> Update {
    Update {
        tau: (1.0 / curvature.b).min(1.0),
        phi: 1.0,
    }
}
