//! Standard errors of made-up numbers.

use super::*;

#[test]
fn values_have_the_digits_that_their_errors_allow() {
    let estimate = |value, error| Estimate {
        standard_error: Some(error),
        ..Estimate::bare("k", value)
    };
    assert_eq!(estimate(1.49812, 0.0073).in_short(), "k = 1.4981 ± 0.0073");
    assert_eq!(estimate(1234.5678, 12.0).in_short(), "k = 1235 ± 12");
    assert_eq!(
        estimate(1.234567e-12, 2.4e-15).in_short(),
        "k = 1.2346e-12 ± 2.4e-15"
    );
    assert_eq!(Estimate::bare("k", 2.0 / 3.0).in_short(), "k = 0.6666667");
}

/// A line through the origin: the rows are a x_i − y_i, and there is no network.
#[test]
fn the_slope_of_a_line_has_its_textbook_error() {
    let x: Vec<f64> = (1..=20).map(f64::from).collect();
    let residuals: Vec<f64> = (0..20)
        .map(|i| if i % 2 == 0 { 0.3 } else { -0.3 })
        .collect();
    let sxx: f64 = x.iter().map(|x| x * x).sum();
    let spectrum = Spectrum::of(&[vec![sxx]], &[vec![sxx]]);
    let mut data = Data {
        changes: x.iter().map(|&x| vec![x]).collect(),
        residuals,
        ..Data::default()
    };
    let moved = Moved::of(&data, &spectrum.inverse()).unwrap();
    assert!((moved.freedom - 19.0).abs() < 1e-12);
    let expected = (20.0 * 0.09 / 19.0 / sxx).sqrt();
    assert!((spread(&[moved], &[1.0]).0 / expected - 1.0).abs() < 1e-12);
    data.noise = Some(vec![0.5; 20]);
    let moved = Moved::of(&data, &spectrum.inverse()).unwrap();
    let (error, freedom) = spread(&[moved], &[1.0]);
    assert!((error / (0.5 / sxx.sqrt()) - 1.0).abs() < 1e-12 && freedom == f64::INFINITY);
}

#[test]
fn nothing_is_said_of_what_does_not_matter() {
    // Along (1, -1) nothing changes.
    let information = [vec![2.0, 2.0], vec![2.0, 2.0]];
    let spectrum = Spectrum::of(&information, &information);
    assert!(!spectrum.determines(&[1.0, 0.0]) && spectrum.determines(&[1.0, 1.0]));
    let found = combinations(&spectrum, &[3.0, 2.0], &[3.0, 2.0], None);
    let names = ["a", "b"].map(|name| Estimate::bare(name, 1.0));
    assert_eq!(found[0].text(&names), "a*b");
    // The same where a and b move by as much: then it is their sum.
    let found = combinations(&spectrum, &[3.0, 2.0], &[1.0, 1.0], None);
    assert_eq!(found[0].text(&names), "a + b");
}
