//! Disks, folders, names, pipes and terminals that are not as one would like them: what is said,
//! with which exit status, and that earlier results stay whole.

mod support;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

/// A small file system of its own, as only root can make it; gone when this is.
struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    /// None where that is not allowed, which is said.
    fn new(size: &str) -> Option<Disk> {
        let folder = named_folder();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(Disk { folder }),
            _ => {
                println!("skipped: a file system cannot be mounted here, as root can on Linux");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn change(&self, options: &str) {
        let changed = Command::new("mount")
            .args(["-o", &format!("remount,{options}"), "tmpfs"])
            .arg(self.path())
            .output();
        let changed = changed.unwrap();
        assert!(changed.status.success(), "{}", stderr(&changed));
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        let full = std::fs::write(self.path().join("fill"), vec![0; 1 << 24]);
        assert!(full.is_err());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).output();
    }
}

#[test]
fn no_space_is_left() {
    let Some(disk) = Disk::new("64k") else { return };
    let folder = folder(true);
    let (here, run_there) = (folder.path(), disk.path().join("run"));
    let there = run_there.to_str().unwrap();
    // Room for the network and the history, not for the fields.
    let train = ["train", "tiny.toml", "--quiet", "--out", there];
    is_clear(&ends(1, here, &train), "No space left");
    for name in ["model.safetensors", "problem.toml"] {
        let read = |run: &Path| std::fs::read(run.join(name)).unwrap();
        assert!(read(&run_there) == read(&here.join("run")), "{name}");
    }
    assert!(run_there.join("history.csv").exists());
    // With room it is whole, and as if there had always been some.
    disk.change("size=10m");
    ends(0, here, &["resume", there, "--quiet"]);
    let fields = |run: &Path| std::fs::read(run.join("solution.csv")).unwrap();
    assert!(fields(&run_there) == fields(&here.join("run")));
    // Without any it is trained on, and what it was can be made again.
    disk.fill();
    let whole = contents(&run_there);
    is_clear(
        &ends(1, here, &["resume", there, "--more", "5", "--quiet"]),
        "No space left",
    );
    std::fs::remove_file(disk.path().join("fill")).unwrap();
    ends(0, here, &["resume", there, "--quiet"]);
    assert_eq!(
        contents(&run_there).len(),
        whole.len() + 1,
        "another checkpoint"
    );
    // What cannot even begin leaves nothing behind.
    disk.fill();
    let other = disk.path().join("other");
    let train = [
        "train",
        "tiny.toml",
        "--quiet",
        "--out",
        other.to_str().unwrap(),
    ];
    is_clear(&ends(1, here, &train), "other/problem.toml: No space left");
    assert!(!other.exists());
    for (arguments, file) in [
        (["evaluate", "run", "--grid", "50x50", "--out"], "u.csv"),
        (["check", "tiny.toml", "--seed", "1", "--draw"], "u.svg"),
    ] {
        let file = disk.path().join(file);
        let arguments = [&arguments[..], &[file.to_str().unwrap()]].concat();
        is_clear(&ends(1, here, &arguments), "No space left");
        assert!(!file.exists());
    }
    let left = std::fs::read_dir(disk.path()).unwrap().count();
    assert_eq!(left, 2, "the run and what fills the disk");
}

#[test]
fn a_disk_that_cannot_be_written_to() {
    let Some(disk) = Disk::new("10m") else { return };
    let there = disk.path();
    std::fs::write(there.join("tiny.toml"), TINY).unwrap();
    ends(0, there, &["train", "tiny.toml", "--out", "run", "--quiet"]);
    let before = contents(there);
    disk.change("ro");
    let table: [(&[&str], i32, &str); 8] = [
        (&["train", "tiny.toml"], 2, "cannot write runs"),
        (
            &["train", "tiny.toml", "--out", "other"],
            2,
            "cannot write other",
        ),
        (&["resume", "run"], 1, "cannot write run/checkpoints/lock"),
        (
            &["resume", "run", "--more", "5"],
            1,
            "cannot write run/checkpoints/lock",
        ),
        (
            &["evaluate", "run", "--grid", "2x2", "--out", "u.csv"],
            1,
            "cannot write u.csv",
        ),
        (
            &["check", "tiny.toml", "--draw", "u.svg"],
            1,
            "cannot write u.svg",
        ),
        (&["compare", "tiny.toml", "--out", "c"], 1, "cannot write c"),
        (&["reproduce", "--quick", "--out", "r"], 2, "cannot write r"),
    ];
    for (arguments, status, wanted) in table {
        let said = ends(status, there, arguments);
        is_clear(&said, wanted);
        is_clear(&said, "Read-only file system");
    }
    // What only reads, works.
    ends(0, there, &["evaluate", "run", "--grid", "2x2"]);
    ends(0, there, &["check", "tiny.toml"]);
    assert!(contents(there) == before);
}

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

