//! How a run ends, as its exit status says it.

use super::support::{stderr, voronet};
use super::{folder, summary};

#[test]
fn divergence_exits_with_one_and_leaves_the_last_good_model() {
    let folder = folder();
    let output = voronet(
        folder.path(),
        &[
            "train",
            "tiny.toml",
            "--out",
            "out",
            "--set",
            "training.optimizer=sgd",
            "--set",
            "training.learning_rate=1e9",
        ],
    );
    assert_eq!(output.status.code(), Some(1));
    let message = stderr(&output);
    assert!(
        message.contains("not finite in iteration") && message.contains("term `"),
        "{message}"
    );
    assert!(
        voronet(folder.path(), &["evaluate", "out", "--grid", "2x2"])
            .status
            .success()
    );
    assert!(!folder.path().join("out/summary.json").exists());
}

#[test]
fn a_loss_above_what_is_asked_for_has_an_exit_status_of_its_own() {
    let folder = folder();
    let run = |arguments: &[&str]| {
        let output = voronet(folder.path(), arguments);
        (output.status.code(), stderr(&output))
    };
    let out = ["train", "tiny.toml", "--quiet", "--out"];
    let (status, said) = run(&[&out[..], &["high", "--fail-above", "1e-9"]].concat());
    assert_eq!(status, Some(3), "{said}");
    // Everything is written all the same.
    let high = folder.path().join("high");
    let loss = summary(&high)["loss"].as_f64().unwrap();
    let expected = format!("error: the loss {loss:.3e} is above 1e-9 (--fail-above)\n");
    assert_eq!(said, expected);
    assert!(high.join("report.html").exists());
    let (status, said) = run(&[&out[..], &["low", "--fail-above", "1e9"]].concat());
    assert_eq!((status, said.as_str()), (Some(0), ""));
    // A run that is trained on is held against it too.
    for (most, expected) in [("1e-9", 3), ("1e9", 0)] {
        let resume = ["resume", "low", "--quiet", "--more", "5"];
        let (status, said) = run(&[&resume[..], &["--fail-above", most]].concat());
        assert_eq!(status, Some(expected), "{said}");
    }
    for bad in ["0", "nan", "low"] {
        let (status, said) = run(&[&out[..], &["never", "--fail-above", bad]].concat());
        assert_eq!(status, Some(2));
        assert!(said.contains("a loss is a number above 0"), "{said}");
    }
}

#[test]
fn a_training_that_goes_back_says_so() {
    let folder = folder();
    let sets = [
        "training.optimizer=sgd",
        "training.learning_rate=0.5",
        "training.iterations=60",
    ];
    let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
    let arguments = [&["train", "tiny.toml", "--out", "out"], &sets[..]].concat();
    let output = voronet(folder.path(), &arguments);
    let said = stderr(&output);
    assert!(output.status.success(), "{said}");
    let run = summary(&folder.path().join("out"));
    let recoveries = run["recoveries"].as_array().unwrap();
    for recovery in recoveries {
        let line = format!(
            "warning: term {} is not finite in iteration {}: back to the state after iteration {}, with {}",
            recovery["term"].to_string().replace('"', "`"),
            recovery["iteration"],
            recovery["back_to"],
            recovery["remedy"].as_str().unwrap(),
        );
        assert!(said.contains(&line), "{line}: {said}");
    }
    assert_eq!(recoveries[0]["remedy"], "0.5 times the learning rate");
}
