//! Running the program as a user would.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

/// A small problem that trains in a moment.
pub const TINY: &str = r#"title = "Tiny heat"
inputs = ["t", "x"]
outputs = ["u"]

[domain]
t = [0, 1]
x = [0, 1]

[[equation]]
name = "heat"
law = "diff(u, t) = 0.1*diff(u, x, 2)"

[[condition]]
name = "initial"
at = "t = 0"
law = "u = sin(pi*x)"
weight = 10

[[condition]]
name = "ends"
at = "x = 0 or x = 1"
law = "u = 0"
weight = 10

[network]
hidden = [8, 8]

[sampling]
points = 300
batch = 60

[training]
optimizer = "adam"
iterations = 30
record_points = 100

[reference]
u = "exp(-0.1*pi^2*t)*sin(pi*x)"
"#;

/// Runs `voronet` in a folder.
pub fn voronet<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_voronet"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts")
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
