//! Solving in memory and into folders.

mod features;
mod parameters;
mod resumed;
mod windows;

use super::*;
use crate::points::Cloud;
use crate::problem::Problem;

/// u' = k u on [0, 1] × [0, 1] without a disk, to be trained for a moment.
const GROWTH: &str = r#"
title = "Growth"
inputs = ["x", "y"]
outputs = ["u"]
domain = "square - hole"
[shapes]
square = { kind = "rectangle", lower = [0, 0], upper = [1, 1] }
hole = { kind = "disk", center = [0.5, 0.5], radius = 0.2 }
[constants]
k = 0.5
[definitions]
exact = "exp(k*x)"
[[equation]]
law = "diff(u, x) = k*u"
[[condition]]
points = "start.csv"
law = "u = value"
[network]
hidden = [8, 8]
[sampling]
points = 500
batch = 32
[training]
optimizer = "adam"
iterations = 40
record_points = 100
[reference]
u = "exact"
"#;

fn problem(changes: &[&str]) -> Problem {
    let changes: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
    let open = |_: &str| Ok(b"x,y,value\n0,0,1\n0,1,1\n".to_vec());
    Problem::parse_with(GROWTH, "growth", &changes, &open).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn files(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_solution_is_the_same_in_memory_in_a_folder_and_read_back() {
    for precision in ["f32", "f64"] {
        let problem = problem(&[
            "training.seed=7",
            &format!("training.precision={precision}"),
        ]);
        let solution = solve(&problem).unwrap();
        let parent = tempfile::tempdir().unwrap();
        let saved = parent.path().join("saved");
        solution.save(&saved).unwrap();
        let trained = parent.path().join("trained");
        let folder = Folder::create(Some(&trained), "").unwrap();
        let other = train_into(&problem, &folder, &Options { threads: 1 }, |_| {
            Ok(Flow::GoOn)
        });
        assert_eq!(solution.parameters(), other.unwrap().parameters());
        let mut of_saved = files(&saved);
        of_saved.insert(0, "checkpoints".to_owned());
        assert_eq!(of_saved, files(&trained));
        let same = |name: &str| {
            let read = |folder: &std::path::Path| std::fs::read(folder.join(name)).unwrap();
            assert_eq!(read(&saved), read(&trained), "{name}");
        };
        for name in ["problem.toml", "model.safetensors", "solution.csv"] {
            same(name);
        }
        let points = solution.grid(&[5, 5]);
        for folder in [&saved, &trained] {
            let opened = Solution::open(folder).unwrap();
            assert_eq!(opened.evaluate(&points), solution.evaluate(&points));
            assert_eq!(opened.errors(), solution.errors());
            assert_eq!(opened.problem().text(), problem.kept_text());
            assert_eq!(opened.problem().training.seed, 7);
            let rows = opened.history().records.len();
            assert_eq!(rows, solution.history().records.len());
        }
        assert!(matches!(solution.save(&saved), Err(Error::Occupied { .. })));
    }
}

#[test]
fn expressions_know_what_the_problem_knows() {
    let solution = solve(&problem(&["training.iterations=1"])).unwrap();
    let points = Cloud::from_rows(&[[0.0, 0.0], [0.5, 0.5], [0.25, 2.0]]);
    let values = solution
        .evaluate_expressions(&["exact", "k*x", "u - u", "diff(exact, x)/exact"], &points)
        .unwrap();
    assert!((values["exact"][1] - 0.25f64.exp()).abs() < 1e-6);
    assert_eq!(values["k*x"], [0.0, 0.25, 0.125]);
    assert_eq!(values["u - u"], [0.0; 3]);
    assert!((values["diff(exact, x)/exact"][2] - 0.5).abs() < 1e-6);
    assert!(values.get("v").is_none());
    assert_eq!(solution.contains(&points), Ok(vec![true, false, false]));
    let wrong = solution.evaluate_expressions(&["u", "vx"], &points);
    assert!(
        wrong
            .unwrap_err()
            .to_string()
            .contains("`vx`: unknown name")
    );
    let flat = Cloud::from_rows(&[[0.0]]);
    let wrong = solution.evaluate(&flat).unwrap_err().to_string();
    assert_eq!(wrong, "points of 1 coordinates, where the inputs are x, y");
}

#[test]
fn a_callback_stops_the_training_or_fails_and_nothing_is_lost() {
    let problem = problem(&[]);
    let options = Options { threads: 1 };
    let until = |n| {
        move |progress: Progress| match progress {
            Progress::Iterated(i) if i == n => Ok(Flow::Stop),
            _ => Ok(Flow::GoOn),
        }
    };
    let stopped = solve_with(&problem, &options, until(13)).unwrap();
    let summary = stopped.summary();
    assert_eq!(
        (summary.iterations, &*summary.stopped_because),
        (13, "interrupted")
    );
    assert_eq!(stopped.history().records.last().unwrap().iteration, 13);
    // As soon as points are made, before any step.
    let early = solve_with(&problem, &options, |progress| match progress {
        Progress::Preparing { .. } => Ok(Flow::Stop),
        _ => Ok(Flow::GoOn),
    });
    assert_eq!(early.unwrap().summary().iterations, 0);
    let fails = |progress: Progress| match progress {
        Progress::Iterated(13) => Err("enough of it".into()),
        Progress::Iterated(i) => {
            assert!(i < 13, "asked again after its error");
            Ok(Flow::GoOn)
        }
        _ => Ok(Flow::GoOn),
    };
    let error = solve_with(&problem, &options, fails).unwrap_err();
    assert_eq!(error.to_string(), "enough of it");
    assert_eq!(error.solution().unwrap().parameters(), stopped.parameters());
    let parent = tempfile::tempdir().unwrap();
    let folder = Folder::create(Some(&parent.path().join("run")), "").unwrap();
    let error = train_into(&problem, &folder, &options, fails).unwrap_err();
    assert!(matches!(error, Error::Callback { .. }));
    let opened = Solution::open(folder.path()).unwrap();
    assert_eq!(opened.parameters(), stopped.parameters());
    assert!(folder.file("report.html").exists());
}

#[test]
fn divergence_hands_on_the_last_good_state() {
    let wild = problem(&["training.optimizer=sgd", "training.learning_rate=1e30"]);
    let error = solve(&wild).unwrap_err();
    let solution = error.solution().unwrap();
    assert!(solution.parameters().iter().all(|x| x.is_finite()));
    assert!(solution.summary().stopped_because.starts_with(DIVERGED));
}

#[test]
fn a_solution_that_cannot_be_written_is_handed_on() {
    let problem = problem(&[]);
    let parent = tempfile::tempdir().unwrap();
    let folder = Folder::create(Some(&parent.path().join("run")), "").unwrap();
    let error = train_into(&problem, &folder, &Options::default(), |progress| {
        if let Progress::Iterated(20) = progress {
            std::fs::remove_dir_all(folder.path())?;
        }
        Ok(Flow::GoOn)
    });
    let error = error.unwrap_err();
    assert!(matches!(error, Error::Unsaved { .. }), "{error}");
    assert!(error.to_string().contains("cannot write"), "{error}");
    let whole = solve(&problem).unwrap();
    assert_eq!(error.solution().unwrap().parameters(), whole.parameters());
}

#[test]
fn an_unfinished_run_is_opened_with_what_it_has() {
    let problem = problem(&[]);
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("run");
    solve(&problem).unwrap().save(&path).unwrap();
    std::fs::remove_file(path.join(SUMMARY)).unwrap();
    let opened = Solution::open(&path).unwrap();
    assert_eq!(opened.summary().iterations, 40);
    assert!(
        opened
            .summary()
            .stopped_because
            .contains("not come to its end")
    );
    let text = problem
        .kept_text()
        .replace("hidden = [8, 8]", "hidden = [8]");
    std::fs::write(path.join(PROBLEM), text).unwrap();
    let error = Solution::open(&path).unwrap_err().to_string();
    assert!(error.contains("not that of problem.toml"), "{error}");
}

#[test]
fn numbers_alone_are_enough_to_open_a_solution() {
    let solution = solve(&problem(&[])).unwrap();
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("numbers");
    solution.save_numbers(&folder).unwrap();
    let wanted = ["history.csv", "inputs", MODEL, PROBLEM, SUMMARY];
    assert_eq!(files(&folder), wanted);
    let again = Solution::open(&folder).unwrap();
    assert_eq!(again.parameters(), solution.parameters());
    assert_eq!(again.history(), solution.history());
    assert_eq!(again.summary(), solution.summary());
    // The page is the one that is written.
    let shown = parent.path().join("shown");
    solution.save(&shown).unwrap();
    let written = std::fs::read_to_string(shown.join("report.html")).unwrap();
    assert_eq!(solution.report().unwrap(), written);
}
