//! One neuron's jets through an activation: z from a, and the adjoint of a from
//! that of z.
//!
//! [`known`] has the few jets that most equations need, compiled with all their
//! terms in registers; [`steps`] takes any other, term by term.

mod known;
mod steps;

use crate::activation::function::Function;
use crate::jet::Program;
use crate::lanes::{Element, Lanes};

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

/// Names the [`known`] jets once: their kinds, and what leads from a program to a
/// kind and from a kind to its [`Composition`].
macro_rules! kinds {
    ($($kind:ident)*) => {
        /// Which [`known`] jet a program is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = concat!("[`", stringify!($kind), "`]")] $kind,)*
        }

        impl Kind {
            /// Of a program, if it is one.
            pub fn of<T: Element>(program: &Program<T>) -> Option<Kind> {
                $(if InRegisters::<$kind>::fits(program) {
                    return Some(Kind::$kind);
                })*
                None
            }

            /// Does something with its composition.
            pub fn call(self, what: impl WithComposition) {
                match self {
                    $(Kind::$kind => what.call::<InRegisters<$kind>>(),)*
                }
            }
        }
    };
}
kinds!(First2 Heat Laplace2 Laplace3 Second2);

/// The columns that are taken as [`Lanes::Wide`]; what is left of the row is taken
/// one vector at a time.
#[inline(always)]
fn wide<L: Lanes>(points: usize) -> usize {
    points / L::Wide::COUNT * L::Wide::COUNT
}
