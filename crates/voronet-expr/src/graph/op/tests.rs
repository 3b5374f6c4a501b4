//! Functions against values with 40 digits and against identities.

use super::*;
use crate::Tape;
use crate::tape::ScalarMath;

/// A function, an argument, and the value by another way with 40 digits.
#[rustfmt::skip]
const KNOWN: &[(Unary, f64, f64)] = &[
    (Unary::Sech, 0.3, 0.956_627_911_900_248_3),
    (Unary::Sech, -2.5, 0.163_071_231_929_977_83),
    (Unary::Sech, 40.0, 8.496_708_510_583_178e-18),
    (Unary::Csch, 0.3, 3.283_853_396_698_423_7),
    (Unary::Csch, -2.5, -0.165_283_669_855_095_56),
    (Unary::Csch, 40.0, 8.496_708_510_583_178e-18),
    (Unary::Coth, 0.3, 3.432_738_430_321_742),
    (Unary::Coth, -2.5, -1.013_567_309_812_608_5),
    (Unary::Coth, 1e-3, 1_000.000_333_333_311_1),
    (Unary::Asinh, 1e-8, 1e-8),
    (Unary::Asinh, -0.7, -0.652_666_566_082_355_7),
    (Unary::Asinh, 1e6, 14.508_657_738_524_47),
    (Unary::Acosh, 1.000_000_000_931_322_6, 4.315_837_287_180_596e-5),
    (Unary::Acosh, 1.7, 1.123_230_982_587_296),
    (Unary::Acosh, 1e6, 14.508_657_738_523_969),
    (Unary::Atanh, 1e-8, 1e-8),
    (Unary::Atanh, -0.7, -0.867_300_527_694_053_1),
    (Unary::Atanh, 0.999, 3.800_201_167_250_199_6),
    (Unary::Log2, 0.3, -1.736_965_594_166_206),
    (Unary::Log2, 8.0, 3.0),
    (Unary::Log2, 1e-300, -996.578_428_466_208_7),
    (Unary::Log10, 0.3, -0.522_878_745_280_337_6),
    (Unary::Log10, 1000.0, 3.0),
    (Unary::Log10, 1e-300, -300.0),
    (Unary::Cbrt, 0.3, 0.669_432_950_082_169_5),
    (Unary::Cbrt, -27.0, -3.0),
    (Unary::Cbrt, 1e-300, 1e-100),
    (Unary::Heaviside, -1e-300, 0.0),
    (Unary::Heaviside, 0.0, 0.5),
    (Unary::Heaviside, 2.0, 1.0),
    (Unary::Floor, 2.9, 2.0),
    (Unary::Floor, -2.1, -3.0),
    (Unary::Floor, -2.0, -2.0),
];

/// The value on a tape, of single precision.
fn single(op: Unary, x: f64) -> f32 {
    let mut g = Graph::new();
    let input = g.input(0);
    let root = g.unary(op, input);
    let tape = Tape::compile(&g, &[root]);
    let mut ws = tape.forward_workspace::<f32>(1);
    let row = [x as f32];
    tape.forward(1, |_| &row, &mut ws, &ScalarMath);
    tape.root(&ws, 0)[0]
}

#[test]
fn known_values_are_met_to_the_last_digits() {
    for &(op, x, exact) in KNOWN {
        let off = (op.apply(x) - exact).abs();
        assert!(off <= 1e-15 * exact.abs(), "{op:?} {x} is {}", op.apply(x));
        if f64::from(x as f32) == x {
            assert_eq!(single(op, x), exact as f32, "{op:?} {x}");
        }
    }
    assert!(Unary::Heaviside.apply(f64::NAN).is_nan());
    assert!(Unary::Acosh.apply(0.5).is_nan() && Unary::Atanh.apply(1.5).is_nan());
    let huge = [Unary::Sech, Unary::Csch].map(|op| op.apply(1e4));
    assert_eq!(huge, [0.0, 0.0]);
}

#[test]
fn slopes_are_those_of_closed_forms() {
    for x in [1e-3, 0.4, 1.7, 9.0, 30.0] {
        let close = |op: Unary, exact: f64| {
            let slope = op.slope(x, op.apply(x));
            assert!(
                (slope / exact - 1.0).abs() < 1e-13,
                "{op:?} at {x}: {slope}"
            );
        };
        close(Unary::Sech, -x.sinh() / x.cosh().powi(2));
        close(Unary::Csch, -x.cosh() / x.sinh().powi(2));
        close(Unary::Coth, -1.0 / x.sinh().powi(2));
        close(Unary::Asinh, 1.0 / (x * x + 1.0).sqrt());
        close(Unary::Log2, 1.0 / (x * 2f64.ln()));
        close(Unary::Log10, 1.0 / (x * 10f64.ln()));
        close(Unary::Cbrt, x.powf(-2.0 / 3.0) / 3.0);
    }
    let slope = |op: Unary, x: f64| op.slope(x, op.apply(x));
    // 1 / √(ε (2 + ε)), whose 2 + ε is 2 to the last digits.
    let near = 2f64.powi(-40);
    let exact = 2f64.powf(19.5);
    assert!((slope(Unary::Acosh, 1.0 + near) / exact - 1.0).abs() < 1e-12);
    assert!((slope(Unary::Atanh, 1.0 - near) * near * 2.0 - 1.0).abs() < 1e-12);
}

#[test]
fn what_is_left_has_the_sign_of_the_divisor() {
    for (a, b, rest) in [
        (7.5, 2.0, 1.5),
        (-7.5, 2.0, 0.5),
        (7.5, -2.0, -0.5),
        (-7.5, -2.0, -1.5),
        (6.0, 2.0, 0.0),
        (1e300, 3.0, 1e300 % 3.0),
    ] {
        assert_eq!(Binary::Mod.apply(a, b), rest, "{a} mod {b}");
    }
    assert_eq!(Binary::Mod.slopes(7.5, 2.0, 1.5), (1.0, -3.0));
    assert_eq!(Binary::Mod.slopes(-7.5, 2.0, 0.5), (1.0, 4.0));
    assert!(Binary::Mod.apply(1.0, 0.0).is_nan());
}

#[test]
fn a_hypotenuse_is_a_norm() {
    assert_eq!(Binary::Hypot.apply(3.0, -4.0), 5.0);
    let large = Binary::Hypot.apply(3e200, 4e200);
    assert!((large / 5e200 - 1.0).abs() < 1e-15);
    assert_eq!(Binary::Hypot.slopes(3.0, -4.0, 5.0), (0.6, -0.8));
    assert_eq!(Binary::Hypot.slopes(0.0, 0.0, 0.0), (0.0, 0.0));
    // One leg is a magnitude, whose kink is known to be one.
    let mut g = Graph::new();
    let (x, zero) = (g.input(0), g.constant(0.0));
    assert_eq!(g.binary(Binary::Hypot, x, zero), g.unary(Unary::Abs, x));
}
