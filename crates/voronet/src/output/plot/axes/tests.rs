use proptest::prelude::*;

use super::*;

#[test]
fn labels_as_a_person_would_write_them() {
    let labels = |ticks: Ticks| (ticks.labels.join(" "), ticks.factor);
    let plain = |text: &str| (text.to_string(), String::new());
    assert_eq!(
        labels(linear_ticks(0.0, 1.0, 5)),
        plain("0.0 0.2 0.4 0.6 0.8 1.0")
    );
    assert_eq!(
        labels(linear_ticks(-1.0, 1.0, 4)),
        plain("−1.0 −0.5 0.0 0.5 1.0")
    );
    assert_eq!(
        labels(linear_ticks(0.0, 3000.0, 6)),
        plain("0 500 1000 1500 2000 2500 3000")
    );
    assert_eq!(
        labels(linear_ticks(-0.0031, 0.0029, 4)),
        ("−2 0 2".to_string(), "×10⁻³".to_string())
    );
    assert_eq!(
        labels(log_ticks(1e-3, 1e2, 6)),
        plain("10⁻³ 10⁻² 10⁻¹ 10⁰ 10¹ 10²")
    );
    assert_eq!(
        labels(log_ticks(1e-12, 1.0, 5)),
        plain("10⁻¹² 10⁻⁹ 10⁻⁶ 10⁻³ 10⁰")
    );
    assert_eq!(
        labels(log_ticks(0.03, 0.7, 6)),
        plain("5×10⁻² 10⁻¹ 2×10⁻¹ 5×10⁻¹")
    );
}

#[test]
fn narrow_frames_have_some_labels() {
    let frame = Frame {
        x: 0.0,
        y: 0.0,
        width: 210.0,
        height: 210.0,
    };
    for (low, high) in [(-1.0, 1.0), (0.0, 1.0), (0.3, 0.7), (2.0, 9.0)] {
        let ticks = frame.ticks_across(&Axis::new("x", low, high, Spacing::Linear));
        assert!(
            (3..=6).contains(&ticks.labels.len()),
            "{low} to {high}: {ticks:?}"
        );
    }
}

#[test]
fn values_are_the_doubles_that_the_labels_say() {
    assert_eq!(
        linear_ticks(0.0, 0.5, 5).values,
        [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    );
    assert_eq!(log_ticks(1e-4, 1e-1, 5).values, [1e-4, 1e-3, 1e-2, 1e-1]);
}

#[test]
fn what_no_plot_can_show_has_no_ticks() {
    let infinity = f64::INFINITY;
    let ends = [
        (1.0, 0.0),
        (0.0, 0.0),
        (0.0, infinity),
        (-infinity, infinity),
        (f64::NAN, 1.0),
    ];
    for (low, high) in ends {
        assert_eq!(linear_ticks(low, high, 5), Ticks::default());
    }
    assert!(linear_ticks(-1e-320, 1e-320, 5).values.is_empty());
    assert!(linear_ticks(-1e308, 1e308, 5).values.is_empty());
}

#[test]
fn captions_keep_four_digits() {
    let cases = [
        (0.0, "0"),
        (0.25, "0.25"),
        (-12.3456, "−12.35"),
        (1500.0, "1500"),
        (1.5e-7, "1.5×10⁻⁷"),
        (-2e12, "−2×10¹²"),
    ];
    for (value, text) in cases {
        assert_eq!(short(value), text);
    }
}

proptest! {
    #[test]
    fn linear_ticks_are_inside_even_and_few(
        low in -1e6..1e6f64, exponent in -6..6i32, part in 0.1..1.0f64, target in 2..12usize,
    ) {
        let high = low + part * 10f64.powi(exponent);
        let ticks = linear_ticks(low, high, target);
        // and what the numbers themselves can resolve
        let slack = 1e-6 * (high - low) + 2e-15 * low.abs();
        prop_assert!(ticks.values.iter().all(|v| *v >= low - slack && *v <= high + slack));
        // the step is at least 1/1.75 of a target's part and at most 1.5 times it
        prop_assert!(ticks.values.len() <= 7 * target / 4 + 1);
        prop_assert!(ticks.values.len() + 1 >= 2 * target / 3);
        let mut labels = ticks.labels.clone();
        labels.dedup();
        prop_assert_eq!(labels.len(), ticks.values.len());
        for pair in ticks.values.windows(3) {
            let difference = (pair[2] - pair[1]) - (pair[1] - pair[0]);
            prop_assert!(difference.abs() < slack);
        }
    }

    #[test]
    fn log_ticks_are_inside_and_increase(
        exponent in -12.0..6.0f64, decades in 0.01..20.0f64, target in 2..10usize,
    ) {
        let (low, high) = (10f64.powf(exponent), 10f64.powf(exponent + decades));
        let ticks = log_ticks(low, high, target);
        let slack = 1.0 + 1e-6;
        prop_assert!(ticks.values.iter().all(|v| *v >= low / slack && *v <= high * slack));
        prop_assert!(ticks.values.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(ticks.values.len() <= (7 * target / 4 + 1).max(9));
        prop_assert_eq!(ticks.labels.len(), ticks.values.len());
    }

    #[test]
    fn any_two_numbers_make_a_usable_axis(low: f64, high: f64, log: bool) {
        let spacing = if log { Spacing::Log } else { Spacing::Linear };
        let axis = Axis::new("x", low, high, spacing);
        prop_assert!(axis.low < axis.high);
        prop_assert!(axis.fraction(axis.low) == 0.0 && axis.fraction(axis.high) == 1.0);
        prop_assert!(axis.ticks(6).values.len() < 40);
    }
}

#[test]
fn logarithmic_ticks_end_whatever_the_ends() {
    for (low, high) in [
        (1e-300, f64::INFINITY),
        (1e290, 1e299),
        (1e299, 1e308),
        (0.0, 1.0),
        (f64::MIN_POSITIVE, f64::MAX),
        (f64::NAN, f64::NAN),
    ] {
        let ticks = log_ticks(low, high, 8);
        let is_finite = |value: &f64| value.is_finite();
        assert!(
            ticks.values.len() < 50 && ticks.values.iter().all(is_finite),
            "{low} {high}"
        );
        assert!(
            ticks.minor.len() < 700,
            "{low} {high}: {}",
            ticks.minor.len()
        );
    }
}
