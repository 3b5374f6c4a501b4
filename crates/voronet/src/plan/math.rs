//! The kernels' elementary functions, lent to the tape.

use voronet_expr::{Elementary, Real, ScalarMath, Unary};
use voronet_kernels::math::{SliceFunction, apply};
use voronet_kernels::{Element, Level};

/// Applies vector kernels where there are some, and the scalar meaning elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct VectorMath(pub Level);

impl<T: Real + Element> Elementary<T> for VectorMath {
    fn unary(&self, op: Unary, x: &[T], out: &mut [T]) {
        let function = match op {
            Unary::Sin => SliceFunction::Sin,
            Unary::Cos => SliceFunction::Cos,
            Unary::Exp => SliceFunction::Exp,
            Unary::Tanh => SliceFunction::Tanh,
            Unary::Sech => SliceFunction::Sech,
            _ => return ScalarMath.unary(op, x, out),
        };
        apply(self.0, function, x, out);
    }
}
