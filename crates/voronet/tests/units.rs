//! The same problem in other units is the same training, up to rounding.

use proptest::prelude::*;
use voronet::prelude::*;

const SETTINGS: &str = r#"
[network]
hidden = [8, 8]
[sampling]
method = "uniform"
points = 300
batch = 60
[training]
optimizer = "adam"
iterations = 30
precision = "f64"
record_points = 50
"#;

/// Trains and evaluates the outputs at points of the unit cube, mapped to the domain.
fn trained(text: &str) -> Vec<Vec<f64>> {
    let problem = Problem::parse(&format!("{text}{SETTINGS}"));
    let problem = problem.unwrap_or_else(|wrong| panic!("{wrong}"));
    let solution = solve(&problem).unwrap_or_else(|failed| panic!("{failed}"));
    let nodes = vec![6; problem.inputs.len()];
    let columns = solution.evaluate(&solution.grid(&nodes)).unwrap();
    columns.values
}

/// How far two columns are apart, relative to how far the first one goes.
fn difference(a: &[f64], b: impl Iterator<Item = f64>) -> f64 {
    let (low, high) = a
        .iter()
        .fold((f64::MAX, f64::MIN), |(l, h), &x| (l.min(x), h.max(x)));
    let off = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    off.fold(0.0, f64::max) / (high - low)
}

/// A heated bar: the units of length, time and temperature, and the temperature that is 0.
fn bar(metre: f64, second: f64, kelvin: f64, zero: f64) -> String {
    let diffusivity = 1e-5 * metre * metre / second;
    let (source, ends) = (0.02 * kelvin / second, 300.0 * kelvin - zero);
    let (time, length) = (1000.0 * second, 0.1 * metre);
    let loss = 40.0 / metre;
    format!(
        r#"
        inputs = ["t", "x"]
        outputs = ["T"]
        domain = {{ t = [0, {time:e}], x = [0, {length:e}] }}
        [[equation]]
        law = "diff(T, t) = {diffusivity:e}*diff(T, x, 2) + {source:e}*(1 + sin(pi*x/{length:e}))"
        [[condition]]
        at = "t = 0"
        law = "T - ({ends:e}) = 0"
        [[condition]]
        at = "x = 0"
        law = "T - ({ends:e}) = 0"
        [[condition]]
        at = "x = {length:e}"
        law = "normal(T) = {loss:e}*({ends:e} - {kelvin:e}*20 - T)"
        "#
    )
}

/// An epidemic among so many, by days or others.
fn epidemic(heads: f64, days: f64) -> String {
    let (meetings, recovery, end) = (0.4 / days, 0.1 / days, 100.0 * days);
    let (ill, well) = (0.01 * heads, 0.99 * heads);
    format!(
        r#"
        inputs = ["t"]
        outputs = ["S", "I", "R"]
        domain = {{ t = [0, {end:e}] }}
        [definitions]
        infections = "{meetings:e}*S*I/{heads:e}"
        [[equation]]
        law = ["diff(S, t) = -infections", "diff(I, t) = infections - {recovery:e}*I",
               "diff(R, t) = {recovery:e}*I"]
        [[condition]]
        at = "t = 0"
        law = ["S = {well:e}", "I = {ill:e}", "R = 0"]
        "#
    )
}

fn factors() -> impl Strategy<Value = f64> {
    (-6.0..6.0f64).prop_map(|digits| 10f64.powf(digits))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_bar_in_other_units(
        metre in factors(),
        second in factors(),
        kelvin in factors(),
        zero in -500.0..500.0f64,
    ) {
        let plain = trained(&bar(1.0, 1.0, 1.0, 0.0));
        let zero = zero * kelvin;
        let other = trained(&bar(metre, second, kelvin, zero));
        let back = other[0].iter().map(|x| (x + zero) / kelvin);
        let off = difference(&plain[0], back);
        prop_assert!(off < 1e-9, "{off:e}");
    }

    #[test]
    fn a_bar_with_exact_conditions_in_other_units(
        metre in factors(),
        second in factors(),
        kelvin in factors(),
        zero in -500.0..500.0f64,
    ) {
        let exact = |text: String| text.replace("law = \"T - ", "exact = true\nlaw = \"T - ");
        let plain = trained(&exact(bar(1.0, 1.0, 1.0, 0.0)));
        let zero = zero * kelvin;
        let other = trained(&exact(bar(metre, second, kelvin, zero)));
        let back = other[0].iter().map(|x| (x + zero) / kelvin);
        let off = difference(&plain[0], back);
        prop_assert!(off < 1e-9, "{off:e}");
    }

    #[test]
    fn an_epidemic_in_other_units(heads in factors(), days in factors()) {
        let plain = trained(&epidemic(1.0, 1.0));
        let other = trained(&epidemic(heads, days));
        for (plain, other) in plain.iter().zip(&other) {
            let off = difference(plain, other.iter().map(|x| x / heads));
            prop_assert!(off < 1e-9, "{off:e}");
        }
    }
}
