//! AVX2 with FMA, and AVX-512F with DQ, over `std::arch`.

use std::arch::x86_64::*;

use super::Lanes;

/// Sixteen f32 in an AVX-512 register.
#[derive(Clone, Copy)]
pub struct F32x16(__m512);
/// Eight f64 in an AVX-512 register.
#[derive(Clone, Copy)]
pub struct F64x8(__m512d);
/// Eight f32 in an AVX register.
#[derive(Clone, Copy)]
pub struct F32x8(__m256);
/// Four f64 in an AVX register.
#[derive(Clone, Copy)]
pub struct F64x4(__m256d);

/// The methods that differ between the types only in the intrinsics' names.
///
/// SAFETY of every `unsafe` in this file: the intrinsics need the instruction
/// set of their type, which [`Lanes`] asks its callers to have enabled; loads
/// and stores touch `COUNT` elements, which the caller of `load` and `store`
/// promises.
macro_rules! common {
    ($element:ty, $count:literal, [$rows:literal, $vectors:literal], $gradient:literal, $load:ident, $store:ident,
     $set1:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $sqrt:ident, $fmadd:ident, $fnmadd:ident,
     $min:ident, $max:ident, $xor:ident) => {
        super::arithmetic::arithmetic!(
            $element,
            $count,
            [$rows, $vectors],
            $gradient,
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
            Self(unsafe { $fmadd(self.0, b.0, c.0) })
        }
        #[inline(always)]
        fn neg_mul_add(self, b: Self, c: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $fnmadd(self.0, b.0, c.0) })
        }
        #[inline(always)]
        fn min(self, b: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $min(self.0, b.0) })
        }
        #[inline(always)]
        fn max(self, b: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $max(self.0, b.0) })
        }
        #[inline(always)]
        fn xor(self, b: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $xor(self.0, b.0) })
        }
    };
}

impl Lanes for F32x16 {
    type Mask = __mmask16;
    common!(
        f32,
        16,
        [8, 3],
        4,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        _mm512_set1_ps,
        _mm512_add_ps,
        _mm512_sub_ps,
        _mm512_mul_ps,
        _mm512_div_ps,
        _mm512_sqrt_ps,
        _mm512_fmadd_ps,
        _mm512_fnmadd_ps,
        _mm512_min_ps,
        _mm512_max_ps,
        _mm512_xor_ps
    );

    #[inline(always)]
    fn shift_left<const BITS: i32>(self) -> Self {
        // SAFETY: as said above.
        unsafe {
            let count = _mm_cvtsi32_si128(BITS);
            Self(_mm512_castsi512_ps(_mm512_sll_epi32(
                _mm512_castps_si512(self.0),
                count,
            )))
        }
    }
    #[inline(always)]
    fn less(self, b: Self) -> __mmask16 {
        // SAFETY: as said above.
        unsafe { _mm512_cmp_ps_mask::<_CMP_LT_OQ>(self.0, b.0) }
    }
    #[inline(always)]
    fn select(mask: __mmask16, a: Self, b: Self) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm512_mask_blend_ps(mask, b.0, a.0) })
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: as said above.
        unsafe { _mm512_reduce_add_ps(self.0) }
    }
    #[inline(always)]
    fn sum_each(r: &[Self]) -> Self {
        // A tree of transpositions: neighbours within 128 bits, then pairs of
        // them, then the four 128-bit quarters.
        let low = quarters_ps(
            four_ps(r[0], r[1], r[2], r[3]),
            four_ps(r[4], r[5], r[6], r[7]),
        );
        let high = quarters_ps(
            four_ps(r[8], r[9], r[10], r[11]),
            four_ps(r[12], r[13], r[14], r[15]),
        );
        quarters_ps(low, high)
    }
}

// Functions rather than closures, which would not be inlined for certain.

