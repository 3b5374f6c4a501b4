//! What all types over intrinsics share.

/// Shape, loads, stores and arithmetic of a [`Lanes`](super::Lanes), which differ
/// between types in the intrinsics' names only.
///
/// SAFETY of every `unsafe` here: the intrinsics need the instruction set of their
/// type, which [`Lanes`](super::Lanes) asks its callers to have enabled; loads and
/// stores touch `COUNT` elements, which the caller of `load` and `store` promises.
macro_rules! arithmetic {
    ($element:ty, $count:literal, [$rows:literal, $vectors:literal], $gradient:literal, $load:ident,
     $store:ident, $set1:ident, $add:ident, $sub:ident, $mul:ident, $div:ident, $sqrt:ident) => {
        type Element = $element;
        type Wide = super::pair::Pair<Self>;
        const COUNT: usize = $count;
        const FUSED: bool = true;
        const PRODUCT_ROWS: usize = $rows;
        const PRODUCT_VECTORS: usize = $vectors;
        const GRADIENT_ROWS: usize = $gradient;

        #[inline(always)]
        fn splat(x: $element) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $set1(x) })
        }
        #[inline(always)]
        unsafe fn load(from: *const $element) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $load(from) })
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut $element) {
            // SAFETY: as said above.
            unsafe { $store(to, self.0) }
        }
        #[inline(always)]
        fn add(self, b: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $add(self.0, b.0) })
        }
        #[inline(always)]
        fn sub(self, b: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $sub(self.0, b.0) })
        }
        #[inline(always)]
        fn mul(self, b: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $mul(self.0, b.0) })
        }
        #[inline(always)]
        fn div(self, b: Self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $div(self.0, b.0) })
        }
        #[inline(always)]
        fn sqrt(self) -> Self {
            // SAFETY: as said above.
            Self(unsafe { $sqrt(self.0) })
        }
    };
}
pub(super) use arithmetic;
