//! Jets through the activation of a layer, and back.
//!
//! With a the pre-activation's jet and z = σ(a):
//!
//! ```text
//! z₀ = σ(a₀),   z_c = σ'(a₀) a_c + Σ terms of c: coefficient · σ⁽ᵐ⁾(a₀) · Π a_factor
//! ```
//!
//! Terms have two factors up to order 2 ([`Pairs`]) and up to four beyond
//! ([`Products`]); everything else is shared.

use crate::activation::function::{DERIVATIVES, Function};
use crate::dispatch::Kernel;
use crate::jet::{MAX_FACTORS, Program, Step};
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
pub struct Forward<'a, T, F, C> {
    pub rows: Rows<'a, T>,
    /// One for each neuron, added to a₀.
    pub biases: &'a [T],
    pub pre: &'a mut [T],
    pub post: &'a mut [T],
    pub function: std::marker::PhantomData<(F, C)>,
}

/// The adjoint of a from that of z, in place.
pub struct Reverse<'a, T, F, C> {
    pub rows: Rows<'a, T>,
    /// As [`Forward`] left them.
    pub pre: &'a [T],
    pub post: &'a [T],
    pub adjoint: &'a mut [T],
    pub function: std::marker::PhantomData<(F, C)>,
}

/// The value of a step and its derivatives.
pub trait Compose {
    /// coefficient · σ⁽ᵐ⁾ · Π factors; `a(f)` loads component f.
    fn value<L: Lanes>(step: &Step<L::Element>, d: &[L; DERIVATIVES], a: impl Fn(usize) -> L) -> L;

    /// Adds adjoint · ∂step/∂a_f to each factor through `add(f, …)`, and returns
    /// adjoint · ∂step/∂a₀.
    fn pull<L: Lanes>(
        step: &Step<L::Element>,
        d: &[L; DERIVATIVES],
        adjoint: L,
        a: impl Fn(usize) -> L,
        add: impl FnMut(usize, L),
    ) -> L;
}

/// Terms with two factors: the fast path of orders 1 and 2.
pub struct Pairs;

impl Compose for Pairs {
    #[inline(always)]
    fn value<L: Lanes>(step: &Step<L::Element>, d: &[L; DERIVATIVES], a: impl Fn(usize) -> L) -> L {
        let scaled = L::splat(step.coefficient).mul(d[1]);
        scaled.mul(a(step.factors[0])).mul(a(step.factors[1]))
    }

    #[inline(always)]
    fn pull<L: Lanes>(
        step: &Step<L::Element>,
        d: &[L; DERIVATIVES],
        adjoint: L,
        a: impl Fn(usize) -> L,
        mut add: impl FnMut(usize, L),
    ) -> L {
        let (i, j) = (step.factors[0], step.factors[1]);
        let weighted = L::splat(step.coefficient).mul(adjoint);
        let slope = weighted.mul(d[1]);
        let (x, y) = (a(i), a(j));
        if i == j {
            add(i, slope.add(slope).mul(x));
        } else {
            add(i, slope.mul(y));
            add(j, slope.mul(x));
        }
        weighted.mul(d[2]).mul(x).mul(y)
    }
}

/// Terms with any number of factors.
pub struct Products;

impl Compose for Products {
    #[inline(always)]
    fn value<L: Lanes>(step: &Step<L::Element>, d: &[L; DERIVATIVES], a: impl Fn(usize) -> L) -> L {
        let mut product = L::splat(step.coefficient).mul(d[step.order - 1]);
        for &f in &step.factors[..step.order.min(MAX_FACTORS)] {
            product = product.mul(a(f));
        }
        product
    }

    #[inline(always)]
    fn pull<L: Lanes>(
        step: &Step<L::Element>,
        d: &[L; DERIVATIVES],
        adjoint: L,
        a: impl Fn(usize) -> L,
        mut add: impl FnMut(usize, L),
    ) -> L {
        let weighted = L::splat(step.coefficient).mul(adjoint);
        let factors = &step.factors[..step.order.min(MAX_FACTORS)];
        let mut product = weighted.mul(d[step.order]);
        for (position, &f) in factors.iter().enumerate() {
            product = product.mul(a(f));
            let mut slope = weighted.mul(d[step.order - 1]);
            for (other, &g) in factors.iter().enumerate() {
                if other != position {
                    slope = slope.mul(a(g));
                }
            }
            add(f, slope);
        }
        product
    }
}

/// Calls a function of a component's steps with arrays of a known length where
/// there are few, as is usual: the loop over points then holds them in registers.
macro_rules! with_steps {
    ($steps:expr, $call:expr) => {
        match $steps {
            [] => $call(&[]),
            [a] => $call(&[*a]),
            [a, b] => $call(&[*a, *b]),
            all => $call(all),
        }
    };
}

