//! A whole comparison, a tiny one.

mod claims;
mod diverging;
mod numbers;
mod variance;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use super::runs::is_whole;
use super::*;
use crate::output::{read_history, read_summary};
use crate::problem::read_problem;

const TINY: &str = r#"title = "Tiny <diffusion>"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 1]
x = [0, 1]
[[equation]]
name = "heat"
law = "diff(u, t) = 0.1*diff(u, x, 2)"
[[condition]]
name = "initial"
at = "t = 0"
law = "u = sin(pi*x)"
weight = 10
[network]
hidden = [8, 8]
[sampling]
points = 300
batch = 50
[training]
optimizer = "adam"
iterations = 20
record_every = 5
record_points = 100
seed = 3
[reference]
u = "exp(-0.1*pi^2*t)*sin(pi*x)"
"#;

/// Named like its method, with changes.
fn variant(method: &str, changes: &[&str]) -> Variant {
    let mut all = vec![format!("sampling.method={method}")];
    all.extend(changes.iter().map(|change| (*change).to_owned()));
    Variant {
        name: method.to_owned(),
        problem: read_problem(TINY, &all).unwrap(),
    }
}

/// `uniform` and `pwc`, two random seeds each.
fn tiny() -> Comparison {
    Comparison {
        title: "Tiny <diffusion>".to_owned(),
        text: TINY.to_owned(),
        variants: vec![variant("uniform", &[]), variant("pwc", &[])],
        repeats: 2,
        target_loss: None,
        target_error: None,
        variance: false,
    }
}

fn run(comparison: &Comparison, folder: &Path) -> Result<Table, CompareError> {
    compare(
        comparison,
        folder,
        1,
        &AtomicBool::new(false),
        &mut |_: Stage| {},
    )
}

/// Every file below a folder with its bytes and the time it was written.
fn tree(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            let written = path.metadata().unwrap().modified().unwrap();
            files.insert(path.clone(), (std::fs::read(&path).unwrap(), written));
        }
    }
    files
}

/// The folders of the four runs, in the order in which they are trained.
fn runs(folder: &Path) -> [PathBuf; 4] {
    ["uniform/3", "pwc/3", "uniform/4", "pwc/4"].map(|run| folder.join(run))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn the_folder_has_the_runs_the_table_the_curves_and_the_report() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("made/on/demand");
    let table = run(&tiny(), &folder).unwrap();
    for run in runs(&folder) {
        let summary = read_summary(&run.join("summary.json")).unwrap();
        assert_eq!(
            run,
            folder.join(&summary.sampler).join(summary.seed.to_string())
        );
        assert_eq!(summary.iterations, 20);
    }
    assert_eq!(read(&folder.join("comparison.toml")), TINY);
    assert_eq!(read(&folder.join("table.csv")), table.to_csv());
    assert_eq!(read(&folder.join("table.md")), table.to_markdown());
    // 2 quantities × 2 variants × 5 records.
    let curves = read(&folder.join("curves.csv"));
    assert_eq!(curves.lines().count(), 1 + 2 * 2 * 5);
    for picture in [
        "loss-by-iteration",
        "loss-by-time",
        "error-by-iteration",
        "error-by-time",
    ] {
        let svg = read(&folder.join(format!("{picture}.svg")));
        assert!(svg.contains("uniform") && svg.contains("pwc"), "{picture}");
        let png = std::fs::read(folder.join(format!("{picture}.png"))).unwrap();
        assert!(png.starts_with(b"\x89PNG"), "{picture}");
    }
    let report = read(&folder.join("report.html"));
    assert_eq!(report.matches("<svg xmlns").count(), 4);
    assert!(report.contains("Tiny &lt;diffusion&gt;") && report.contains("final loss of initial"));
    // The table is that of the files.
    let losses: Vec<f64> = ["pwc/3", "pwc/4"]
        .map(|run| read_history(&folder.join(run).join("history.csv")).unwrap())
        .map(|history| history.records[4].loss)
        .to_vec();
    let [uniform, pwc] = &table.rows[0][..] else {
        panic!("{:?}", table.rows[0]);
    };
    assert_eq!((pwc.name.as_str(), &pwc.values), ("final loss", &losses));
    assert_eq!((uniform.ratio, uniform.wins), (1.0, 0));
}

