//! Conditions at single points.

use super::support::{stderr, voronet};
use super::{columns, folder, stdout, summary, train};

const BEAM: &str = r#"title = "Beam"
scale = false
inputs = ["x"]
outputs = ["w"]
domain.x = [0, 2]
[[equation]]
name = "bending"
law = "diff(w, x, 4) = 1"
[[condition]]
name = "ends"
at = "x = 0 or x = 2"
law = "w = 1 - x"
weight = 1
[[condition]]
name = "left"
at = "x = 0"
law = "diff(w, x, 2) = 0"
[network]
hidden = [8]
[sampling]
points = 1000
[training]
optimizer = "adam"
iterations = 20
precision = "f64"
"#;

#[test]
fn each_single_point_counts_once_whatever_the_batch() {
    let folder = folder();
    let tiny = folder.path().join("tiny.toml");
    std::fs::write(&tiny, BEAM).unwrap();
    let run = train(folder.path(), "default", &[]);
    for (out, set) in [
        ("batch", "condition.ends.batch=700"),
        ("method", "condition.ends.method=pwc"),
    ] {
        let other = train(folder.path(), out, &["--set", set]);
        let model = |run: &std::path::Path| std::fs::read(run.join("model.safetensors")).unwrap();
        assert!(model(&run) == model(&other), "{set}");
    }
    // The loss is the mean over the two ends.
    std::fs::write(folder.path().join("ends.csv"), "x\n0\n2\n").unwrap();
    let output = voronet(folder.path(), &["evaluate", "default", "--at", "ends.csv"]);
    let w = &columns(&stdout(&output))["w"];
    let mean = ((w[0] - 1.0).powi(2) + (w[1] + 1.0).powi(2)) / 2.0;
    let loss = summary(&run)["loss_terms"]["ends"].as_f64().unwrap();
    assert!((loss / mean - 1.0).abs() < 1e-9, "{loss} {mean}");
}

#[test]
fn the_ends_of_an_interval_and_corners_are_single_points() {
    let folder = folder();
    let shaped = BEAM
        .replace(
            "domain.x = [0, 2]",
            "domain = \"line\"\nshapes.line = { kind = \"interval\", lower = 0, upper = 2 }",
        )
        .replace("at = \"x = 0 or x = 2\"", "on = \"boundary\"")
        .replace("at = \"x = 0\"", "on = \"line.left\"");
    let square = BEAM
        .replace("inputs = [\"x\"]", "inputs = [\"x\", \"y\"]")
        .replace("domain.x = [0, 2]", "domain.x = [0, 2]\ndomain.y = [0, 1]")
        .replace("x = 0 or x = 2", "(x = 0 or x = 2) and y = 1");
    for (text, points) in [(shaped, "x\n0\n2\n"), (square, "x,y\n0,1\n2,1\n")] {
        std::fs::write(folder.path().join("tiny.toml"), text).unwrap();
        let out = format!("out{}", points.len());
        let run = train(folder.path(), &out, &[]);
        std::fs::write(folder.path().join("at.csv"), points).unwrap();
        let output = voronet(folder.path(), &["evaluate", &out, "--at", "at.csv"]);
        assert!(output.status.success(), "{}", stderr(&output));
        let w = &columns(&stdout(&output))["w"];
        let mean = ((w[0] - 1.0).powi(2) + (w[1] + 1.0).powi(2)) / 2.0;
        let loss = summary(&run)["loss_terms"]["ends"].as_f64().unwrap();
        assert!((loss / mean - 1.0).abs() < 1e-9, "{points}: {loss} {mean}");
    }
}
