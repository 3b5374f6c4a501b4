//! Disks that are full or cannot be written to.

use std::path::Path;
use std::process::Command;

use super::support::{TINY, stderr};
use super::{contents, ends, folder, is_clear, named_folder};

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
    let table: [(&[&str], i32, &str); 9] = [
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
        (&["compare", "tiny.toml", "--out", "c"], 2, "cannot write c"),
        (&["reproduce", "--quick", "--out", "r"], 2, "cannot write r"),
        (
            &["gallery", "--quick", "--only", "disk", "--out", "g"],
            2,
            "cannot write g",
        ),
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
