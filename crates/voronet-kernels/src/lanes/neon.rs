//! NEON, which every 64-bit ARM processor has, over `std::arch`.

use std::arch::aarch64::*;

use super::Lanes;

/// Four f32.
#[derive(Clone, Copy)]
pub struct F32x4(float32x4_t);
/// Two f64.
#[derive(Clone, Copy)]
pub struct F64x2(float64x2_t);

/// Everything but the sums over lanes; the types differ only in the intrinsics'
/// names.
///
/// SAFETY of every `unsafe` in this file: NEON is part of the target, and loads
/// and stores touch `COUNT` elements, which the caller of `load` and `store`
/// promises.
macro_rules! common {
    ($element:ty, $count:literal, $mask:ty, $to_bits:ident, $from_bits:ident, $set1:ident,
     $load:ident, $store:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $sqrt:ident,
     $fma:ident, $fms:ident, $xor:ident, $shift:ident, $counts:ident, $less:ident, $blend:ident) => {
        type Mask = $mask;
        super::arithmetic::arithmetic!(
            $element,
            $count,
            [8, 2],
            4,
            $load,
            $store,
            $set1,
            $add,
            $sub,
            $mul,
            $div,
            $sqrt
        );

        #[inline(always)]
        fn mul_add(self, b: Self, c: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $fma(c.0, self.0, b.0) })
        }
        #[inline(always)]
        fn neg_mul_add(self, b: Self, c: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $fms(c.0, self.0, b.0) })
        }
        // The instructions of these names return NaN where either is; ours
        // return b.
        #[inline(always)]
        fn min(self, b: Self) -> Self {
            Self::select(self.less(b), self, b)
        }
        #[inline(always)]
        fn max(self, b: Self) -> Self {
            Self::select(b.less(self), self, b)
        }
        #[inline(always)]
        fn xor(self, b: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $from_bits($xor($to_bits(self.0), $to_bits(b.0))) })
        }
        #[inline(always)]
        fn shift_left<const BITS: i32>(self) -> Self {
            // By a vector of counts: a constant count that the type is too narrow
            // for would not compile, even where it is never reached.
            // SAFETY: as said above.
            Self(unsafe { $from_bits($shift($to_bits(self.0), $counts(BITS.into()))) })
        }
        #[inline(always)]
        fn less(self, b: Self) -> $mask {
            // SAFETY: as said above.
            unsafe { $less(self.0, b.0) }
        }
        #[inline(always)]
        fn select(mask: $mask, a: Self, b: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $blend(mask, a.0, b.0) })
        }
    };
}

impl Lanes for F32x4 {
    common!(
        f32,
        4,
        uint32x4_t,
        vreinterpretq_u32_f32,
        vreinterpretq_f32_u32,
        vdupq_n_f32,
        vld1q_f32,
        vst1q_f32,
        vaddq_f32,
        vsubq_f32,
        vmulq_f32,
        vdivq_f32,
        vsqrtq_f32,
        vfmaq_f32,
        vfmsq_f32,
        veorq_u32,
        vshlq_u32,
        vdupq_n_s32,
        vcltq_f32,
        vbslq_f32
    );

    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: as said above.
        unsafe { vaddvq_f32(self.0) }
    }
    #[inline(always)]
    fn sum_each(r: &[Self]) -> Self {
        // SAFETY: as said above.
        Self(unsafe { vpaddq_f32(vpaddq_f32(r[0].0, r[1].0), vpaddq_f32(r[2].0, r[3].0)) })
    }
}

impl Lanes for F64x2 {
    common!(
        f64,
        2,
        uint64x2_t,
        vreinterpretq_u64_f64,
        vreinterpretq_f64_u64,
        vdupq_n_f64,
        vld1q_f64,
        vst1q_f64,
        vaddq_f64,
        vsubq_f64,
        vmulq_f64,
        vdivq_f64,
        vsqrtq_f64,
        vfmaq_f64,
        vfmsq_f64,
        veorq_u64,
        vshlq_u64,
        vdupq_n_s64,
        vcltq_f64,
        vbslq_f64
    );

    #[inline(always)]
    fn sum(self) -> f64 {
        // SAFETY: as said above.
        unsafe { vaddvq_f64(self.0) }
    }
    #[inline(always)]
    fn sum_each(r: &[Self]) -> Self {
        // SAFETY: as said above.
        Self(unsafe { vpaddq_f64(r[0].0, r[1].0) })
    }
}
