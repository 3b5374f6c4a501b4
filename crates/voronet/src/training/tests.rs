//! Whole trainings, small ones.

mod phases;
mod recovery;
mod resumed;
mod samplers;
mod starved;
mod weights;

use std::sync::Arc;

use super::*;
use crate::plan::Plan;
use crate::problem::{Problem, read_problem};
use crate::sampler::{Entry, exact, pwc};

/// u'' = −π² sin(πx), u(0) = u(1) = 0: u = sin(πx).
const POISSON: &str = r#"
inputs = ["x"]
outputs = ["u"]
[domain]
x = [0, 1]
[[equation]]
name = "poisson"
law = "diff(u, x, 2) = -pi^2*sin(pi*x)"
[[condition]]
name = "ends"
at = "x = 0 or x = 1"
law = "u = 0"
weight = 100
batch = 16
[network]
hidden = [16, 16]
[sampling]
points = 500
batch = 64
[training]
optimizer = "adam"
iterations = 600
learning_rate = 0.01
schedule = { kind = "cosine" }
record_every = 50
record_points = 200
[reference]
u = "sin(pi*x)"
"#;

fn problem(changes: &[&str]) -> Problem {
    let changes: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
    read_problem(POISSON, &changes).unwrap_or_else(|c| panic!("{c:?}"))
}

fn run(
    problem: &Problem,
    interrupt_after: Option<usize>,
) -> (Result<Trained, Failure>, Vec<Record>) {
    let plan = Arc::new(Plan::compile(problem));
    let references = References::new(problem, &plan).unwrap();
    let pools = Pools::new(problem, &plan, &|_, _| {}).unwrap();
    let mut records = Vec::new();
    let mut sink = |event: Event| match event {
        Event::Recorded { record, .. } => {
            records.push(record.clone());
            Flow::GoOn
        }
        Event::Iterated { iteration, .. } if Some(iteration) == interrupt_after => Flow::Stop,
        Event::Iterated { .. }
        | Event::Recovered(_)
        | Event::Starved(_)
        | Event::Resumable { .. } => Flow::GoOn,
    };
    let trained = train(problem, &plan, pools, references, &mut sink);
    (trained, records)
}

#[test]
fn the_same_seed_gives_the_same_bits_for_any_number_of_threads() {
    let problem = problem(&["training.iterations=40"]);
    let at = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| run(&problem, None).0.unwrap().parameters)
    };
    let one = at(1);
    assert_eq!(one, at(2));
    assert_eq!(one, at(3));
    let other = self::problem(&["training.iterations=40", "training.seed=2"]);
    assert_ne!(one, run(&other, None).0.unwrap().parameters);
}

#[test]
fn training_stops_for_each_of_its_reasons() {
    let (trained, records) = run(&problem(&["training.tolerance=1.0"]), None);
    let trained = trained.unwrap();
    assert!(matches!(trained.reason, Reason::Tolerance { loss, .. } if loss < 1.0));
    assert!(trained.iterations < 600 && records.last().unwrap().loss < 1.0);
    let (trained, records) = run(&problem(&["training.time_budget=1e-9"]), None);
    assert!(matches!(trained.unwrap().reason, Reason::TimeBudget(_)));
    assert_eq!(records.len(), 1);
    let (trained, records) = run(&problem(&[]), Some(7));
    let trained = trained.unwrap();
    assert_eq!(
        (trained.reason, trained.iterations),
        (Reason::Interrupted, 7)
    );
    assert_eq!(records.last().unwrap().iteration, 7);
}

#[test]
fn divergence_names_iteration_and_term_and_keeps_the_last_good_state() {
    let (trained, _) = run(
        &problem(&[
            "training.optimizer=sgd",
            "training.learning_rate=1e6",
            "training.schedule=constant",
        ]),
        None,
    );
    let failure = trained.unwrap_err();
    assert!(failure.iteration > 1, "{failure}");
    assert!(
        failure.what.contains("term `") || failure.what.contains("loss at the sampler"),
        "{failure}"
    );
    assert!(failure.last_good.iter().all(|t| t.is_finite()));
}