#[test]
fn the_same_seeds_draw_the_same_network_for_every_variant() {
    let folder = tempfile::tempdir().unwrap();
    run(&tiny(), folder.path()).unwrap();
    let start = |run: &PathBuf| read_history(&run.join("history.csv")).unwrap().records[0].loss;
    let [uniform_3, pwc_3, uniform_4, pwc_4] = runs(folder.path());
    assert_eq!(start(&uniform_3), start(&pwc_3));
    assert_eq!(start(&uniform_4), start(&pwc_4));
    assert_ne!(start(&uniform_3), start(&uniform_4));
}

#[test]
fn a_second_call_trains_only_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let first = run(&tiny(), folder.path()).unwrap();
    let before = runs(folder.path()).map(|run| tree(&run));
    let again = run(&tiny(), folder.path()).unwrap();
    assert_eq!(again.to_csv(), first.to_csv());
    assert_eq!(runs(folder.path()).map(|run| tree(&run)), before);
    // One is gone altogether, another was killed before its summary.
    let [_, gone, killed, _] = runs(folder.path());
    std::fs::remove_dir_all(&gone).unwrap();
    std::fs::remove_file(killed.join("summary.json")).unwrap();
    std::fs::write(killed.join("history.csv"), "half a li").unwrap();
    let table = run(&tiny(), folder.path()).unwrap();
    let after = runs(folder.path()).map(|run| tree(&run));
    assert_eq!((&after[0], &after[3]), (&before[0], &before[3]));
    // Trained again from the same random seeds: the same losses.
    assert_eq!(table.rows[0][0].values, first.rows[0][0].values);
    assert_eq!(table.rows[0][1].values, first.rows[0][1].values);
    // More repeats are added to those that are there.
    let more = Comparison {
        repeats: 3,
        ..tiny()
    };
    let table = run(&more, folder.path()).unwrap();
    assert_eq!(table.rows[0][1].values[..2], first.rows[0][1].values);
    assert_eq!(table.rows[0][1].values.len(), 3);
    assert_eq!(runs(folder.path()).map(|run| tree(&run)), after);
}

#[test]
fn an_interrupted_run_is_not_taken_for_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let interrupt = AtomicBool::new(false);
    let mut begun = 0;
    let stopped = compare(
        &tiny(),
        folder.path(),
        1,
        &interrupt,
        &mut |step| match step {
            Stage::Run { number, of, .. } => {
                begun += 1;
                assert_eq!((number, of), (begun, 4));
            }
            Stage::Within(Progress::Iterated(7)) if begun == 3 => {
                interrupt.store(true, Ordering::Relaxed);
            }
            Stage::Within(_) | Stage::Variance(_) | Stage::Diverged { .. } => {}
        },
    );
    let error = stopped.unwrap_err();
    assert!(
        matches!(error, CompareError::Interrupted { done: 2, of: 4 }),
        "{error}"
    );
    let whole = runs(folder.path()).map(|run| is_whole(&run).unwrap());
    assert_eq!(whole, [true, true, false, false]);
    assert!(!folder.path().join("table.csv").exists());
    let table = run(&tiny(), folder.path()).unwrap();
    for run in runs(folder.path()) {
        let summary = read_summary(&run.join("summary.json")).unwrap();
        assert_eq!(summary.iterations, 20, "{}", run.display());
    }
    // As if nothing had come between.
    let other = tempfile::tempdir().unwrap();
    let undisturbed = run(&tiny(), other.path()).unwrap();
    assert_eq!(table.rows[0][0].values, undisturbed.rows[0][0].values);
    // Asked to stop before it began.
    let empty = tempfile::tempdir().unwrap();
    let error = compare(
        &tiny(),
        empty.path(),
        1,
        &AtomicBool::new(true),
        &mut |_| {},
    )
    .unwrap_err();
    assert!(matches!(
        error,
        CompareError::Interrupted { done: 0, of: 4 }
    ));
    assert!(!is_whole(&runs(empty.path())[0]).unwrap());
}
