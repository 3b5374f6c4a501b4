//! Folders that are missing or none, and runs of which parts are.

use super::support::{TINY, stderr, voronet};
use super::{contents, ends, folder, is_clear};

#[test]
fn folders_that_are_not_there_or_are_none() {
    let folder = folder(true);
    let here = folder.path();
    std::fs::write(here.join("file"), "precious").unwrap();
    std::fs::create_dir(here.join("taken")).unwrap();
    std::fs::write(here.join("taken/runs"), "precious").unwrap();
    std::fs::write(here.join("taken/tiny.toml"), TINY).unwrap();
    let before = contents(here);
    let table: [(&[&str], i32, &str); 24] = [
        // Missing.
        (
            &["check", "no/tiny.toml"],
            2,
            "cannot read the problem file no/tiny.toml",
        ),
        (
            &["train", "no/tiny.toml"],
            2,
            "cannot read the problem file no/tiny.toml",
        ),
        (
            &["resume", "no"],
            2,
            "no cannot be gone on with: there is no such folder",
        ),
        (&["resume", "taken"], 2, "there is no problem.toml in it"),
        (&["evaluate", "no", "--grid", "2x2"], 2, "cannot read no"),
        (
            &["evaluate", "run", "--at", "no.csv"],
            2,
            "cannot read no.csv",
        ),
        (&["train", "tiny.toml", "--from", "no"], 2, "cannot read no"),
        (
            &[
                "evaluate",
                "run",
                "--grid",
                "2x2",
                "--out",
                "no/where/u.csv",
            ],
            2,
            "there is no folder no/where: make it first",
        ),
        (
            &["check", "tiny.toml", "--draw", "no/where.svg"],
            2,
            "there is no folder no: make it first",
        ),
        // A file where a folder is expected.
        (
            &["train", "tiny.toml", "--out", "file"],
            2,
            "file is not a folder",
        ),
        (
            &["train", "tiny.toml", "--out", "file/run"],
            2,
            "file is not a folder",
        ),
        (
            &["compare", "tiny.toml", "--out", "file"],
            2,
            "file holds a file",
        ),
        (
            &["gallery", "--quick", "--only", "disk", "--out", "file"],
            2,
            "file is not a folder",
        ),
        (
            &["reproduce", "--quick", "--out", "file"],
            2,
            "file is not a folder",
        ),
        (
            &["resume", "file"],
            2,
            "file cannot be gone on with: there is no such folder",
        ),
        (
            &["evaluate", "run", "--grid", "2x2", "--out", "file/u.csv"],
            2,
            "there is no folder file",
        ),
        (
            &["evaluate", "file", "--grid", "2x2"],
            2,
            "file is not a valid safetensors file",
        ),
        // A folder where a file is expected.
        (&["check", "run"], 2, "it is a folder, not a file"),
        (&["train", "run"], 2, "it is a folder, not a file"),
        (
            &["evaluate", "run", "--at", "taken"],
            2,
            "it is a folder, not a file",
        ),
        (
            &["evaluate", "run", "--grid", "2x2", "--out", "run"],
            2,
            "the ending must be .csv",
        ),
        (
            &["train", "tiny.toml", "--from", "taken"],
            2,
            "cannot read taken/model.safetensors",
        ),
        // What is there is never written over.
        (
            &["train", "tiny.toml", "--out", "run"],
            2,
            "run is not empty",
        ),
        (
            &["compare", "tiny.toml", "--out", "run"],
            2,
            "earlier results are never overwritten",
        ),
    ];
    for (arguments, status, wanted) in table {
        is_clear(&ends(status, here, arguments), wanted);
        assert!(contents(here) == before, "{arguments:?}");
    }
    // A file in the way of the default folder.
    let taken = here.join("taken");
    is_clear(
        &ends(2, &taken, &["train", "tiny.toml"]),
        "runs is not a folder",
    );
    assert!(contents(here) == before);
    // Folders that are missing are made.
    ends(
        0,
        here,
        &["train", "tiny.toml", "--out", "a/b/c", "--quiet"],
    );
    assert!(here.join("a/b/c/summary.json").exists());
}

#[test]
fn a_run_whose_parts_are_none() {
    for (name, wanted) in [
        ("history.csv", "cannot write run/history.csv"),
        ("model.safetensors", "cannot write run/model.safetensors"),
        ("solution.csv", "cannot write run/solution.csv"),
        ("summary.json", "cannot write run/summary.json"),
        ("checkpoints/lock", "cannot write run/checkpoints/lock"),
    ] {
        let folder = folder(true);
        let file = folder.path().join("run").join(name);
        std::fs::remove_file(&file).unwrap();
        std::fs::create_dir(&file).unwrap();
        let resume = ["resume", "run", "--more", "3", "--quiet"];
        is_clear(&ends(1, folder.path(), &resume), wanted);
        // Once the way is clear it comes to its end.
        std::fs::remove_dir(&file).unwrap();
        let resumed = voronet(folder.path(), &["resume", "run", "--quiet"]);
        let is_done = stderr(&resumed).contains("has come to its end");
        assert!(resumed.status.success() || is_done, "{name}");
    }
}