#[test]
fn a_law_that_is_not_a_number_somewhere_stops_the_first_iteration() {
    let law = "equation.poisson.law=\"diff(u, x, 2) = log(x - 0.5)\"";
    let (trained, records) = run(&problem(&[law]), None);
    let failure = trained.unwrap_err();
    assert_eq!(failure.iteration, 1);
    assert!(failure.what.contains("poisson"), "{failure}");
    let message = failure.to_string();
    assert!(message.contains("x = 0."), "{message}");
    assert!(message.contains("before the first step"), "{message}");
    assert!(records.is_empty());
}

#[test]
fn a_sampler_s_failure_names_the_terms_of_its_own_points() {
    // The first step throws θ out of the numbers; the sampler looks at it before
    // anybody else.
    let sets = [
        "training.optimizer=sgd",
        "training.learning_rate=8e38",
        "training.record_every=1000",
    ];
    for method in ["exact", "gradient", "pwc"] {
        let set = format!("sampling.method={method}");
        let changed = problem(&[sets.as_slice(), &[&set]].concat());
        let failure = run(&changed, None).0.unwrap_err();
        assert_eq!((failure.iteration, failure.recoveries), (8, 3));
        assert_eq!(
            failure.what,
            "the loss of term `poisson` at the sampler's points"
        );
    }
}

/// u_t = u_xx with u(0, x) = sin(πx): u = exp(−π²t) sin(πx).
const DIFFUSION: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 0.2]
x = [0, 1]
[[equation]]
law = "diff(u, t) = diff(u, x, 2)"
[[condition]]
name = "start"
at = "t = 0"
law = "u = sin(pi*x)"
weight = 10
batch = 48
[[condition]]
name = "ends"
at = "x = 0 or x = 1"
law = "u = 0"
weight = 10
batch = 32
method = "exact"
[network]
hidden = [12, 12]
[sampling]
points = 600
batch = 96
refresh = 5
conditions = "pwc"
[training]
optimizer = "adam"
iterations = 250
learning_rate = 0.01
record_every = 50
record_points = 300
[reference]
u = "exp(-pi^2*t)*sin(pi*x)"
"#;

fn diffusion(changes: &[&str]) -> Problem {
    let changes: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
    read_problem(DIFFUSION, &changes).unwrap_or_else(|c| panic!("{c:?}"))
}

#[test]
fn probabilities_of_drawn_points_do_not_depend_on_the_exponent() {
    // Only the first batch is drawn: the network is the same for both.
    let drawn = |exponent: &str| {
        let sets = ["training.iterations=1", "sampling.method=exact", exponent];
        run(&diffusion(&sets), None).0.unwrap().drawn
    };
    assert_eq!(drawn("sampling.exponent=1"), drawn("sampling.exponent=0"));
    assert_eq!(drawn("sampling.exponent=1"), drawn("sampling.exponent=2.5"));
}

#[test]
fn conditions_are_drawn_by_their_own_samplers() {
    let problem = diffusion(&["sampling.seeds=40"]);
    let plan = Plan::compile(&problem);
    let samplers: Vec<&Entry> = plan.sets.iter().map(|set| set.sampler).collect();
    assert_eq!(samplers, [&pwc::ENTRY, &pwc::ENTRY, &exact::ENTRY]);
    let pools = Pools::new(&problem, &plan, &|_, _| {}).unwrap();
    let seeds: Vec<usize> = pools.seeds.iter().map(|seeds| seeds.len()).collect();
    assert_eq!(seeds, [40, 40, 0]);
    assert!((0..40).all(|s| pools.seeds[1].point(s)[0] == 0.0));
    // A condition's seeds are at most as many as its batch has points.
    let plan = Plan::compile(&diffusion(&[]));
    assert_eq!(plan.sets[1].seeds(&problem.sampling), 40);
    assert_eq!(plan.sets[1].seeds(&diffusion(&[]).sampling), 48);
    let plain = run(&diffusion(&["sampling.conditions=uniform"]), None).0;
    let drawn_by_loss = run(&diffusion(&[]), None).0;
    assert_ne!(plain.unwrap().parameters, drawn_by_loss.unwrap().parameters);
}

