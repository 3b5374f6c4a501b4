//! Draws one picture of every kind and looks at what can be looked at by a
//! program: that there is text, that scales are shared, that sizes stay small.

use super::super::{Axis, Field, Fields, Grid, History, Slice};
use super::*;
use crate::training::Record;

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
            unknowns: Vec::new(),
        }
    };
    History {
        terms: ["diffusion", "initial", "ends"].map(String::from).to_vec(),
        outputs: vec!["u".into()],
        unknowns: Vec::new(),
        records: (0..300).map(record).collect(),
        made: 300,
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
        equal_axes: false,
        marks: Vec::new(),
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
        &[(0, Some(Exact::Field(1)))],
    )
}

fn difference(a: &Slice, b: &Slice) -> Slice {
    let pairs = a.values.iter().zip(&b.values);
    Slice {
        values: pairs.map(|(a, b)| a - b).collect(),
        ..a.clone()
    }
}

#[test]
fn points_of_a_reference_are_circles() {
    let grid = Grid {
        axes: vec![Axis::new("x", steps(0.0, 1.0, 11))],
    };
    let fields = Fields::new(grid, vec![Field::new("u", vec![0.5; 11])]).unwrap();
    let rows = Exact::Points(vec![[0.25, 0.5], [0.75, 0.25], [0.5, f64::NAN]]);
    let svg = profile("Solution", &fields, &[(0, Some(rows))]);
    // Two of them have a place, and one stands in the legend.
    assert_eq!(svg.matches("<circle").count(), 3);
    // They are not cut off where they lie on the edge of the frame.
    let rest = svg.rsplit("<circle").next().unwrap();
    assert_eq!(rest.matches("</svg>").count(), 1);
}

