//! What is refused before anything is written.

use std::sync::Arc;

use super::*;
use crate::problem::InputFile;

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
fn two_processes_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let ours = claim::claim(&tiny(), folder.path()).unwrap();
    let error = run(&tiny(), folder.path()).unwrap_err().to_string();
    assert!(error.contains("another process"), "{error}");
    drop(ours);
    run(&tiny(), folder.path()).unwrap();
}

/// The tiny problem with a file beside it.
fn with_file(contents: &str) -> Comparison {
    let mut comparison = tiny();
    comparison.repeats = 1;
    for variant in &mut comparison.variants {
        variant.problem.files.push(InputFile {
            name: "data/points.csv".to_owned(),
            bytes: Arc::new(contents.into()),
            kept: "inputs/points.csv".to_owned(),
            passages: Vec::new(),
        });
    }
    comparison
}

#[test]
fn runs_on_another_file_s_contents_are_not_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    run(&with_file("x\n1\n"), folder.path()).unwrap();
    let mark = read(&folder.path().join("comparison.toml"));
    assert!(mark.starts_with("# Contents of \"data/points.csv\""));
    assert!(mark.ends_with(TINY));
    let kept = read(&folder.path().join("inputs/points.csv"));
    assert_eq!(kept, "x\n1\n");
    run(&with_file("x\n1\n"), folder.path()).unwrap();
    let before = tree(folder.path());
    let error = run(&with_file("x\n2\n"), folder.path()).unwrap_err();
    let what = "other contents of `data/points.csv`";
    assert!(error.to_string().contains(what), "{error}");
    assert_eq!(tree(folder.path()), before);
    // A folder that does not say what its files were is not trusted either.
    std::fs::write(folder.path().join("comparison.toml"), TINY).unwrap();
    let error = run(&with_file("x\n1\n"), folder.path()).unwrap_err();
    assert!(error.to_string().contains(what), "{error}");
}

#[test]
fn names_that_lead_elsewhere_touch_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let precious = parent.path().join("precious/3");
    std::fs::create_dir_all(&precious).unwrap();
    std::fs::write(precious.join("thesis.tex"), "x").unwrap();
    let before = tree(parent.path());
    let folder = parent.path().join("out");
    let names = [
        "uniform+mixture=0 #/../../precious",
        "../precious",
        "a\\b",
        "#",
        ".hidden",
        "..",
        "a\nb",
        "",
    ];
    for name in names {
        let mut comparison = tiny();
        comparison.variants[1].name = name.to_owned();
        let error = run(&comparison, &folder).unwrap_err();
        assert!(matches!(error, CompareError::Name { .. }), "{error}");
        assert!(
            error.to_string().contains("cannot name a folder"),
            "{error}"
        );
    }
    assert_eq!(tree(parent.path()), before);
    assert!(!folder.exists());
}

#[test]
fn targets_that_nothing_can_reach_or_be_measured_by_are_refused() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    for value in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
        let loss = Comparison {
            target_loss: Some(value),
            ..tiny()
        };
        let error = run(&loss, &folder).unwrap_err().to_string();
        assert!(error.starts_with("the loss to be reached is"), "{error}");
        let error = Comparison {
            target_error: Some(value),
            ..tiny()
        };
        let error = run(&error, &folder).unwrap_err().to_string();
        assert!(error.starts_with("the error to be reached is"), "{error}");
    }
    let mut unknown = Comparison {
        target_error: Some(0.1),
        ..tiny()
    };
    for variant in &mut unknown.variants {
        variant.problem.reference = Default::default();
    }
    let error = run(&unknown, &folder).unwrap_err();
    assert!(matches!(error, CompareError::NoReference), "{error}");
    assert!(!folder.exists());
}

#[test]
fn the_variance_is_that_of_batches() {
    let folder = tempfile::tempdir().unwrap();
    let mut comparison = tiny();
    comparison.variance = true;
    comparison.variants[1] = variant("pwc", &["training.optimizer=auto"]);
    let error = run(&comparison, &folder.path().join("out")).unwrap_err();
    assert!(matches!(error, CompareError::NoBatches), "{error}");
    assert!(!folder.path().join("out").exists());
}
