//! Networks that see waves and other expressions, from the file to the opened run.

use crate::optimizer::OPTIMIZERS;
use crate::points::Cloud;
use crate::problem::Problem;
use crate::run::{Opened, Solution, solve};
use crate::sampler::SAMPLERS;

const RING: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 0.5]
x = [-1, 3]
[[equation]]
name = "waves"
law = "diff(u, t) + diff(u, x) = 0.01*diff(u, x, 3)"
[[condition]]
name = "start"
at = "t = 0"
law = "u = sin(pi*x/2)"
[[condition]]
name = "ring"
at = "x = 3"
law = ["u = opposite(u)", "diff(u, x) = opposite(diff(u, x))", "diff(u, x, 2) = opposite(diff(u, x, 2))"]
[network]
hidden = [6, 6]
features = ["x", "t", "exp(-t)*cos(pi*x)"]
[sampling]
points = 300
seeds = 50
batch = 40
[training]
iterations = 12
record_points = 50
"#;

fn problem(changes: &[&str]) -> Problem {
    let changes: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
    let open = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    Problem::parse_with(RING, "ring", &changes, &open).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// u and its derivatives at both ends, which must be the same to rounding.
fn assert_is_periodic(solution: &Solution, rounding: f64) {
    let times = [0.0, 0.1, 0.25, 0.5];
    let texts = [
        "u",
        "diff(u, x)",
        "diff(u, t, x)",
        "diff(u, x, 2)",
        "diff(u, x, 4)",
    ];
    let at = |x: f64| {
        let rows: Vec<[f64; 2]> = times.iter().map(|&t| [t, x]).collect();
        let values = solution.evaluate_expressions(&texts, &Cloud::from_rows(&rows));
        values.unwrap().values.concat()
    };
    let (from, to) = (at(-1.0), at(3.0));
    let size = from.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    assert!(size > 0.0 && size.is_finite());
    for (a, b) in from.iter().zip(&to) {
        assert!((a - b).abs() <= rounding * size, "{a} for {b}");
    }
}

#[test]
fn a_periodic_solution_is_kept_with_what_its_network_sees() {
    let changes = [
        (
            &["training.optimizer=adam", "training.precision=f32"][..],
            1e-5,
        ),
        (
            &["training.optimizer=adam", "training.precision=f64"],
            1e-13,
        ),
        (&[], 1e-13),
    ];
    for (changes, rounding) in changes {
        let solution = solve(&problem(changes)).unwrap();
        assert_is_periodic(&solution, rounding);
        assert!(solution.verdict().is_some());
        let names: Vec<_> = { solution.problem().terms.iter() }
            .map(|term| term.name.as_str())
            .collect();
        assert_eq!(names, ["waves", "start"]);
        let folder = tempfile::tempdir().unwrap();
        let saved = folder.path().join("run");
        solution.save(&saved).unwrap();
        let points = solution.grid(&[5, 7]);
        let opened = Solution::open(&saved).unwrap();
        assert_eq!(opened.evaluate(&points), solution.evaluate(&points));
        // The network alone knows what it sees.
        let alone = Opened::open(&saved.join("model.safetensors")).unwrap();
        let texts = ["u", "diff(u, x, 3)"];
        let values = alone.evaluate_expressions(&texts, &points).unwrap();
        assert_eq!(
            values,
            solution.evaluate_expressions(&texts, &points).unwrap()
        );
    }
}

#[test]
fn every_optimizer_and_sampler_trains_it() {
    for entry in OPTIMIZERS.members {
        let optimizer = format!("training.optimizer={}", entry.name);
        assert_is_periodic(&solve(&problem(&[&optimizer])).unwrap(), 1e-5);
    }
    for entry in SAMPLERS.members {
        let method = format!("sampling.method={}", entry.name);
        for precision in ["f32", "f64"] {
            let precision = format!("training.precision={precision}");
            let changes = ["training.optimizer=adam", &method, &precision];
            assert_is_periodic(&solve(&problem(&changes)).unwrap(), 1e-5);
        }
    }
}

#[test]
fn no_bit_depends_on_the_number_of_threads() {
    let at = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let trained = || solve(&problem(&[])).unwrap().parameters().to_vec();
        pool.build().unwrap().install(trained)
    };
    assert_eq!(at(1), at(3));
}

#[test]
fn a_feature_without_a_derivative_at_a_point_is_told_as_other_faults_are() {
    let law = "features=[\"t\", \"(x + 1)^(4/3)*(3 - x)\", \"x\"]";
    let changes = [
        "domain.x={from=-1, to=3, periodic=false}",
        &format!("network.{law}"),
        "condition.ring.at=x = -1",
        "condition.ring.law=diff(u, x, 2) = 0",
    ];
    let failed = solve(&problem(&changes)).unwrap_err().to_string();
    assert!(
        failed.contains("`ring`") && failed.contains("not finite"),
        "{failed}"
    );
}