#[test]
fn plots_below_each_other_have_one_left_edge() {
    let grid = Grid {
        axes: vec![Axis::new("t", steps(0.0, 1.0, 11))],
    };
    let outputs = [("a", 1.0), ("b", 12_345.0), ("c", 0.012)];
    let fields = outputs.map(|(name, size)| {
        let values = (0..11).map(|k| size * f64::from(k - 5));
        Field::new(name, values.collect())
    });
    let fields = Fields::new(grid, fields.to_vec()).unwrap();
    let svg = profile("Three", &fields, &[(0, None), (1, None), (2, None)]);
    let outlines = svg
        .lines()
        .filter(|line| line.contains("<rect") && line.contains("stroke="));
    let mut edges: Vec<&str> = outlines
        .map(|line| line.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(edges.len(), 3, "{edges:?}");
    edges.dedup();
    assert_eq!(edges.len(), 1, "{edges:?}");
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
    let exact = plane(diffusion);
    let error = difference(&solution, &exact);
    let lines = Look {
        iso_lines: true,
        scale: Some(ColourScale::around_zero(held.values.iter().copied())),
        ..Look::new("displacement", "v (mm)")
    };
    vec![
        ("heat_map", heat_map(&solution, &Look::new("solution", "u"))),
        ("iso_lines", heat_map(&held, &lines)),
        ("panels", panels("u", [&solution, &exact, &error], false)),
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

/// Pixels of a PNG: width and RGBA.
fn pixels(svg: &str) -> (usize, Vec<u8>) {
    let bytes = to_png(svg, 1.0).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width as usize, pixels)
}

fn is_dark(pixel: &[u8]) -> bool {
    pixel[..3].iter().all(|&c| c < 120)
}

#[test]
fn text_is_drawn() {
    let ink = |text: &str| {
        let mut svg = svg::Svg::new(400.0, 40.0);
        svg.text([10.0, 28.0], 16.0, svg::Anchor::Start, text);
        let (_, pixels) = pixels(&svg.finish());
        pixels.chunks(4).filter(|pixel| is_dark(pixel)).count()
    };
    assert_eq!(ink(""), 0);
    let (one, six) = (ink("∂"), ink("∂∂∂∂∂∂"));
    assert!(one > 20 && six.abs_diff(6 * one) < 3 * one, "{one} {six}");
}

#[test]
fn the_font_has_the_signs_of_mathematics() {
    use resvg::usvg::{Node, Options, Tree, fontdb::Database};
    let text = "Az09 ÄÖüé −±×÷·≈≠≤≥<> 10⁻⁰¹²³⁴⁵⁶⁷⁸⁹ x₀₁₂₃₄₅₆₇₈₉ ∂∇∫∑∏√∞ ∈∪∩ →↦ČşЖя αβγδεζηθκλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ ‖ℓ…—";
    let mut svg = svg::Svg::new(400.0, 40.0);
    svg.text([10.0, 28.0], 16.0, svg::Anchor::Start, text);
    let mut fonts = Database::new();
    fonts.load_font_data(FONT.to_vec());
    let options = Options {
        fontdb: fonts.into(),
        ..Options::default()
    };
    let tree = Tree::from_str(&svg.finish(), &options).unwrap();
    let drawn = tree.root().children().iter().find_map(|node| match node {
        Node::Text(text) => Some(text.layouted()),
        _ => None,
    });
    let glyphs = drawn
        .unwrap()
        .iter()
        .flat_map(|span| &span.positioned_glyphs);
    // glyph 0 stands for what a font has not
    let missing: String = glyphs
        .filter(|glyph| glyph.id.0 == 0)
        .map(|glyph| glyph.text.as_str())
        .collect();
    assert_eq!(missing, "");
}

#[test]
fn solution_and_reference_share_one_scale() {
    // the reference is twice the solution: on scales of their own the two
    // would look the same
    let solution = plane(|_, x| x);
    let reference = plane(|_, x| 2.0 * x);
    let error = difference(&solution, &reference);
    let svg = panels("u", [&solution, &reference, &error], false);
    let images: Vec<&str> = svg.split("data:image/png;base64,").skip(1).collect();
    assert_eq!(images.len(), 3);
    let (width, pixels) = pixels(&svg);
    let at = |x: usize, y: usize| &pixels[4 * (y * width + x)..][..3];
    // at the top of the first panel and in the middle of the second stands 1
    let (solution_top, reference_middle) = (at(150, 46), at(450, 164));
    for (a, b) in solution_top.iter().zip(reference_middle) {
        assert!(a.abs_diff(*b) < 6, "{solution_top:?} {reference_middle:?}");
    }
}

#[test]
fn zero_is_white_on_the_scale_around_it() {
    let scale = ColourScale::around_zero([-1.0, 3.0, f64::NAN]);
    assert_eq!((scale.low, scale.high), (-3.0, 3.0));
    assert_eq!(scale.map.colour(scale.fraction(0.0)), [247; 3]);
    let nothing = ColourScale::fit([f64::NAN], Spacing::Log);
    assert!(nothing.low < nothing.high);
}

#[test]
fn iso_lines_of_a_cone_are_circles() {
    let cone = plane(|x, y| (x - 0.5).hypot(y - 0.5));
    let lines = iso_lines(&cone, 0.3);
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!(line.first(), line.last());
    for [x, y] in line {
        assert!(((x - 0.5).hypot(y - 0.5) - 0.3).abs() < 1e-3);
    }
    let steps = line
        .windows(2)
        .map(|w| (w[1][0] - w[0][0]).hypot(w[1][1] - w[0][1]));
    let length: f64 = steps.sum();
    assert!((length - 0.6 * std::f64::consts::PI).abs() < 2e-3);
    // cut by the boundary: four open arcs
    assert_eq!(iso_lines(&cone, 0.6).len(), 4);
    assert!(iso_lines(&cone, 2.0).is_empty());
}

#[test]
fn a_saddle_is_cut_by_its_centre_and_nan_is_passed_over() {
    let mut saddle = Slice {
        x: Axis::new("x", vec![0.0, 1.0]),
        y: Axis::new("y", vec![0.0, 1.0]),
        held: Vec::new(),
        values: vec![1.0, 0.0, 0.0, 1.0],
    };
    // the centre is 0.5: above 0.4 the high corners are joined, so that both
    // lines cut off a low one
    for (level, cut_off) in [(0.4, [0.0, 1.0]), (0.6, [0.0, 0.0])] {
        let lines = iso_lines(&saddle, level);
        assert_eq!(lines.len(), 2);
        let distance = |p: &[f64; 2]| (p[0] - cut_off[0]).hypot(p[1] - cut_off[1]);
        assert!(
            lines
                .iter()
                .any(|line| line.iter().all(|p| distance(p) < 0.41))
        );
    }
    saddle.values[0] = f64::NAN;
    assert!(iso_lines(&saddle, 0.4).is_empty());
}
