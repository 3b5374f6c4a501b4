//! One trait for vectors of numbers, implemented for each instruction set.
//!
//! Kernels are written once, generic over [`Lanes`], with every function between
//! the dispatch and the inner loop `#[inline(always)]`: only then are they
//! compiled with the instruction set that [`dispatch`](crate::dispatch) enables.

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod arithmetic;
#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
pub(crate) mod pair;
pub mod scalar;
// Its types can be had through `dispatch` alone, which checks the processor:
// that is what makes their methods safe to call.
#[cfg(target_arch = "x86_64")]
pub(crate) mod x86;

use crate::dispatch::{Kernel, Level};

/// A floating-point type that the network can be computed in: `f32` or `f64`.
///
/// No other crate can implement it, since the kernels rely on there being no third type:
///
/// ```compile_fail,E0277
/// # use std::ops::{Add, AddAssign, Mul};
/// #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
/// struct Mine(f64);
/// # impl Add for Mine {
/// #     type Output = Mine;
/// #     fn add(self, b: Mine) -> Mine {
/// #         Mine(self.0 + b.0)
/// #     }
/// # }
/// # impl Mul for Mine {
/// #     type Output = Mine;
/// #     fn mul(self, b: Mine) -> Mine {
/// #         Mine(self.0 * b.0)
/// #     }
/// # }
/// # impl AddAssign for Mine {
/// #     fn add_assign(&mut self, b: Mine) {
/// #         self.0 += b.0;
/// #     }
/// # }
///
/// impl voronet_kernels::Element for Mine {
///     fn from_f64(x: f64) -> Mine {
///         Mine(x)
///     }
///     fn to_f64(self) -> f64 {
///         self.0
///     }
/// }
/// ```
pub trait Element:
    Vectorized
    + Copy
    + Default
    + Send
    + Sync
    + PartialOrd
    + std::ops::Add<Output = Self>
    + std::ops::Mul<Output = Self>
    + std::ops::AddAssign
    + std::fmt::Debug
    + 'static
{
    /// Rounds to this type.
    fn from_f64(x: f64) -> Self;
    /// Converts without rounding.
    fn to_f64(self) -> f64;
}

/// What the kernels ask of an [`Element`]. Other crates cannot name this trait, and so
/// cannot implement it.
pub trait Vectorized: Sized {
    /// Runs a kernel with the vectors of an instruction set; a level that the
    /// processor lacks is replaced by the portable one.
    fn dispatch<K: Kernel<Self>>(level: Level, kernel: K);

    /// Width of the mantissa in bits, the leading one not counted.
    const MANTISSA: i32;
    /// Bias of the exponent.
    const BIAS: f64;
    /// Coefficients of the elementary functions, see [`math`](crate::math).
    const POLYNOMIALS: &'static crate::math::Polynomials;
}

/// The most lanes of a vector that kernels are run with; a pair of them has more.
pub const MOST_LANES: usize = 16;

/// A vector of [`Element`]s.
///
/// Arithmetic is elementwise. `mul_add` is fused where the instruction set has
/// it, so that results agree bit for bit on one instruction set but not across
/// them.
///
/// # Safety
/// The unsafe methods read or write `COUNT` elements at the pointer, which need
/// not be aligned. All methods must be called where the instruction set of the
/// implementing type is enabled.
pub trait Lanes: Copy {
    /// Of each lane.
    type Element: Element;
    /// Which lanes.
    type Mask: Copy;
    /// What long chains of operations run on where there are enough numbers: two
    /// vectors side by side, or the same where that gains nothing.
    type Wide: Lanes<Element = Self::Element>;
    /// The number of lanes.
    const COUNT: usize;
    /// Whether `mul_add` rounds once.
    const FUSED: bool;
    /// Rows of a register block of the product kernel.
    const PRODUCT_ROWS: usize;
    /// Vectors of columns of a register block of the product kernel.
    const PRODUCT_VECTORS: usize;
    /// Rows of a register block of the weight-gradient kernel.
    const GRADIENT_ROWS: usize;

    /// All lanes equal.
    fn splat(x: Self::Element) -> Self;
    /// # Safety
    /// See the trait.
    unsafe fn load(from: *const Self::Element) -> Self;
    /// # Safety
    /// See the trait.
    unsafe fn store(self, to: *mut Self::Element);
    /// self + b
    fn add(self, b: Self) -> Self;
    /// self − b
    fn sub(self, b: Self) -> Self;
    /// self · b
    fn mul(self, b: Self) -> Self;
    /// self / b
    fn div(self, b: Self) -> Self;
    /// √self
    fn sqrt(self) -> Self;
    /// self · b + c
    fn mul_add(self, b: Self, c: Self) -> Self;
    /// c − self · b
    fn neg_mul_add(self, b: Self, c: Self) -> Self;
    /// The smaller; `b` where self is NaN.
    fn min(self, b: Self) -> Self;
    /// The larger; `b` where self is NaN.
    fn max(self, b: Self) -> Self;
    /// Bitwise exclusive or.
    fn xor(self, b: Self) -> Self;
    /// The bits of each lane moved up by `BITS`.
    fn shift_left<const BITS: i32>(self) -> Self;
    /// self < b
    fn less(self, b: Self) -> Self::Mask;
    /// a where the mask is set, else b.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;
    /// The sum of all lanes, in an order fixed by the instruction set.
    fn sum(self) -> Self::Element;
    /// Lane i of the result is the sum of the lanes of `rows[i]`; `rows` has
    /// `COUNT` entries.
    fn sum_each(rows: &[Self]) -> Self;

    /// All lanes equal to the rounded constant.
    #[inline(always)]
    fn constant(x: f64) -> Self {
        Self::splat(Self::Element::from_f64(x))
    }
    /// −self
    #[inline(always)]
    fn neg(self) -> Self {
        self.xor(Self::constant(-0.0))
    }
    /// The sign bit moved away.
    #[inline(always)]
    fn abs(self) -> Self {
        self.max(self.neg())
    }
}
