//! Jets through the activation of a layer, and back.
//!
//! With a the pre-activation's jet and z = σ(a):
//!
//! ```text
//! z₀ = σ(a₀),   z_c = σ'(a₀) a_c + Σ terms of c: coefficient · σ⁽ᵐ⁾(a₀) · Π a_factor
//! ```
//!
//! How the terms are computed is a [`Composition`]; everything else is shared.

use std::marker::PhantomData;

use super::compose::{
    AnyOrder, ByTerm, Composition, ForwardRow, Kind, OrderTwo, ReverseRow, WithComposition,
};
use crate::activation::function::Function;
use crate::activation::sine::Sine;
use crate::activation::tanh::Tanh;
use crate::activation::{Activation, with_function};
use crate::dispatch::{Kernel, Level};
use crate::jet::{Program, Step};
use crate::lanes::{Element, Lanes};

/// Rows, columns and composition of a layer's matrices.
#[derive(Clone, Copy)]
pub struct Rows<'a, T> {
    /// Neurons.
    pub neurons: usize,
    /// Columns of one component, a multiple of the lanes.
    pub points: usize,
    /// From one row to the next, at least components · points.
    pub stride: usize,
    /// How components compose.
    pub program: &'a Program<T>,
}

impl<T: Element> Rows<'_, T> {
    fn check<L: Lanes>(&self, matrices: &[&[T]]) {
        assert!(self.points.is_multiple_of(L::COUNT));
        assert!(self.program.components() * self.points <= self.stride);
        let components = self.program.components();
        let Program { starts, steps, .. } = self.program;
        let inside = |s: &Step<T>| s.factors.iter().all(|&f| f < components);
        assert!(steps.iter().all(inside));
        assert!(starts.is_sorted() && starts.last() == Some(&steps.len()));
        for m in matrices {
            assert!(m.len() >= self.neurons * self.stride);
        }
    }
}

/// z from a; a₀ is replaced by what the activation keeps for its derivatives.
pub struct Forward<'a, T> {
    pub rows: Rows<'a, T>,
    /// One for each neuron, added to a₀.
    pub biases: &'a [T],
    pub pre: &'a mut [T],
    pub post: &'a mut [T],
}

/// The adjoint of a from that of z, in place.
pub struct Reverse<'a, T> {
    pub rows: Rows<'a, T>,
    /// As [`Forward`] left them.
    pub pre: &'a [T],
    pub post: &'a [T],
    pub adjoint: &'a mut [T],
}

/// Either of them.
pub trait Sweep<T> {
    /// Does the work for every neuron.
    fn run<L: Lanes<Element = T>, F: Function, C: Composition>(self);
}

impl<T: Element> Sweep<T> for Forward<'_, T> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>, F: Function, C: Composition>(self) {
        let Rows {
            neurons,
            points,
            stride,
            program,
        } = self.rows;
        self.rows.check::<L>(&[self.pre, self.post]);
        assert!(self.biases.len() == neurons && C::fits(program));
        for n in 0..neurons {
            let row = ForwardRow {
                points,
                program,
                bias: self.biases[n],
                a: self.pre[n * stride..].as_mut_ptr(),
                z: self.post[n * stride..].as_mut_ptr(),
            };
            // SAFETY: `check`: row n of both matrices has `points` columns, a
            // multiple of COUNT, for every component, and factors are components.
            unsafe { C::forward::<L, F>(row) };
        }
    }
}

impl<T: Element> Sweep<T> for Reverse<'_, T> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>, F: Function, C: Composition>(self) {
        let Rows {
            neurons,
            points,
            stride,
            program,
        } = self.rows;
        self.rows.check::<L>(&[self.pre, self.post, self.adjoint]);
        assert!(C::fits(program));
        for n in 0..neurons {
            let row = ReverseRow {
                points,
                program,
                a: self.pre[n * stride..].as_ptr(),
                z: self.post[n * stride..].as_ptr(),
                b: self.adjoint[n * stride..].as_mut_ptr(),
            };
            // SAFETY: as in `Forward`, of three matrices.
            unsafe { C::reverse::<L, F>(row) };
        }
    }
}

/// Which kernel a layer's sweeps get.
#[derive(Clone, Copy)]
pub struct Choice {
    level: Level,
    activation: Activation,
    /// Where its composition is compiled.
    kind: Option<Kind>,
    /// The most factors of any term.
    order: usize,
}

impl Choice {
    /// For a program. A [composition of its own](super::compose) is taken
    /// with the activations that most networks have: for all of them they would be
    /// most of this crate's compile time.
    pub fn new<T: Element>(level: Level, activation: Activation, program: &Program<T>) -> Choice {
        let is_common = matches!(activation, Activation::Sine | Activation::Tanh);
        Choice {
            level,
            activation,
            kind: Kind::of(program).filter(|_| is_common),
            order: program.order,
        }
    }

    /// Runs a sweep.
    pub fn run<T: Element>(self, sweep: impl Sweep<T>) {
        match (self.activation, self.kind) {
            (Activation::Sine, Some(kind)) => kind.call(with::<T, Sine, _>(self.level, sweep)),
            (Activation::Tanh, Some(kind)) => kind.call(with::<T, Tanh, _>(self.level, sweep)),
            _ => with_function!(self.activation, F => {
                let with = with::<T, F, _>(self.level, sweep);
                if self.order <= 2 {
                    with.call::<ByTerm<OrderTwo>>();
                } else {
                    with.call::<ByTerm<AnyOrder>>();
                }
            }),
        }
    }
}

fn with<T, F, S>(level: Level, sweep: S) -> WithFunction<T, S, F> {
    WithFunction {
        level,
        sweep,
        types: PhantomData,
    }
}

struct WithFunction<T, S, F> {
    level: Level,
    sweep: S,
    types: PhantomData<(T, F)>,
}

impl<T: Element, S: Sweep<T>, F: Function> WithComposition for WithFunction<T, S, F> {
    fn call<C: Composition>(self) {
        let kernel = SweepKernel {
            sweep: self.sweep,
            types: PhantomData::<(F, C)>,
        };
        T::dispatch(self.level, kernel);
    }
}

struct SweepKernel<S, F, C> {
    sweep: S,
    types: PhantomData<(F, C)>,
}

impl<T: Element, S: Sweep<T>, F: Function, C: Composition> Kernel<T> for SweepKernel<S, F, C> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        self.sweep.run::<L, F, C>();
    }
}
