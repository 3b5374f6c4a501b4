//! The program as a user uses it.

mod compare;
mod ends;
mod gallery;
mod messages;
mod points;
mod reproduce;
mod shapes;
mod signals;
#[path = "../support/mod.rs"]
mod support;
mod unknowns;

use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{TINY, stderr, voronet};

/// A folder with the tiny problem in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tiny.toml"), TINY).unwrap();
    folder
}

/// Trains the tiny problem into `out`, which must work.
fn train(folder: &Path, out: &str, arguments: &[&str]) -> PathBuf {
    let output = voronet(
        folder,
        &[&["train", "tiny.toml", "--out", out], arguments].concat(),
    );
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        stderr(&output)
    );
    folder.join(out)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn summary(run: &Path) -> Value {
    serde_json::from_str(&read(&run.join("summary.json"))).unwrap()
}

/// Standard output as text.
fn stdout(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The columns of a CSV text by name.
fn columns(text: &str) -> std::collections::BTreeMap<String, Vec<f64>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.unwrap()).collect();
    let column = |i: usize| {
        rows.iter()
            .map(|r| r[i].parse().unwrap_or(f64::NAN))
            .collect()
    };
    header
        .iter()
        .enumerate()
        .map(|(i, name)| (name.to_owned(), column(i)))
        .collect()
}

#[test]
fn check_shows_the_paper_s_problem_as_understood() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for file in ["diffusion", "diffusion-decay"] {
        let output = voronet(&root, &["check", &format!("problems/paper/{file}.toml")]);
        assert!(output.status.success(), "{}", stderr(&output));
        // The estimate depends on the machine's threads.
        insta::with_settings!({filters => vec![("Memory: about .*", "Memory: about [estimate]")]}, {
            insta::assert_snapshot!(format!("check_{file}"), stdout(&output));
        });
    }
}

#[test]
fn a_run_leaves_everything_it_should() {
    let folder = folder();
    let run = train(folder.path(), "out", &[]);
    for file in [
        "problem.toml",
        "summary.json",
        "history.csv",
        "model.safetensors",
        "solution.csv",
        "solution.npz",
        "solution.vtu",
        "loss.svg",
        "loss.png",
        "error.svg",
        "solution-u.svg",
        "solution-u.png",
        "points.svg",
        "report.html",
    ] {
        let length = std::fs::metadata(run.join(file))
            .unwrap_or_else(|e| panic!("{file}: {e}"))
            .len();
        assert!(length > 100, "{file}");
    }
    assert_eq!(read(&run.join("problem.toml")), TINY);
    let summary = summary(&run);
    for key in [
        "title",
        "sampler",
        "seed",
        "threads",
        "precision",
        "parameters",
        "iterations",
        "wall_seconds",
        "milliseconds_per_iteration",
        "loss",
        "loss_terms",
        "relative_l2_error",
        "stopped_because",
        "version",
    ] {
        assert!(!summary[key].is_null(), "{key}: {summary}");
    }
    assert_eq!(
        (&summary["title"], &summary["sampler"]),
        (&"Tiny heat".into(), &"pwc".into())
    );
    assert_eq!(summary["parameters"], 2 * 8 + 8 + 8 * 8 + 8 + 8 + 1);
    let history = columns(&read(&run.join("history.csv")));
    assert_eq!(history["iteration"], [0.0, 10.0, 20.0, 30.0]);
    let last = history["loss"][3];
    assert_eq!(summary["loss"].as_f64(), Some(last));
    let terms = ["heat", "initial", "ends"].map(|t| history[&format!("loss_{t}")][3]);
    assert!((terms.iter().sum::<f64>() / last - 1.0).abs() < 1e-12);
    assert_eq!(
        summary["relative_l2_error"]["u"].as_f64(),
        Some(history["relative_l2_error_u"][3])
    );
    let page = read(&run.join("report.html"));
    assert!(page.contains("Tiny heat") && page.contains("<svg"));
    // The error field is the difference of the other two, and gives the norm.
    let fields = columns(&read(&run.join("solution.csv")));
    let squares = |values: &[f64]| values.iter().map(|x| x * x).sum::<f64>().sqrt();
    let relative = squares(&fields["u_error"]) / squares(&fields["u_reference"]);
    assert!((relative / history["relative_l2_error_u"][3] - 1.0).abs() < 1e-3);
}

