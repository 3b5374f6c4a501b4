//! sin(a). Kept: cos(a).

use super::function::{DERIVATIVES, Function};
use crate::lanes::Lanes;
use crate::math;

/// See the module.
pub struct Sine;

impl Function for Sine {
    const NAME: &'static str = "sine";
    const FORMULA: &'static str = "sin(a)";

    #[inline(always)]
    fn start<L: Lanes>(a: L) -> (L, L) {
        math::sin_cos(a)
    }

    #[inline(always)]
    fn derivatives<L: Lanes>(sin: L, cos: L) -> [L; DERIVATIVES] {
        [cos, sin.neg(), cos.neg(), sin, cos]
    }
}
