//! Files that a user names: kept with a run, claimed by one run alone, refused where
//! they would do harm.

mod support;

use std::path::Path;
use std::process::{Child, Command, Stdio};

use support::{TINY, stderr, voronet};

/// A problem of one input with the curve in a table.
const CURVE: &str = r#"inputs = ["x"]
outputs = ["u"]
[domain]
x = [0, 1]
[[equation]]
law = "diff(u, x, 2) = -pi^2*sin(pi*x)"
[[condition]]
points = "problem.toml"
law = "u = measured"
weight = 100
[network]
hidden = [8]
[sampling]
points = 200
batch = 50
[training]
optimizer = "adam"
iterations = 50
record_points = 50
precision = "f64"
[reference]
file = "../data/solution.csv"
"#;

/// The curve at eleven points.
fn coarse() -> String {
    let row = |i: usize| {
        let x = i as f64 / 10.0;
        format!("{x},{}\n", (std::f64::consts::PI * x).sin())
    };
    "x,u\n".to_owned() + &(0..11).map(row).collect::<String>()
}

/// A folder with the curve's problem in `work/curve.toml` and its files.
fn curve() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["work", "data", "elsewhere"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("work/curve.toml", CURVE);
    write("work/problem.toml", "x;measured\n0,0;0,0\n1,0;0,0\n");
    write("data/solution.csv", &coarse());
    folder
}

fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = voronet(folder, arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs what must be refused as bad usage, and gives what was said.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = voronet(folder, arguments);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    said
}

/// A column of a run's solution.
fn column(run: &Path, name: &str) -> Option<Vec<f64>> {
    let mut reader = csv::Reader::from_path(run.join("solution.csv")).unwrap();
    let index = reader.headers().unwrap().iter().position(|h| h == name)?;
    let value = |row: csv::StringRecord| row[index].parse().unwrap();
    Some(reader.records().map(|row| value(row.unwrap())).collect())
}

#[test]
fn a_kept_problem_trains_to_the_same_bits_wherever_it_lies() {
    let folder = curve();
    let work = folder.path().join("work");
    good(&work, &["train", "curve.toml", "--out", "run"]);
    let kept = std::fs::read_to_string(work.join("run/problem.toml")).unwrap();
    let wanted = CURVE
        .replace("\"problem.toml\"", "\"inputs/problem.toml\"")
        .replace("../data/solution.csv", "inputs/solution.csv");
    assert_eq!(kept, wanted);
    // The files it was made of are gone, and the folder is whole without them.
    std::fs::remove_dir_all(folder.path().join("data")).unwrap();
    std::fs::rename(work.join("run"), folder.path().join("moved")).unwrap();
    let elsewhere = folder.path().join("elsewhere");
    good(
        &elsewhere,
        &["train", "../moved/problem.toml", "--out", "again"],
    );
    for file in [
        "model.safetensors",
        "solution.csv",
        "problem.toml",
        "inputs/solution.csv",
    ] {
        let read = |run: &Path| std::fs::read(run.join(file)).unwrap();
        let (first, second) = (
            read(&folder.path().join("moved")),
            read(&elsewhere.join("again")),
        );
        assert!(first == second, "{file}");
    }
}

