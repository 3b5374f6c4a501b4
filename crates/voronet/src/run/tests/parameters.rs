//! Families and random parameters, solved.

use crate::points::Cloud;
use crate::problem::ProblemBuilder;

/// u' = -k u, of which everything is known.
fn decay() -> ProblemBuilder {
    ProblemBuilder::new("Decay")
        .input("t", 0.0, 1.0)
        .output("u")
        .equation("decay", "diff(u, t) = -k*u")
        .condition("start", crate::problem::at("t = 0"), "u = 1")
        .reference("u", "exp(-k*t)")
        .set("network.hidden", [10, 10])
        .set("sampling.points", 2000)
        .set("training.optimizer", "levenberg-marquardt")
        .set("training.rows", 500)
        .set("training.iterations", 60)
        .set("training.record_points", 500)
}

#[test]
fn one_training_solves_a_family() {
    let problem = decay().parameter("k", 0.5, 2.0).build().unwrap();
    let solution = crate::solve(&problem).unwrap();
    for k in [0.5, 1.0, 1.7] {
        let u = solution.evaluate(&Cloud::from_rows(&[[1.0, k]])).unwrap();
        assert!((u["u"][0] - (-k).exp()).abs() < 1e-3, "{k}");
    }
    assert!(solution.statistics().unwrap().is_none());
    let folder = tempfile::tempdir().unwrap();
    solution.save(folder.path().join("run")).unwrap();
    assert!(folder.path().join("run/solution-u.svg").is_file());
}

#[test]
fn statistics_are_those_of_the_density() {
    let problem = decay()
        .random_parameters("k", "uniform", [0.0, 1.0], 1)
        .definition("k", "k1")
        .set("statistics.samples", 1024)
        .build()
        .unwrap();
    let solution = crate::solve(&problem).unwrap();
    let statistics = solution.statistics().unwrap().unwrap();
    let at_end = |name: &str| *statistics.field(name).unwrap().values.last().unwrap();
    // Of exp(-k), with k uniform.
    let e = (-1.0f64).exp();
    let mean = 1.0 - e;
    let variance = (1.0 - e * e) / 2.0 - mean * mean;
    assert!((at_end("u_mean") - mean).abs() < 1e-3);
    assert!((at_end("u_variance") / variance - 1.0).abs() < 0.02);
    assert!((at_end("u_q50") - (-0.5f64).exp()).abs() < 2e-3);
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    solution.save(&run).unwrap();
    for file in [
        "statistics.csv",
        "statistics.npz",
        "statistics.vtu",
        "statistics-u.svg",
    ] {
        assert!(run.join(file).is_file(), "{file}");
    }
    let again = crate::run::Solution::open(&run).unwrap();
    assert_eq!(again.summary().statistics, solution.summary().statistics);
    assert!(!solution.summary().statistics.is_empty());
}