#[test]
fn earlier_runs_are_never_overwritten() {
    let folder = folder();
    for name in ["tiny", "tiny-2", "tiny-3"] {
        assert!(
            voronet(folder.path(), &["train", "tiny.toml", "--quiet"])
                .status
                .success()
        );
        assert!(
            folder
                .path()
                .join("runs")
                .join(name)
                .join("summary.json")
                .exists()
        );
    }
    let before = read(&folder.path().join("runs/tiny/summary.json"));
    let output = voronet(folder.path(), &["train", "tiny.toml", "--out", "runs/tiny"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("never overwritten"));
    assert_eq!(read(&folder.path().join("runs/tiny/summary.json")), before);
}

#[test]
fn the_same_seed_gives_the_same_bytes_for_any_number_of_threads() {
    let folder = folder();
    let model = |out: &str, arguments: &[&str]| {
        let run = train(folder.path(), out, arguments);
        (
            std::fs::read(run.join("model.safetensors")).unwrap(),
            columns(&read(&run.join("history.csv")))["loss"].clone(),
        )
    };
    let one = model("one", &["--threads", "1"]);
    assert_eq!(one, model("two", &["--threads", "2"]));
    assert_eq!(one, model("three", &["--threads", "3"]));
    assert_ne!(one.0, model("other", &["--seed", "2"]).0);
}

#[test]
fn overrides_take_effect_and_are_written_in_their_places() {
    let folder = folder();
    let run = train(
        folder.path(),
        "out",
        &["--set", "training.iterations=7", "--seed", "9"],
    );
    let summary = summary(&run);
    assert_eq!(
        (&summary["iterations"], &summary["seed"]),
        (&7.into(), &9.into())
    );
    let kept = read(&run.join("problem.toml"));
    let wanted = TINY
        .replace("iterations = 30", "iterations = 7")
        .replace("record_points = 100\n", "record_points = 100\nseed = 9\n");
    assert_eq!(kept, wanted);
}

#[test]
fn every_method_precision_optimizer_and_schedule_runs() {
    let folder = folder();
    let sets = [
        "sampling.method=uniform",
        "sampling.method=exact",
        "sampling.method=gradient",
        "sampling.method=pwc",
        "sampling.method=rad",
        "sampling.method=rar_d",
        "sampling.method=r3",
        "sampling.method=linear",
        "sampling.conditions=pwc",
        "sampling.exponent=0.5",
        "sampling.sequence=random",
        "sampling.sequence=sobol",
        "sampling.sequence=hammersley",
        "sampling.sequence=latin_hypercube",
        "sampling.refresh=5",
        "sampling.mixture=0.2",
        "training.precision=f64",
        "training.optimizer=sgd",
        "training.schedule=exponential",
        "training.schedule=cosine",
        "training.schedule=step",
        "network.activation=sine",
        "network.activation=sigmoid",
        "network.activation=swish",
        "network.activation=gelu",
        "network.activation=softplus",
        "network.hidden=[5]",
        "network.hidden=[]",
        "network.scale_inputs=false",
        "network.initialization=sine",
    ];
    for (i, set) in sets.into_iter().enumerate() {
        let run = train(
            folder.path(),
            &format!("out{i}"),
            &["--set", "training.iterations=5", "--set", set],
        );
        assert!(summary(&run)["loss"].as_f64().unwrap().is_finite(), "{set}");
    }
}

#[test]
fn evaluate_gives_values_and_derivatives() {
    let folder = folder();
    train(folder.path(), "out", &["--set", "training.precision=f64"]);
    let h = 1e-4;
    // Columns in another order, and one more.
    let points = format!(
        "x,note,t\n0.3,a,0.5\n{},b,0.5\n{},c,0.5\n",
        0.3 + h,
        0.3 - h
    );
    std::fs::write(folder.path().join("points.csv"), points).unwrap();
    let output = voronet(
        folder.path(),
        &[
            "evaluate",
            "out",
            "--at",
            "points.csv",
            "--derivative",
            "diff(u, x)",
            "--derivative",
            "diff(u, x, 2)",
        ],
    );
    assert!(output.status.success(), "{}", stderr(&output));
    let c = columns(&stdout(&output));
    let u = &c["u"];
    let (first, second) = (
        (u[1] - u[2]) / (2.0 * h),
        (u[1] - 2.0 * u[0] + u[2]) / (h * h),
    );
    assert!((c["diff(u, x)"][0] - first).abs() < 1e-6, "{c:?}");
    assert!((c["diff(u, x, 2)"][0] - second).abs() < 1e-5, "{c:?}");
    let output = voronet(
        folder.path(),
        &["evaluate", "out/model.safetensors", "--grid", "3x2"],
    );
    assert_eq!(columns(&stdout(&output))["u"].len(), 6);
    for file in ["grid.csv", "grid.npz", "grid.vtu"] {
        let output = voronet(
            folder.path(),
            &["evaluate", "out", "--grid", "5x4", "--out", file],
        );
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(folder.path().join(file).exists());
    }
}

#[test]
fn evaluate_says_what_is_wrong() {
    let folder = folder();
    train(folder.path(), "out", &[]);
    std::fs::write(folder.path().join("short.csv"), "t\n0.5\n").unwrap();
    std::fs::write(folder.path().join("words.csv"), "t,x\n0.5,half\n").unwrap();
    let lines: [(&[&str], &str); 10] = [
        (
            &["evaluate", "out", "--grid", "1000000x1000000"],
            "are too many",
        ),
        (
            &["evaluate", "out", "--at", "nowhere.csv"],
            "cannot read nowhere.csv",
        ),
        (
            &["evaluate", "out", "--at", "short.csv", "--out", "x.npz"],
            "points are written as .csv",
        ),
        (&["evaluate", "nowhere", "--grid", "3x3"], "nowhere"),
        (&["evaluate", "tiny.toml", "--grid", "3x3"], "tiny.toml"),
        (&["evaluate", "out", "--grid", "3"], "--grid 101x101"),
        (&["evaluate", "out", "--at", "short.csv"], "no column `x`"),
        (
            &["evaluate", "out", "--at", "words.csv"],
            "line 2, column `x` holds `half`",
        ),
        (
            &[
                "evaluate",
                "out",
                "--grid",
                "3x3",
                "--derivative",
                "diff(u, y)",
            ],
            "it is no input",
        ),
        (
            &["evaluate", "out", "--grid", "3x3", "--out", "x.pdf"],
            ".csv, .npz or .vtu",
        ),
    ];
    for (arguments, message) in lines {
        let output = voronet(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            stderr(&output).contains(message),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn the_version_is_that_of_voronet() {
    let folder = folder();
    let version = stdout(&voronet(folder.path(), &["--version"]));
    assert_eq!(
        version.trim(),
        format!("voronet {}", env!("CARGO_PKG_VERSION"))
    );
}