impl<T: Element, F: Function, C: Compose> Kernel<T> for Forward<'_, T, F, C> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        let Rows {
            neurons,
            points,
            stride,
            program,
        } = self.rows;
        self.rows.check::<L>(&[self.pre, self.post]);
        assert!(self.biases.len() == neurons);
        for n in 0..neurons {
            let bias = L::splat(self.biases[n]);
            let a = self.pre[n * stride..].as_mut_ptr();
            let z = self.post[n * stride..].as_mut_ptr();
            for v in (0..points).step_by(L::COUNT) {
                // SAFETY: `check`: row n of both matrices has `points` columns
                // and v + COUNT <= points.
                unsafe {
                    let (value, kept) = F::start(L::load(a.add(v)).add(bias));
                    value.store(z.add(v));
                    kept.store(a.add(v));
                }
            }
            let row = ForwardRow { points, a, z };
            for c in 1..program.components() {
                // SAFETY: `check`: factors are components, whose columns lie in
                // row n of both matrices.
                let compose = |steps: &[Step<T>]| unsafe { row.compose::<L, F, C>(c, steps) };
                // SAFETY: c is a component, and `check` looked at `starts`.
                with_steps!(unsafe { program.of(c) }, compose);
            }
        }
    }
}

/// One neuron's jets at all points of the tile.
#[derive(Clone, Copy)]
struct ForwardRow<T> {
    points: usize,
    a: *const T,
    z: *mut T,
}

impl<T: Element> ForwardRow<T> {
    /// z_c, when the value is done.
    ///
    /// # Safety
    /// Component c and the steps' factors must have `points` columns, a multiple
    /// of the lanes, behind the pointers.
    #[inline(always)]
    unsafe fn compose<L: Lanes<Element = T>, F: Function, C: Compose>(
        self,
        c: usize,
        steps: &[Step<T>],
    ) {
        let ForwardRow { points, a, z } = self;
        for v in (0..points).step_by(L::COUNT) {
            // SAFETY: the caller's promise, and v + COUNT <= points.
            unsafe {
                let load = |c: usize| L::load(a.add(c * points + v));
                let d = F::derivatives(L::load(z.add(v)), load(0));
                let mut sum = d[0].mul(load(c));
                for step in steps {
                    sum = sum.add(C::value(step, &d, load));
                }
                sum.store(z.add(c * points + v));
            }
        }
    }
}

impl<T: Element, F: Function, C: Compose> Kernel<T> for Reverse<'_, T, F, C> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        let Rows {
            neurons,
            points,
            stride,
            program,
        } = self.rows;
        self.rows.check::<L>(&[self.pre, self.post, self.adjoint]);
        for n in 0..neurons {
            let row = ReverseRow {
                points,
                a: self.pre[n * stride..].as_ptr(),
                z: self.post[n * stride..].as_ptr(),
                b: self.adjoint[n * stride..].as_mut_ptr(),
            };
            // SAFETY: as in `Forward`.
            unsafe { row.pull_value::<L, F>() };
            // A term's factors come before its component, so they already hold
            // adjoints of a when it adds to them, while the component itself
            // still holds the adjoint of z.
            for c in 1..program.components() {
                // SAFETY: as in `Forward`.
                let pull = |steps: &[Step<T>]| unsafe { row.pull::<L, F, C>(c, steps) };
                // SAFETY: as in `Forward`.
                with_steps!(unsafe { program.of(c) }, pull);
            }
        }
    }
}

/// One neuron's jets and their adjoints at all points of the tile.
#[derive(Clone, Copy)]
struct ReverseRow<T> {
    points: usize,
    a: *const T,
    z: *const T,
    b: *mut T,
}

impl<T: Element> ReverseRow<T> {
    /// What the adjoint of z₀ says of a₀.
    ///
    /// # Safety
    /// `points` columns, a multiple of the lanes, must lie behind the pointers.
    #[inline(always)]
    unsafe fn pull_value<L: Lanes<Element = T>, F: Function>(self) {
        for v in (0..self.points).step_by(L::COUNT) {
            // SAFETY: the caller's promise, and v + COUNT <= points.
            unsafe {
                let d = F::derivatives(L::load(self.z.add(v)), L::load(self.a.add(v)));
                let at = self.b.add(v);
                d[0].mul(L::load(at)).store(at);
            }
        }
    }

    /// What the adjoint of z_c says of a_c, of its factors and of a₀.
    ///
    /// # Safety
    /// As for [`ForwardRow::compose`].
    #[inline(always)]
    unsafe fn pull<L: Lanes<Element = T>, F: Function, C: Compose>(
        self,
        c: usize,
        steps: &[Step<T>],
    ) {
        let ReverseRow { points, a, z, b } = self;
        for v in (0..points).step_by(L::COUNT) {
            // SAFETY: the caller's promise, and v + COUNT <= points.
            unsafe {
                let load = |c: usize| L::load(a.add(c * points + v));
                let d = F::derivatives(L::load(z.add(v)), load(0));
                let at = b.add(c * points + v);
                let adjoint = L::load(at);
                adjoint.mul(d[0]).store(at);
                let mut first = d[1].mul(load(c)).mul_add(adjoint, L::load(b.add(v)));
                for step in steps {
                    let add = |f: usize, x: L| {
                        let to = b.add(f * points + v);
                        L::load(to).add(x).store(to);
                    };
                    first = first.add(C::pull(step, &d, adjoint, load, add));
                }
                first.store(b.add(v));
            }
        }
    }
}
