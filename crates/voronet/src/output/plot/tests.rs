//! Draws one picture of every kind and looks at what can be looked at by a
//! program: that there is text, that scales are shared, that sizes stay small.

use super::super::{Axis, Field, Fields, Grid, History, Record, Slice};
use super::*;

fn steps(low: f64, high: f64, count: usize) -> Vec<f64> {
    let step = (high - low) / (count - 1) as f64;
    (0..count).map(|k| low + step * k as f64).collect()
}

fn plane(value: impl Fn(f64, f64) -> f64) -> Slice {
    let (x, y) = (steps(0.0, 1.0, 101), steps(0.0, 1.0, 81));
    let values = x
        .iter()
        .flat_map(|x| y.iter().map(|y| value(*x, *y)))
        .collect();
    Slice {
        x: Axis::new("t", x),
        y: Axis::new("x", y),
        held: Vec::new(),
        values,
    }
}

fn diffusion(t: f64, x: f64) -> f64 {
    let pi = std::f64::consts::PI;
    x * (1.0 - x * x) / 2.0 + 2.2 * (pi * x).sin() * (-pi * pi * t).exp()
}

fn history() -> History {
    let record = |k: usize| {
        let decay = |rate: f64, floor: f64| (-(k as f64) * rate).exp() * 300.0 + floor;
        let noise = 1.0 + 0.4 * ((k * 7919 % 101) as f64 / 101.0);
        let terms = vec![
            decay(0.02, 0.03) * noise,
            decay(0.03, 0.004) * noise,
            decay(0.01, 0.001),
        ];
        Record {
            iteration: 10 * k,
            seconds: 0.08 * k as f64,
            loss: terms.iter().sum(),
            terms,
            learning_rate: 0.003,
            effective_sample_size: None,
            relative_l2_error: vec![None],
        }
    };
    History {
        terms: ["diffusion", "initial", "ends"].map(String::from).to_vec(),
        outputs: vec!["u".into()],
        records: (0..300).map(record).collect(),
    }
}

fn drawn_points(count: usize) -> Scatter {
    let fraction = |value: f64| value.fract();
    let point = |k: usize| {
        [
            fraction(k as f64 * 0.754877666),
            fraction(k as f64 * 0.569840291),
        ]
    };
    let points: Vec<[f64; 2]> = (0..count).map(point).collect();
    let value = |p: &[f64; 2]| 1e-4 * (-12.0 * ((p[0] - 0.3).powi(2) + (p[1] - 0.6).powi(2))).exp();
    Scatter {
        title: "Points drawn at iteration 3000".into(),
        x: ("t".into(), [0.0, 1.0]),
        y: ("x".into(), [0.0, 1.0]),
        values: points.iter().map(value).collect(),
        points,
        label: "probability".into(),
        spacing: Spacing::Log,
    }
}

fn wavy_profile() -> String {
    let x = steps(-1.0, 1.0, 201);
    let exact: Vec<f64> = x.iter().map(|x| (3.0 * x).sin() * 1e-3).collect();
    let near: Vec<f64> = exact.iter().map(|u| 1.03 * u + 2e-5).collect();
    let grid = Grid {
        axes: vec![Axis::new("x", x)],
    };
    let fields = vec![Field::new("u", near), Field::new("u_reference", exact)];
    profile(
        "Solution",
        &Fields::new(grid, fields).unwrap(),
        &[(0, Some(1))],
    )
}

/// Every kind of picture, by name.
fn pictures() -> Vec<(&'static str, String)> {
    let ring = |x: f64, y: f64| {
        let r = (x - 0.5).hypot(y - 0.5);
        if r < 0.2 {
            f64::NAN
        } else {
            (6.0 * x).sin() * (5.0 * y).cos()
        }
    };
    let solution = plane(|t, x| diffusion(t, x) + 3e-3 * (9.0 * t).sin() * (7.0 * x).cos());
    let mut held = plane(ring);
    held.held = vec![("z".into(), 0.25)];
    let lines = Look {
        iso_lines: true,
        scale: Some(ColourScale::around_zero(held.values.iter().copied())),
        ..Look::new("displacement", "v (mm)")
    };
    vec![
        ("heat_map", heat_map(&solution, &Look::new("solution", "u"))),
        ("iso_lines", heat_map(&held, &lines)),
        ("panels", panels("u", &solution, &plane(diffusion))),
        ("loss", loss_history(&history())),
        ("profile", wavy_profile()),
        ("scatter", scatter(&drawn_points(10_000))),
    ]
}

/// With `VORONET_PICTURES` set, the pictures are left in that folder to be
/// looked at.
#[test]
fn every_picture_can_be_drawn_and_is_small() {
    let folder = std::env::var_os("VORONET_PICTURES");
    for (name, svg) in pictures() {
        assert!(svg.len() < 1_000_000, "{name}: {} bytes", svg.len());
        let png = to_png(&svg, 1.0).unwrap();
        if let Some(folder) = &folder {
            let path = std::path::Path::new(folder).join(name);
            std::fs::write(path.with_extension("svg"), &svg).unwrap();
            std::fs::write(path.with_extension("png"), &png).unwrap();
        }
    }
}
