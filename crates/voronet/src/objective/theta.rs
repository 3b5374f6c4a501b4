//! θ as kernels and tapes take it.

use voronet_kernels::{Level, Packed};

use super::Scalar;
use crate::network::{Network, Unknown};

/// Parameters of a network, arranged for what evaluates them: the weights for the kernels, the
/// unknowns as the numbers that laws read.
pub struct Theta<T: Scalar> {
    /// Those of each subnetwork.
    weights: Vec<Packed<T>>,
    stated: Vec<Unknown>,
    /// Each unknown, and its slope by its number of θ.
    unknowns: Vec<(T, T)>,
}

impl<T: Scalar> Theta<T> {
    /// Reserves the memory of a network's, for kernels of a level.
    pub fn new(network: &Network, level: Level) -> Theta<T> {
        let subnetworks = network.subnetworks.iter();
        Theta {
            weights: subnetworks
                .map(|own| Packed::new(&own.mlp, level))
                .collect(),
            stated: network.unknowns.clone(),
            unknowns: vec![Default::default(); network.unknowns.len()],
        }
    }

    /// Arranges parameters, which are kept in double precision, for the best kernels.
    pub fn of(network: &Network, parameters: &[f64]) -> Theta<T> {
        let theta: Vec<T> = parameters.iter().map(|&t| T::from_f64(t)).collect();
        let mut made = Theta::new(network, Level::detect());
        made.pack(&theta);
        made
    }

    /// Takes other parameters: the weights, then a number for each unknown.
    ///
    /// # Panics
    /// If there are more or fewer.
    pub fn pack(&mut self, theta: &[T]) {
        let (mut weights, numbers) = theta.split_at(theta.len() - self.stated.len());
        for own in &mut self.weights {
            let (first, others) = weights.split_at(own.mlp().parameters());
            own.pack(first);
            weights = others;
        }
        assert!(weights.is_empty(), "more weights than the network has");
        let unknowns = self.unknowns.iter_mut().zip(&self.stated);
        for ((unknown, stated), r) in unknowns.zip(numbers) {
            let r = r.to_f64();
            *unknown = (T::from_f64(stated.value(r)), T::from_f64(stated.slope(r)));
        }
    }

    /// Returns the weights of a subnetwork.
    pub fn weights(&self, subnetwork: usize) -> &Packed<T> {
        &self.weights[subnetwork]
    }

    /// Returns the level of the kernels.
    pub fn level(&self) -> Level {
        self.weights[0].level()
    }

    /// Returns an unknown.
    pub fn unknown(&self, i: usize) -> T {
        self.unknowns[i].0
    }

    /// Returns the slope of an unknown by its number of θ.
    pub fn slope(&self, i: usize) -> T {
        self.unknowns[i].1
    }
}
