//! `voronet compare`

use std::path::Path;

use super::{folder, read, stderr, stdout, voronet};

/// Compares on the tiny problem.
fn compare(folder: &Path, arguments: &[&str]) -> std::process::Output {
    voronet(
        folder,
        &[&["compare", "tiny.toml", "--repeats", "2"], arguments].concat(),
    )
}

#[test]
fn methods_are_compared_and_finished_runs_kept() {
    let folder = folder();
    let arguments = ["--methods", "uniform,pwc+mixture=0.2", "--quiet"];
    let first = compare(folder.path(), &arguments);
    assert!(first.status.success(), "{}", stderr(&first));
    assert_eq!(stderr(&first), "");
    let out = folder.path().join("runs/compare-tiny");
    for file in [
        "uniform/1/summary.json",
        "uniform/2/history.csv",
        "pwc+mixture=0.2/2/summary.json",
        "table.csv",
        "table.md",
        "curves.csv",
        "loss-by-iteration.svg",
        "loss-by-time.png",
        "error-by-time.svg",
        "report.html",
    ] {
        assert!(!read_bytes(&out.join(file)).is_empty(), "{file}");
    }
    let text = stdout(&first);
    assert!(text.contains("uniform") && text.contains("pwc+mixture=0.2"));
    assert!(text.contains("final loss of ends") && text.contains("iterations to loss"));
    assert!(text.contains("Report: runs/compare-tiny/report.html"));
    // Nothing is trained again: the times in the table are the same.
    assert_eq!(stdout(&compare(folder.path(), &arguments)), text);
    // Another method joins those that are there.
    let summary = out.join("uniform/1/summary.json");
    let before = summary.metadata().unwrap().modified().unwrap();
    let more = compare(folder.path(), &["--methods", "uniform,exact"]);
    assert!(more.status.success(), "{}", stderr(&more));
    assert!(stderr(&more).contains("run 4 of 4: exact, random seed 2"));
    assert_eq!(summary.metadata().unwrap().modified().unwrap(), before);
    // Another problem does not.
    let other = compare(folder.path(), &["--set", "training.iterations=31"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(stderr(&other).contains("never overwritten"));
    assert!(read(&out.join("table.md")).contains("exact"));
}

fn read_bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn targets_out_of_reach_are_never_reached() {
    let folder = folder();
    let targets = ["--target-loss", "1e-30", "--target-error", "1e9"];
    let output = compare(folder.path(), &targets);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    let row = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap();
    assert!(row("iterations to loss 1.00e-30").contains("never (never to never)"));
    assert!(row("iterations to error 1.00e9").contains("0.00 (0.00 to 0.00)"));
}

#[test]
fn mistakes_in_the_methods_are_shown() {
    let folder = folder();
    for (methods, message) in [
        ("uniform,pcw", "unknown method `pcw`"),
        ("uniform,uniform", "named twice"),
        ("pwc+mixture", "is no setting"),
        ("pwc+mixtrue=0.2", "mixtrue"),
        ("pwc+method=uniform", "would replace the method pwc"),
        ("pwc+ method=uniform", "would replace the method pwc"),
        (
            "uniform,uniform+mixture=0 #/../../../../x",
            "cannot name a folder",
        ),
    ] {
        let output = compare(folder.path(), &["--methods", methods]);
        assert_eq!(output.status.code(), Some(2), "{methods}");
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    }
    assert!(!folder.path().join("runs").exists());
}

#[test]
fn targets_that_mean_nothing_are_refused() {
    let folder = folder();
    let refused = |arguments: &[&str], message: &str| {
        let output = compare(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    };
    refused(&["--target-loss", "nan"], "must be a positive number");
    refused(&["--target-loss=-1"], "must be a positive number");
    refused(&["--target-error", "0"], "must be a positive number");
    let text = read(&folder.path().join("tiny.toml"));
    let (without, _) = text.split_once("[reference]").unwrap();
    std::fs::write(folder.path().join("tiny.toml"), without).unwrap();
    refused(&["--target-error", "0.1"], "needs a reference");
    assert!(!folder.path().join("runs").exists());
}

#[test]
fn a_diverging_method_leaves_the_others_their_table() {
    let folder = folder();
    let methods = "uniform,pwc+exponent=300";
    let output = compare(folder.path(), &["--methods", methods]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("diverged: "),
        "{}",
        stderr(&output)
    );
    let text = stdout(&output);
    let losses = text.lines().find(|line| line.starts_with("final loss"));
    assert!(losses.unwrap().trim_end().ends_with("diverged"), "{text}");
    let out = folder.path().join("runs/compare-tiny");
    assert!(out.join("report.html").exists());
}
