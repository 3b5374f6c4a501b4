//! θ(0).

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use voronet_kernels::Mlp;

use super::Initialization;

/// How much wider the first layer of a sine network starts: the neurons of the
/// first layer are waves, and waves of several lengths over the domain are a
/// better start than parts of one.
const FIRST_FREQUENCY: f64 = 2.0;

/// Weights uniform in ± a bound that depends on the layer's widths, biases zero.
pub fn initial_parameters(
    mlp: &Mlp,
    initialization: Initialization,
    rng: &mut ChaCha8Rng,
) -> Vec<f64> {
    let mut theta = vec![0.0; mlp.parameters()];
    for l in 0..mlp.layers() {
        let (inputs, outputs) = (mlp.widths[l] as f64, mlp.widths[l + 1] as f64);
        let bound = match initialization {
            Initialization::Glorot => (6.0 / (inputs + outputs)).sqrt(),
            Initialization::Sine if l == 0 => FIRST_FREQUENCY * (6.0 / inputs).sqrt(),
            Initialization::Sine => (6.0 / inputs).sqrt(),
        };
        for w in &mut theta[mlp.weights(l)] {
            *w = rng.random_range(-bound..bound);
        }
    }
    theta
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use voronet_kernels::Activation;

    #[test]
    fn sine_weights_keep_the_variance_of_pre_activations() {
        let mlp = Mlp {
            widths: vec![2, 200, 200, 1],
            activation: Activation::Sine,
        };
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let theta = initial_parameters(&mlp, Initialization::Sine, &mut rng);
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
        let theta = initial_parameters(&mlp, Initialization::Glorot, &mut rng);
        let w = &theta[mlp.weights(1)];
        let variance = w.iter().map(|w| w * w).sum::<f64>() / w.len() as f64;
        // Uniform in ±b has variance b²/3 = 2 / (100 + 100).
        assert!((variance / 0.01 - 1.0).abs() < 0.05, "{variance}");
        assert!(theta[mlp.biases(1)].iter().all(|&b| b == 0.0));
    }
}