#[test]
fn the_error_of_a_coarse_table_is_that_at_its_points() {
    let folder = curve();
    let work = folder.path().join("work");
    good(
        &work,
        &[
            "train",
            "curve.toml",
            "--out",
            "run",
            "--set",
            "training.optimizer=levenberg-marquardt",
            "--set",
            "training.iterations=200",
        ],
    );
    let run = work.join("run");
    let [u, reference, error] =
        ["u", "u_reference", "u_error"].map(|name| column(&run, name).unwrap());
    let exact = |i: usize| (std::f64::consts::PI * i as f64 / 10.0).sin();
    let mut largest: f64 = 0.0;
    let (mut squares, mut norm) = (0.0, 0.0);
    for i in 0..11 {
        assert!((reference[100 * i] - exact(i)).abs() < 1e-12);
        assert!((error[100 * i] - (u[100 * i] - exact(i))).abs() < 1e-12);
        largest = largest.max(error[100 * i].abs());
        squares += error[100 * i].powi(2);
        norm += exact(i).powi(2);
    }
    // Linear between the rows, and no error of the interpolation, 0.012, in the error.
    assert!((reference[50] - 0.5 * (exact(0) + exact(1))).abs() < 1e-12);
    assert!(
        error.iter().all(|e| e.abs() <= largest + 1e-12) && largest < 5e-3,
        "{largest}"
    );
    let summary = std::fs::read_to_string(run.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let stated = summary["relative_l2_error"]["u"].as_f64().unwrap();
    assert!((stated - (squares / norm).sqrt()).abs() < 1e-9, "{stated}");
    let svg = std::fs::read_to_string(run.join("solution.svg")).unwrap();
    assert_eq!(svg.matches("<circle").count(), 12);
    let page = std::fs::read_to_string(run.join("report.html")).unwrap();
    assert!(page.contains("over the 11 rows of its table"));
}

#[test]
fn beyond_the_points_of_a_table_nothing_is_said() {
    let folder = curve();
    let work = folder.path().join("work");
    std::fs::write(
        folder.path().join("data/solution.csv"),
        "x,u\n0.25,0.7\n0.5,1\n",
    )
    .unwrap();
    good(&work, &["train", "curve.toml", "--out", "run"]);
    let error = column(&work.join("run"), "u_error").unwrap();
    let known = |i: &usize| !error[*i].is_nan();
    let known: Vec<usize> = (0..error.len()).filter(known).collect();
    assert_eq!(
        (known[0], known[known.len() - 1], known.len()),
        (250, 500, 251)
    );
    // The solution itself is there all the same.
    assert!(
        column(&work.join("run"), "u")
            .unwrap()
            .iter()
            .all(|u| u.is_finite())
    );
}

#[test]
fn a_table_in_three_dimensions_is_compared_at_its_points_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = TINY
        .replace("inputs = [\"t\", \"x\"]", "inputs = [\"t\", \"x\", \"y\"]")
        .replace("x = [0, 1]\n", "x = [0, 1]\ny = [0, 1]\n")
        .replace("u = \"exp(-0.1*pi^2*t)*sin(pi*x)\"", "file = \"known.csv\"");
    std::fs::write(folder.path().join("tiny.toml"), text).unwrap();
    std::fs::write(
        folder.path().join("known.csv"),
        "t x y u\n0 0.5 0.5 1\n0 0.25 0.5 0.7\n",
    )
    .unwrap();
    good(folder.path(), &["train", "tiny.toml", "--out", "run"]);
    let run = folder.path().join("run");
    assert!(column(&run, "u").is_some());
    assert!(column(&run, "u_error").is_none() && column(&run, "u_reference").is_none());
    let page = std::fs::read_to_string(run.join("report.html")).unwrap();
    assert!(page.contains("over the 2 rows of its table"));
    assert!(page.contains("the reference is not known"));
}

/// Starts a run of the tiny problem.
fn start(folder: &Path, arguments: &[&str]) -> Child {
    let quick = ["--threads", "1", "--set", "training.iterations=5"];
    Command::new(env!("CARGO_BIN_EXE_voronet"))
        .args([&["train", "tiny.toml"], arguments, &quick].concat())
        .current_dir(folder)
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn runs_that_start_together_have_a_folder_each() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    let seeds: Vec<String> = (1..=8).map(|seed: u32| seed.to_string()).collect();
    let children: Vec<Child> = seeds
        .iter()
        .map(|seed| start(folder.path(), &["--seed", seed]))
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder.path().join("runs")).unwrap() {
        let run = entry.unwrap().path();
        let summary = std::fs::read_to_string(run.join("summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
        let seed = summary["seed"].to_string();
        let kept = std::fs::read_to_string(run.join("problem.toml")).unwrap();
        assert!(kept.contains(&format!("seed = {seed}\n")), "{kept}");
        found.push(seed);
    }
    found.sort();
    assert_eq!(found, seeds);
}

#[test]
fn of_runs_with_one_folder_one_gets_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    for prepared in [false, true] {
        let out = format!("out-{prepared}");
        if prepared {
            std::fs::create_dir(folder.path().join(&out)).unwrap();
        }
        let children: Vec<Child> = (0..6)
            .map(|_| start(folder.path(), &["--out", &out]))
            .collect();
        let status = |mut child: Child| child.wait().unwrap().code();
        let mut codes: Vec<Option<i32>> = children.into_iter().map(status).collect();
        codes.sort();
        assert_eq!(codes, [[Some(0)].as_slice(), &[Some(2); 5]].concat());
        assert!(folder.path().join(&out).join("summary.json").exists());
    }
}

#[test]
fn what_is_no_folder_is_not_written_into() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    for (out, named) in [
        ("/dev/null", "/dev/null is not a folder"),
        ("tiny.toml", "tiny.toml is not a folder"),
        ("tiny.toml/a/b", "tiny.toml is not a folder"),
    ] {
        let said = refused(folder.path(), &["train", "tiny.toml", "--out", out]);
        assert!(said.contains(named), "{said}");
    }
}

