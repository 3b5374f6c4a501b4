//! Trainings that go back from numbers that are not finite.

use super::resumed::assert_same_wherever_cut;
use super::*;

/// A decay whose law has no value where u is too small.
const DECAY: &str = r#"
inputs = ["x"]
outputs = ["u"]
domain.x = [0, 1.9]
[[equation]]
name = "decay"
law = "diff(u, x) = -sqrt(u + 1) - 0.5"
[[condition]]
at = "x = 0"
law = "u = 2"
[network]
hidden = [8, 8]
[sampling]
points = 200
batch = 24
[training]
record_every = 2
record_points = 100
"#;

/// The decay up to some x, trained in a phase.
fn decay(end: f64, phase: &str) -> Problem {
    let changes = [
        format!("domain.x=[0, {end}]"),
        format!("training.phase=[{{ {phase} }}]"),
    ];
    read_problem(DECAY, &changes).unwrap_or_else(|c| panic!("{c:?}"))
}

/// Beyond x = 1.968 the law has no solution.
const TOO_FAR: f64 = 2.5;

/// What came of a training, how it went back, and its records.
fn outcome(problem: &Problem) -> (Result<Trained, Failure>, Vec<Recovery>, Vec<Record>) {
    let plan = Arc::new(Plan::compile(problem));
    let references = References::new(problem, &plan).unwrap();
    let pools = Pools::new(problem, &plan, &|_, _| {}).unwrap();
    let (mut recoveries, mut records) = (Vec::new(), Vec::new());
    let trained = train(problem, &plan, pools, references, &mut |event| {
        match event {
            Event::Recovered(recovery) => recoveries.push(*recovery),
            Event::Recorded { record, .. } => records.push(record.clone()),
            Event::Iterated { .. } | Event::Starved(_) | Event::Resumable { .. } => {}
        }
        Flow::GoOn
    });
    (trained, recoveries, records)
}

/// Phases of each family that leave the numbers and are saved, with the loss that they reach.
const SAVED: [(f64, &str, f64); 7] = [
    (
        1.9,
        "optimizer = \"sgd\", iterations = 300, learning_rate = 0.0244140625",
        0.06,
    ),
    (
        1.8,
        "optimizer = \"nesterov\", precision = \"f64\", iterations = 300, learning_rate = 0.01220703125",
        0.02,
    ),
    (
        1.9,
        "optimizer = \"adam\", iterations = 300, learning_rate = 0.0244140625",
        5e-3,
    ),
    (
        1.9,
        "optimizer = \"levenberg-marquardt\", iterations = 60, rows = 8, redraw = 3",
        1e-5,
    ),
    (
        1.9,
        "optimizer = \"spring\", iterations = 60, rows = 6, redraw = 3",
        1e-4,
    ),
    (
        1.8,
        "optimizer = \"l-bfgs\", iterations = 60, rows = 6, redraw = 3",
        1e-3,
    ),
    (
        1.8,
        "optimizer = \"ssbroyden\", iterations = 60, rows = 6, redraw = 3",
        1e-4,
    ),
];

#[test]
fn smaller_steps_save_a_training_of_every_family() {
    for (end, phase, most) in SAVED {
        let (trained, recoveries, records) = outcome(&decay(end, phase));
        let trained = trained.unwrap();
        assert!(!recoveries.is_empty(), "{phase}");
        assert!(
            trained.record.loss < most,
            "{phase}: {}",
            trained.record.loss
        );
        for (k, recovery) in recoveries.iter().enumerate() {
            let times = k as i32 + 1;
            let expected = match recovery.remedy {
                Remedy::LearningRate(_) => Remedy::LearningRate(0.5f64.powi(times)),
                Remedy::Damping(_) => Remedy::Damping(10f64.powi(times)),
                Remedy::Anew => Remedy::Anew,
            };
            assert_eq!(recovery.remedy, expected, "{phase}");
            assert_eq!(recovery.term, 0, "{phase}");
            assert!(recovery.back_to < recovery.iteration, "{phase}");
            // It went back to the best record before.
            let before = records.iter().filter(|r| r.iteration < recovery.iteration);
            assert!(
                before.clone().any(|r| r.iteration == recovery.back_to),
                "{phase}"
            );
        }
        assert!(
            records.is_sorted_by(|a, b| a.iteration < b.iteration),
            "{phase}"
        );
    }
}

#[test]
fn a_training_that_was_saved_goes_on_as_if_it_had_not_been_cut() {
    for (end, phase, _) in SAVED {
        let mut problem = decay(end, phase);
        problem.training.iterations = 60;
        let last = outcome(&problem).0.unwrap().iterations;
        let cuts: Vec<usize> = (0..=last).collect();
        assert_same_wherever_cut(&problem, &cuts, phase);
    }
}

#[test]
fn what_smaller_steps_do_not_save_fails_after_three() {
    for phase in [
        "optimizer = \"sgd\", iterations = 300, learning_rate = 10",
        "optimizer = \"levenberg-marquardt\", iterations = 100, rows = 16",
        "optimizer = \"spring\", iterations = 100, rows = 16",
        "optimizer = \"l-bfgs\", iterations = 100, rows = 16",
    ] {
        let (trained, recoveries, records) = outcome(&decay(TOO_FAR, phase));
        let failure = trained.err().unwrap_or_else(|| panic!("{phase} went on"));
        assert_eq!((recoveries.len(), failure.recoveries), (3, 3), "{phase}");
        let said = failure.to_string();
        let after = format!(
            "in iteration {}, after going back 3 times to smaller steps",
            failure.iteration
        );
        assert!(said.contains(&after), "{said}");
        // The parts of the law are told where it has no value.
        let parts = [
            "the residual of `decay` is NaN, the sum of diff(u, x) = ",
            "sqrt(u + 1) = NaN, ",
        ];
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
        // What is handed on is the best state that was recorded.
        let best = records.iter().map(|r| r.loss).fold(f64::INFINITY, f64::min);
        assert!(best.is_finite() && failure.last_good.iter().all(|t| t.is_finite()));
    }
}

#[test]
fn nothing_is_gone_back_to_before_the_first_step() {
    let law = "equation.decay.law=diff(u, x) = log(x - 1)";
    let problem = read_problem(DECAY, &[law.to_owned()]).unwrap_or_else(|c| panic!("{c:?}"));
    let (trained, recoveries, _) = outcome(&problem);
    assert!(trained.unwrap_err().is_at_start());
    assert!(recoveries.is_empty());
}
