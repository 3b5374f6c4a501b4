//! The fourth derivative in one variable, alone or in a sum with the second and with
//! first derivatives in others: beams, Kuramoto and Sivashinsky, Cahn and Hilliard.
//!
//! By hand rather than from [terms](super::steps), because the powers of a₁ and the
//! brackets below are shared between terms, which makes a third of the multiplications.
//! With q = a₁² and L = α D⁴ + β D² + (first derivatives):
//!
//! ```text
//! z₁ = σ' a₁        z₂ = σ' a₂ + σ'' q        z₃ = σ' a₃ + a₁ (3 σ'' a₂ + σ''' q)
//! z₄ = σ' a₄ + β σ'' q + α (σ'' (4 a₁ a₃ + 3 a₂²) + q (6 σ''' a₂ + σ'''' q))
//! ```

use super::{Composition, ForwardRow, ReverseRow, start};
use crate::activation::function::Function;
use crate::jet::{Program, Step};
use crate::lanes::{Element, Lanes};

/// u, u_x, u_xx, u_xxx and an operator with u_xxxx and perhaps u_xx.
pub struct Fourth;

/// Components, and the number of the operator.
const COMPONENTS: usize = 5;
const OPERATOR: usize = 4;

/// Whether a step has exactly these factors.
fn is<T>(step: &Step<T>, factors: &[usize]) -> bool {
    step.factors[..step.order] == *factors
}

/// α and β of the operator.
fn coefficients<T: Element>(program: &Program<T>) -> [T; 2] {
    let mut coefficients = [T::default(); 2];
    let start = program.starts[OPERATOR];
    for step in &program.steps[start..] {
        if is(step, &[1, 1, 1, 1]) {
            coefficients[0] = step.coefficient;
        } else if is(step, &[1, 1]) {
            coefficients[1] = step.coefficient;
        }
    }
    coefficients
}

impl Composition for Fourth {
    fn fits<T: Element>(program: &Program<T>) -> bool {
        if program.components() != COMPONENTS {
            return false;
        }
        let of = |c: usize| &program.steps[program.starts[c]..program.starts[c + 1]];
        let has = |c: usize, factors: &[usize]| of(c).iter().any(|step| is(step, factors));
        // The multiplicities are those of Faà di Bruno's formula wherever the factors
        // are, and first derivatives have no terms.
        let second = of(2).len() == 1 && has(2, &[1, 1]);
        let third = of(3).len() == 2 && has(3, &[1, 2]) && has(3, &[1, 1, 1]);
        let fourth = [&[1, 3][..], &[2, 2], &[1, 1, 2], &[1, 1, 1, 1]];
        let terms = fourth.len() + usize::from(has(OPERATOR, &[1, 1]));
        of(0).is_empty()
            && of(1).is_empty()
            && second
            && third
            && of(OPERATOR).len() == terms
            && fourth.iter().all(|factors| has(OPERATOR, factors))
    }

    #[inline(always)]
    unsafe fn forward<L: Lanes, F: Function>(row: ForwardRow<L::Element>) {
        let [alpha, beta] = coefficients(row.program).map(L::splat);
        let (three, four) = (L::constant(3.0), L::constant(4.0));
        // SAFETY: the caller's promise.
        unsafe { start::<L, F>(row) };
        for v in (0..row.points).step_by(L::COUNT) {
            let at = |c: usize| c * row.points + v;
            // SAFETY: the caller's promise, and v + COUNT <= points.
            unsafe {
                let load = |c: usize| L::load(row.a.add(at(c)));
                let d = F::derivatives(L::load(row.z.add(v)), load(0));
                let [a1, a2, a3, a4] = [load(1), load(2), load(3), load(4)];
                let q = a1.mul(a1);
                let triple = three.mul(a2);
                let cubic = d[1].mul(triple).add(d[2].mul(q));
                let pairs = triple.mul_add(a2, four.mul(a1).mul(a3));
                let quartic = triple.add(triple).mul_add(d[2], d[3].mul(q));
                let all = d[1].mul_add(pairs, q.mul(quartic));
                let bent = d[1].mul(q);
                d[0].mul(a1).store(row.z.add(at(1)));
                d[0].mul_add(a2, bent).store(row.z.add(at(2)));
                a1.mul_add(cubic, d[0].mul(a3)).store(row.z.add(at(3)));
                let sum = beta.mul_add(bent, d[0].mul(a4));
                alpha.mul_add(all, sum).store(row.z.add(at(4)));
            }
        }
    }

    #[inline(always)]
    unsafe fn reverse<L: Lanes, F: Function>(row: ReverseRow<L::Element>) {
        let [alpha, beta] = coefficients(row.program).map(L::splat);
        let (three, four) = (L::constant(3.0), L::constant(4.0));
        for v in (0..row.points).step_by(L::COUNT) {
            let at = |c: usize| c * row.points + v;
            // SAFETY: the caller's promise, and v + COUNT <= points.
            unsafe {
                let load = |c: usize| L::load(row.a.add(at(c)));
                let adjoint = |c: usize| L::load(row.b.add(at(c)));
                let d = F::derivatives(L::load(row.z.add(v)), load(0));
                let [a1, a2, a3, a4] = [load(1), load(2), load(3), load(4)];
                let [b1, b2, b3, b4] = [adjoint(1), adjoint(2), adjoint(3), adjoint(4)];
                let q = a1.mul(a1);
                let (whole, bent) = (alpha.mul(b4), beta.mul_add(b4, b2));
                let triple = three.mul(a2);
                let pairs = triple.mul_add(a2, four.mul(a1).mul(a3));

                // Of a₀: what stands at each derivative of σ, one order up.
                let first = b1.mul_add(a1, b2.mul(a2)).add(b3.mul_add(a3, b4.mul(a4)));
                let second = b3.mul(a1).mul_add(triple, q.mul(bent));
                let second = whole.mul_add(pairs, second);
                let six = triple.add(triple);
                let third = q.mul(whole.mul_add(six, b3.mul(a1)));
                let fourth = q.mul(q).mul(whole);
                let sum = d[0].mul_add(adjoint(0), d[1].mul(first));
                let sum = d[2].mul_add(second, d[3].mul_add(third, sum));
                d[4].mul_add(fourth, sum).store(row.b.add(v));

                // Of its derivatives.
                let slope = d[1].mul(a1);
                let inner = three.mul(d[1].mul_add(a2, d[2].mul(q)));
                let outer = d[1].mul_add(a3, a1.mul(d[2].mul_add(triple, d[3].mul(q))));
                let of_1 = d[0].mul_add(b1, slope.add(slope).mul(bent));
                let of_1 = b3.mul_add(inner, of_1);
                four.mul(whole).mul_add(outer, of_1).store(row.b.add(at(1)));
                let of_2 = d[0].mul_add(b2, three.mul(slope).mul(b3));
                let twice = whole.add(whole);
                twice.mul_add(inner, of_2).store(row.b.add(at(2)));
                let of_3 = four.mul(slope).mul(whole);
                d[0].mul_add(b3, of_3).store(row.b.add(at(3)));
                d[0].mul(b4).store(row.b.add(at(4)));
            }
        }
    }
}
