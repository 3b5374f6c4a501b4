//! Any jet, term by term.
//!
//! Terms have two factors up to order 2 ([`OrderTwo`]) and up to four beyond
//! ([`AnyOrder`]); everything else is shared. Components are taken one by one, so
//! that the loop over points holds the few terms of one in registers.

use std::marker::PhantomData;

use super::{Composition, ForwardRow, ReverseRow, start};
use crate::activation::function::{DERIVATIVES, Function};
use crate::jet::{MAX_FACTORS, Program, Step};
use crate::lanes::{Element, Lanes};

/// The value of a step and its derivatives.
pub trait Terms {
    /// The most factors of a term.
    const ORDER: usize;

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

/// Terms with two factors: orders 1 and 2.
pub struct OrderTwo;

impl Terms for OrderTwo {
    const ORDER: usize = 2;

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
pub struct AnyOrder;

impl Terms for AnyOrder {
    const ORDER: usize = MAX_FACTORS;

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

/// Evaluates an expression of a component's steps with arrays of a known length where there are
/// few, as is usual: the loop over points then holds them in registers. The expression is
/// written out four times rather than called: a closure need not be inlined, and then its
/// instructions would not be those of the level.
macro_rules! with_steps {
    ($steps:ident = $of:expr => $call:expr) => {
        match $of {
            [] => {
                let $steps = &[];
                $call
            }
            [a] => {
                let $steps = &[*a];
                $call
            }
            [a, b] => {
                let $steps = &[*a, *b];
                $call
            }
            $steps => $call,
        }
    };
}

/// The composition of any jet with such [`Terms`].
pub struct ByTerm<C>(PhantomData<C>);

impl<C: Terms> Composition for ByTerm<C> {
    fn fits<T: Element>(program: &Program<T>) -> bool {
        program.order <= C::ORDER
    }

    #[inline(always)]
    unsafe fn forward<L: Lanes, F: Function>(row: ForwardRow<L::Element>) {
        // SAFETY: the caller's promise.
        unsafe { start::<L, F>(row) };
        for c in 1..row.program.components() {
            // SAFETY: c is a component of a program; the caller promises that factors are too.
            unsafe { with_steps!(steps = row.program.of(c) => row.compose::<L, F, C>(c, steps)) };
        }
    }

    #[inline(always)]
    unsafe fn reverse<L: Lanes, F: Function>(row: ReverseRow<L::Element>) {
        // SAFETY: the caller's promise.
        unsafe { row.pull_value::<L, F>() };
        // A term's factors come before its component, so they already hold
        // adjoints of a when it adds to them, while the component itself
        // still holds the adjoint of z.
        for c in 1..row.program.components() {
            // SAFETY: as in `forward`.
            unsafe { with_steps!(steps = row.program.of(c) => row.pull::<L, F, C>(c, steps)) };
        }
    }
}

impl<T: Element> ForwardRow<'_, T> {
    /// z_c, when the value is done.
    ///
    /// # Safety
    /// As for [`Composition::forward`]; c and the steps' factors must be
    /// components.
    #[inline(always)]
    unsafe fn compose<L: Lanes<Element = T>, F: Function, C: Terms>(
        self,
        c: usize,
        steps: &[Step<T>],
    ) {
        let ForwardRow { points, a, z, .. } = self;
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

impl<T: Element> ReverseRow<'_, T> {
    /// What the adjoint of z₀ says of a₀.
    ///
    /// # Safety
    /// As for [`Composition::reverse`].
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
    /// As for [`Composition::reverse`]; c and the steps' factors must be
    /// components.
    #[inline(always)]
    unsafe fn pull<L: Lanes<Element = T>, F: Function, C: Terms>(
        self,
        c: usize,
        steps: &[Step<T>],
    ) {
        let ReverseRow {
            points, a, z, b, ..
        } = self;
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
