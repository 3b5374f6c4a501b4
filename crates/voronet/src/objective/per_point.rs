//! A number for each point: importances, residuals, values.

use rayon::prelude::*;
use voronet_kernels::{Mode, part};

use super::Scalar;
use super::reduce::{CHUNKS, equal_chunks, tiles};
use super::theta::Theta;
use super::tile::{Points, Scratch};
use super::worker::Workers;
use crate::network::Network;
use crate::plan::Group;
use crate::points::Cloud;

/// Evaluates a group's expressions at any points.
pub struct PerPoint<T: Scalar> {
    network: Network,
    group: Group,
    mode: Mode,
    workers: Workers<Scratch<T>>,
    sums: Vec<Vec<Moments>>,
}

/// Means of an expression over points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// Of its square.
    pub square: f64,
    /// Of its absolute value.
    pub size: f64,
}

impl<T: Scalar> PerPoint<T> {
    /// Prepares for values, or for gradient norms too, in the current thread pool, with
    /// parameters of the same network and level as these.
    pub fn new(network: &Network, group: &Group, mode: Mode, theta: &Theta<T>) -> PerPoint<T> {
        PerPoint {
            network: network.clone(),
            group: group.clone(),
            mode,
            workers: Workers::new(|| Scratch::new(network, group, mode, theta)),
            sums: vec![vec![Moments::default(); group.tape.roots()]; CHUNKS],
        }
    }

    /// Writes expression r at point p to `out[p * roots + r]`.
    ///
    /// # Panics
    /// If `out` is not of that length.
    pub fn values(&self, theta: &Theta<T>, cloud: &Cloud, out: &mut [f64]) {
        let roots = self.group.tape.roots();
        assert_eq!(out.len(), cloud.len() * roots);
        let points = Points::Consecutive(0, cloud.len());
        self.each_tile(theta, cloud, points, roots, out, |scratch, out| {
            for r in 0..roots {
                for (p, x) in scratch.root(&self.group, r).iter().enumerate() {
                    out[p * roots + r] = x.to_f64();
                }
            }
        });
    }

    /// Writes Σ_r λ_r (expression r at point p)² to `out[p]`: the loss of each of some
    /// points of a cloud.
    pub fn losses(
        &self,
        theta: &Theta<T>,
        cloud: &Cloud,
        points: Points<'_>,
        lambda: &[f64],
        out: &mut [f64],
    ) {
        self.each_tile(theta, cloud, points, 1, out, |scratch, out| {
            out.fill(0.0);
            for (r, lambda) in lambda.iter().enumerate() {
                for (out, x) in out.iter_mut().zip(scratch.root(&self.group, r)) {
                    *out += lambda * x.to_f64() * x.to_f64();
                }
            }
        });
    }

    /// Writes ‖∇_θ Σ_r λ_r (expression r at point p)²‖ to `out[p]`, from the layers'
    /// adjoints without any point's gradient (Eq. 15).
    ///
    /// # Panics
    /// If it was made for values only.
    pub fn gradient_norms(
        &self,
        theta: &Theta<T>,
        cloud: &Cloud,
        points: Points<'_>,
        lambda: &[f64],
        out: &mut [f64],
    ) {
        assert_eq!(self.mode, Mode::Differentiate);
        self.each_tile(theta, cloud, points, 1, out, |scratch, out| {
            for (r, lambda) in lambda.iter().enumerate() {
                scratch.seed(&self.group, r, |_, value| 2.0 * lambda * value);
            }
            scratch.gradient_norms(&self.group, theta, out);
        });
    }

    /// Writes the means over the cloud of each expression's square and size to `out`.
    pub fn moments(&mut self, theta: &Theta<T>, cloud: &Cloud, out: &mut [Moments]) {
        let (network, group, workers) = (&self.network, &self.group, &self.workers);
        let n = cloud.len();
        self.sums.par_iter_mut().enumerate().for_each(|(i, sums)| {
            sums.fill(Moments::default());
            let scratch = &mut *workers.own();
            for tile in tiles(part(n, CHUNKS, i), group.tile_points) {
                let points = Points::Consecutive(tile.start, tile.len());
                scratch.forward(network, group, theta, cloud, points, &mut || ());
                for (r, sum) in sums.iter_mut().enumerate() {
                    let values = scratch.root(group, r).iter().map(|x| x.to_f64());
                    sum.square += values.clone().map(|x| x.powi(2)).sum::<f64>();
                    sum.size += values.map(f64::abs).sum::<f64>();
                }
            }
        });
        out.fill(Moments::default());
        for sums in &self.sums {
            for (out, sum) in out.iter_mut().zip(sums) {
                out.square += sum.square / n as f64;
                out.size += sum.size / n as f64;
            }
        }
    }

    fn each_tile(
        &self,
        theta: &Theta<T>,
        cloud: &Cloud,
        points: Points<'_>,
        width: usize,
        out: &mut [f64],
        write: impl Fn(&mut Scratch<T>, &mut [f64]) + Sync,
    ) {
        let (chunk, tile) = equal_chunks(points.len(), self.group.tile_points);
        out.par_chunks_mut(chunk * width)
            .enumerate()
            .for_each(|(i, out)| {
                let scratch = &mut *self.workers.own();
                for (j, out) in out.chunks_mut(tile * width).enumerate() {
                    let start = i * chunk + j * tile;
                    let part = points.part(start..start + out.len() / width);
                    scratch.forward(&self.network, &self.group, theta, cloud, part, &mut || ());
                    write(scratch, out);
                }
            });
    }
}
