//! Forward and reverse through all layers of a tile.

use std::ops::Range;

use super::activate::{Forward, Reverse, Rows};
use super::buffer::Buffer;
use super::gradient::WeightGradient;
use super::norms::Norms;
use super::packed::Packed;
use super::product::Product;
use super::rows::{PointGradients, RowsMut};
use super::tile::{Mode, Tile};
use crate::lanes::Element;

/// The adjoint of a layer's pre-activations and the layer's input, for those
/// who make something of them.
struct Layer<'a, T> {
    /// Where its weights and biases lie in θ.
    parameters: Range<usize>,
    rows: usize,
    depth: usize,
    adjoint: &'a [T],
    input: &'a [T],
}

impl<T: Element> Tile<T> {
    /// Returns the number of kernels of a forward and a reverse pass together.
    pub fn kernels(&self) -> usize {
        5 * self.mlp.layers() - 3
    }

    /// Computes the jets of the outputs from the inputs and the parameters. `between` is
    /// called after every kernel, for what may overlap with the next, such as prefetching.
    ///
    /// # Panics
    /// If the weights are of another shape or level than the tile was made for.
    pub fn forward(&mut self, weights: &Packed<T>, between: &mut dyn FnMut()) {
        self.check(weights);
        let layers = self.mlp.layers();
        for l in 0..layers {
            // In `Evaluate` all layers share slot 0: a layer's input is dead
            // once its product is taken.
            let slot = if self.mode == Mode::Evaluate { 0 } else { l };
            let before = if self.mode == Mode::Evaluate || l == 0 {
                0
            } else {
                l - 1
            };
            let input = if l == 0 {
                &self.input
            } else {
                &self.post[before]
            };
            let output = if l + 1 == layers {
                &mut self.output
            } else {
                &mut self.pre[slot]
            };
            let product = Product {
                rows: self.mlp.widths[l + 1],
                depth: self.mlp.widths[l],
                columns: self.program.components() * self.padded,
                stride: self.stride,
                weights: weights.forward(l),
                input,
                output,
            };
            T::dispatch(self.level, product);
            between();
            if l + 1 < layers {
                self.activate(l, slot, weights.biases(l));
                between();
            }
        }
        for (k, &bias) in weights.biases(layers - 1).iter().enumerate() {
            for x in &mut self.output[k * self.stride..][..self.padded] {
                *x += bias;
            }
        }
    }

    /// Adds the gradient of J in θ, Σ over points of the output adjoints pulled
    /// back, to `gradient`. The tile must be fresh from [`forward`](Tile::forward) with
    /// the same parameters; `between` is as there.
    ///
    /// # Panics
    /// If the tile is not in [`Mode::Differentiate`], the weights are of another shape or
    /// level than it was made for, or `gradient` is shorter than θ.
    pub fn reverse(&mut self, weights: &Packed<T>, gradient: &mut [T], between: &mut dyn FnMut()) {
        let (level, columns, stride, first) = (
            self.level,
            self.program.components() * self.padded,
            self.stride,
            self.padded,
        );
        self.pull_back(weights, between, |layer| {
            let part = &mut gradient[layer.parameters];
            let (w, b) = part.split_at_mut(layer.rows * layer.depth);
            let product = WeightGradient {
                rows: layer.rows,
                depth: layer.depth,
                columns,
                first,
                stride,
                adjoint: layer.adjoint,
                input: layer.input,
                weights: w,
                biases: b,
            };
            T::dispatch(level, product);
        });
    }

    /// Computes ‖∇_θ J_p‖² of each point p, where J = Σ_p J_p, under the same conditions as
    /// [`reverse`](Tile::reverse).
    ///
    /// # Panics
    /// As there.
    pub fn gradient_norms(&mut self, weights: &Packed<T>) -> &[T] {
        let (level, stride, points) = (self.level, self.stride, self.padded);
        let components = self.program.components();
        let mut norms = std::mem::replace(&mut self.norms, Buffer::new(0));
        norms.fill(T::default());
        self.pull_back(weights, &mut || (), |layer| {
            let kernel = Norms {
                rows: layer.rows,
                depth: layer.depth,
                points,
                components,
                stride,
                adjoint: layer.adjoint,
                input: layer.input,
                norms: &mut norms,
            };
            T::dispatch(level, kernel);
        });
        self.norms = norms;
        &self.norms[..self.points()]
    }

