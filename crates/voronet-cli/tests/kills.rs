//! Trainings that are killed at random moments, while they write checkpoints too, and gone on with:
//! they become the one that was let alone, bit for bit.
//!
//! There are 12 kills, or as many as `VORONET_KILLS` says.
#![cfg(unix)]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{TINY, stderr, voronet};

/// Some seconds of work: three phases, a sampler that moves its points, and often a checkpoint.
const CHANGES: [&str; 3] = [
    "sampling.method=r3",
    "training.checkpoint_every=0.01",
    "training.phase=[{ optimizer = \"adam\", iterations = 12000 }, \
     { optimizer = \"spring\", rows = 120, iterations = 400, stall = 1000 }, \
     { optimizer = \"ssbroyden\", rows = 400, iterations = 1500, stall = 1000 }]",
];

/// The tiny problem without what phases replace.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = TINY.replace("optimizer = \"adam\"\niterations = 30\n", "");
    std::fs::write(folder.path().join("tiny.toml"), text).unwrap();
    folder
}

fn train(out: &str) -> Vec<&str> {
    let mut typed = vec!["train", "tiny.toml", "--out", out];
    typed.extend(CHANGES.iter().flat_map(|change| ["--set", change]));
    typed
}

fn start(folder: &Path, typed: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_voronet"))
        .args(typed)
        .current_dir(folder)
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Random numbers, the same in each run of the test.
struct Random(u64);

impl Random {
    /// From 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Whether a checkpoint is half written.
fn is_being_written(run: &Path) -> bool {
    let entries = std::fs::read_dir(run.join("checkpoints"));
    let mut entries = entries.into_iter().flatten().flatten();
    entries.any(|entry| entry.file_name().to_string_lossy().starts_with(".tmp"))
}

/// Kills a run at a random moment, every second time when a checkpoint is next written. Tells
/// whether it was still there to be killed, and whether a checkpoint was being written.
fn kill(mut child: Child, run: &Path, random: &mut Random, waits_for_one: bool) -> (bool, bool) {
    let until = Instant::now() + Duration::from_secs_f64(0.02 + 0.8 * random.next());
    let mut is_writing = false;
    while Instant::now() < until {
        std::thread::sleep(Duration::from_micros(100));
    }
    if waits_for_one {
        let until = Instant::now() + Duration::from_secs(2);
        while !is_writing && Instant::now() < until && child.try_wait().unwrap().is_none() {
            is_writing = is_being_written(run);
        }
    }
    let was_there = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    (was_there, is_writing)
}

/// What a run came to, without its times.
fn outcome(run: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let read = |name: &str| std::fs::read(run.join(name)).unwrap();
    let mut all: Vec<_> = ["model.safetensors", "solution.csv", "problem.toml"]
        .map(|name| (name, read(name)))
        .to_vec();
    let mut summary: Value = serde_json::from_slice(&read("summary.json")).unwrap();
    for time in ["wall_seconds", "milliseconds_per_iteration", "threads"] {
        summary[time] = Value::Null;
    }
    all.push(("summary.json", summary.to_string().into_bytes()));
    let history = String::from_utf8(read("history.csv")).unwrap();
    let timeless = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells.remove(1);
        cells.join(",") + "\n"
    };
    let history: String = history.lines().map(timeless).collect();
    all.push(("history.csv", history.into_bytes()));
    all
}

fn assert_same(whole: &Path, run: &Path) {
    for ((name, expected), (_, found)) in outcome(whole).iter().zip(outcome(run)) {
        assert!(*expected == found, "{name} is another one");
    }
}

#[test]
fn a_run_that_is_killed_again_and_again_becomes_the_one_that_was_let_alone() {
    let kills = std::env::var("VORONET_KILLS").map_or(12, |kills| kills.parse().unwrap());
    let folder = folder();
    let trained = voronet(folder.path(), &train("whole"));
    assert!(trained.status.success(), "{}", stderr(&trained));
    let whole = folder.path().join("whole");
    let mut random = Random(7);
    let (mut done, mut in_writing, mut runs) = (0, 0, 0);
    while done < kills {
        runs += 1;
        let name = format!("run-{runs}");
        let run: PathBuf = folder.path().join(&name);
        let mut is_new = true;
        while done < kills {
            let threads = if random.next() < 0.5 { "1" } else { "2" };
            let typed = match is_new {
                true => train(&name),
                false => vec!["resume", &name, "--threads", threads],
            };
            let child = start(folder.path(), &typed);
            let (was_there, is_writing) = kill(child, &run, &mut random, done % 2 == 1);
            // A training may be over before its first kill, and is no new one then.
            let problem = std::fs::metadata(run.join("problem.toml"));
            is_new = !problem.is_ok_and(|file| file.len() > 0);
            if !was_there {
                break;
            }
            done += 1;
            in_writing += usize::from(is_writing);
            if is_new {
                let _ = std::fs::remove_dir_all(&run);
            }
        }
        let typed = if is_new {
            train(&name)
        } else {
            vec!["resume", &name]
        };
        let resumed = voronet(folder.path(), &typed);
        let is_complete = stderr(&resumed).contains("has come to its end");
        assert!(
            resumed.status.success() || is_complete,
            "{}",
            stderr(&resumed)
        );
        assert_same(&whole, &run);
        let left = std::fs::read_dir(run.join("checkpoints")).unwrap().count();
        assert!(left <= 4, "{left} files in checkpoints");
    }
    println!("{done} kills of {runs} runs, {in_writing} of them while a checkpoint was written");
}

#[test]
fn a_signal_saves_and_the_run_is_gone_on_with() {
    let folder = folder();
    let trained = voronet(folder.path(), &train("whole"));
    assert!(trained.status.success(), "{}", stderr(&trained));
    let mut child = start(folder.path(), &train("cut"));
    let cut = folder.path().join("cut");
    let started = Instant::now();
    let rows = || std::fs::read_to_string(cut.join("history.csv")).unwrap_or_default();
    while rows().lines().count() < 20 {
        assert!(started.elapsed() < Duration::from_secs(60), "no history");
        std::thread::sleep(Duration::from_millis(5));
    }
    // Nobody else may work on it meanwhile.
    let refused = voronet(folder.path(), &["resume", "cut"]);
    let told = stderr(&refused);
    if refused.status.code() == Some(2) && !told.contains("has come to its end") {
        let owner = format!("is in use by process {}", child.id());
        assert!(told.contains(&owner), "{told}");
    }
    let signal = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(signal.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(143));
    let resumed = voronet(folder.path(), &["resume", "cut"]);
    assert!(resumed.status.success(), "{}", stderr(&resumed));
    assert_same(&folder.path().join("whole"), &cut);
    // It is at its end, but may be trained on.
    let again = voronet(folder.path(), &["resume", "cut"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(
        stderr(&again).contains("--more N trains it for N more"),
        "{}",
        stderr(&again)
    );
    let more = voronet(folder.path(), &["resume", "cut", "--more", "7"]);
    assert!(more.status.success(), "{}", stderr(&more));
    let iterations = |run: &Path| {
        let text = std::fs::read(run.join("summary.json")).unwrap();
        let summary: Value = serde_json::from_slice(&text).unwrap();
        summary["iterations"].as_u64().unwrap()
    };
    let whole = iterations(&folder.path().join("whole"));
    assert_eq!(iterations(&cut), whole + 7);
}

#[test]
fn a_training_begins_with_the_network_of_another_run() {
    let folder = folder();
    let short = [
        "--set",
        "training.optimizer=adam",
        "--set",
        "training.iterations=30",
    ];
    let begin = |out, more: &[&str]| {
        let typed = [&["train", "tiny.toml", "--out", out][..], &short, more].concat();
        voronet(folder.path(), &typed)
    };
    assert!(begin("first", &[]).status.success());
    let next = begin("next", &["--from", "first", "--seed", "3"]);
    assert!(next.status.success(), "{}", stderr(&next));
    let other = begin("other", &["--from", "first", "--set", "network.hidden=[9]"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(
        stderr(&other).contains("its layers are 2-8-8-1"),
        "{}",
        stderr(&other)
    );
    assert!(!folder.path().join("other").exists());
}
