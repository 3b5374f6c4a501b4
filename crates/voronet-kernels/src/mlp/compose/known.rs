//! Jets whose terms the compiler knows: every number of a point stays in a
//! register between its one load and its one store.

use std::marker::PhantomData;
use std::ops::Range;

use super::{Composition, ForwardRow, ReverseRow, wide};
use crate::activation::function::Function;
use crate::jet::Program;
use crate::lanes::{Element, Lanes};

/// The structure of a program; its coefficients may be any.
pub trait Known {
    /// The value, the first derivatives, then what has terms.
    const COMPONENTS: usize;
    /// Component, factor, factor, in the program's order.
    const TERMS: &'static [[usize; 3]];
}

/// The most components and terms of any [`Known`] jet.
const COMPONENTS: usize = 6;
const TERMS: usize = 3;

macro_rules! known {
    ($($(#[$doc:meta])* $name:ident: $components:literal, $terms:expr;)*) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Known for $name {
            const COMPONENTS: usize = $components;
            const TERMS: &'static [[usize; 3]] = &$terms;
        }
    )*};
}

known! {
    /// u, u_y and u_x.
    First2: 3, [];
    /// u, u_x and an operator with u_xx, such as u_t − u_xx.
    Heat: 3, [[2, 1, 1]];
    /// u, u_y, u_x and an operator with u_yy and u_xx.
    Laplace2: 4, [[3, 1, 1], [3, 2, 2]];
    /// u, u_z, u_y, u_x and an operator with u_zz, u_yy and u_xx.
    Laplace3: 5, [[4, 1, 1], [4, 2, 2], [4, 3, 3]];
    /// u, u_y, u_x and all three second derivatives.
    Second2: 6, [[3, 1, 1], [4, 1, 2], [5, 2, 2]];
}

/// The composition of a [`Known`] jet.
pub struct InRegisters<K>(PhantomData<K>);

impl<K: Known> Composition for InRegisters<K> {
    fn fits<T: Element>(program: &Program<T>) -> bool {
        let component = |i: usize| program.starts.iter().rposition(|&s| s <= i);
        let is_same = |(i, term): (usize, &[usize; 3])| {
            let step = &program.steps[i];
            let [c, f, g] = *term;
            component(i) == Some(c) && step.order == 2 && step.factors[..2] == [f, g]
        };
        program.components() == K::COMPONENTS
            && program.steps.len() == K::TERMS.len()
            && K::TERMS.iter().enumerate().all(is_same)
    }

    #[inline(always)]
    unsafe fn forward<L: Lanes, F: Function>(row: ForwardRow<L::Element>) {
        let wide = wide::<L>(row.points);
        // SAFETY: the caller's promise; both ranges are multiples of the lanes.
        unsafe {
            forward::<L::Wide, F, K>(row, 0..wide);
            forward::<L, F, K>(row, wide..row.points);
        }
    }

    #[inline(always)]
    unsafe fn reverse<L: Lanes, F: Function>(row: ReverseRow<L::Element>) {
        // SAFETY: the caller's promise.
        unsafe { reverse::<L, F, K>(row) }
    }
}

/// The program's coefficients in all lanes.
#[inline(always)]
fn coefficients<L: Lanes>(program: &Program<L::Element>) -> [L; TERMS] {
    let mut coefficients = [L::constant(0.0); TERMS];
    for (to, step) in coefficients.iter_mut().zip(&program.steps) {
        *to = L::splat(step.coefficient);
    }
    coefficients
}

/// # Safety
/// As for [`Composition::forward`], of the columns in the range, which must be
/// a multiple of the lanes.
#[inline(always)]
unsafe fn forward<L: Lanes, F: Function, K: Known>(
    row: ForwardRow<L::Element>,
    columns: Range<usize>,
) {
    let coefficients = coefficients::<L>(row.program);
    let bias = L::splat(row.bias);
    for v in columns.step_by(L::COUNT) {
        let at = |c: usize| c * row.points + v;
        // SAFETY: the caller's promise, and v + COUNT <= points.
        unsafe {
            let (value, kept) = F::start(L::load(row.a.add(v)).add(bias));
            value.store(row.z.add(v));
            kept.store(row.a.add(v));
            let d = F::derivatives(value, kept);
            let mut a = [value; COMPONENTS];
            let mut z = [value; COMPONENTS];
            for c in 1..K::COMPONENTS {
                a[c] = L::load(row.a.add(at(c)));
                z[c] = d[0].mul(a[c]);
            }
            for (&[c, f, g], coefficient) in K::TERMS.iter().zip(coefficients) {
                z[c] = coefficient.mul(d[1]).mul(a[f]).mul_add(a[g], z[c]);
            }
            for (c, z) in z.iter().enumerate().take(K::COMPONENTS).skip(1) {
                z.store(row.z.add(at(c)));
            }
        }
    }
}

/// # Safety
/// As for [`Composition::reverse`].
#[inline(always)]
unsafe fn reverse<L: Lanes, F: Function, K: Known>(row: ReverseRow<L::Element>) {
    let coefficients = coefficients::<L>(row.program);
    for v in (0..row.points).step_by(L::COUNT) {
        let at = |c: usize| c * row.points + v;
        // SAFETY: the caller's promise, and v + COUNT <= points.
        unsafe {
            let d = F::derivatives(L::load(row.z.add(v)), L::load(row.a.add(v)));
            let zero = L::constant(0.0);
            let (mut a, mut of_z, mut of_a) =
                ([zero; COMPONENTS], [zero; COMPONENTS], [zero; COMPONENTS]);
            // Sums of what σ'' and σ''' multiply in the adjoint of a₀.
            let (mut second, mut third) = (zero, zero);
            of_a[0] = d[0].mul(L::load(row.b.add(v)));
            for c in 1..K::COMPONENTS {
                a[c] = L::load(row.a.add(at(c)));
                of_z[c] = L::load(row.b.add(at(c)));
                of_a[c] = d[0].mul(of_z[c]);
                second = a[c].mul_add(of_z[c], second);
            }
            for (&[c, f, g], coefficient) in K::TERMS.iter().zip(coefficients) {
                let weighted = coefficient.mul(of_z[c]);
                let slope = weighted.mul(d[1]);
                if f == g {
                    of_a[f] = slope.add(slope).mul_add(a[f], of_a[f]);
                } else {
                    of_a[f] = slope.mul_add(a[g], of_a[f]);
                    of_a[g] = slope.mul_add(a[f], of_a[g]);
                }
                third = weighted.mul(a[f]).mul_add(a[g], third);
            }
            of_a[0] = d[1].mul_add(second, of_a[0]);
            of_a[0] = d[2].mul_add(third, of_a[0]);
            for (c, of_a) in of_a.iter().enumerate().take(K::COMPONENTS) {
                of_a.store(row.b.add(at(c)));
            }
        }
    }
}
