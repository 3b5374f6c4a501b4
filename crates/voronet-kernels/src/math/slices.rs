//! Elementary functions over slices, for callers that have no lanes.

use crate::dispatch::{Kernel, Level};
use crate::lanes::{Element, Lanes, MOST_LANES};

/// A function of one number that has a vector kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SliceFunction {
    /// Sine.
    Sin,
    /// Cosine.
    Cos,
    /// Exponential.
    Exp,
    /// Hyperbolic tangent.
    Tanh,
    /// Hyperbolic secant.
    Sech,
}

/// Writes `out[i] = function(x[i])` for every i.
///
/// Arguments of sine and cosine beyond 10⁴ take the standard library's slow and
/// exact path.
///
/// # Panics
/// If the lengths differ.
pub fn apply<T: Element>(level: Level, function: SliceFunction, x: &[T], out: &mut [T]) {
    assert_eq!(x.len(), out.len());
    let periodic = matches!(function, SliceFunction::Sin | SliceFunction::Cos);
    if periodic && x.iter().any(|x| x.to_f64().abs() > 1e4) {
        for (out, x) in out.iter_mut().zip(x) {
            let x = x.to_f64();
            *out = T::from_f64(if function == SliceFunction::Sin {
                x.sin()
            } else {
                x.cos()
            });
        }
        return;
    }
    T::dispatch(level, Apply { function, x, out });
}

struct Apply<'a, T> {
    function: SliceFunction,
    x: &'a [T],
    out: &'a mut [T],
}

impl<T: Element> Kernel<T> for Apply<'_, T> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        let (x, out) = (self.x, self.out);
        match self.function {
            SliceFunction::Sin => map::<L, Sin>(x, out),
            SliceFunction::Cos => map::<L, Cos>(x, out),
            SliceFunction::Exp => map::<L, Exp>(x, out),
            SliceFunction::Tanh => map::<L, Tanh>(x, out),
            SliceFunction::Sech => map::<L, Sech>(x, out),
        }
    }
}

/// A function as a type: unlike a closure, it is inlined for certain, and with
/// it the instruction set.
trait Function {
    fn of<L: Lanes>(x: L) -> L;
}

macro_rules! functions {
    ($($name:ident($x:ident) $body:expr;)*) => {$(
        struct $name;
        impl Function for $name {
            #[inline(always)]
            fn of<L: Lanes>($x: L) -> L {
                $body
            }
        }
    )*};
}
functions! {
    Sin(x) super::sin_cos(x).0;
    Cos(x) super::sin_cos(x).1;
    Exp(x) super::exp(x);
    Tanh(x) super::tanh(x);
    Sech(x) super::sech(x);
}

#[inline(always)]
fn map<L: Lanes, F: Function>(x: &[L::Element], out: &mut [L::Element]) {
    let whole = x.len() - x.len() % L::COUNT;
    for i in (0..whole).step_by(L::COUNT) {
        // SAFETY: i + COUNT <= whole <= both lengths.
        unsafe { F::of(L::load(x.as_ptr().add(i))).store(out.as_mut_ptr().add(i)) };
    }
    if whole < x.len() {
        let rest = x.len() - whole;
        const { assert!(L::COUNT <= MOST_LANES) };
        let mut buffer = [L::Element::default(); MOST_LANES];
        buffer[..rest].copy_from_slice(&x[whole..]);
        // SAFETY: the buffer holds a whole vector, as asserted.
        unsafe { F::of(L::load(buffer.as_ptr())).store(buffer.as_mut_ptr()) };
        out[whole..].copy_from_slice(&buffer[..rest]);
    }
}
