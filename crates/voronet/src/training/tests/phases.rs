//! Phases, and what they hand on.

use super::*;
use crate::problem::Precision;

/// u'' = −π² sin(πx), u(0) = u(1) = 0: u = sin(πx).
const ROD: &str = r#"
inputs = ["x"]
outputs = ["u"]
domain.x = [0, 1]

[[equation]]
law = "diff(u, x, 2) = -pi^2*sin(pi*x)"
[[condition]]
at = "x = 0 or x = 1"
law = "u = 0"
[network]
hidden = [8, 8]
[sampling]
method = "uniform"
points = 1000
batch = 64
[training]
record_points = 200
[reference]
u = "sin(pi*x)"
"#;

fn rod(changes: &[&str]) -> Problem {
    let changes: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
    read_problem(ROD, &changes).unwrap_or_else(|c| panic!("{c:?}"))
}

/// The same with phases, each a table without its brackets.
fn in_phases(phases: &[&str]) -> Problem {
    let phase = |keys: &&str| format!("[[training.phase]]\n{keys}\n");
    let phases: String = phases.iter().map(phase).collect();
    let text = ROD.replace("[reference]", &format!("{phases}[reference]"));
    read_problem(&text, &[]).unwrap_or_else(|c| panic!("{c:?}"))
}

#[test]
fn a_problem_that_names_no_optimizer_is_solved_to_many_digits() {
    let problem = rod(&["training.iterations=600"]);
    assert!(problem.training.is_automatic);
    let (trained, records) = run(&problem, None);
    let trained = trained.unwrap();
    let error = trained.record.relative_l2_error[0].unwrap();
    assert!(error < 1e-6, "{error}");
    // The answer was recorded, and is not far from the lowest loss on points that were
    // not trained.
    let lowest = records.iter().map(|r| r.loss).fold(f64::INFINITY, f64::min);
    assert!(records.contains(&trained.record) && trained.record.loss < 10.0 * lowest);
}

#[test]
fn the_answer_of_all_phases_has_the_same_bits_for_any_number_of_threads() {
    let problem = rod(&["training.iterations=570"]);
    let at = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        pool.install(|| run(&problem, None).0.unwrap().parameters)
    };
    let one = at(1);
    assert_eq!(one, at(2));
    assert_eq!(one, at(3));
}

#[test]
fn phases_follow_one_another_and_each_goes_on_where_the_last_one_ended() {
    let adam = "optimizer = \"adam\"\niterations = 15\nprecision = \"f64\"";
    let both = in_phases(&[
        adam,
        "optimizer = \"sgd\"\nlearning_rate = 1e-30\niterations = 20",
    ]);
    assert_eq!(both.training.precision(), Precision::F64);
    let (trained, records) = run(&both, None);
    let trained = trained.unwrap();
    assert_eq!(trained.reason, Reason::Iterations(35));
    let iterations: Vec<usize> = records.iter().map(|r| r.iteration).collect();
    // Where a phase ends there is a record, once.
    assert_eq!(iterations, [0, 10, 15, 20, 30, 35]);
    // The second one moves by nothing that single precision would show.
    let first = run(&in_phases(&[adam]), None).0.unwrap();
    let same = |(a, b): (&f64, &f64)| (*a as f32) == (*b as f32);
    assert!(first.parameters.iter().zip(&trained.parameters).all(same));
}

#[test]
fn a_phase_ends_for_each_of_its_reasons() {
    let still = "optimizer = \"sgd\"\nlearning_rate = 1e-30\nschedule = \"constant\"";
    let end = |more: &str| {
        let trained = run(&in_phases(&[&format!("{still}\n{more}")]), None).0;
        trained.unwrap()
    };
    // The first record counts as the lowest, and three more are no lower.
    assert_eq!(end("stall = 3").reason, Reason::Stalled(30));
    assert_eq!(end("iterations = 7").iterations, 7);
    let out_of_time = end("seconds = 1e-9");
    assert_eq!(out_of_time.iterations, 0);
    assert_eq!(out_of_time.reason, Reason::TimeBudget(1e-9));
    // Where nothing counts there is no step that lowers the loss.
    let text = ROD.replace("law =", "weight = 0\nlaw =");
    let problem = read_problem(
        &text,
        &["training.optimizer=levenberg-marquardt".to_owned()],
    );
    let trained = run(&problem.unwrap(), None).0.unwrap();
    assert_eq!(trained.reason, Reason::NoStep);
}

#[test]
fn a_law_that_is_no_number_is_named_whatever_the_method() {
    let text = ROD.replace("diff(u, x, 2)", "sqrt(x - 2) + diff(u, x, 2)");
    let problem = read_problem(
        &text,
        &["training.optimizer=levenberg-marquardt".to_owned()],
    );
    let failure = run(&problem.unwrap(), None).0.unwrap_err();
    assert!(failure.is_at_start(), "{failure}");
    assert_eq!(failure.cause, Cause::NotANumber);
    assert!(failure.what.contains("equation-1"), "{failure}");
}

#[test]
fn a_gradient_that_is_no_number_is_not_taken_for_convergence() {
    // At the ends the root of 0 has an infinite derivative, while the loss is finite.
    let text = ROD.replace("law = \"u = 0\"", "law = \"sqrt(x*(1 - x)*u) = 0\"");
    for method in ["levenberg-marquardt", "spring", "ssbroyden"] {
        let set = format!("training.optimizer={method}");
        let failure = run(&read_problem(&text, &[set]).unwrap(), None).0;
        let failure = failure.unwrap_err();
        assert!(failure.is_at_start(), "{method}: {failure}");
        assert!(failure.what.contains("the gradient"), "{method}: {failure}");
    }
}

#[test]
fn phases_without_iterations_or_time_leave_the_network_as_it_was() {
    let none = "optimizer = \"spring\"\niterations = 0";
    let (trained, records) = run(&in_phases(&[none, none]), None);
    assert_eq!(trained.unwrap().reason, Reason::Iterations(0));
    assert_eq!(records.len(), 1);
    let (trained, records) = run(&rod(&["training.time_budget=1e-9"]), None);
    let trained = trained.unwrap();
    assert_eq!(trained.reason, Reason::TimeBudget(1e-9));
    assert_eq!((trained.iterations, records.len()), (0, 1));
}
