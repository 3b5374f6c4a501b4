//! Runs that break off are outcomes, not the end of a comparison.

use super::*;

/// `pwc` at a rate at which nothing stays finite for long.
fn half_diverging() -> Comparison {
    let mut comparison = tiny();
    comparison.variants[1] = variant("pwc", &["training.learning_rate=1e30"]);
    comparison
}

#[test]
fn the_other_methods_are_compared_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    let comparison = half_diverging();
    let mut tell = |step: Stage| {
        if let Stage::Diverged { why } = step {
            told.push(why.to_owned());
        }
    };
    let stop = AtomicBool::new(false);
    let table = compare(&comparison, folder.path(), 1, &stop, &mut tell).unwrap();
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("is not finite in iteration"), "{told:?}");
    assert!(table.rows[0][0].values.iter().all(|x| x.is_finite()));
    assert_eq!(table.rows[0][1].values, [f64::INFINITY; 2]);
    for file in ["table.csv", "table.md", "curves.csv", "error-by-time.png"] {
        assert!(folder.path().join(file).exists(), "{file}");
    }
    assert!(read(&folder.path().join("report.html")).contains("<td>diverged</td>"));
    let [_, pwc, ..] = runs(folder.path());
    let summary = read_summary(&pwc.join("summary.json")).unwrap();
    assert_eq!(summary.stopped_because, format!("diverged: {}", told[0]));
    // It is not tried again.
    let before = runs(folder.path()).map(|run| tree(&run));
    let again = run(&comparison, folder.path()).unwrap();
    assert_eq!(again.to_csv(), table.to_csv());
    assert_eq!(runs(folder.path()).map(|run| tree(&run)), before);
}

#[test]
fn the_variance_along_a_diverging_training_is_not_measured() {
    let folder = tempfile::tempdir().unwrap();
    let mut comparison = half_diverging();
    comparison.variants.reverse();
    comparison.variance = true;
    run(&comparison, folder.path()).unwrap();
    let page = read(&folder.path().join("report.html"));
    assert!(page.contains("Not measured: the training of pwc"), "{page}");
    assert!(!folder.path().join("variance.csv").exists());
}

#[test]
fn if_all_diverge_it_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut comparison = half_diverging();
    comparison.variants.remove(0);
    let error = run(&comparison, folder.path()).unwrap_err();
    assert!(matches!(error, CompareError::AllDiverged { .. }), "{error}");
    let words = error.to_string();
    assert!(words.contains("every run of every method diverged. pwc, random seed 3"));
    assert!(words.contains("smaller learning rate"), "{words}");
}
