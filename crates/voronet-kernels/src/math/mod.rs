//! Elementary functions over [`Lanes`], one polynomial each, shared between a
//! function and its derivatives.
//!
//! The coefficients are minimax fits (Remez exchange in 60 digits) made for
//! this project; `tests` states each function's error against the standard
//! library in units of the last place.

mod error_function;
mod exponential;
mod slices;
mod trigonometric;

pub use error_function::normal_distribution;
pub(crate) use exponential::exp_of_negative_magnitude;
pub use exponential::{exp, exp_m1, log_1p_unit, sigmoid, tanh};
pub use slices::{SliceFunction, apply};
pub use trigonometric::sin_cos;

use crate::lanes::Lanes;

/// Coefficients, lowest power first.
#[derive(Debug)]
pub struct Polynomials {
    /// (sin r − r) / r³ in r², |r| ≤ π/2.
    pub sin: &'static [f64],
    /// (cos r − 1) / r² in r², |r| ≤ π/2.
    pub cos: &'static [f64],
    /// (exp r − 1 − r) / r² in r, |r| ≤ log 2 / 2.
    pub exp: &'static [f64],
    /// (atanh s − s) / s³ in s², |s| ≤ 1/3.
    pub atanh: &'static [f64],
    /// (1 + a) exp(a²) erfc(a) in (a − 2) / (a + 2), a ≥ 0.
    pub erfc: &'static [f64],
    /// π in parts whose products with small integers are exact.
    pub pi: [f64; 3],
    /// π rounded, and what is missing, for fused multiply-add.
    pub pi_fused: [f64; 2],
    /// log 2 in parts whose products with small integers are exact.
    pub log_2: [f64; 2],
    /// Beyond ± this, exp over- or underflows.
    pub exp_range: [f64; 2],
}

/// For f32.
pub const SINGLE: Polynomials = Polynomials {
    sin: &[
        -0.166_666_604_576_852_6,
        0.008_333_088_027_843_238,
        -0.000_198_111_011_949_398_3,
        2.608_904_445_368_095_5e-6,
    ],
    cos: &[
        -0.499_999_995_490_977_2,
        0.041_666_640_707_527_86,
        -0.001_388_840_322_429_285_2,
        0.000_024_761_870_926_232_12,
        -2.607_682_297_578_912e-7,
    ],
    exp: &[
        0.500_000_006_173_717_7,
        0.166_665_429_912_620_06,
        0.041_666_282_533_509_91,
        0.008_366_584_165_881_155,
        0.001_394_642_165_684_042_4,
    ],
    atanh: &[
        0.333_332_065_704_734_04,
        0.200_108_493_070_887_35,
        0.139_995_733_449_69,
        0.140_122_193_933_791_88,
    ],
    erfc: &[
        0.766_187_033_649_903_9,
        -0.259_974_771_909_944_95,
        0.037_813_527_238_782_43,
        0.042_534_792_542_148_63,
        -0.025_238_964_928_053_775,
        -0.000_507_380_196_541_567_8,
        0.003_917_397_092_183_29,
        0.000_111_027_917_019_605_15,
        -0.000_666_621_885_455_264,
        -0.000_087_163_538_087_602_13,
        0.000_082_428_016_117_527_8,
        0.000_018_284_948_554_460_94,
    ],
    pi: [
        3.141_601_562_5,
        -8.909_031_748_771_667e-6,
        1.215_420_125_655_342e-10,
    ],
    pi_fused: [3.1415927410125732, -8.742278012618954e-08],
    log_2: [0.693_359_375, -0.000_212_194_440_054_690_57],
    exp_range: [-87.3, 88.72],
};

/// For f64.
pub const DOUBLE: Polynomials = Polynomials {
    sin: &[
        -0.166_666_666_666_666_66,
        0.008_333_333_333_333_333,
        -0.000_198_412_698_412_696_9,
        2.755_731_922_394_416e-6,
        -2.505_210_837_896_005e-8,
        1.605_904_322_869_582e-10,
        -7.647_128_571_577_698e-13,
        2.810_231_404_864_02e-15,
        -7.983_958_739_902_08e-18,
    ],
    cos: &[
        -0.5,
        0.041_666_666_666_666_664,
        -0.001_388_888_888_888_888_7,
        0.000_024_801_587_301_587_047,
        -2.755_731_922_393_619e-7,
        2.087_675_698_190_098e-9,
        -1.147_074_513_973_996_3e-11,
        4.779_454_811_120_674e-14,
        -1.561_233_846_513_768_7e-16,
        3.991_843_754_011_777e-19,
    ],
    exp: &[
        0.500_000_000_000_000_6,
        0.166_666_666_666_666_85,
        0.041_666_666_666_573_616,
        0.008_333_333_333_314_607,
        0.001_388_888_893_238_104_8,
        0.000_198_412_699_029_945_98,
        0.000_024_801_504_443_727_97,
        2.755_722_798_711_994e-6,
        2.762_632_729_808_257e-7,
        2.511_446_218_003_65e-8,
    ],
    atanh: &[
        0.333_333_333_333_389_3,
        0.199_999_999_979_989_1,
        0.142_857_145_315_851_9,
        0.111_110_963_276_164_22,
        0.090_914_103_622_741_95,
        0.076_820_960_765_854_02,
        0.067_936_229_948_140_69,
        0.049_491_530_014_463_39,
        0.088_744_279_961_508_03,
    ],
    erfc: &[
        0.766_187_028_931_518_8,
        -0.259_974_836_999_948_55,
        0.037_813_898_313_213_17,
        0.042_536_349_517_150_14,
        -0.025_243_554_278_553_835,
        -0.000_518_276_881_781_707,
        0.003_937_755_058_895_008,
        0.000_144_683_419_234_855_8,
        -0.000_706_626_908_271_492_9,
        -0.000_140_005_637_931_483_42,
        0.000_116_933_784_898_612_82,
        0.000_061_791_692_773_052_02,
        -7.691_661_374_829_535e-6,
        -0.000_017_671_553_273_024_68,
        -4.979_537_492_217_085e-6,
        2.707_725_162_040_631_7e-6,
        2.588_506_122_225_370_8e-6,
        2.345_635_301_646_640_2e-7,
        -6.296_113_351_132_338e-7,
        -2.208_896_346_913_934e-7,
        6.917_626_250_077_027e-8,
        3.681_859_606_638_308e-8,
    ],
    pi: [
        3.141_592_651_605_606,
        1.984_187_161_796_491_2e-9,
        -2.435_410_355_594_793e-18,
    ],
    pi_fused: [std::f64::consts::PI, 1.224_646_799_147_353_2e-16],
    log_2: [0.693_147_180_601_954_5, -4.200_915_072_681_084_6e-11],
    exp_range: [-708.0, 709.78],
};

/// Σ coefficients[i] xⁱ by Horner's rule.
#[inline(always)]
fn polynomial<L: Lanes>(x: L, coefficients: &[f64]) -> L {
    let mut sum = L::constant(coefficients[coefficients.len() - 1]);
    for &c in coefficients.iter().rev().skip(1) {
        sum = sum.mul_add(x, L::constant(c));
    }
    sum
}

/// The number that, added, leaves the rounded integer in the lowest bits of the
/// mantissa: 1.5 · 2^MANTISSA.
#[inline(always)]
fn rounding_magic<L: Lanes>() -> f64 {
    use crate::lanes::Element;
    1.5 * (1u64 << L::Element::MANTISSA) as f64
}

#[cfg(test)]
mod tests;
