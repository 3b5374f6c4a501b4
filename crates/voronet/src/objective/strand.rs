//! A tile of points through one subnetwork.

use voronet_kernels::{Mode, Tile};

use super::Scalar;
use super::features::FeatureScratch;
use super::theta::Theta;
use super::tile::Points;
use crate::network::{Feature, Network};
use crate::plan::{Group, Jet};

/// A worker's memory for a subnetwork that a group reads.
pub struct Strand<T: Scalar> {
    subnetwork: usize,
    pub tile: Tile<T>,
    /// For features that are expressions.
    features: Option<FeatureScratch>,
}

impl<T: Scalar> Strand<T> {
    /// Makes it for a subnetwork by number, and for parameters of the same network and level as
    /// these.
    pub fn new(
        network: &Network,
        (subnetwork, jet): (usize, &Jet),
        (columns, points): (usize, usize),
        mode: Mode,
        theta: &Theta<T>,
    ) -> Strand<T> {
        let inputs = network.subnetworks[subnetwork].layer_inputs(&network.scale);
        let weights = theta.weights(subnetwork);
        let features = jet.features.as_ref();
        Strand {
            subnetwork,
            tile: Tile::new(weights, &jet.layout, &inputs, columns, mode),
            features: features.map(|jets| FeatureScratch::new(jets, points, theta.level())),
        }
    }

    /// Writes the subnetwork's inputs at points whose coordinates are given, from the tile's
    /// point `first` on.
    pub fn place(
        &mut self,
        network: &Network,
        group: &Group,
        points: Points<'_>,
        first: usize,
        coordinate: impl Fn(usize, usize) -> f64,
    ) {
        let n = points.len();
        let features = network.subnetworks[self.subnetwork].features.all();
        for (k, feature) in features.iter().enumerate() {
            let Feature::Input(i) = *feature else {
                continue;
            };
            let (shift, scale) = (network.shift[i], network.scale[i]);
            let inputs = &mut self.tile.input_mut(k, 0)[first..first + n];
            points.for_each(|p, j| inputs[p] = T::from_f64((coordinate(j, i) - shift) * scale));
        }
        let jets = group.jets[self.subnetwork].features.as_ref();
        if let (Some(scratch), Some(jets)) = (&mut self.features, jets) {
            let coordinates = |i: usize, out: &mut [f64]| {
                points.for_each(|p, j| out[p] = coordinate(j, i));
            };
            scratch.write(jets, &mut self.tile, first, n, coordinates);
        }
    }

    /// Computes the jets of the outputs.
    pub fn forward(&mut self, theta: &Theta<T>, between: &mut dyn FnMut()) {
        self.tile.forward(theta.weights(self.subnetwork), between);
    }

    /// Sets the adjoints of all outputs to 0.
    pub fn clear_adjoints(&mut self) {
        for k in 0..self.tile.outputs() {
            for c in 0..self.tile.components() {
                self.tile.output_adjoint_mut(k, c).fill(T::default());
            }
        }
    }
}
