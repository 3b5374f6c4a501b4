//! Weights that are expressions.

use super::*;
use crate::training::check_weights;

/// The problem with other weights, and each law with a factor.
fn weighted(weights: [&str; 2], factors: [&str; 2], changes: &[&str]) -> Problem {
    let text = POISSON
        .replace("weight = 100", &format!("weight = {}", weights[1]))
        .replace(
            "law = \"diff",
            &format!("weight = {}\nlaw = \"diff", weights[0]),
        )
        .replace(
            "diff(u, x, 2) = -pi^2*sin(pi*x)",
            &format!("{}*(diff(u, x, 2) + pi^2*sin(pi*x)) = 0", factors[0]),
        )
        .replace("u = 0", &format!("{}*u = 0", factors[1]));
    let changes: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
    read_problem(&text, &changes).unwrap_or_else(|c| panic!("{c:?}"))
}

#[test]
fn a_weight_is_the_square_of_a_factor_of_the_law() {
    let ways: [&[&str]; 4] = [
        &["sampling.method=exact", "training.record_every=10"],
        &[
            "sampling.method=pwc",
            "sampling.conditions=exact",
            "training.record_every=10",
        ],
        &[
            "training={optimizer=\"levenberg-marquardt\",iterations=10,record_every=5,record_points=200}",
        ],
        &["training={optimizer=\"l-bfgs\",iterations=20,record_every=10,record_points=200}"],
    ];
    for way in ways {
        let mut changes = vec!["scale=false", "sampling.refresh=10", "sampling.points=2000"];
        changes.extend(way);
        let weights = ["\"exp(-x)\"", "\"4*(1 + x)\""];
        let by_weight = weighted(weights, ["1", "1"], &changes);
        let by_factor = weighted(["1", "1"], ["exp(-x/2)", "2*sqrt(1 + x)"], &changes);
        let [weight, factor] = [by_weight, by_factor].map(|problem| run(&problem, Some(20)).1);
        assert!(weight.len() > 1 && weight.len() == factor.len(), "{way:?}");
        let (first, other) = (&weight[0], &factor[0]);
        assert!((first.loss / other.loss - 1.0).abs() < 1e-5, "{way:?}");
        let (last, other) = (weight.last().unwrap(), factor.last().unwrap());
        assert!(
            (last.loss / other.loss - 1.0).abs() < 1e-2,
            "{way:?}: {} {}",
            last.loss,
            other.loss
        );
    }
}

#[test]
fn a_constant_expression_is_the_number() {
    let [number, text] = [["1", "100"], ["\"2 - 1\"", "\"10^2\""]].map(|weights| {
        run(
            &weighted(weights, ["1", "1"], &["training.iterations=20"]),
            None,
        )
        .0
    });
    assert_eq!(number.unwrap().parameters, text.unwrap().parameters);
}

#[test]
fn a_weight_that_is_none_is_reported_with_its_place() {
    for (weights, term, words) in [
        (
            ["\"x - 0.5\"", "1"],
            "poisson",
            "the weight of `poisson` is -0.",
        ),
        (
            ["1", "\"1/x\""],
            "ends",
            "the weight of `ends` is inf at x = 0.0000",
        ),
        (["\"sqrt(x - 1)\"", "1"], "poisson", "is NaN at x = 0."),
    ] {
        let problem = weighted(weights, ["1", "1"], &[]);
        let plan = Plan::compile(&problem);
        let pools = Pools::new(&problem, &plan, &|_, _| {}).unwrap();
        let bad = check_weights(&problem, &plan, &pools.clouds).unwrap_err();
        assert_eq!(bad.term, term);
        assert!(bad.to_string().contains(words), "{bad}");
    }
    // What rounding makes of 0 is a weight.
    let problem = weighted(
        ["\"x*(0.1 + 0.2 - 0.3) + x\"", "\"0.3 - 0.1*3 + x\""],
        ["1", "1"],
        &[],
    );
    let plan = Plan::compile(&problem);
    let pools = Pools::new(&problem, &plan, &|_, _| {}).unwrap();
    assert!(check_weights(&problem, &plan, &pools.clouds).is_ok());
}
