//! A tile of points: all that is known of them between inputs and gradient.

use super::activate::Choice;
use super::buffer::{Buffer, LINE};
use super::packed::Packed;
use super::shape::Mlp;
use crate::dispatch::{Level, lane_count};
use crate::jet::{Component, JetLayout, Program};
use crate::lanes::Element;

/// What a tile can do, and so keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It evaluates outputs only: all layers share two matrices.
    Evaluate,
    /// It keeps every layer's matrices for a reverse pass.
    Differentiate,
}

/// What an input of the network is, of which a tile takes the jet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// A coordinate times a factor, up to a shift: its value is written, its derivatives are
    /// the same at all points.
    Scaled {
        /// The number of the coordinate.
        coordinate: usize,
        /// The derivative of the input by the coordinate.
        factor: f64,
    },
    /// Any function of the coordinates: all components of its jet are written.
    Function,
}

impl Input {
    /// Its part of a component's operator, if that is the same at all points; else 0.
    fn direction(self, component: &Component) -> f64 {
        match self {
            Input::Scaled { coordinate, factor } => component.direction[coordinate] * factor,
            Input::Function => 0.0,
        }
    }
}

/// Scratch memory for up to `capacity` points, owned by one worker.
pub struct Tile<T> {
    pub(super) mlp: Mlp,
    pub(super) program: Program<T>,
    pub(super) choice: Choice,
    pub(super) level: Level,
    pub(super) mode: Mode,
    /// What component c's operator makes of input i, where that is the same at all points:
    /// [input][component].
    directions: Vec<Vec<T>>,
    lanes: usize,
    capacity: usize,
    points: usize,
    pub(super) padded: usize,
    pub(super) stride: usize,
    pub(super) input: Buffer<T>,
    pub(super) pre: Vec<Buffer<T>>,
    pub(super) post: Vec<Buffer<T>>,
    pub(super) output: Buffer<T>,
    pub(super) output_adjoint: Buffer<T>,
    pub(super) adjoint: [Buffer<T>; 2],
    pub(super) norms: Buffer<T>,
}

impl<T: Element> Tile<T> {
    /// Makes a tile for the network and the level of `weights`, which any weights of that
    /// shape and level may be used with, for a jet and for inputs of these kinds.
    ///
    /// # Panics
    /// If the network has not so many inputs, or `capacity` is 0.
    pub fn new(
        weights: &Packed<T>,
        jet: &JetLayout,
        inputs: &[Input],
        capacity: usize,
        mode: Mode,
    ) -> Tile<T> {
        let (mlp, level) = (weights.mlp(), weights.level());
        assert!(inputs.len() == mlp.widths[0] && capacity > 0);
        let lanes = lane_count::<T>(level);
        let stride = stride::<T>(jet.len() * capacity.next_multiple_of(lanes));
        let matrix = |rows: usize| Buffer::new(rows * stride);
        let hidden = &mlp.widths[1..mlp.layers()];
        let outputs = mlp.widths[mlp.layers()];
        let widest = mlp.widths.iter().copied().max().unwrap_or(1);
        let (pre, post, adjoint) = match mode {
            Mode::Evaluate => (
                vec![matrix(widest)],
                vec![matrix(widest)],
                [matrix(0), matrix(0)],
            ),
            Mode::Differentiate => (
                hidden.iter().map(|&w| matrix(w)).collect(),
                hidden.iter().map(|&w| matrix(w)).collect(),
                [matrix(widest), matrix(widest)],
            ),
        };
        let directions = |input: &Input| {
            let components = jet.components().iter();
            components
                .map(|c| T::from_f64(input.direction(c)))
                .collect()
        };
        let program = Program::new(jet);
        let mut tile = Tile {
            mlp: mlp.clone(),
            choice: Choice::new(level, mlp.activation, &program),
            program,
            level,
            mode,
            directions: inputs.iter().map(directions).collect(),
            lanes,
            capacity,
            points: 0,
            padded: 0,
            stride: 0,
            input: matrix(inputs.len()),
            pre,
            post,
            output: matrix(outputs),
            output_adjoint: matrix(if mode == Mode::Evaluate { 0 } else { outputs }),
            adjoint,
            norms: Buffer::new(capacity.next_multiple_of(lanes)),
        };
        tile.resize(capacity);
        tile
    }

    /// Returns the most points it can take.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Returns the number of points in use.
    pub fn points(&self) -> usize {
        self.points
    }

    /// Takes `points` points, whose inputs are to be written next. Where their number is
    /// another than before, the jets of functions are 0 until then.
    ///
    /// # Panics
    /// If there is no point or more than the capacity.
    pub fn resize(&mut self, points: usize) {
        assert!(points > 0 && points <= self.capacity);
        if points == self.points {
            return;
        }
        self.points = points;
        self.padded = points.next_multiple_of(self.lanes);
        self.stride = stride::<T>(self.program.components() * self.padded);
        // Lanes beyond the last point hold no old numbers, which might not be finite.
        for (i, directions) in self.directions.iter().enumerate() {
            for (c, &direction) in directions.iter().enumerate() {
                let start = i * self.stride + c * self.padded;
                self.input[start..start + self.padded].fill(direction);
            }
        }
    }

    /// Gives component c of network input i at the points, to be written: the value, which
    /// is component 0, of all inputs, the others of functions alone.
    pub fn input_mut(&mut self, i: usize, c: usize) -> &mut [T] {
        let start = i * self.stride + c * self.padded;
        &mut self.input[start..start + self.points]
    }

    /// Returns component c of output k at the points, after [`forward`](Tile::forward).
    pub fn output(&self, k: usize, c: usize) -> &[T] {
        let start = k * self.stride + c * self.padded;
        &self.output[start..start + self.points]
    }

    /// Gives ∂J/∂(component c of output k) at the points, to be written for every k and c
    /// before a reverse pass.
    pub fn output_adjoint_mut(&mut self, k: usize, c: usize) -> &mut [T] {
        let start = k * self.stride + c * self.padded;
        &mut self.output_adjoint[start..start + self.points]
    }

    /// Returns the number of outputs of the network.
    pub fn outputs(&self) -> usize {
        self.mlp.widths[self.mlp.layers()]
    }

    /// Returns the number of components of each output.
    pub fn components(&self) -> usize {
        self.program.components()
    }
}

/// Columns rounded up to an odd number of cache lines.
fn stride<T>(columns: usize) -> usize {
    let per_line = LINE / size_of::<T>();
    (columns.div_ceil(per_line) | 1) * per_line
}
