//! One neuron's jets through an activation: z from a, and the adjoint of a from
//! that of z.
//!
//! [`known`] has the few jets that most equations need, compiled with all their
//! terms in registers, [`fourth`] one that is worth writing by hand; [`steps`] takes
//! any other, term by term.

mod fourth;
mod known;
mod steps;

use std::ops::Range;

use crate::activation::function::Function;
use crate::jet::Program;
use crate::lanes::{Element, Lanes};

use fourth::Fourth;
use known::{First2, Heat, InRegisters, Laplace2, Laplace3, Second2};
pub use steps::{AnyOrder, ByTerm, OrderTwo};

/// One neuron's jets at all points of the tile: component c of point p stands at
/// c · points + p.
#[derive(Clone, Copy)]
pub struct ForwardRow<'a, T> {
    pub points: usize,
    pub program: &'a Program<T>,
    /// To be added to a₀.
    pub bias: T,
    /// a₀ is replaced by what the activation keeps for its derivatives.
    pub a: *mut T,
    pub z: *mut T,
}

/// One neuron's jets and their adjoints at all points of the tile.
#[derive(Clone, Copy)]
pub struct ReverseRow<'a, T> {
    pub points: usize,
    pub program: &'a Program<T>,
    /// As the forward pass left them.
    pub a: *const T,
    pub z: *const T,
    /// The adjoint of z, to become that of a.
    pub b: *mut T,
}

/// A way to compute the terms of a program.
pub trait Composition {
    /// Whether it can compute this one.
    fn fits<T: Element>(program: &Program<T>) -> bool;

    /// z, and what is kept of a₀.
    ///
    /// # Safety
    /// The program must fit. Behind the row's pointers, every component must
    /// have `points` columns, a multiple of the lanes.
    unsafe fn forward<L: Lanes, F: Function>(row: ForwardRow<L::Element>);

    /// The adjoint of a.
    ///
    /// # Safety
    /// As for `forward`.
    unsafe fn reverse<L: Lanes, F: Function>(row: ReverseRow<L::Element>);
}

/// Something that can be done with any [`Composition`].
pub trait WithComposition {
    /// Does it.
    fn call<C: Composition>(self);
}

/// Names the jets with a [`Composition`] of their own once: their kinds, and what leads
/// from a program to a kind and from a kind to its composition.
macro_rules! kinds {
    ($($kind:ident: $composition:ty,)*) => {
        /// Which of the jets with a composition of their own a program is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = concat!("[`", stringify!($kind), "`]")] $kind,)*
        }

        impl Kind {
            /// Of a program, if it is one.
            pub fn of<T: Element>(program: &Program<T>) -> Option<Kind> {
                $(if <$composition>::fits(program) {
                    return Some(Kind::$kind);
                })*
                None
            }

            /// Does something with its composition.
            pub fn call(self, what: impl WithComposition) {
                match self {
                    $(Kind::$kind => what.call::<$composition>(),)*
                }
            }
        }
    };
}
kinds! {
    First2: InRegisters<First2>,
    Heat: InRegisters<Heat>,
    Laplace2: InRegisters<Laplace2>,
    Laplace3: InRegisters<Laplace3>,
    Second2: InRegisters<Second2>,
    Fourth: Fourth,
}

/// The columns that are taken as [`Lanes::Wide`]; what is left of the row is taken
/// one vector at a time.
#[inline(always)]
fn wide<L: Lanes>(points: usize) -> usize {
    points / L::Wide::COUNT * L::Wide::COUNT
}

/// z₀, and what is kept of a₀.
///
/// # Safety
/// As for [`Composition::forward`].
#[inline(always)]
unsafe fn start<L: Lanes, F: Function>(row: ForwardRow<L::Element>) {
    let wide = wide::<L>(row.points);
    // SAFETY: the caller's promise; both ranges are multiples of the lanes.
    unsafe {
        row.start::<L::Wide, F>(0..wide);
        row.start::<L, F>(wide..row.points);
    }
}

impl<T: Element> ForwardRow<'_, T> {
    /// # Safety
    /// As for [`Composition::forward`], of the columns in the range, which must
    /// be a multiple of the lanes.
    #[inline(always)]
    unsafe fn start<L: Lanes<Element = T>, F: Function>(self, columns: Range<usize>) {
        let bias = L::splat(self.bias);
        for v in columns.step_by(L::COUNT) {
            // SAFETY: the caller's promise, and v + COUNT <= points.
            unsafe {
                let (value, kept) = F::start(L::load(self.a.add(v)).add(bias));
                value.store(self.z.add(v));
                kept.store(self.a.add(v));
            }
        }
    }
}
