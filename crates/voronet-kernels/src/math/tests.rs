//! Errors in units of the last place, against f64 or closed forms.

use super::*;
use crate::dispatch::{Kernel, Level};
use crate::lanes::{Element, MOST_LANES};

struct Probe<'a, T, F>(&'a [f64], &'a mut Vec<f64>, F, std::marker::PhantomData<T>);

trait Function {
    fn call<L: Lanes>(&self, x: L) -> L;
}

impl<T: Element, F: Function> Kernel<T> for Probe<'_, T, F> {
    #[inline(always)]
    fn run<L: Lanes<Element = T>>(self) {
        for &x in self.0 {
            let mut lanes = [T::default(); MOST_LANES];
            // SAFETY: no vector has more lanes.
            unsafe {
                self.2
                    .call(L::splat(T::from_f64(x)))
                    .store(lanes.as_mut_ptr())
            };
            self.1.push(lanes[0].to_f64());
        }
    }
}

fn values<T: Element, F: Function>(level: Level, xs: &[f64], f: F) -> Vec<f64> {
    let mut out = Vec::new();
    T::dispatch(
        level,
        Probe::<T, F>(xs, &mut out, f, std::marker::PhantomData),
    );
    out
}

macro_rules! function {
    ($name:ident, $body:expr) => {
        struct $name;
        impl Function for $name {
            #[inline(always)]
            fn call<L: Lanes>(&self, x: L) -> L {
                let f: fn(L) -> L = $body;
                f(x)
            }
        }
    };
}
function!(Sin, |x| sin_cos(x).0);
function!(Cos, |x| sin_cos(x).1);
function!(Exp, |x| exp(x));
function!(Tanh, |x| tanh(x));
function!(Sech, |x| sech(x));
function!(Sigmoid, |x| sigmoid(x));
function!(Phi, |x| normal_distribution(x).0);
function!(Log1p, |x| log_1p_unit(x));

fn grid(from: f64, to: f64) -> Vec<f64> {
    let steps = if cfg!(miri) { 50 } else { 20_000 };
    (0..=steps)
        .map(|i| from + (to - from) * f64::from(i) / f64::from(steps))
        .collect()
}

/// The largest |f(x) − truth(x)| / max(|truth(x)|·relative, absolute), over all
/// levels and both precisions, in epsilons.
fn worst<F: Function + Copy>(xs: &[f64], f: F, truth: impl Fn(f64) -> f64, floor: f64) -> [f64; 2] {
    let mut worst = [0.0f64; 2];
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        let single: Vec<f64> = xs.iter().map(|&x| f64::from(x as f32)).collect();
        let pairs = [
            (
                values::<f32, F>(level, &single, f),
                &single,
                f64::from(f32::EPSILON),
            ),
            (values::<f64, F>(level, xs, f), &xs.to_vec(), f64::EPSILON),
        ];
        for (i, (ys, xs, epsilon)) in pairs.into_iter().enumerate() {
            for (y, &x) in ys.iter().zip(xs) {
                let exact = truth(x);
                let error = (y - exact).abs() / exact.abs().max(floor) / epsilon;
                assert!(error.is_finite(), "{x}: {y} for {exact}");
                worst[i] = worst[i].max(error);
            }
        }
    }
    worst
}

macro_rules! copy { ($($t:ident),*) => { $(impl Clone for $t { fn clone(&self) -> Self { *self } } impl Copy for $t {})* } }
copy!(Sin, Cos, Exp, Tanh, Sech, Sigmoid, Phi, Log1p);

fn assert_below(worst: [f64; 2], bounds: [f64; 2]) {
    assert!(
        worst[0] < bounds[0] && worst[1] < bounds[1],
        "{worst:?} epsilons"
    );
}

#[test]
fn sine_and_cosine_err_by_less_than_an_ulp_of_one() {
    for range in [2.0, 50.0, 5000.0] {
        assert_below(worst(&grid(-range, range), Sin, f64::sin, 1.0), [2.0, 2.0]);
        assert_below(worst(&grid(-range, range), Cos, f64::cos, 1.0), [2.0, 2.0]);
    }
    // Relative accuracy where sine is small.
    assert_below(worst(&grid(-1.0, 1.0), Sin, f64::sin, 1e-300), [2.0, 2.0]);
}

#[test]
fn exponentials_err_by_few_ulps() {
    assert_below(worst(&grid(-80.0, 80.0), Exp, f64::exp, 0.0), [6.0, 6.0]);
    assert_below(worst(&grid(-1.0, 1.0), Exp, f64::exp, 0.0), [4.0, 4.0]);
    assert_below(
        worst(&grid(-30.0, 30.0), Tanh, f64::tanh, 1e-300),
        [3.0, 3.0],
    );
    assert_below(
        worst(&grid(-1e-3, 1e-3), Tanh, f64::tanh, 1e-300),
        [3.0, 3.0],
    );
    let sech = |x: f64| x.cosh().recip();
    assert_below(worst(&grid(-80.0, 80.0), Sech, sech, 0.0), [8.0, 8.0]);
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    assert_below(worst(&grid(-30.0, 30.0), Sigmoid, sigmoid, 0.0), [3.0, 3.0]);
    assert_below(
        worst(&grid(0.0, 1.0), Log1p, f64::ln_1p, 1e-300),
        [3.0, 3.0],
    );
}

#[test]
fn exp_has_the_limits_of_exp() {
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        let y = values::<f32, Exp>(
            level,
            &[f64::NAN, 1e3, -1e3, 0.0, f64::INFINITY, f64::NEG_INFINITY],
            Exp,
        );
        assert!(y[0].is_nan());
        assert_eq!(y[1..], [f64::INFINITY, 0.0, 1.0, f64::INFINITY, 0.0]);
        assert!(values::<f32, Tanh>(level, &[f64::NAN], Tanh)[0].is_nan());
        let ends = [f64::NEG_INFINITY, -1e3, 0.0, 1e3, f64::INFINITY];
        assert_eq!(
            values::<f32, Sech>(level, &ends, Sech),
            [0.0, 0.0, 1.0, 0.0, 0.0]
        );
        assert!(values::<f64, Sech>(level, &[f64::NAN], Sech)[0].is_nan());
        assert!(values::<f64, Sigmoid>(level, &[f64::NAN], Sigmoid)[0].is_nan());
    }
}

#[test]
fn normal_distribution_agrees_with_tabulated_values() {
    // Φ to 16 digits.
    let table = [
        (0.0, 0.5),
        (0.5, 0.691_462_461_274_013_1),
        (1.0, 0.841_344_746_068_542_9),
        (2.0, 0.977_249_868_051_820_8),
        (3.0, 0.998_650_101_968_369_9),
        (-1.0, 0.158_655_253_931_457_05),
        (-4.0, 3.167_124_183_311_992e-5),
    ];
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        for (x, exact) in table {
            let single = values::<f32, Phi>(level, &[x], Phi)[0];
            let double = values::<f64, Phi>(level, &[x], Phi)[0];
            assert!((single - exact).abs() < 2e-7, "{x}: {single}");
            assert!((double - exact).abs() < 1e-14, "{x}: {double}");
        }
    }
}
