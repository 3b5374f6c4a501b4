//! Output that cannot be written, and pipes that are closed.

use std::path::Path;
use std::process::{Command, Output};

use super::support::stderr;
use super::{folder, is_clear, program};

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written() {
    let folder = folder(true);
    let full = || {
        std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    for arguments in [
        &["check", "tiny.toml"][..],
        &["list"],
        &["evaluate", "run", "--grid", "3x3"],
        &["evaluate", "run", "--at", "run/solution.csv"],
        &["--help"],
        &["--version"],
    ] {
        let output = program(folder.path())
            .args(arguments)
            .stdout(full())
            .output();
        let output = output.unwrap();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        is_clear(&said, "cannot write to standard output: No space left");
    }
    // Messages that nobody can read change nothing.
    for (file, status) in [("tiny.toml", 0), ("no.toml", 2)] {
        let mut command = program(folder.path());
        command.args(["train", file, "--out", "silent"]);
        let ended = command.stderr(full()).status().unwrap();
        assert_eq!(ended.code(), Some(status), "{file}");
    }
    assert!(folder.path().join("silent/summary.json").exists());
}

/// Runs a line of the shell in which `voronet` is the program.
#[cfg(unix)]
fn shell(folder: &Path, line: &str) -> Output {
    Command::new("sh")
        .args([
            "-c",
            &line.replace("voronet", env!("CARGO_BIN_EXE_voronet")),
        ])
        .current_dir(folder)
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_closed() {
    let folder = folder(true);
    for (line, first) in [
        ("voronet check tiny.toml", "Tiny heat"),
        ("voronet list", "SAMPLERS"),
        ("voronet evaluate run --grid 300x300", "t,x,u"),
        ("voronet --help", "Solves differential equations"),
    ] {
        let line = format!("(set -e; {line}; echo $? >&2) | head -n 1");
        let output = shell(folder.path(), &line);
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(out.starts_with(first), "{line}: {out}");
        // Either all was written before the pipe was closed, or it ended without a word.
        assert_eq!(stderr(&output), "0\n", "{line}");
    }
    let train = "voronet train tiny.toml --out piped 2>&1 | head -n 1";
    let out = shell(folder.path(), train).stdout;
    assert_eq!(
        String::from_utf8_lossy(&out),
        "Training Tiny heat into piped\n"
    );
    assert!(folder.path().join("piped/summary.json").exists());
}
