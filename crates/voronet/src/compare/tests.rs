//! A whole comparison, a tiny one, and its numbers on made-up runs.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use super::statistics::mean_error;
use super::*;
use crate::output::Record;
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
iterations = 20
record_every = 5
record_points = 100
seed = 3
[reference]
u = "exp(-0.1*pi^2*t)*sin(pi*x)"
"#;

/// `uniform` and `pwc`, two random seeds each.
fn tiny() -> Comparison {
    let variant = |method: &str| Variant {
        name: method.to_owned(),
        problem: read_problem(TINY, &[format!("sampling.method={method}")]).unwrap(),
    };
    Comparison {
        title: "Tiny <diffusion>".to_owned(),
        text: TINY.to_owned(),
        variants: vec![variant("uniform"), variant("pwc")],
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
        &mut |_: Step| {},
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
fn a_foreign_folder_is_refused_and_left_as_it_is() {
    let parent = tempfile::tempdir().unwrap();
    let foreign = |folder: &Path, what: &str| {
        let before = tree(parent.path());
        let error = run(&tiny(), folder).unwrap_err();
        assert!(matches!(error, CompareError::Foreign { .. }), "{error}");
        assert!(error.to_string().contains(what), "{error}");
        assert_eq!(tree(parent.path()), before);
    };
    let other = parent.path().join("other");
    let changed = Comparison {
        text: TINY.replace("weight = 10", "weight = 11"),
        ..tiny()
    };
    run(&changed, &other).unwrap();
    foreign(&other, "a comparison of another problem");
    let precious = parent.path().join("precious");
    std::fs::create_dir(&precious).unwrap();
    std::fs::write(precious.join("thesis.tex"), "x").unwrap();
    foreign(&precious, "something else than a comparison");
    foreign(&precious.join("thesis.tex"), "a file");
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
            Step::Run { number, of, .. } => {
                begun += 1;
                assert_eq!((number, of), (begun, 4));
            }
            Step::Within(Progress::Iterated(7)) if begun == 3 => {
                interrupt.store(true, Ordering::Relaxed);
            }
            Step::Within(_) | Step::Variance(_) => {}
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

/// A record every ten iterations and every two seconds.
fn records(losses: &[f64]) -> Vec<Record> {
    let record = |(i, &loss): (usize, &f64)| Record {
        iteration: 10 * i,
        seconds: 2.0 * i as f64,
        loss,
        terms: vec![0.75 * loss, 0.25 * loss],
        learning_rate: 1e-3,
        effective_sample_size: None,
        relative_l2_error: vec![Some(loss / 10.0)],
    };
    losses.iter().enumerate().map(record).collect()
}

fn finished(losses: &[f64], milliseconds: f64) -> Finished {
    Finished {
        seed: 1,
        history: History {
            terms: vec!["heat".to_owned(), "initial".to_owned()],
            outputs: vec!["u".to_owned()],
            records: records(losses),
        },
        summary: Summary {
            title: String::new(),
            sampler: String::new(),
            seed: 1,
            threads: 1,
            precision: "f32".to_owned(),
            parameters: 1,
            iterations: 1,
            wall_seconds: 1.0,
            milliseconds_per_iteration: milliseconds,
            loss: 0.0,
            loss_terms: Vec::new(),
            relative_l2_error: Vec::new(),
            reference_error: Vec::new(),
            stopped_because: String::new(),
            version: String::new(),
        },
    }
}

#[test]
fn medians_and_quantiles() {
    assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    assert_eq!(median(&[7.0]), 7.0);
    assert!(median(&[]).is_nan());
    let five = [50.0, 10.0, 40.0, 20.0, 30.0];
    let parts = [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| quantile(&five, part));
    assert_eq!(parts, [10.0, 20.0, 30.0, 40.0, 50.0]);
    // Between the first and the second of four: 0.25 · 3 = 0.75 of the way.
    assert_eq!(quantile(&[0.0, 4.0, 8.0, 12.0], 0.25), 3.0);
    let never = f64::INFINITY;
    assert_eq!(quantile(&[1.0, never, 3.0], 0.5), 3.0);
    assert_eq!(quantile(&[1.0, never], 0.5), never);
    assert_eq!(quantile(&[never, never], 0.5), never);
}

#[test]
fn what_a_run_ends_with_and_when_it_reached_a_target() {
    // A twentieth of 60 records: the last three.
    let mut losses = vec![9.0; 60];
    losses[57..].copy_from_slice(&[1.0, 5.0, 2.0]);
    let loss = |record: &Record| record.loss;
    assert_eq!(settled(&records(&losses), loss), 2.0);
    // A few records: the last one.
    let few = records(&[4.0, 3.0, 0.5, 2.0]);
    assert_eq!(settled(&few, loss), 2.0);
    let first = |target| first_below(&few, loss, target).map(|record| record.iteration);
    assert_eq!(first(3.0), Some(10));
    assert_eq!(first(2.9), Some(20));
    assert_eq!(first(0.4), None);
    assert_eq!(first_below(&few, |_| f64::NAN, 1.0), None);
    let mut two = few[0].clone();
    two.relative_l2_error = vec![Some(0.1), None, Some(0.3)];
    assert_eq!(mean_error(&two), 0.2);
}

#[test]
fn the_table_of_known_runs() {
    let runs = [
        vec![
            finished(&[8.0, 4.0, 2.0], 1.0),
            finished(&[8.0, 6.0, 4.0], 3.0),
        ],
        vec![
            finished(&[8.0, 1.0, 1.0], 2.0),
            finished(&[8.0, 7.0, 5.0], 2.0),
        ],
    ];
    let comparison = Comparison {
        target_loss: Some(4.0),
        target_error: Some(0.1),
        ..tiny()
    };
    let table = table(&comparison, &runs);
    let of = |name: &str, variant: usize| {
        let row = table.rows.iter().find(|row| row[0].name == name);
        &row.unwrap_or_else(|| panic!("{name}: {}", table.to_text()))[variant]
    };
    let loss = of("final loss", 1);
    assert_eq!((loss.median(), loss.range()), (3.0, (1.0, 5.0)));
    assert_eq!((loss.ratio, loss.wins), (1.0, 1));
    assert_eq!(of("final loss of initial", 1).values, [0.25, 1.25]);
    assert_eq!(of("relative L2 error of u", 0).values, [0.2, 0.4]);
    assert_eq!(of("milliseconds per iteration", 0).median(), 2.0);
    let never = f64::INFINITY;
    assert_eq!(of("iterations to loss 4.00e0", 0).values, [10.0, 20.0]);
    assert_eq!(of("iterations to loss 4.00e0", 1).values, [10.0, never]);
    assert_eq!(of("seconds to loss 4.00e0", 0).values, [2.0, 4.0]);
    assert_eq!(of("seconds to error 1.00e-1", 0).values, [never, never]);
    let text = table.to_markdown();
    let row = |name: &str| text.lines().find(|line| line.contains(name)).unwrap();
    assert_eq!(
        row("iterations to loss"),
        "| iterations to loss 4.00e0 | 15 (10 to 20) | never (10 to never) |"
    );
    assert_eq!(
        row("seconds to error"),
        "| seconds to error 1.00e-1 | never (never to never) | never (2.00 to never) |"
    );
    // Without targets: the largest of the medians.
    let table = super::table(&tiny(), &runs);
    assert_eq!(table.target_loss, 3.0);
    assert!((table.target_error.unwrap() - 0.3).abs() < 1e-15);
    let csv = table.to_csv();
    let line = "final loss,pwc,3.0,1.0,5.0,2.0,4.0,1.0,1,2";
    assert!(csv.lines().any(|l| l == line), "{csv}");
}

#[test]
fn bands_reach_from_the_least_to_the_greatest() {
    // One run stopped early: the band ends with it.
    let runs = [
        finished(&[8.0, 4.0, 2.0], 1.0),
        finished(&[6.0, 5.0], 1.0),
        finished(&[7.0, 3.0, 1.0], 1.0),
    ];
    let (loss, error) = bands(&runs);
    assert_eq!(loss.iterations, [0.0, 10.0]);
    assert_eq!(loss.seconds, [0.0, 2.0]);
    assert_eq!(loss.median, [7.0, 4.0]);
    assert_eq!(loss.low, [6.0, 3.0]);
    assert_eq!(loss.high, [8.0, 5.0]);
    assert_eq!(error.unwrap().median, [0.7, 0.4]);
}

#[test]
fn the_variance_is_measured_once_and_is_one_for_uniform_draws() {
    let folder = tempfile::tempdir().unwrap();
    let mut comparison = tiny();
    comparison.variance = true;
    run(&comparison, folder.path()).unwrap();
    let path = folder.path().join("variance.csv");
    let first = std::fs::read_to_string(&path).unwrap();
    let ratio = |line: &str| line.split(',').nth(3).unwrap().parse::<f64>().unwrap();
    let of = |name: &str| -> Vec<f64> {
        let lines = first.lines().filter(|line| line.contains(name));
        lines.map(ratio).collect()
    };
    assert!(!of(",uniform,").is_empty());
    assert!(
        of(",uniform,")
            .iter()
            .all(|&ratio| (ratio - 1.0).abs() < 1e-9)
    );
    assert_eq!(of(",pwc,").len(), of(",uniform,").len());
    assert!(
        of(",pwc,")
            .iter()
            .all(|ratio| ratio.is_finite() && *ratio > 0.0)
    );
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.contains("Variance of the gradient"));
    let picture = folder.path().join("variance.svg");
    std::fs::write(&picture, "<svg>kept</svg>").unwrap();
    run(&comparison, folder.path()).unwrap();
    assert_eq!(
        std::fs::read_to_string(&picture).unwrap(),
        "<svg>kept</svg>"
    );
    // A variant more is measured too.
    comparison.variants.push(Variant {
        name: "exact".to_owned(),
        problem: read_problem(TINY, &["sampling.method=exact".to_owned()]).unwrap(),
    });
    run(&comparison, folder.path()).unwrap();
    assert!(std::fs::read_to_string(&path).unwrap().contains(",exact,"));
}
