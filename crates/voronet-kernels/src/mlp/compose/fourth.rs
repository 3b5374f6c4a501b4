//! The fourth derivative in one variable, alone or in a sum with the second and with
//! first derivatives: static beams, Kuramoto and Sivashinsky's equation, Cahn and
//! Hilliard's in one dimension.
//!
//! By hand rather than from [terms](super::steps): the derivatives of σ are computed
//! once for all components, and terms share the brackets below. That leaves a third of
//! the multiplications. With σₘ the m-th derivative at a₀, q = a₁² and the operator
//! α D⁴ + β D² + (first derivatives):
//!
//! ```text
//! z₁ = σ₁ a₁
//! z₂ = σ₁ a₂ + σ₂ q
//! z₃ = σ₁ a₃ + a₁ (3 σ₂ a₂ + σ₃ q)
//! z₄ = σ₁ a₄ + β σ₂ q + α (σ₂ (4 a₁ a₃ + 3 a₂²) + q (6 σ₃ a₂ + σ₄ q))
//! ```
//!
//! and of the adjoints b of z, with w = α b₄ and v = b₂ + β b₄, those of a:
//!
//! ```text
//! a₀: σ₁ b₀ + σ₂ Σ b_c a_c + σ₃ (q v + 3 a₁ a₂ b₃ + w (4 a₁ a₃ + 3 a₂²))
//!       + σ₄ q (a₁ b₃ + 6 a₂ w) + σ₅ q² w
//! a₁: σ₁ b₁ + 2 σ₂ a₁ v + 3 b₃ (σ₂ a₂ + σ₃ q) + 4 w (σ₂ a₃ + a₁ (3 σ₃ a₂ + σ₄ q))
//! a₂: σ₁ b₂ + 3 σ₂ a₁ b₃ + 6 w (σ₂ a₂ + σ₃ q)
//! a₃: σ₁ b₃ + 4 σ₂ a₁ w
//! a₄: σ₁ b₄
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
        // Only derivatives can be factors, no sums: components 1 to 3 are D, D² and D³ of
        // one variable, and the factors tell the coefficients but for α and β.
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
        for p in (0..row.points).step_by(L::COUNT) {
            let at = |c: usize| c * row.points + p;
            // SAFETY: the caller's promise, and p + COUNT <= points.
            unsafe {
                let load = |c: usize| L::load(row.a.add(at(c)));
                let d = F::derivatives(L::load(row.z.add(p)), load(0));
                let [a1, a2, a3, a4] = [load(1), load(2), load(3), load(4)];
                let q = a1.mul(a1);
                let triple = three.mul(a2);
                let in_third = d[1].mul(triple).add(d[2].mul(q));
                let pairs = triple.mul_add(a2, four.mul(a1).mul(a3));
                let in_fourth = triple.add(triple).mul_add(d[2], d[3].mul(q));
                let fourth = d[1].mul_add(pairs, q.mul(in_fourth));
                let second = d[1].mul(q);
                let z1 = d[0].mul(a1);
                let z2 = d[0].mul_add(a2, second);
                let z3 = a1.mul_add(in_third, d[0].mul(a3));
                let z4 = beta.mul_add(second, d[0].mul(a4));
                let z4 = alpha.mul_add(fourth, z4);
                for (c, z) in [z1, z2, z3, z4].into_iter().enumerate() {
                    z.store(row.z.add(at(c + 1)));
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn reverse<L: Lanes, F: Function>(row: ReverseRow<L::Element>) {
        let [alpha, beta] = coefficients(row.program).map(L::splat);
        let (three, four) = (L::constant(3.0), L::constant(4.0));
        for p in (0..row.points).step_by(L::COUNT) {
            let at = |c: usize| c * row.points + p;
            // SAFETY: the caller's promise, and p + COUNT <= points.
            unsafe {
                let load = |c: usize| L::load(row.a.add(at(c)));
                let adjoint = |c: usize| L::load(row.b.add(at(c)));
                let d = F::derivatives(L::load(row.z.add(p)), load(0));
                let [a1, a2, a3, a4] = [load(1), load(2), load(3), load(4)];
                let [b1, b2, b3, b4] = [adjoint(1), adjoint(2), adjoint(3), adjoint(4)];
                let q = a1.mul(a1);
                let (w, v) = (alpha.mul(b4), beta.mul_add(b4, b2));
                let triple = three.mul(a2);
                let pairs = triple.mul_add(a2, four.mul(a1).mul(a3));

                // Of a₀: what each derivative of σ multiplies.
                let second = b1.mul_add(a1, b2.mul(a2)).add(b3.mul_add(a3, b4.mul(a4)));
                let third = b3.mul(a1).mul_add(triple, q.mul(v));
                let third = w.mul_add(pairs, third);
                let fourth = q.mul(w.mul_add(triple.add(triple), b3.mul(a1)));
                let fifth = q.mul(q).mul(w);
                let of_0 = d[0].mul_add(adjoint(0), d[1].mul(second));
                let of_0 = d[2].mul_add(third, d[3].mul_add(fourth, of_0));
                d[4].mul_add(fifth, of_0).store(row.b.add(p));

                // Of the derivatives.
                let slope = d[1].mul(a1);
                let with_b3 = three.mul(d[1].mul_add(a2, d[2].mul(q)));
                let with_w = d[1].mul_add(a3, a1.mul(d[2].mul_add(triple, d[3].mul(q))));
                let of_1 = d[0].mul_add(b1, slope.add(slope).mul(v));
                let of_1 = b3.mul_add(with_b3, of_1);
                four.mul(w).mul_add(with_w, of_1).store(row.b.add(at(1)));
                let of_2 = d[0].mul_add(b2, three.mul(slope).mul(b3));
                w.add(w).mul_add(with_b3, of_2).store(row.b.add(at(2)));
                let of_3 = four.mul(slope).mul(w);
                d[0].mul_add(b3, of_3).store(row.b.add(at(3)));
                d[0].mul(b4).store(row.b.add(at(4)));
            }
        }
    }
}