    /// Writes ∇_θ J_p of each point p to row p of `out`, where J = Σ_p J_p, under the same
    /// conditions as [`reverse`](Tile::reverse). With k times as many points as rows, row p
    /// is the sum over the points p, p + rows, …, k in number.
    ///
    /// # Panics
    /// As there, or if the tile's points are no multiple of the rows, or there are fewer
    /// columns than parameters.
    pub fn point_gradients(&mut self, weights: &Packed<T>, out: &mut RowsMut<'_, T>) {
        assert!(self.points().is_multiple_of(out.len()));
        let (level, stride, points) = (self.level, self.stride, self.padded);
        let (components, places) = (self.program.components(), self.points() / out.len());
        self.pull_back(weights, &mut || (), |layer| {
            let kernel = PointGradients {
                rows: layer.rows,
                depth: layer.depth,
                places,
                points,
                components,
                stride,
                adjoint: layer.adjoint,
                input: layer.input,
                first: layer.parameters.start,
                out,
            };
            T::dispatch(level, kernel);
        });
    }

    /// The blocks of packed weights differ between levels: others would be multiplied
    /// without a fault and mean nothing.
    fn check(&self, weights: &Packed<T>) {
        assert!(
            weights.level() == self.level && *weights.mlp() == self.mlp,
            "weights of another shape or level than the tile's"
        );
    }

    fn activate(&mut self, l: usize, slot: usize, biases: &[T]) {
        let rows = Rows {
            neurons: self.mlp.widths[l + 1],
            points: self.padded,
            stride: self.stride,
            program: &self.program,
        };
        let forward = Forward {
            rows,
            biases,
            pre: &mut self.pre[slot],
            post: &mut self.post[slot],
        };
        self.choice.run(forward);
    }

    /// Walks the layers backwards, from the output adjoints.
    fn pull_back(
        &mut self,
        weights: &Packed<T>,
        between: &mut dyn FnMut(),
        mut visit: impl FnMut(Layer<T>),
    ) {
        assert!(
            self.mode == Mode::Differentiate,
            "an evaluating tile has no reverse pass"
        );
        self.check(weights);
        self.clear_padding();
        let layers = self.mlp.layers();
        let [here, next] = &mut self.adjoint;
        let (mut here, mut next) = (here, next);
        for l in (0..layers).rev() {
            let (rows, depth) = (self.mlp.widths[l + 1], self.mlp.widths[l]);
            if l + 1 < layers {
                let rows = Rows {
                    neurons: rows,
                    points: self.padded,
                    stride: self.stride,
                    program: &self.program,
                };
                let reverse = Reverse {
                    rows,
                    pre: &self.pre[l],
                    post: &self.post[l],
                    adjoint: &mut *here,
                };
                self.choice.run(reverse);
                between();
            }
            let adjoint: &[T] = if l + 1 < layers {
                here
            } else {
                &self.output_adjoint
            };
            let input: &[T] = if l == 0 {
                &self.input
            } else {
                &self.post[l - 1]
            };
            visit(Layer {
                parameters: self.mlp.weights(l).start..self.mlp.biases(l).end,
                rows,
                depth,
                adjoint,
                input,
            });
            between();
            if l > 0 {
                let product = Product {
                    rows: depth,
                    depth: rows,
                    columns: self.program.components() * self.padded,
                    stride: self.stride,
                    weights: weights.reverse(l),
                    input: adjoint,
                    output: next,
                };
                T::dispatch(self.level, product);
                between();
                std::mem::swap(&mut here, &mut next);
            }
        }
    }

    /// Lanes beyond the last point must not reach the gradient.
    fn clear_padding(&mut self) {
        let points = self.points();
        for row in self.output_adjoint.chunks_exact_mut(self.stride) {
            for c in 0..self.program.components() {
                row[c * self.padded + points..(c + 1) * self.padded].fill(T::default());
            }
        }
    }
}
