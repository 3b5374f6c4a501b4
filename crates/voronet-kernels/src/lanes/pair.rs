//! Two vectors side by side, so that long chains of operations overlap.

use super::{Lanes, MOST_LANES};

/// Twice the lanes of `L`: each operation is done on one half, then on the other.
#[derive(Clone, Copy)]
pub struct Pair<L>(L, L);

impl<L: Lanes> Lanes for Pair<L> {
    type Element = L::Element;
    type Mask = (L::Mask, L::Mask);
    type Wide = Self;
    const COUNT: usize = 2 * L::COUNT;
    const FUSED: bool = L::FUSED;
    const PRODUCT_ROWS: usize = L::PRODUCT_ROWS;
    const PRODUCT_VECTORS: usize = L::PRODUCT_VECTORS;
    const GRADIENT_ROWS: usize = L::GRADIENT_ROWS;

    #[inline(always)]
    fn splat(x: L::Element) -> Self {
        let all = L::splat(x);
        Pair(all, all)
    }
    #[inline(always)]
    unsafe fn load(from: *const L::Element) -> Self {
        // SAFETY: the caller's promise for 2 · COUNT elements.
        unsafe { Pair(L::load(from), L::load(from.add(L::COUNT))) }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut L::Element) {
        // SAFETY: the caller's promise for 2 · COUNT elements.
        unsafe {
            self.0.store(to);
            self.1.store(to.add(L::COUNT));
        }
    }
    #[inline(always)]
    fn add(self, b: Self) -> Self {
        Pair(self.0.add(b.0), self.1.add(b.1))
    }
    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        Pair(self.0.sub(b.0), self.1.sub(b.1))
    }
    #[inline(always)]
    fn mul(self, b: Self) -> Self {
        Pair(self.0.mul(b.0), self.1.mul(b.1))
    }
    #[inline(always)]
    fn div(self, b: Self) -> Self {
        Pair(self.0.div(b.0), self.1.div(b.1))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Pair(self.0.sqrt(), self.1.sqrt())
    }
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        Pair(self.0.mul_add(b.0, c.0), self.1.mul_add(b.1, c.1))
    }
    #[inline(always)]
    fn neg_mul_add(self, b: Self, c: Self) -> Self {
        Pair(self.0.neg_mul_add(b.0, c.0), self.1.neg_mul_add(b.1, c.1))
    }
    #[inline(always)]
    fn min(self, b: Self) -> Self {
        Pair(self.0.min(b.0), self.1.min(b.1))
    }
    #[inline(always)]
    fn max(self, b: Self) -> Self {
        Pair(self.0.max(b.0), self.1.max(b.1))
    }
    #[inline(always)]
    fn xor(self, b: Self) -> Self {
        Pair(self.0.xor(b.0), self.1.xor(b.1))
    }
    #[inline(always)]
    fn shift_left<const BITS: i32>(self) -> Self {
        Pair(self.0.shift_left::<BITS>(), self.1.shift_left::<BITS>())
    }
    #[inline(always)]
    fn less(self, b: Self) -> Self::Mask {
        (self.0.less(b.0), self.1.less(b.1))
    }
    #[inline(always)]
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self {
        Pair(L::select(mask.0, a.0, b.0), L::select(mask.1, a.1, b.1))
    }
    #[inline(always)]
    fn sum(self) -> L::Element {
        self.0.add(self.1).sum()
    }
    #[inline(always)]
    fn sum_each(rows: &[Self]) -> Self {
        let half = |rows: &[Self]| {
            let folded: [L; MOST_LANES] = std::array::from_fn(|i| {
                let row = rows[i % L::COUNT];
                row.0.add(row.1)
            });
            L::sum_each(&folded[..L::COUNT])
        };
        let (low, high) = rows.split_at(L::COUNT);
        Pair(half(low), half(high))
    }
}
