//! Runs that are interrupted, killed, or that nobody listens to any more.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{columns, folder, read, summary};

/// Starts a long run and waits until its history has a few rows.
fn long_run(folder: &Path) -> std::process::Child {
    let child = Command::new(env!("CARGO_BIN_EXE_voronet"))
        .args([
            "train",
            "tiny.toml",
            "--out",
            "out",
            "--set",
            "training.iterations=100000000",
        ])
        .current_dir(folder)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let history = folder.join("out/history.csv");
    let started = Instant::now();
    while std::fs::read_to_string(&history).map_or(0, |text| text.lines().count()) < 4 {
        assert!(started.elapsed() < Duration::from_secs(60), "no history");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

#[cfg(unix)]
fn signal(child: &std::process::Child, name: &str) {
    let status = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(status.unwrap().success());
}

#[cfg(unix)]
#[test]
fn an_interrupt_finishes_the_iteration_and_writes_everything() {
    for (name, status) in [("INT", 130), ("TERM", 143)] {
        let folder = folder();
        let mut child = long_run(folder.path());
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(status));
        let run = folder.path().join("out");
        assert_eq!(summary(&run)["stopped_because"], "interrupted");
        assert!(run.join("report.html").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_the_run_at_once() {
    let folder = folder();
    let mut child = long_run(folder.path());
    signal(&child, "INT");
    signal(&child, "TERM");
    // Two threads may hear them, and the interrupt second; or the run is at its end before
    // the second one comes.
    let code = child.wait().unwrap().code();
    assert!(code == Some(143) || code == Some(130), "{code:?}");
}

/// Files may not grow beyond a few thousand bytes, as if the disk were full.
#[cfg(unix)]
#[test]
fn a_history_that_cannot_be_written_does_not_lose_the_network() {
    let folder = folder();
    let train = format!(
        "ulimit -f 8; exec {} train tiny.toml --out out --quiet \
         --set training.iterations=400 --set training.record_every=1",
        env!("CARGO_BIN_EXE_voronet")
    );
    let output = Command::new("sh")
        .args(["-c", &train])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("warning: cannot write out/history.csv"),
        "{told}"
    );
    assert!(told.contains("error: cannot write"), "{told}");
    assert!(!told.contains(".tmp"), "{told}");
    let run = folder.path().join("out");
    let text = read(&run.join("history.csv"));
    assert!(text.lines().count() > 10);
    let evaluated = super::voronet(
        folder.path(),
        &["evaluate", "out/model.safetensors", "--grid", "3x3"],
    );
    assert!(evaluated.status.success());
}

#[cfg(unix)]
#[test]
fn a_killed_run_keeps_its_history_and_a_network() {
    let folder = folder();
    let mut child = long_run(folder.path());
    let started = Instant::now();
    while !folder.path().join("out/model.safetensors").exists() {
        assert!(started.elapsed() < Duration::from_secs(60), "no network");
        std::thread::sleep(Duration::from_millis(20));
    }
    signal(&child, "KILL");
    child.wait().unwrap();
    let evaluated = super::voronet(folder.path(), &["evaluate", "out", "--grid", "3x3"]);
    assert!(evaluated.status.success());
    // The last line may have been cut off.
    let text = read(&folder.path().join("out/history.csv"));
    let whole = &text[..=text.rfind('\n').unwrap()];
    assert!(columns(whole)["loss"].iter().all(|loss| loss.is_finite()));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_voronet"))
        .args(["check", "tiny.toml"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
    let mut text = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "");
}

#[test]
fn a_closed_standard_error_does_not_stop_a_run() {
    let folder = folder();
    for arguments in [
        &["train", "tiny.toml", "--out", "out"][..],
        &["check", "none.toml"],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_voronet"))
            .args(arguments)
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stderr.take());
        let code = child.wait().unwrap().code();
        assert_eq!(code, Some(if arguments[0] == "train" { 0 } else { 2 }));
    }
    assert!(folder.path().join("out/summary.json").exists());
}
