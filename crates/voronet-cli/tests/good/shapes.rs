//! Shapes, normals, periodic faces and measured points, solved.

use std::path::Path;

use super::{read, stdout, summary};
use crate::support::{stderr, voronet};

/// Trains a problem and gives the relative L² error of its first output.
fn error_of(folder: &Path, text: &str) -> f64 {
    std::fs::write(folder.join("problem.toml"), text).unwrap();
    let output = voronet(
        folder,
        &["train", "problem.toml", "--out", "run", "--quiet"],
    );
    assert!(output.status.success(), "{}", stderr(&output));
    summary(&folder.join("run"))["relative_l2_error"]["u"]
        .as_f64()
        .unwrap()
}

const SMALL: &str = r#"
[network]
hidden = [16, 16]
[sampling]
points = 4000
batch = 300
[training]
optimizer = "adam"
iterations = 1500
learning_rate = 0.01
record_every = 500
"#;

#[test]
fn a_neumann_condition_with_normals_on_a_curved_boundary() {
    let folder = tempfile::tempdir().unwrap();
    // u = x² − y² + x is harmonic.
    let text = r#"
inputs = ["x", "y"]
outputs = ["u"]
domain = "ring"
[shapes]
ring = { kind = "annulus", center = [0.5, 0], inner = 0.4, outer = 1 }
[[equation]]
law = "laplacian(u) = 0"
[[condition]]
on = "ring.inner"
law = "normal(u) = (2*x + 1)*nx - 2*y*ny"
weight = 10
[[condition]]
on = "ring.outer"
law = "u = x^2 - y^2 + x"
weight = 10
[reference]
u = "x^2 - y^2 + x"
error = 1e-16
"#;
    let error = error_of(folder.path(), &(text.to_owned() + SMALL));
    assert!(error < 0.02, "{error}");
    let report = read(&folder.path().join("run/report.html"));
    assert!(report.contains("Error of the reference of u itself"));
    // Outside of the ring there is no solution.
    let solution = read(&folder.path().join("run/solution.csv"));
    let outside = solution
        .lines()
        .filter(|line| line.ends_with("NaN"))
        .count();
    let part = outside as f64 / (solution.lines().count() - 1) as f64;
    let expected = 1.0 - std::f64::consts::PI * (1.0 - 0.16) / 4.0;
    assert!((part - expected).abs() < 0.01, "{part} for {expected}");
}

#[test]
fn periodic_faces() {
    let text = r#"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 0.5]
x = [-1, 1]
[[equation]]
law = "diff(u, t) + diff(u, x) = 0"
[[condition]]
at = "t = 0"
law = "u = sin(pi*x)"
weight = 10
[[condition]]
at = "x = -1"
law = ["u = opposite(u)", "diff(u, x) = opposite(diff(u, x))"]
[reference]
u = "sin(pi*(x - t))"
"#;
    let adam = "optimizer = \"adam\"\niterations = 1500\nlearning_rate = 0.01";
    let auto = SMALL.replace(adam, "iterations = 600");
    let said = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        let error = error_of(folder.path(), &(text.to_owned() + &auto));
        assert!(error < 1e-3, "{error}");
        stdout(&voronet(folder.path(), &["check", "problem.toml"]))
    };
    let exact = said(text);
    assert!(exact.contains("x in [-1, 1] (periodic)"), "{exact}");
    assert!(exact.contains("at x = -1: u = opposite(u), diff(u, x) = opposite(diff(u, x))"));
    assert!(exact.contains("It sees t, cos(pi*(x + 1)), sin(pi*(x + 1))"));
    let interval = "x = { from = -1, to = 1, periodic = false }";
    let trained = said(&text.replace("x = [-1, 1]", interval));
    assert!(trained.contains("residual: u - opposite(u)") && !trained.contains("It sees"));
}

#[test]
fn measured_points_and_a_reference_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let exact = |x: f64, y: f64| x * x + y;
    let mut table = "x,y,measured\n".to_owned();
    let mut reference = "y,x,u\n".to_owned();
    for i in 0..12 {
        for j in 0..12 {
            let (x, y) = (i as f64 / 11.0, j as f64 / 11.0);
            table += &format!("{x},{y},{}\n", exact(x, y) + 1.0);
            reference += &format!("{y},{x},{}\n", exact(x, y));
        }
    }
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/sensors.csv"), table).unwrap();
    std::fs::write(folder.path().join("data/exact.csv"), reference).unwrap();
    let text = r#"
inputs = ["x", "y"]
outputs = ["u"]
[domain]
x = [0, 1]
y = [0, 1]
[[equation]]
law = "laplacian(u) = 2"
[[condition]]
points = "data/sensors.csv"
law = "u = measured - 1"
weight = 10
[reference]
file = "data/exact.csv"
error = { u = 1e-16 }
"#;
    let error = error_of(folder.path(), &(text.to_owned() + SMALL));
    assert!(error < 0.01, "{error}");
    // The run's folder can be trained again: its files came along.
    let again = voronet(
        &folder.path().join("run"),
        &["check", "problem.toml", "--draw", "domain.svg"],
    );
    assert!(again.status.success(), "{}", stderr(&again));
    assert!(read(&folder.path().join("run/domain.svg")).contains("</svg>"));
}

#[test]
fn a_solid_from_a_mesh_times_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let corners = ["0 0 0", "1 0 0", "0 1 0", "0 0 1"];
    let mut stl = "solid s\n".to_owned();
    for face in [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]] {
        stl += "facet normal 0 0 0\nouter loop\n";
        for corner in face {
            stl += &format!("vertex {}\n", corners[corner]);
        }
        stl += "endloop\nendfacet\n";
    }
    std::fs::write(folder.path().join("part.stl"), stl + "endsolid s\n").unwrap();
    let text = r#"
inputs = ["t", "x", "y", "z"]
outputs = ["u"]
[domain]
shape = "part - drill"
t = [0, 1]
[shapes]
part = { kind = "mesh", file = "part.stl" }
drill = { kind = "cylinder", center = [0.2, 0.2, -1], radius = 0.1, height = 3 }
[[equation]]
law = "diff(u, t) = laplacian(u)"
[[condition]]
name = "start"
at = "t = 0"
law = "u = x + y"
[[condition]]
name = "rim"
on = "drill.side"
law = "normal(u) = nx + ny"
[[condition]]
name = "outside"
on = "part"
law = "u = x + y"
[reference]
u = "x + y"
"#;
    let error = error_of(folder.path(), &(text.to_owned() + SMALL));
    assert!(error < 0.05, "{error}");
    let output = voronet(
        folder.path(),
        &["check", "problem.toml", "--draw", "domain.png"],
    );
    assert!(output.status.success(), "{}", stderr(&output));
    let png = std::fs::read(folder.path().join("domain.png")).unwrap();
    assert_eq!(&png[1..4], b"PNG");
}
