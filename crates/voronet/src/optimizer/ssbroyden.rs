//! Self-scaled Broyden: Al-Baali and Khalfan, "Wide interval for efficient self-scaling
//! quasi-Newton algorithms" (2005); for physics-informed networks Urbán, Stefanou and Pons,
//! "Unveiling the optimization process of physics informed neural networks" (2025).

use super::quasi_newton::QuasiNewton;
use super::self_scaled::{self, Curvature, SelfScaled, Update};
use super::{Descent, Entry, How, OptimizerSettings, Rule};

/// `ssbroyden`
pub static ENTRY: Entry = Entry {
    name: "ssbroyden",
    summary: "quasi-Newton steps with a whole H that is scaled before each update of Broyden's class",
    reference: "Al-Baali and Khalfan 2005, Urbán et al. 2025",
    keys: &[],
    how: How {
        step: "θ ← θ − α H ∇F, H ← Broyden's update of H/τ, with θ and τ from sᵀH⁻¹s and yᵀHy",
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

/// With a = b h − 1, c = √(a/(1 + a)) and ρ⁻ = min(1, h (1 − c)), Broyden's parameter is
/// θ = max((ρ⁻ − 1)/a, min(1/ρ⁻, (1 − b)/b)), where 0 is BFGS and 1 is DFP, and with
/// σ = |1 + θ a|^(1/(1 − n)) and ρ = min(1, 1/b)
///
/// - τ = min(ρ σ, 1 + θ a) if θ ≤ 0,
/// - τ = ρ min(σ, 1/θ) otherwise;
///
/// for the inverse, φ = (1 − θ)/(1 + a θ).
pub fn rule(curvature: &Curvature) -> Update {
    let Curvature { b, h, order } = *curvature;
    // Not below zero, by Cauchy and Schwarz; zero where s and H y are parallel.
    let a = (b * h - 1.0).max(1e-14);
    let c = (a / (1.0 + a)).sqrt();
    let low = (h * (1.0 - c)).min(1.0);
    let theta = ((low - 1.0) / a).max(((1.0 - b) / b).min(1.0 / low));
    let sigma = 1.0 + theta * a;
    let spread = sigma.abs().powf(1.0 / (1.0 - order.max(2) as f64));
    let scale = (1.0 / b).min(1.0);
    Update {
        tau: match theta <= 0.0 {
            true => (scale * spread).min(sigma),
            false => scale * spread.min(1.0 / theta),
        },
        phi: (1.0 - theta) / (1.0 + a * theta),
    }
}
