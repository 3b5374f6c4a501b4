//! Disks, folders, names, pipes and terminals that are not as one would like them: what is said,
//! with which exit status, and that earlier results stay whole.

mod disks;
mod folders;
mod names;
mod output;
#[path = "../support/mod.rs"]
mod support;
mod terminals;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{TINY, stderr, voronet};

/// The program, to be run in a folder.
fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_voronet"));
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}

/// Runs what must end with that status, and gives what was said.
#[track_caller]
fn ends<S: AsRef<OsStr>>(status: i32, folder: &Path, arguments: &[S]) -> String {
    let output = voronet(folder, arguments);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    said
}

/// A folder with a name of its own, so that a temporary name in a message is one too many.
fn named_folder() -> tempfile::TempDir {
    tempfile::Builder::new()
        .prefix("voronet-")
        .tempdir()
        .unwrap()
}

/// A folder with the tiny problem, and a run of it where that is wanted.
fn folder(is_trained: bool) -> tempfile::TempDir {
    let folder = named_folder();
    std::fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    if is_trained {
        let train = ["train", "tiny.toml", "--out", "run", "--quiet"];
        ends(0, folder.path(), &train);
    }
    folder
}

/// All files under a folder with their bytes.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

/// Only what begins like a message is one, and it tells nothing of how the program works.
#[track_caller]
fn is_clear(said: &str, wanted: &str) {
    assert!(said.contains(wanted), "wanted {wanted:?}: {said}");
    let is_message = |line: &str| line.starts_with("error: ") || line.starts_with("warning: ");
    let last = said.lines().last().unwrap_or_default();
    assert!(is_message(last), "{said}");
    for internal in ["panicked", "RUST_BACKTRACE", ".tmp", "Custom {", "Os {"] {
        assert!(!said.contains(internal), "{said}");
    }
}
