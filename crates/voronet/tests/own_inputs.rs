//! Fields that depend on some inputs only, found together with the solution.

use voronet::prelude::*;
use voronet::run::Opened;

/// u_t = (k u_x)_x − 1/2 − x with k = 1 + x/2 and u = t + x + x²/2, which is known.
fn conductivity(more: &[(&str, &str)]) -> Problem {
    let [t, x, u, k] = vars(["t", "x", "u", "k"]);
    let known = &t + &x + x.powi(2) / 2.0;
    let flux = &k * u.diff(&x);
    let heat = u.diff(&t).equals(flux.diff(&x) - 0.5 - &x);
    let problem = ProblemBuilder::new("Conductivity")
        .input("t", 0.0, 1.0)
        .input("x", 0.0, 1.0)
        .output("u")
        .output("k")
        .of(["x"])
        .width(6)
        .equation("heat", heat)
        .equation("seen", u.equals(known.clone()))
        .condition("end", at("x = 0"), k.equals(1.0))
        .reference("k", "1 + x/2")
        .set("network.hidden", [8, 8])
        .set("sampling.points", 2000)
        .set("training.record_points", 200)
        .set("training.optimizer", "levenberg-marquardt")
        .set("training.iterations", 60);
    let method = more.iter().find(|(key, _)| *key == "training.optimizer");
    let problem = match method {
        None | Some((_, "spring")) => problem.set("training.rows", 600),
        _ => problem,
    };
    let problem = more.iter().fold(problem, |problem, (key, value)| {
        match value.parse::<f64>() {
            Ok(number) => problem.set(key, number),
            Err(_) => problem.set(key, *value),
        }
    });
    problem.build().unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn error(solution: &Solution) -> f64 {
    let (name, error) = &solution.errors()[0];
    assert_eq!(name, "k");
    *error
}

#[test]
fn a_field_of_one_input_is_found_saved_and_opened() {
    let problem = conductivity(&[]);
    assert!(
        problem
            .text()
            .contains(r#"{ name = "k", of = ["x"], width = 6 }"#),
        "{}",
        problem.text()
    );
    let solution = voronet::solve(&problem).unwrap();
    assert!(error(&solution) < 1e-4, "{:e}", error(&solution));
    // u sees t and x, k sees x alone.
    let u = 2 * 8 + 8 + 8 * 8 + 8 + 8 + 1;
    let k = 6 + 6 + 6 * 6 + 6 + 6 + 1;
    assert_eq!(solution.parameters().len(), u + k);
    let points = Cloud::from_rows(&[[0.0, 0.3], [0.7, 0.3], [1.0, 0.9]]);
    let asked = [
        "u",
        "k",
        "diff(k, t)",
        "k_xt",
        "diff(k, x)",
        "laplacian(k)",
        "k_xx",
    ];
    let values = solution.evaluate_expressions(&asked, &points).unwrap();
    assert_eq!(values["k"][0], values["k"][1]);
    assert_eq!(values["diff(k, t)"], [0.0; 3]);
    assert_eq!(values["k_xt"], [0.0; 3]);
    assert!(
        values["diff(k, x)"]
            .iter()
            .all(|k_x| (k_x - 0.5).abs() < 1e-2)
    );
    assert_eq!(values["laplacian(k)"], values["k_xx"]);

    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("run");
    solution.save(&folder).unwrap();
    let again = Solution::open(&folder).unwrap();
    assert_eq!(again.evaluate_expressions(&asked, &points).unwrap(), values);
    assert_eq!(again.parameters(), solution.parameters());
    // The network alone knows as much.
    let alone = Opened::open(&folder.join("model.safetensors")).unwrap();
    assert_eq!(alone.evaluate_expressions(&asked, &points).unwrap(), values);
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.contains("k, which depends on x alone."));
}

/// Every kind of optimizer and sampler moves a field towards the truth.
#[test]
fn every_optimizer_and_sampler_finds_it() {
    for (method, iterations, precise) in [
        ("adam", "1500", 0.2),
        ("l-bfgs", "200", 0.05),
        ("ssbroyden", "150", 0.01),
        ("spring", "200", 5e-3),
    ] {
        let solution = voronet::solve(&conductivity(&[
            ("training.optimizer", method),
            ("training.iterations", iterations),
        ]));
        let error = error(&solution.unwrap());
        println!("{method}: {error:e}");
        assert!(error < precise, "{method}: {error:e}");
    }
    for sampler in voronet::sampler::SAMPLERS.members {
        let solution = voronet::solve(&conductivity(&[
            ("training.optimizer", "adam"),
            ("training.iterations", "300"),
            ("sampling.method", sampler.name),
        ]));
        let error = error(&solution.unwrap());
        println!("{}: {error:e}", sampler.name);
        assert!(error < 0.3, "{}: {error:e}", sampler.name);
    }
}

#[test]
fn no_bit_depends_on_the_number_of_threads() {
    let problem = conductivity(&[
        ("training.optimizer", "adam"),
        ("training.iterations", "20"),
    ]);
    let trained = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        pool.install(|| voronet::solve(&problem).unwrap().parameters().to_vec())
    };
    assert_eq!(trained(1), trained(3));
}

#[test]
fn an_output_of_all_inputs_is_as_if_nothing_was_said() {
    let text = |outputs: &str| {
        format!(
            "inputs = ['t', 'x']\noutputs = {outputs}\ndomain = {{ t = [0, 1], x = [0, 1] }}\n\
             [[equation]]\nlaw = 'diff(u, t) = diff(u, x, 2)'\n[[condition]]\nat = 't = 0'\n\
             law = 'u = x'\n[network]\nhidden = [5]\n[sampling]\npoints = 500\n[training]\n\
             optimizer = 'adam'\niterations = 20\n"
        )
    };
    let trained = |outputs: &str| {
        let problem = Problem::parse(&text(outputs)).unwrap_or_else(|wrong| panic!("{wrong}"));
        let solution = voronet::solve(&problem).unwrap();
        solution.model().clone()
    };
    assert_eq!(
        trained("['u']"),
        trained("[{ name = 'u', of = ['x', 't'] }]")
    );
}

#[test]
fn a_field_may_hold_a_condition_exactly() {
    let problem = conductivity(&[]);
    assert!(problem.fields[1].is_none());
    let exact = problem
        .changed(&["condition.end.exact=true".to_owned()])
        .unwrap();
    assert!(exact.fields[1].is_some());
    let solution = voronet::solve(&exact).unwrap();
    let points = Cloud::from_rows(&[[0.4, 0.0], [0.9, 0.0]]);
    let values = solution.evaluate(&points).unwrap();
    assert!(values["k"].iter().all(|k| (k - 1.0).abs() < 1e-12));
    assert!(error(&solution) < 1e-4);
}