#[test]
fn a_reference_that_cannot_be_compared_with_leaves_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let text = TINY.replace("\"exp(-0.1*pi^2*t)*sin(pi*x)\"", "\"log(x - 2)\"");
    std::fs::write(folder.path().join("tiny.toml"), text).unwrap();
    for command in ["check", "train", "compare"] {
        let said = refused(folder.path(), &[command, "tiny.toml"]);
        assert!(said.contains("no number at any of"), "{command}: {said}");
    }
    assert!(!folder.path().join("runs").exists());
    // Where only some nodes have none, they are left out with a word.
    let text = TINY.replace("\"exp(-0.1*pi^2*t)*sin(pi*x)\"", "\"x*log(x)\"");
    std::fs::write(folder.path().join("tiny.toml"), text).unwrap();
    let output = voronet(folder.path(), &["train", "tiny.toml", "--out", "run"]);
    assert!(output.status.success());
    let said = stderr(&output);
    assert!(
        said.contains("warning: the reference of `u` is no number at 101 of 10201"),
        "{said}"
    );
}

#[test]
fn only_regular_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("folder")).unwrap();
    let problem = |file: &str| {
        TINY.replace(
            "u = \"exp(-0.1*pi^2*t)*sin(pi*x)\"",
            &format!("file = \"{file}\""),
        )
    };
    write("folder.toml", &problem("folder"));
    let said = refused(folder.path(), &["check", "folder.toml"]);
    assert!(
        said.contains("cannot read the file `folder`: it is a folder"),
        "{said}"
    );
    if !cfg!(unix) {
        return;
    }
    let made = Command::new("mkfifo")
        .arg(folder.path().join("pipe"))
        .status();
    assert!(made.unwrap().success());
    write("zero.toml", &problem("/dev/zero"));
    write("pipe.toml", &problem("pipe"));
    for arguments in [
        ["check", "zero.toml"].as_slice(),
        &["check", "pipe.toml"],
        &["check", "/dev/zero"],
        &["check", "pipe"],
        &["evaluate", "/dev/zero", "--grid", "3x3"],
        &["evaluate", "pipe", "--grid", "3x3"],
    ] {
        let said = refused(folder.path(), arguments);
        assert!(
            said.contains("it is a device or a pipe"),
            "{arguments:?}: {said}"
        );
    }
}

#[test]
fn a_byte_order_mark_before_a_problem_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tiny.toml"), format!("\u{feff}{TINY}")).unwrap();
    assert!(good(folder.path(), &["check", "tiny.toml"]).starts_with("Tiny heat"));
}

#[test]
fn what_is_there_is_replaced_by_force_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    good(folder.path(), &["train", "tiny.toml", "--out", "run"]);
    let history = std::fs::read(folder.path().join("run/history.csv")).unwrap();
    let evaluate = [
        "evaluate",
        "run",
        "--grid",
        "3x3",
        "--out",
        "run/history.csv",
    ];
    let draw = ["check", "tiny.toml", "--draw", "run/points.svg"];
    for arguments in [evaluate.as_slice(), &draw] {
        let said = refused(folder.path(), arguments);
        assert!(
            said.starts_with("error") && said.contains("exists already"),
            "{said}"
        );
    }
    assert_eq!(
        std::fs::read(folder.path().join("run/history.csv")).unwrap(),
        history
    );
    for arguments in [evaluate.as_slice(), &draw] {
        good(folder.path(), &[arguments, &["--force"]].concat());
    }
    let table = std::fs::read_to_string(folder.path().join("run/history.csv")).unwrap();
    assert!(table.starts_with("t,x,u\n"), "{table}");
}

#[test]
fn a_model_without_numbers_is_evaluated_with_a_word() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    good(folder.path(), &["train", "tiny.toml", "--out", "run"]);
    let path = folder.path().join("run/model.safetensors");
    let mut model = voronet::run::Model::read(&path).unwrap();
    model.parameters.fill(f64::NAN);
    model.write(&path).unwrap();
    let output = voronet(folder.path(), &["evaluate", "run", "--grid", "2x2"]);
    assert!(output.status.success());
    assert!(
        stderr(&output)
            .contains("warning: run/model.safetensors holds weights that are no numbers")
    );
    assert!(String::from_utf8_lossy(&output.stdout).contains("NaN"));
}