/// A ring so thin that no node of the solution grid lies in it.
const RING: &str = r#"
inputs = ["x", "y"]
outputs = ["u"]
domain = "ring"
[shapes]
ring = { kind = "sector", inner = 0.9998, outer = 1, from = 13, to = 71 }
[[equation]]
law = "laplacian(u) = 0"
[[condition]]
on = "ring.inner"
law = "u = x"
[network]
hidden = [4]
[sampling]
points = 100
batch = 20
[training]
optimizer = "adam"
iterations = 1
record_points = 50
[reference]
u = "x"
"#;

#[test]
fn a_domain_between_the_nodes_of_the_grid_has_an_error_all_the_same() {
    let problem = read_problem(RING, &[]).unwrap_or_else(|c| panic!("{c:?}"));
    let (trained, records) = run(&problem, None);
    trained.unwrap();
    let error = records[0].relative_l2_error[0].unwrap();
    assert!(error.is_finite() && error > 0.0, "{error}");
}

#[test]
fn a_reference_without_a_norm_is_an_error_that_says_so() {
    for (reference, fault) in [
        ("0*x", "0 everywhere (leave it out)"),
        (
            "log(x - 2)",
            "no number at any of 10201 points, such as t = ",
        ),
        ("1e308*(1 + x)", "too large for its norm"),
    ] {
        let problem = diffusion(&[&format!("reference.u=\"{reference}\"")]);
        let error = References::new(&problem, &Plan::compile(&problem))
            .err()
            .unwrap();
        assert_eq!(error.output, "u");
        assert!(error.fault.contains(fault), "{error}");
    }
    let problem = diffusion(&[]);
    let references = References::new(&problem, &Plan::compile(&problem)).unwrap();
    assert!(references.notes.is_empty());
}

#[test]
fn points_at_which_a_reference_is_no_number_are_left_out() {
    let problem = diffusion(&["reference.u=\"x*log(x)\""]);
    let references = References::new(&problem, &Plan::compile(&problem)).unwrap();
    assert_eq!(references.points.len(), 101 * 100);
    let is_zero = |j: usize| references.points.point(j)[1] == 0.0;
    assert!(!(0..references.points.len()).any(is_zero));
    let note = &references.notes[0];
    assert!(note.contains("no number at 101 of 10201 points"), "{note}");
    let (trained, records) = run(&problem, None);
    trained.unwrap();
    assert!(records[0].relative_l2_error[0].unwrap().is_finite());
}

#[test]
fn errors_of_very_small_and_very_large_references_are_numbers() {
    for factor in ["1e-300", "1e300"] {
        let text = format!("reference.u=\"{factor}*x\"");
        let (trained, records) = run(&diffusion(&[&text]), None);
        trained.unwrap();
        let error = records[0].relative_l2_error[0].unwrap();
        assert!(error.is_finite() && error > 0.0, "{factor}: {error}");
        // Beside the large one the network is nothing.
        assert!(factor == "1e-300" || error == 1.0, "{error}");
    }
}

#[test]
fn points_carry_normals_only_where_a_law_reads_them() {
    let carried = |law: &str| {
        let text = DIFFUSION.replace("law = \"u = 0\"", law);
        assert_ne!(text, DIFFUSION);
        let problem = read_problem(&text, &[]).unwrap_or_else(|c| panic!("{c:?}"));
        let plan = Plan::compile(&problem);
        let pools = Pools::new(&problem, &plan, &|_, _| {}).unwrap();
        let width = |j: usize| pools.clouds[j].carried(0).len();
        (width(1), width(2))
    };
    assert_eq!(carried("law = \"u*2 = 0\""), (0, 0));
    assert_eq!(carried("law = \"u*nx = 0\""), (0, 4));
    assert_eq!(carried("law = \"u = opposite(u)\""), (0, 4));
}