#[inline(always)]
fn pair_ps(a: F32x16, b: F32x16) -> __m512d {
    // SAFETY: as said above.
    unsafe {
        let (low, high) = (_mm512_unpacklo_ps(a.0, b.0), _mm512_unpackhi_ps(a.0, b.0));
        _mm512_castps_pd(_mm512_add_ps(low, high))
    }
}

#[inline(always)]
fn four_ps(a: F32x16, b: F32x16, c: F32x16, d: F32x16) -> F32x16 {
    let (x, y) = (pair_ps(a, b), pair_ps(c, d));
    // SAFETY: as said above.
    F32x16(unsafe {
        _mm512_add_ps(
            _mm512_castpd_ps(_mm512_unpacklo_pd(x, y)),
            _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)),
        )
    })
}

#[inline(always)]
fn quarters_ps(a: F32x16, b: F32x16) -> F32x16 {
    // SAFETY: as said above.
    F32x16(unsafe {
        _mm512_add_ps(
            _mm512_shuffle_f32x4::<0x88>(a.0, b.0),
            _mm512_shuffle_f32x4::<0xDD>(a.0, b.0),
        )
    })
}

#[inline(always)]
fn pair_pd(a: F64x8, b: F64x8) -> F64x8 {
    // SAFETY: as said above.
    F64x8(unsafe { _mm512_add_pd(_mm512_unpacklo_pd(a.0, b.0), _mm512_unpackhi_pd(a.0, b.0)) })
}

#[inline(always)]
fn quarters_pd(a: F64x8, b: F64x8) -> F64x8 {
    // SAFETY: as said above.
    F64x8(unsafe {
        _mm512_add_pd(
            _mm512_shuffle_f64x2::<0x88>(a.0, b.0),
            _mm512_shuffle_f64x2::<0xDD>(a.0, b.0),
        )
    })
}

#[inline(always)]
fn four_ps_8(a: F32x8, b: F32x8, c: F32x8, d: F32x8) -> __m256 {
    // SAFETY: as said above.
    unsafe { _mm256_hadd_ps(_mm256_hadd_ps(a.0, b.0), _mm256_hadd_ps(c.0, d.0)) }
}

impl Lanes for F64x8 {
    type Mask = __mmask8;
    common!(
        f64,
        8,
        [8, 3],
        4,
        _mm512_loadu_pd,
        _mm512_storeu_pd,
        _mm512_set1_pd,
        _mm512_add_pd,
        _mm512_sub_pd,
        _mm512_mul_pd,
        _mm512_div_pd,
        _mm512_sqrt_pd,
        _mm512_fmadd_pd,
        _mm512_fnmadd_pd,
        _mm512_min_pd,
        _mm512_max_pd,
        _mm512_xor_pd
    );

    #[inline(always)]
    fn shift_left<const BITS: i32>(self) -> Self {
        // SAFETY: as said above.
        unsafe {
            let count = _mm_cvtsi32_si128(BITS);
            Self(_mm512_castsi512_pd(_mm512_sll_epi64(
                _mm512_castpd_si512(self.0),
                count,
            )))
        }
    }
    #[inline(always)]
    fn less(self, b: Self) -> __mmask8 {
        // SAFETY: as said above.
        unsafe { _mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, b.0) }
    }
    #[inline(always)]
    fn select(mask: __mmask8, a: Self, b: Self) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm512_mask_blend_pd(mask, b.0, a.0) })
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        // SAFETY: as said above.
        unsafe { _mm512_reduce_add_pd(self.0) }
    }
    #[inline(always)]
    fn sum_each(r: &[Self]) -> Self {
        let low = quarters_pd(pair_pd(r[0], r[1]), pair_pd(r[2], r[3]));
        let high = quarters_pd(pair_pd(r[4], r[5]), pair_pd(r[6], r[7]));
        quarters_pd(low, high)
    }
}

