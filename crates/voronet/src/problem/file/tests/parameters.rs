//! `[parameters]` and `[statistics]`.

use super::*;
use crate::problem::Density;

const FAMILY: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 1]
x = [0, 1]
[parameters]
nu = [0.01, "1/10"]
xi = { normal = [1, 0.5], count = 3 }
eta = { uniform = [2, 3] }
[[equation]]
law = "diff(u, t) = nu*laplacian(u) + xi1*eta"
[[condition]]
at = "t = 0"
law = "u = xi3"
"#;

#[test]
fn parameters_are_inputs_that_are_no_space() {
    let problem = read_problem(FAMILY, &[]).unwrap();
    let names = ["t", "x", "nu", "xi1", "xi2", "xi3", "eta"];
    assert_eq!(problem.inputs, names);
    assert_eq!(problem.roles.parameters, [2, 3, 4, 5, 6]);
    assert_eq!(problem.roles.space.as_deref(), Some(&[1][..]));
    assert_eq!(
        problem.domain.lower,
        [0.0, 0.0, 0.01, -1.0, -1.0, -1.0, 2.0]
    );
    assert_eq!(problem.domain.upper, [1.0, 1.0, 0.1, 3.0, 3.0, 3.0, 3.0]);
    let normal = Density::Normal {
        mean: 1.0,
        deviation: 0.5,
    };
    let known = [(3, normal), (4, normal), (5, normal), (6, Density::Uniform)];
    assert_eq!(problem.densities, known);
    assert_eq!(problem.statistics.samples, 4096);
    // As an override, and with settings of statistics.
    let changes = ["parameters.nu=[1, 2]", "statistics.quantiles=[0.1]"].map(str::to_owned);
    let problem = read_problem(FAMILY, &changes).unwrap();
    assert_eq!(problem.domain.upper[2], 2.0);
    assert_eq!(problem.statistics.quantiles, [0.1]);
}

#[test]
fn points_follow_the_densities_of_parameters() {
    use crate::plan::Plan;
    use crate::training::Pools;

    let changes = ["sampling.points=20000".to_owned()];
    let problem = read_problem(FAMILY, &changes).unwrap();
    let pools = Pools::new(&problem, &Plan::compile(&problem), &|_, _| {}).unwrap();
    let clouds = pools.clouds.iter().map(|cloud| &**cloud);
    for points in clouds.chain(pools.tracked.iter()) {
        let column = |i: usize| (0..points.len()).map(move |j| points.point(j)[i]);
        let n = points.len() as f64;
        let moments = |i: usize| {
            let mean = column(i).sum::<f64>() / n;
            let variance = column(i).map(|x| (x - mean).powi(2)).sum::<f64>() / n;
            (mean, variance)
        };
        for i in 3..6 {
            let (mean, variance) = moments(i);
            assert!(
                (mean - 1.0).abs() < 0.04 && (variance - 0.25).abs() < 0.03,
                "{i}"
            );
        }
        let (mean, variance) = moments(2);
        assert!(
            (mean - 0.055).abs() < 0.003 && (variance / 0.09f64.powi(2) - 1.0 / 12.0).abs() < 0.01
        );
    }
}

#[test]
fn mistakes_of_parameters_are_told() {
    for (from, to, title) in [
        ("nu = [0.01, \"1/10\"]", "nu = [1, 0]", "is empty"),
        ("nu = [0.01", "x = [0.01", "`x` is defined twice"),
        ("nu = [0.01", "pi = [0.01", "has a meaning of its own"),
        (
            "x = [0, 1]\n",
            "x = [0, 1]\nnu = [0, 1]\n",
            "under [parameters] already",
        ),
        (
            "normal = [1, 0.5]",
            "normal = [1, 0]",
            "deviation of `xi1` must be above 0",
        ),
        ("normal = [1, 0.5]", "normal = 1", "is a pair of numbers"),
        (
            "normal = [1, 0.5]",
            "gauss = [1, 0.5]",
            "unknown key `gauss`",
        ),
        (
            "uniform = [2, 3]",
            "uniform = [2, 3], normal = [0, 1]",
            "one density",
        ),
        ("count = 3", "count = 30", "at most 24 inputs"),
        ("count = 3", "count = 0", "`count` must be"),
        (
            "[[equation]]",
            "[statistics]\nquantiles = [0.5, 2]\n[[equation]]",
            "between 0 and 1",
        ),
    ] {
        assert!(FAMILY.contains(from), "{from}");
        let all = complaints(&FAMILY.replace(from, to), &[]);
        assert!(
            all.iter().any(|(_, c)| c.title.contains(title)),
            "{to}: {all:#?}"
        );
    }
    let all = complaints(SMALL, &["statistics.samples=10"]);
    assert!(all[0].1.title.contains("there are none"), "{all:?}");
}
