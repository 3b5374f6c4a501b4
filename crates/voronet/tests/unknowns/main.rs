//! Numbers that are found together with the solution, compared with the truth.

use voronet::judge::Estimate;
use voronet::prelude::*;

/// u' = -k u, u(0) = 1, measured at points of [0, 2], with k = 1.5.
fn decay(points: usize, noise: impl Fn(usize) -> f64, more: &str) -> Problem {
    let t: Vec<f64> = (0..points)
        .map(|i| 2.0 * (i as f64 + 0.5) / points as f64)
        .collect();
    let seen: Vec<f64> = { t.iter().enumerate() }
        .map(|(i, t)| (-1.5 * t).exp() + noise(i))
        .collect();
    let [time, u, k, value] = vars(["t", "u", "k", "seen"]);
    let problem = ProblemBuilder::new("Decay")
        .input("t", 0.0, 2.0)
        .output("u")
        .unknown("k", 1.0)
        .positive()
        .equation("decay", u.diff(&time) + &k * &u)
        .condition("start", at("t = 0"), u.equals(1.0))
        .condition(
            "data",
            voronet::problem::points("seen.csv"),
            u.equals(&value),
        )
        .columns("seen.csv", &[("t", &t), ("seen", &seen)])
        .set("network.hidden", [8, 8])
        .set("sampling.points", 2000)
        .set("training.record_points", 500);
    let problem = more.lines().fold(problem, |problem, line| {
        let (key, value) = line.split_once('=').unwrap();
        match value.trim().parse::<f64>() {
            Ok(number) => problem.set(key.trim(), number),
            Err(_) => problem.set(key.trim(), value.trim()),
        }
    });
    problem.build().unwrap()
}

/// A short training of second order.
const SECOND: &str = "training.optimizer = levenberg-marquardt
training.rows = 400
training.iterations = 60";

fn found<'a>(solution: &'a Solution, name: &str) -> &'a Estimate {
    solution.unknown(name).unwrap()
}

#[test]
fn a_rate_from_clean_data() {
    let solution = voronet::solve(&decay(20, |_| 0.0, SECOND)).unwrap();
    let k = found(&solution, "k");
    assert!((k.value / 1.5 - 1.0).abs() < 1e-4, "{}", k.in_short());
    let last = solution.history().records.last().unwrap();
    assert_eq!(solution.history().unknowns, ["k"]);
    assert!((last.unknowns[0] - 1.5).abs() < 1e-3);
}