impl Lanes for F32x8 {
    type Mask = __m256;
    common!(
        f32,
        8,
        [6, 2],
        3,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        _mm256_set1_ps,
        _mm256_add_ps,
        _mm256_sub_ps,
        _mm256_mul_ps,
        _mm256_div_ps,
        _mm256_sqrt_ps,
        _mm256_fmadd_ps,
        _mm256_fnmadd_ps,
        _mm256_min_ps,
        _mm256_max_ps,
        _mm256_xor_ps
    );

    #[inline(always)]
    fn shift_left<const BITS: i32>(self) -> Self {
        // SAFETY: as said above.
        unsafe {
            let count = _mm_cvtsi32_si128(BITS);
            Self(_mm256_castsi256_ps(_mm256_sll_epi32(
                _mm256_castps_si256(self.0),
                count,
            )))
        }
    }
    #[inline(always)]
    fn less(self, b: Self) -> __m256 {
        // SAFETY: as said above.
        unsafe { _mm256_cmp_ps::<_CMP_LT_OQ>(self.0, b.0) }
    }
    #[inline(always)]
    fn select(mask: __m256, a: Self, b: Self) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm256_blendv_ps(b.0, a.0, mask) })
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: as said above.
        unsafe {
            let half = _mm_add_ps(
                _mm256_castps256_ps128(self.0),
                _mm256_extractf128_ps::<1>(self.0),
            );
            let pair = _mm_add_ps(half, _mm_movehl_ps(half, half));
            _mm_cvtss_f32(_mm_add_ss(pair, _mm_shuffle_ps::<1>(pair, pair)))
        }
    }
    #[inline(always)]
    fn sum_each(r: &[Self]) -> Self {
        // SAFETY: as said above.
        unsafe {
            let a = four_ps_8(r[0], r[1], r[2], r[3]);
            let b = four_ps_8(r[4], r[5], r[6], r[7]);
            Self(_mm256_add_ps(
                _mm256_permute2f128_ps::<0x20>(a, b),
                _mm256_permute2f128_ps::<0x31>(a, b),
            ))
        }
    }
}

impl Lanes for F64x4 {
    type Mask = __m256d;
    common!(
        f64,
        4,
        [6, 2],
        3,
        _mm256_loadu_pd,
        _mm256_storeu_pd,
        _mm256_set1_pd,
        _mm256_add_pd,
        _mm256_sub_pd,
        _mm256_mul_pd,
        _mm256_div_pd,
        _mm256_sqrt_pd,
        _mm256_fmadd_pd,
        _mm256_fnmadd_pd,
        _mm256_min_pd,
        _mm256_max_pd,
        _mm256_xor_pd
    );

    #[inline(always)]
    fn shift_left<const BITS: i32>(self) -> Self {
        // SAFETY: as said above.
        unsafe {
            let count = _mm_cvtsi32_si128(BITS);
            Self(_mm256_castsi256_pd(_mm256_sll_epi64(
                _mm256_castpd_si256(self.0),
                count,
            )))
        }
    }
    #[inline(always)]
    fn less(self, b: Self) -> __m256d {
        // SAFETY: as said above.
        unsafe { _mm256_cmp_pd::<_CMP_LT_OQ>(self.0, b.0) }
    }
    #[inline(always)]
    fn select(mask: __m256d, a: Self, b: Self) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm256_blendv_pd(b.0, a.0, mask) })
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        // SAFETY: as said above.
        unsafe {
            let pair = _mm_add_pd(
                _mm256_castpd256_pd128(self.0),
                _mm256_extractf128_pd::<1>(self.0),
            );
            _mm_cvtsd_f64(_mm_add_sd(pair, _mm_unpackhi_pd(pair, pair)))
        }
    }
    #[inline(always)]
    fn sum_each(r: &[Self]) -> Self {
        // SAFETY: as said above.
        unsafe {
            let a = _mm256_hadd_pd(r[0].0, r[1].0);
            let b = _mm256_hadd_pd(r[2].0, r[3].0);
            Self(_mm256_add_pd(
                _mm256_permute2f128_pd::<0x20>(a, b),
                _mm256_permute2f128_pd::<0x31>(a, b),
            ))
        }
    }
}
