//! The variance of the gradient along a training.

use super::*;

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
    comparison.variants.push(variant("exact", &[]));
    run(&comparison, folder.path()).unwrap();
    assert!(std::fs::read_to_string(&path).unwrap().contains(",exact,"));
}

#[test]
fn an_importance_ages_until_it_is_refreshed() {
    let mut comparison = tiny();
    comparison.variants = vec![
        variant("uniform", &[]),
        variant("exact", &["sampling.mixture=0", "sampling.power=2"]),
        variant(
            "exact",
            &[
                "sampling.mixture=0",
                "sampling.power=2",
                "sampling.refresh=10",
            ],
        ),
    ];
    comparison.variants[2].name = "exact+refresh=10".to_owned();
    let stop = AtomicBool::new(false);
    let all = super::super::variance::variations(&comparison, &stop, &|_| {}).unwrap();
    let of = |name: &str| -> Vec<&Variation> { all.iter().filter(|v| v.variant == name).collect() };
    let (fresh, aged) = (of("exact"), of("exact+refresh=10"));
    assert!(fresh.iter().all(|v| v.refreshed == v.iteration));
    assert!(fresh.iter().all(|v| v.from_exact < 1e-6), "{fresh:?}");
    let times: Vec<(usize, usize)> = aged.iter().map(|v| (v.refreshed, v.iteration)).collect();
    assert_eq!(times, [(0, 5), (10, 15)]);
    assert!(aged.iter().all(|v| v.from_exact > 1e-3), "{aged:?}");
    // At the same moment and points, the same but for the age.
    let same = fresh.iter().find(|v| v.iteration == 5).unwrap();
    assert_ne!(same.to_uniform, aged[0].to_uniform);
}

#[test]
fn the_variance_is_measured_anew_along_another_training() {
    let folder = tempfile::tempdir().unwrap();
    let mut comparison = tiny();
    comparison.variance = true;
    run(&comparison, folder.path()).unwrap();
    let path = folder.path().join("variance.csv");
    assert!(read(&path).lines().nth(1).unwrap().ends_with(",uniform"));
    comparison.variants.reverse();
    run(&comparison, folder.path()).unwrap();
    assert!(read(&path).lines().nth(1).unwrap().ends_with(",pwc"));
}

#[test]
fn the_training_of_a_measurement_has_the_problem_s_precision() {
    use crate::study::{Work, watch};
    let problem = variant("uniform", &["training.precision=f64"]).problem;
    let stop = AtomicBool::new(false);
    let work = Work::new(1.0, &stop, Mutex::new(&|_| {}));
    let watched = watch(problem, &[0, 7, 20], &work, "").unwrap();
    let times: Vec<usize> = watched.snapshots.iter().map(|s| s.0).collect();
    assert_eq!(times, [0, 7, 20]);
    assert_eq!(watched.snapshots[2].1, watched.parameters);
    let in_single = |x: &f64| f64::from(*x as f32) == *x;
    assert!(!watched.parameters.iter().all(in_single));
}
