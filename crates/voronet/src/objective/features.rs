//! Jets of features at the points of a tile.

use voronet_expr::{Leaf, Workspace};
use voronet_kernels::{Level, Tile};

use super::Scalar;
use crate::plan::{FeatureJets, VectorMath};

/// A worker's memory for the jets of features, which are computed in double precision
/// whatever the network's, so that no digit of a coordinate is lost before a wave or a power
/// is taken of it.
pub struct FeatureScratch {
    /// Coordinates of the points, for each leaf of the tape.
    coordinates: Vec<Vec<f64>>,
    workspace: Workspace<f64>,
    math: VectorMath,
}

impl FeatureScratch {
    /// Makes it for so many points at most.
    pub fn new(jets: &FeatureJets, points: usize, level: Level) -> FeatureScratch {
        FeatureScratch {
            coordinates: vec![vec![0.0; points]; jets.tape.leaves().len()],
            workspace: jets.tape.forward_workspace(points),
            math: VectorMath(level),
        }
    }

    /// Writes the jets at `points` points to a tile, from its point `first` on.
    /// `coordinates` writes an input's coordinate at each point.
    pub fn write<T: Scalar>(
        &mut self,
        jets: &FeatureJets,
        tile: &mut Tile<T>,
        first: usize,
        points: usize,
        coordinates: impl Fn(usize, &mut [f64]),
    ) {
        for (leaf, values) in jets.tape.leaves().iter().zip(&mut self.coordinates) {
            if let Leaf::Input(i) = *leaf {
                coordinates(i, &mut values[..points]);
            }
        }
        let read = &self.coordinates;
        jets.tape
            .forward(points, |i| &read[i], &mut self.workspace, &self.math);
        for (root, &(feature, component)) in jets.places.iter().enumerate() {
            let from = &jets.tape.root(&self.workspace, root)[..points];
            let to = &mut tile.input_mut(feature, component)[first..first + points];
            for (to, &from) in to.iter_mut().zip(from) {
                *to = T::from_f64(from);
            }
        }
    }
}
