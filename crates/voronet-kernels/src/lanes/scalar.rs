//! Vectors as plain arrays, for processors without a kernel of their own and as
//! the twin that the others are tested against. Multiply-add is not fused.

use super::{Element, Lanes, Vectorized};
use crate::dispatch::{Kernel, Level, run_f32, run_f64};
use crate::math::{DOUBLE, Polynomials, SINGLE};

/// Four f32, which the compiler may keep in whatever registers there are.
pub type PortableF32 = Array<f32, 4>;
/// Two f64.
pub type PortableF64 = Array<f64, 2>;

/// N numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Array<T, const N: usize>([T; N]);

macro_rules! array_lanes {
    ($element:ty, $count:literal) => {
        impl Array<$element, $count> {
            #[inline(always)]
            fn zip(self, b: Self, f: impl Fn($element, $element) -> $element) -> Self {
                Array(std::array::from_fn(|i| f(self.0[i], b.0[i])))
            }
        }

        impl Lanes for Array<$element, $count> {
            type Element = $element;
            type Wide = Self;
            type Mask = [bool; $count];
            const COUNT: usize = $count;
            const FUSED: bool = false;
            const PRODUCT_ROWS: usize = 6;
            const PRODUCT_VECTORS: usize = 2;
            const GRADIENT_ROWS: usize = 2;

            #[inline(always)]
            fn splat(x: $element) -> Self {
                Array([x; $count])
            }
            #[inline(always)]
            unsafe fn load(from: *const $element) -> Self {
                // SAFETY: the caller promises COUNT readable elements.
                Array(unsafe { from.cast::<[$element; $count]>().read_unaligned() })
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $element) {
                // SAFETY: the caller promises COUNT writable elements.
                unsafe { to.cast::<[$element; $count]>().write_unaligned(self.0) }
            }
            #[inline(always)]
            fn add(self, b: Self) -> Self {
                self.zip(b, |x, y| x + y)
            }
            #[inline(always)]
            fn sub(self, b: Self) -> Self {
                self.zip(b, |x, y| x - y)
            }
            #[inline(always)]
            fn mul(self, b: Self) -> Self {
                self.zip(b, |x, y| x * y)
            }
            #[inline(always)]
            fn div(self, b: Self) -> Self {
                self.zip(b, |x, y| x / y)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                Array(self.0.map(|x| x.sqrt()))
            }
            #[inline(always)]
            fn mul_add(self, b: Self, c: Self) -> Self {
                self.mul(b).add(c)
            }
            #[inline(always)]
            fn neg_mul_add(self, b: Self, c: Self) -> Self {
                c.sub(self.mul(b))
            }
            #[inline(always)]
            fn min(self, b: Self) -> Self {
                self.zip(b, |x, y| if x < y { x } else { y })
            }
            #[inline(always)]
            fn max(self, b: Self) -> Self {
                self.zip(b, |x, y| if x > y { x } else { y })
            }
            #[inline(always)]
            fn xor(self, b: Self) -> Self {
                self.zip(b, |x, y| <$element>::from_bits(x.to_bits() ^ y.to_bits()))
            }
            #[inline(always)]
            fn shift_left<const BITS: i32>(self) -> Self {
                Array(self.0.map(|x| <$element>::from_bits(x.to_bits() << BITS)))
            }
            #[inline(always)]
            fn less(self, b: Self) -> Self::Mask {
                std::array::from_fn(|i| self.0[i] < b.0[i])
            }
            #[inline(always)]
            fn select(mask: Self::Mask, a: Self, b: Self) -> Self {
                Array(std::array::from_fn(
                    |i| {
                        if mask[i] { a.0[i] } else { b.0[i] }
                    },
                ))
            }
            #[inline(always)]
            fn sum(self) -> $element {
                self.0.iter().sum()
            }
            #[inline(always)]
            fn sum_each(rows: &[Self]) -> Self {
                Array(std::array::from_fn(|i| rows[i].sum()))
            }
        }
    };
}

array_lanes!(f32, 4);
array_lanes!(f64, 2);
// One number, for the scalar twin of the tile kernels.
#[cfg(test)]
array_lanes!(f64, 1);

#[cfg(test)]
impl From<f64> for Array<f64, 1> {
    fn from(x: f64) -> Self {
        Array([x])
    }
}

#[cfg(test)]
impl From<Array<f64, 1>> for f64 {
    fn from(x: Array<f64, 1>) -> f64 {
        x.0[0]
    }
}

impl Element for f32 {
    #[inline(always)]
    fn from_f64(x: f64) -> f32 {
        x as f32
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Vectorized for f32 {
    const MANTISSA: i32 = 23;
    const BIAS: f64 = 127.0;
    const POLYNOMIALS: &'static Polynomials = &SINGLE;

    fn dispatch<K: Kernel<f32>>(level: Level, kernel: K) {
        run_f32(level, kernel);
    }
}

impl Element for f64 {
    #[inline(always)]
    fn from_f64(x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self
    }
}

impl Vectorized for f64 {
    const MANTISSA: i32 = 52;
    const BIAS: f64 = 1023.0;
    const POLYNOMIALS: &'static Polynomials = &DOUBLE;

    fn dispatch<K: Kernel<f64>>(level: Level, kernel: K) {
        run_f64(level, kernel);
    }
}