/// Names of files that hold blanks, signs of the shell and of patterns, letters of other languages,
/// lines, what commands a terminal, and what is no text.
fn names() -> Vec<std::ffi::OsString> {
    let plain = ["-größe Δ 解", "it's \"50%\" {x} #1 $HOME"];
    let mut names: Vec<std::ffi::OsString> = plain.map(Into::into).to_vec();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        for bytes in [&b"new\nline\\ \x1b[31m"[..], b"no\xff\xfeutf8"] {
            names.push(std::ffi::OsString::from_vec(bytes.to_vec()));
        }
    }
    names
}

#[test]
fn names_that_hold_anything() {
    for name in names() {
        let folder = named_folder();
        let here = folder.path();
        let named = |ending: &str| {
            let mut file = std::ffi::OsString::from("./");
            file.push(&name);
            file.push(ending);
            file
        };
        let word = |text: &str| std::ffi::OsString::from(text);
        let (problem, out) = (named(".toml"), named(" run"));
        std::fs::write(here.join(&problem), TINY).unwrap();
        let all = [
            vec![word("check"), problem.clone()],
            vec![word("train"), problem.clone()],
            vec![word("train"), problem.clone(), word("--out"), out.clone()],
            vec![word("resume"), out.clone(), word("--more"), word("3")],
            vec![
                word("evaluate"),
                out.clone(),
                word("--grid"),
                word("2x2"),
                word("--out"),
                named(".csv"),
            ],
            vec![word("evaluate"), out.clone(), word("--at"), named(".csv")],
            vec![
                word("check"),
                problem.clone(),
                word("--draw"),
                named(".svg"),
            ],
            vec![
                word("compare"),
                problem.clone(),
                word("--methods"),
                word("uniform,pwc"),
                word("--repeats"),
                word("1"),
            ],
            vec![
                word("train"),
                problem.clone(),
                word("--from"),
                out.clone(),
                word("--quiet"),
            ],
        ];
        for arguments in all {
            let output = voronet(here, &arguments);
            let said = stderr(&output);
            assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
            // Nothing of a name gets to the terminal that could do something there.
            let all = [&output.stdout[..], &output.stderr].concat();
            assert!(!all.contains(&0x1b), "{arguments:?}: {said}");
        }
        assert!(here.join(&out).join("summary.json").exists());
        assert_eq!(std::fs::read_dir(here.join("runs")).unwrap().count(), 3);
        let said = ends(2, here, &[word("train"), named(".no")]);
        assert!(
            said.starts_with("error: cannot read the problem file"),
            "{said}"
        );
        assert!(!said.contains('\x1b'), "{said}");
    }
}

#[test]
fn an_environment_of_nothing() {
    let folder = folder(true);
    let trained = |out: &str, variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_voronet"));
        command.current_dir(folder.path()).env_clear();
        command.args(["train", "tiny.toml", "--out", out]);
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        std::fs::read(folder.path().join(out).join("solution.csv")).unwrap()
    };
    let wanted = std::fs::read(folder.path().join("run/solution.csv")).unwrap();
    let nowhere = [
        ("HOME", "/nowhere"),
        ("TMPDIR", "/nowhere"),
        ("TERM", "none"),
    ];
    for (out, variables) in [("nothing", &[][..]), ("nowhere", &nowhere)] {
        assert!(trained(out, variables) == wanted, "{out}");
    }
}

/// Runs a line of the shell on a terminal of so many columns, and gives the screen's rows.
#[cfg(target_os = "linux")]
fn on_terminal(folder: &Path, columns: usize, line: &str) -> Vec<String> {
    let line = line.replace("voronet", env!("CARGO_BIN_EXE_voronet"));
    let line = format!("stty rows 24 cols {columns}; {line}");
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("TERM", "xterm")
        .output()
        .expect("`script` is there, as on every Linux");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    text.split(['\r', '\n']).map(str::to_owned).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_of_forty_columns() {
    let folder = folder(false);
    let train = "voronet train tiny.toml --set training.iterations=2000 --out run";
    let rows = on_terminal(folder.path(), 40, train);
    let bars: Vec<String> = { rows.iter() }
        .map(|row| row.replace("\x1b[2K", ""))
        .filter(|row| row.contains('['))
        .collect();
    assert!(bars.iter().any(|bar| bar.contains("loss ")), "{rows:?}");
    for bar in &bars {
        assert!(bar.trim_end().chars().count() <= 40, "{bar:?}");
    }
    assert!(folder.path().join("run/summary.json").exists());
    for row in on_terminal(folder.path(), 40, "voronet train --help") {
        let is_usage = row.contains("Usage") || row.contains("--");
        assert!(is_usage || row.chars().count() <= 40, "{row:?}");
    }
    // Of a terminal that is hardly one, nothing breaks.
    on_terminal(folder.path(), 1, "voronet train tiny.toml --out narrow");
    assert!(folder.path().join("narrow/summary.json").exists());
}