/// Numbers of a normal distribution, by Box and Muller, from a generator that is enough here.
fn normal(seed: u64) -> impl Fn(usize) -> f64 {
    let uniform = |n: u64| {
        let mut x = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
        for _ in 0..3 {
            x = (x ^ (x >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        }
        ((x >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    };
    move |i| {
        let n = 1_000_003 * seed + 2 * i as u64;
        let (a, b) = (uniform(n), uniform(n + 1));
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}

#[test]
fn the_interval_of_95_percent_holds_the_truth_in_95_percent_of_repeats() {
    let repeats = 40;
    let (mut held, mut errors, mut stated) = (0, 0.0, 0.0);
    for seed in 1..=repeats {
        let noise = normal(seed);
        let problem = decay(50, |i| 0.01 * noise(i), SECOND);
        let solution = voronet::solve(&problem).unwrap();
        let k = found(&solution, "k");
        let [from, to] = k.interval.unwrap();
        held += usize::from((from..=to).contains(&1.5));
        errors += (k.value - 1.5).powi(2);
        stated += k.standard_error.unwrap().powi(2);
        println!("{} in {from}..{to}", k.in_short());
    }
    let (errors, stated) = (
        (errors / repeats as f64).sqrt(),
        (stated / repeats as f64).sqrt(),
    );
    println!("{held} of {repeats}: errors of {errors:.5}, stated {stated:.5}");
    assert!((36..=40).contains(&held), "{held} of {repeats}");
    // The least that any unbiased estimate could have, by the exact sensitivity of u to k.
    let information: f64 = (0..50)
        .map(|i| 2.0 * (f64::from(i) + 0.5) / 50.0)
        .map(|t| (t * (-1.5 * t).exp() / 0.01).powi(2))
        .sum();
    println!("the least possible {:.5}", information.powf(-0.5));
    assert!((0.9..1.1).contains(&(stated / information.powf(-0.5))));
    assert!((0.75..1.33).contains(&(errors / stated)));
}

#[test]
fn noise_that_is_stated_weighs_the_rows() {
    // Half of the data are a hundred times worse, and said to be.
    let t: Vec<f64> = (0..40).map(|i| 0.05 * (f64::from(i) + 0.5)).collect();
    let sigma: Vec<f64> = (0..40)
        .map(|i| if i % 2 == 0 { 1e-3 } else { 1e-1 })
        .collect();
    let noise = normal(3);
    let seen: Vec<f64> = (0..40)
        .map(|i| (-1.5 * t[i]).exp() + sigma[i] * noise(i))
        .collect();
    let [time, u, k, value] = vars(["t", "u", "k", "seen"]);
    let problem = |noise: Option<&str>| {
        let problem = ProblemBuilder::new("Decay")
            .input("t", 0.0, 2.0)
            .output("u")
            .unknown("k", 1.0)
            .between(0.1, 10.0)
            .equation("decay", u.diff(&time) + &k * &u)
            .condition("start", at("t = 0"), u.equals(1.0))
            .condition(
                "data",
                voronet::problem::points("seen.csv"),
                u.equals(&value),
            );
        let problem = match noise {
            Some(noise) => problem.noise(noise),
            None => problem,
        };
        problem
            .columns("seen.csv", &[("t", &t), ("seen", &seen), ("sigma", &sigma)])
            .set("network.hidden", [8, 8])
            .set("training.optimizer", "levenberg-marquardt")
            .set("training.rows", 400)
            .set("training.iterations", 60)
            .set("sampling.points", 2000)
            .build()
            .unwrap()
    };
    let weighed = voronet::solve(&problem(Some("sigma"))).unwrap();
    let plain = voronet::solve(&problem(None)).unwrap();
    let (weighed, plain) = (found(&weighed, "k"), found(&plain, "k"));
    println!(
        "{}, without noise stated {}",
        weighed.in_short(),
        plain.in_short()
    );
    assert!((weighed.value - 1.5).abs() < 4.0 * weighed.standard_error.unwrap());
    assert!(weighed.standard_error.unwrap() < 0.1 * plain.standard_error.unwrap());
}

#[test]
fn of_a_product_only_the_product_is_determined() {
    let t: Vec<f64> = (0..20).map(|i| 0.1 * (f64::from(i) + 0.5)).collect();
    let seen: Vec<f64> = t.iter().map(|t| (-1.5 * t).exp()).collect();
    for (law, name, truth) in [("a*b", "a*b", 1.5), ("(a + 2*b)", "a + 2*b", 1.5)] {
        let problem = ProblemBuilder::new("Decay")
            .input("t", 0.0, 2.0)
            .output("u")
            .unknown("a", 1.0)
            .unknown("b", 0.5)
            .equation("decay", format!("diff(u, t) = -{law}*u").as_str())
            .condition("start", at("t = 0"), "u = 1")
            .condition("data", voronet::problem::points("seen.csv"), "u = seen")
            .columns("seen.csv", &[("t", &t), ("seen", &seen)])
            .set("network.hidden", [8, 8])
            .set("training.optimizer", "levenberg-marquardt")
            .set("training.rows", 400)
            .set("training.iterations", 60)
            .set("sampling.points", 2000)
            .build()
            .unwrap();
        let solution = voronet::solve(&problem).unwrap();
        let unknowns = &solution.summary().unknowns;
        assert_eq!(unknowns.combinations.len(), 1, "{unknowns:?}");
        let combination = &unknowns.combinations[0];
        assert_eq!(combination.name, name);
        assert!(
            (combination.value / truth - 1.0).abs() < 1e-3,
            "{combination:?}"
        );
        assert!(unknowns.each.iter().all(|one| one.standard_error.is_none()));
        let remark = "The laws and data do not determine a, b by themselves, only";
        assert!(unknowns.remarks[0].starts_with(remark), "{unknowns:?}");
    }
}

#[test]
fn an_eigenvalue_is_an_unknown_without_data() {
    let problem = ProblemBuilder::new("String")
        .input("x", 0.0, 1.0)
        .output("u")
        .unknown("k", 8.0)
        .positive()
        .equation("string", "diff(u, x, 2) + k*u = 0")
        .condition("left", at("x = 0"), ["u = 0", "diff(u, x) = 1"])
        .condition("right", at("x = 1"), "u = 0")
        .set("network.hidden", [10, 10])
        .set("training.optimizer", "levenberg-marquardt")
        .set("training.rows", 500)
        .set("training.iterations", 100)
        .set("sampling.points", 2000)
        .build()
        .unwrap();
    let solution = voronet::solve(&problem).unwrap();
    let k = found(&solution, "k");
    assert!(
        (k.value.sqrt() / std::f64::consts::PI - 1.0).abs() < 1e-4,
        "{k:?}"
    );
    assert_eq!(k.standard_error, None);
}

/// Every kind of optimizer moves an unknown towards the truth.
#[test]
fn every_optimizer_finds_it() {
    for (method, iterations, precise) in [
        ("adam", 3000, 0.05),
        ("l-bfgs", 300, 1e-2),
        ("ssbroyden", 200, 1e-3),
        ("spring", 300, 1e-3),
        ("levenberg-marquardt", 60, 1e-4),
    ] {
        let mut more = format!("training.optimizer = {method}\ntraining.iterations = {iterations}");
        if method == "adam" {
            more += "\ntraining.learning_rate = 0.01";
        }
        let problem = decay(20, |_| 0.0, &more);
        let solution = voronet::solve(&problem).unwrap();
        let k = found(&solution, "k").value;
        println!("{method}: {k}");
        assert!((k / 1.5 - 1.0).abs() < precise, "{method}: {k}");
    }
}

#[test]
fn a_run_is_opened_with_its_unknowns() {
    let solution = voronet::solve(&decay(20, |_| 0.0, &SECOND.replace("60", "5"))).unwrap();
    let parent = tempfile::tempdir().unwrap();
    solution.save(parent.path().join("run")).unwrap();
    let again = Solution::open(parent.path().join("run")).unwrap();
    assert_eq!(again.unknowns(), solution.unknowns());
    let points = Cloud::from_rows(&[[0.5]]);
    let values = again.evaluate_expressions(&["k", "u*k"], &points).unwrap();
    assert_eq!(values["k"][0], solution.unknowns()[0].value);
    let page = std::fs::read_to_string(parent.path().join("run/report.html")).unwrap();
    assert!(page.contains("95% interval") && page.contains("Unknowns"));
}
