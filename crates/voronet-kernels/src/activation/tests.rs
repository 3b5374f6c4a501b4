//! Values and derivatives against closed forms evaluated in 40 digits.

#[path = "table.rs"]
mod table;

use super::function::{DERIVATIVES, Function, with_function};
use crate::Activation;
use crate::cases;
use crate::dispatch::{Kernel, Level};
use crate::lanes::{Element, Lanes};

struct Probe<'a, F>(
    f64,
    &'a mut [f64; DERIVATIVES + 1],
    std::marker::PhantomData<F>,
);

impl<T: Element, F: Function> Kernel<T> for Probe<'_, F> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        let (value, kept) = F::start(L::constant(self.0));
        self.1[0] = value.sum().to_f64() / L::COUNT as f64;
        for (out, d) in self.1[1..].iter_mut().zip(F::derivatives(value, kept)) {
            *out = d.sum().to_f64() / L::COUNT as f64;
        }
    }
}

fn derivatives<T: Element>(level: Level, activation: Activation, a: f64) -> [f64; DERIVATIVES + 1] {
    let mut out = [0.0; DERIVATIVES + 1];
    with_function!(activation, F => {
        T::dispatch(level, Probe::<F>(a, &mut out, std::marker::PhantomData));
    });
    out
}

#[test]
fn derivatives_agree_with_closed_forms() {
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        for &(activation, a, truth) in cases(table::TABLE, 20) {
            let single = derivatives::<f32>(level, activation, a);
            let double = derivatives::<f64>(level, activation, a);
            for n in 0..truth.len() {
                let scale = truth[n].abs().max(1.0);
                assert!(
                    (single[n] - truth[n]).abs() < 4e-6 * scale,
                    "f32 {level:?} {activation:?}({a}), order {n}: {} for {}",
                    single[n],
                    truth[n]
                );
                assert!(
                    (double[n] - truth[n]).abs() < 1e-13 * scale,
                    "f64 {level:?} {activation:?}({a}), order {n}: {} for {}",
                    double[n],
                    truth[n]
                );
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "reads no memory")]
fn each_derivative_is_the_slope_of_the_one_before() {
    let h = 1e-3;
    for activation in Activation::ALL
        .into_iter()
        .filter(|a| *a != Activation::Relu)
    {
        for i in -40..=40 {
            let a = f64::from(i) * 0.1;
            let at = |a| derivatives::<f64>(Level::detect(), activation, a);
            let (l2, l1, r1, r2) = (at(a - 2.0 * h), at(a - h), at(a + h), at(a + 2.0 * h));
            for n in 0..DERIVATIVES {
                // Fourth-order central difference: error about h⁴ σ⁽ⁿ⁺⁵⁾ / 30.
                let slope = (8.0 * (r1[n] - l1[n]) - (r2[n] - l2[n])) / (12.0 * h);
                let exact = at(a)[n + 1];
                assert!(
                    (slope - exact).abs() < 1e-8,
                    "{activation:?}({a}) order {}",
                    n + 1
                );
            }
        }
    }
}

#[test]
fn relu_is_a_ramp_and_its_slope_a_step() {
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        assert_eq!(derivatives::<f32>(level, Activation::Relu, -1.5), [0.0; 6]);
        let right = derivatives::<f32>(level, Activation::Relu, 1.5);
        assert_eq!(right, [1.5, 1.0, 0.0, 0.0, 0.0, 0.0]);
        assert!(derivatives::<f32>(level, Activation::Relu, f64::NAN)[0].is_nan());
    }
}

#[test]
fn names_are_unique_and_found() {
    for activation in Activation::ALL {
        assert_eq!(Activation::from_name(activation.name()), Some(activation));
    }
    assert_eq!(Activation::from_name("cosine"), None);
}
