use super::*;

/// Searches along f from 0; f gives the value and the slope. Returns the point and how
/// often f was asked for.
fn along(f: impl Fn(f64) -> (f64, f64), first: f64) -> (Option<Point>, usize) {
    let mut count = 0;
    let mut last = f64::NAN;
    let point = |length| {
        let (value, slope) = f(length);
        Point {
            length,
            value,
            slope,
        }
    };
    let found = search(point(0.0), first, &mut |length| {
        count += 1;
        last = length;
        point(length)
    });
    assert!(found.is_none_or(|found| found.length == last));
    (found, count)
}

fn assert_wolfe(name: &str, f: impl Fn(f64) -> (f64, f64), first: f64) -> usize {
    let (found, count) = along(&f, first);
    let found = found.unwrap();
    let (value, slope) = f(0.0);
    assert!(
        found.value <= value + 1e-4 * found.length * slope,
        "{name} {first}"
    );
    assert!(found.slope.abs() <= 0.9 * slope.abs(), "{name} {first}");
    assert!(count <= EVALUATIONS, "{name} {first}");
    count
}

/// The functions of Moré and Thuente, "Line search algorithms with guaranteed sufficient
/// decrease" (1994), section 5, by their numbers.
fn more_thuente(number: usize, x: f64) -> (f64, f64) {
    let yanai = |b1: f64, b2: f64| {
        let gamma = |b: f64| (1.0 + b * b).sqrt() - b;
        let left = (1.0 - x).hypot(b2);
        let right = x.hypot(b1);
        (
            gamma(b1) * left + gamma(b2) * right,
            gamma(b1) * (x - 1.0) / left + gamma(b2) * x / right,
        )
    };
    match number {
        1 => {
            let below = x * x + 2.0;
            (-x / below, (x * x - 2.0) / (below * below))
        }
        2 => {
            let near: f64 = x + 0.004;
            (
                near.powi(5) - 2.0 * near.powi(4),
                5.0 * near.powi(4) - 8.0 * near.powi(3),
            )
        }
        3 => {
            use std::f64::consts::{FRAC_PI_2, PI};
            let (beta, l) = (0.01, 39.0);
            let (base, slope) = if x <= 1.0 - beta {
                (1.0 - x, -1.0)
            } else if x >= 1.0 + beta {
                (x - 1.0, 1.0)
            } else {
                (
                    (x - 1.0).powi(2) / (2.0 * beta) + beta / 2.0,
                    (x - 1.0) / beta,
                )
            };
            let wave = 2.0 * (1.0 - beta) / (l * PI) * (l * FRAC_PI_2 * x).sin();
            (
                base + wave,
                slope + (1.0 - beta) * (l * FRAC_PI_2 * x).cos(),
            )
        }
        4 => yanai(0.001, 0.001),
        5 => yanai(0.01, 0.001),
        _ => yanai(0.001, 0.01),
    }
}

#[test]
fn the_hard_functions_are_searched_from_near_and_far() {
    for number in 1..=6 {
        for first in [1e-3, 1e-1, 1e1, 1e3] {
            let name = format!("function {number}");
            assert!(assert_wolfe(&name, |x| more_thuente(number, x), first) <= 16);
        }
    }
}

#[test]
fn what_is_no_number_is_too_far() {
    // Defined left of 1 only, with the minimum at 1 − 10⁻³.
    let f = |x: f64| (-(1.0 - x).ln() * 1e-3 - x, 1e-3 / (1.0 - x) - 1.0);
    for first in [1.0, 30.0, 1e8] {
        assert_wolfe("logarithm", f, first);
    }
    let (found, _) = along(
        |x| {
            if x > 1e-12 {
                (f64::NAN, f64::NAN)
            } else {
                (1.0 - x, -1.0)
            }
        },
        1.0,
    );
    assert!(found.unwrap().value < 1.0);
}

#[test]
fn without_a_lower_value_nothing_is_found() {
    // The slope says that the value falls, and it does not.
    let (found, count) = along(|x| (1.0 + x, -1.0), 1.0);
    assert!(found.is_none() && count == EVALUATIONS);
    let (found, _) = along(|x| (if x == 0.0 { 1.0 } else { f64::INFINITY }, -1.0), 1.0);
    assert!(found.is_none());
}

#[test]
fn a_decrease_without_end_is_taken() {
    let (found, count) = along(|x| (-x, -1.0), 1e-3);
    assert!(found.unwrap().length > 1e3 && count == EVALUATIONS + 1);
}

#[test]
fn near_rounding_the_slopes_decide() {
    // A parabola of depth 10⁻¹⁵ on a value of 1: the values are noise.
    let noise = |x: f64| ((x * 1e5).sin() * 1e-15).round();
    let f = |x: f64| {
        (
            1.0 + noise(x) - 1e-15 * x * (2.0 - x),
            1e-15 * (2.0 * x - 2.0),
        )
    };
    for first in [0.2, 1.0, 1.9, 40.0] {
        let (found, count) = along(f, first);
        let found = found.unwrap();
        assert!(
            found.value < 1.0 && found.slope.abs() <= 0.9 * 2e-15,
            "{first} {found:?}"
        );
        assert!(count < 12, "{first} {count}");
    }
}

#[test]
fn the_minimum_of_a_cubic_is_met() {
    let point = |x: f64| Point {
        length: x,
        value: x * x * x - 3.0 * x,
        slope: 3.0 * x * x - 3.0,
    };
    for (a, b) in [(0.0, 1.5), (1.5, 0.0), (0.2, 0.5), (0.0, 8.0)] {
        assert!((minimum(point(a), point(b)).unwrap() - 1.0).abs() < 1e-13);
    }
}
