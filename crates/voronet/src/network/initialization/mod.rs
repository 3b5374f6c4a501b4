//! θ(0): how the weights of a network start. Biases start at zero.

pub mod glorot;
pub mod sine;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use voronet_kernels::{Activation, Mlp};

use crate::registry::{self, Family};

/// What an initialization declares of itself.
pub type Entry = registry::Entry<How>;

/// How wide the weights of a layer start.
pub struct How {
    /// The bound, as a formula.
    pub formula: &'static str,
    /// The activation for which it is made, if it is made for one.
    pub suits: Option<Activation>,
    /// The bound of the weights of a layer (from 0) with so many inputs and
    /// outputs: they are uniform between its negative and itself.
    pub bound: fn(usize, f64, f64) -> f64,
}

/// All initializations. A new one is a file with an [`Entry`] and a line here.
pub static INITIALIZATIONS: Family<How> = Family {
    name: "initializations",
    members: &[&glorot::ENTRY, &sine::ENTRY],
    columns: &[
        ("what it is", |entry| entry.summary.to_owned()),
        ("weights are uniform in", |entry| {
            entry.how.formula.to_owned()
        }),
        ("source", |entry| entry.reference.to_owned()),
    ],
};

/// The one that an activation takes unless another is asked for.
pub fn initialization_of(activation: Activation) -> &'static Entry {
    let mut members = INITIALIZATIONS.members.iter().copied();
    let own = members.find(|entry| entry.how.suits == Some(activation));
    own.unwrap_or(&glorot::ENTRY)
}

/// Weights uniform in ± a bound that depends on the layer's widths, biases zero. Those of the
/// last layer are multiplied by `last`: with less than 1 the channels start nearer to 0.
pub fn initial_parameters(
    mlp: &Mlp,
    initialization: &Entry,
    last: f64,
    rng: &mut ChaCha8Rng,
) -> Vec<f64> {
    let mut theta = vec![0.0; mlp.parameters()];
    for l in 0..mlp.layers() {
        let (inputs, outputs) = (mlp.widths[l] as f64, mlp.widths[l + 1] as f64);
        let bound = (initialization.how.bound)(l, inputs, outputs);
        let factor = if l + 1 == mlp.layers() { last } else { 1.0 };
        for w in &mut theta[mlp.weights(l)] {
            *w = factor * rng.random_range(-bound..bound);
        }
    }
    theta
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn sine_weights_keep_the_variance_of_pre_activations() {
        let mlp = Mlp {
            widths: vec![2, 200, 200, 1],
            activation: Activation::Sine,
        };
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let theta = initial_parameters(&mlp, &sine::ENTRY, 1.0, &mut rng);
        let variance = |l: usize| {
            let w = &theta[mlp.weights(l)];
            w.iter().map(|w| w * w).sum::<f64>() / w.len() as f64
        };
        // sin² is 1/2 on average, so a layer of n inputs needs a variance of 2/n.
        assert!((variance(1) / (2.0 / 200.0) - 1.0).abs() < 0.05);
        assert!((variance(0) / (4.0 * 2.0 / 2.0) - 1.0).abs() < 0.2);
    }

    #[test]
    fn glorot_weights_have_the_stated_variance_and_biases_are_zero() {
        let mlp = Mlp {
            widths: vec![2, 100, 100, 1],
            activation: Activation::Tanh,
        };
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let theta = initial_parameters(&mlp, &glorot::ENTRY, 1.0, &mut rng);
        let w = &theta[mlp.weights(1)];
        let variance = w.iter().map(|w| w * w).sum::<f64>() / w.len() as f64;
        // Uniform in ±b has variance b²/3 = 2 / (100 + 100).
        assert!((variance / 0.01 - 1.0).abs() < 0.05, "{variance}");
        assert!(theta[mlp.biases(1)].iter().all(|&b| b == 0.0));
    }
}
