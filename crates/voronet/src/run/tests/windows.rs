//! Solving in windows of the time.

use super::files;
use crate::network::Ansatz;
use crate::points::Cloud;
use crate::problem::{Problem, Start, State, Window};
use crate::run::*;

/// Two swings of a spring: second order, and the time alone.
const SPRING: &str = r#"
inputs = ["t"]
outputs = ["x"]
domain.t = [0, "4*pi"]
[[equation]]
law = "diff(x, t, 2) + x = 0"
[[condition]]
name = "start"
at = "t = 0"
law = ["x = 1", "diff(x, t) = 0"]
[network]
hidden = [10, 10]
[sampling]
points = 400
[training]
windows = 4
record_every = 5
record_points = 200
[[training.phase]]
optimizer = "levenberg-marquardt"
iterations = 30
rows = 300
[reference]
x = "cos(t)"
"#;

/// Cooling of a rod, with a probe in it and an end that is let go halfway.
const ROD: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 0.2]
x = [0, 1]
[[equation]]
law = "diff(u, t) = diff(u, x, 2)"
[[condition]]
name = "rest"
at = "t = 0 or x = 0"
law = "u = sin(pi*x)"
[[condition]]
name = "held"
at = "x = 1 and t < 0.1"
law = "u = 0"
[[condition]]
name = "free"
at = "x = 1 and t >= 0.1"
law = "diff(u, x) = -pi*exp(-pi^2*t)"
[[condition]]
name = "probe"
points = "probe.csv"
law = "u = value"
[network]
hidden = [12, 12]
[sampling]
points = 500
[training]
windows = 3
record_points = 200
[[training.phase]]
optimizer = "levenberg-marquardt"
iterations = 40
rows = 500
[reference]
u = "exp(-pi^2*t)*sin(pi*x)"
"#;

/// A wave, once around a circle or between ends that are held.
const WAVE: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 1.5]
x = { from = 0, to = 1, periodic = PERIODIC }
[[equation]]
law = "diff(u, t, 2) = diff(u, x, 2)"
[[condition]]
at = "t = 0"
law = ["u = sin(2*pi*x)", "diff(u, t) = 0"]
[[condition]]
at = "x = 0 or x = 1"
law = "u = 0"
[network]
hidden = [12, 12]
[training]
windows = 3
record_points = 200
[[training.phase]]
optimizer = "levenberg-marquardt"
iterations = 40
rows = 500
[reference]
u = "sin(2*pi*x)*cos(2*pi*t)"
"#;

/// What holds at the ends of the wave that are held.
const HELD: &str = r#"[[condition]]
at = "x = 0 or x = 1"
law = "u = 0"
"#;

/// The spring with changes, for other tests.
pub fn spring(changes: &[&str]) -> Problem {
    problem(SPRING, changes)
}

fn problem(text: &str, changes: &[&str]) -> Problem {
    let changes: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
    let value = |t: f64| (-std::f64::consts::PI.powi(2) * t).exp();
    let probe = move |_: &str| {
        let rows = [0.01, 0.15].map(|t| format!("{t},0.5,{}\n", value(t)));
        Ok(format!("t,x,value\n{}", rows.concat()).into_bytes())
    };
    Problem::parse_with(text, "problem", &changes, &probe).unwrap_or_else(|wrong| panic!("{wrong}"))
}

#[test]
fn windows_of_an_ordinary_equation_make_up_one_solution() {
    let problem = problem(SPRING, &[]);
    let solution = solve(&problem).unwrap();
    assert_eq!(solution.model().later.len(), 3);
    let errors = solution.errors();
    assert!(errors[0].1 < 1e-5, "{errors:?}");
    // Value and slope go on where windows meet, and a cut belongs to the earlier one.
    let cuts: Vec<f64> = (1..4)
        .map(|k| f64::from(k) * std::f64::consts::PI)
        .collect();
    let both = cuts.iter().flat_map(|&t| [t, t * (1.0 + 1e-15)]);
    let cloud = Cloud::new(1, both.collect());
    let values = solution
        .evaluate_expressions(&["x", "diff(x, t)"], &cloud)
        .unwrap();
    for column in &values.values {
        for (k, pair) in column.chunks(2).enumerate() {
            assert_ne!(pair[0].to_bits(), 0f64.to_bits());
            assert!((pair[0] - pair[1]).abs() < 1e-12, "window {k}: {pair:?}");
        }
    }
    let summary = solution.summary();
    let ends: Vec<f64> = summary.windows.iter().map(|window| window.to).collect();
    assert_eq!(ends[..3], cuts);
    assert!(summary.windows.iter().all(|window| window.imbalance < 1e-3));
    // The history counts on.
    let iterations = solution.history().records.iter().map(|r| r.iteration);
    assert!(iterations.clone().is_sorted() && iterations.max() == Some(summary.iterations));
}

#[test]
fn what_was_saved_is_opened_to_the_bit_whatever_the_threads() {
    let text = ROD.replace("iterations = 40", "iterations = 8");
    for text in [SPRING, &text] {
        let problem = problem(text, &[]);
        let with = |threads| solve_with(&problem, &Options { threads }, |_| Ok(Flow::GoOn));
        let (one, two) = (with(1).unwrap(), with(2).unwrap());
        assert!(one.model() == two.model());
        let parent = tempfile::tempdir().unwrap();
        let saved = parent.path().join("run");
        one.save(&saved).unwrap();
        assert!(files(&saved).contains(&"report.html".to_owned()));
        let opened = Solution::open(&saved).unwrap();
        let points = match text {
            SPRING => one.grid(&[101]),
            _ => one.grid(&[31, 11]),
        };
        assert_eq!(opened.evaluate(&points), one.evaluate(&points));
        assert_eq!(opened.summary().windows, one.summary().windows);
        let alone = Opened::open(&saved.join(MODEL)).unwrap();
        let values = alone
            .evaluate_expressions(&problem.outputs, &points)
            .unwrap();
        assert_eq!(values.values, one.evaluate(&points).unwrap().values);
    }
}

#[test]
fn a_field_in_space_goes_on_and_conditions_hold_in_their_time() {
    let solution = solve(&problem(ROD, &[])).unwrap();
    let errors = solution.errors();
    assert!(errors[0].1 < 2e-4, "{errors:?}");
    let terms = &solution.history().terms;
    let loss = |name: &str, record: usize| {
        let column = terms.iter().position(|term| term == name).unwrap();
        let records = &solution.history().records;
        let record = &records[record.min(records.len() - 1)];
        record.terms[column]
    };
    // `free` holds in the second and third window alone, `held` in the first two.
    assert!(loss("free", 0) == 0.0 && loss("held", 0) > 0.0);
    assert!(loss("free", usize::MAX) > 0.0 && loss("held", usize::MAX) == 0.0);
    assert!(
        loss("rest", usize::MAX) > 0.0,
        "the start of the window counts with the start"
    );
}

#[test]
fn a_wave_goes_on_exactly_where_windows_meet() {
    for periodic in ["true", "false"] {
        let mut text = WAVE.replace("PERIODIC", periodic);
        if periodic == "true" {
            text = text.replace(HELD, "");
        }
        let solution = solve(&problem(&text, &[])).unwrap();
        let errors = solution.errors();
        assert!(errors[0].1 < 5e-3, "{errors:?}");
        let cuts = [0.5, 1.0].into_iter();
        let places = (0..=10).flat_map(|k| cuts.clone().map(move |t| (t, f64::from(k) / 10.0)));
        let both = places.flat_map(|(t, x)| [t, x, t * (1.0 + 1e-15), x]);
        let cloud = Cloud::new(2, both.collect());
        let laws = ["u", "diff(u, t)", "diff(u, x)"];
        let found = solution.evaluate_expressions(&laws, &cloud).unwrap();
        for (column, most) in found.values.iter().zip([1e-9, 1e-9, 1e-6]) {
            for pair in column.chunks(2) {
                assert_ne!(pair[0].to_bits(), pair[1].to_bits(), "two networks");
                assert!((pair[0] - pair[1]).abs() < most, "{periodic}: {pair:?}");
            }
        }
    }
}

#[test]
fn nothing_follows_a_window_that_is_lost() {
    let changes = ["training.phase=[{optimizer=\"adam\", iterations=1}]"];
    let solution = solve(&problem(SPRING, &changes)).unwrap();
    let summary = solution.summary();
    assert_eq!(summary.windows.len(), 1);
    assert!(!solution.is_whole());
    assert!(solve(&problem(SPRING, &[])).unwrap().is_whole());
    let said = "the window up to 3.141592653589793 is not solved, and what follows from it was not \
                trained";
    assert_eq!(summary.stopped_because, said);
    assert_eq!(
        solution.verdict().unwrap().judgement,
        crate::judge::Judgement::NotSolved
    );
}

#[test]
fn a_window_that_is_lost_is_begun_otherwise_before_that_is_said() {
    let changes = ["training.phase=[{optimizer=\"adam\", iterations=1}]"];
    let mut beginnings = Vec::new();
    let solution = solve_with(
        &problem(SPRING, &changes),
        &Options::default(),
        |progress| {
            match progress {
                Progress::Window { number, .. } => beginnings.push((number, None)),
                Progress::Recorded { record, .. } => {
                    let (_, loss) = beginnings.last_mut().unwrap();
                    loss.get_or_insert(record.loss);
                }
                _ => {}
            }
            Ok(Flow::GoOn)
        },
    );
    assert!(!solution.unwrap().is_whole());
    let [(1, Some(a)), (1, Some(b)), (1, Some(c))] = beginnings[..] else {
        panic!("{beginnings:?}");
    };
    assert!(a != b && b != c && a != c, "{beginnings:?}");
}

#[test]
fn a_window_that_came_to_enough_ends_and_the_next_one_begins() {
    let mut number = 0;
    let one = Options { threads: 1 };
    let solution = solve_with(&problem(SPRING, &[]), &one, |progress| {
        if let Progress::Window { number: now, .. } = progress {
            number = now;
        }
        Ok(match progress {
            Progress::Recorded { record, .. } if number == 2 && record.loss < 1e-3 => Flow::Enough,
            _ => Flow::GoOn,
        })
    });
    let summary = solution.unwrap().summary().clone();
    let steps: Vec<usize> = summary.windows.iter().map(|w| w.iterations).collect();
    assert!(
        steps[1] < 30 && steps[0] == 30 && steps[3] == 30,
        "{steps:?}"
    );
    assert_eq!(summary.stopped_because, "all 30 iterations done");

    // The program finds it by itself where the file leaves it the choice of how to train.
    let text = SPRING.split("[[training.phase]]").collect::<String>();
    let text = text.replace(
        "optimizer = \"levenberg-marquardt\"\niterations = 30\nrows = 300\n",
        "",
    );
    let solution = solve(&problem(&text, &["training.estimate_error=false"])).unwrap();
    assert_eq!(
        solution.summary().stopped_because,
        "what it has come to is enough"
    );
    assert!(solution.errors()[0].1 < 1e-6);
}

#[test]
fn a_start_of_many_terms_is_read_back_as_it_is_held() {
    let problem = problem(&WAVE.replace("PERIODIC", "false"), &[]);
    let state = State::of(&problem).unwrap();
    let line = problem.line(&state).unwrap();
    let pulse = |x: f64| (-900.0 * (x - 0.5).powi(2)).exp();
    let values: Vec<f64> = line.points().into_iter().map(pulse).collect();
    let start = Start::Written(vec![line.written(&values, 1.0).unwrap(); 2]);
    let window = Window::equal((0.0, 1.5), 3)[1];
    let own = problem.windowed(&state, window, Some(start)).problem;
    let ansatz = &own.fields[0].as_ref().unwrap().ansatz;
    assert!(ansatz.text().len() > 10_000);
    let read = Ansatz::read(ansatz.text(), &own.inputs).unwrap();
    assert!(read == *ansatz);
}

#[test]
fn layers_that_are_left_to_the_program_are_smaller_in_windows() {
    let text = WAVE.replace("PERIODIC", "false");
    let (before, after) = text.split_once("[network]").unwrap();
    let free = before.to_owned() + "[network]" + after.split_once("[training]").unwrap().0;
    let own = problem(&free, &[]).for_windows();
    assert_eq!(own.network.hidden, [12, 12]);
    let free = free.replace("hidden = [12, 12]", "");
    let (whole, cut) = (problem(&free, &[]), problem(&free, &["training.windows=4"]));
    let chosen = whole.for_windows();
    assert_eq!(whole.network.hidden, [20, 20, 20]);
    assert_eq!(chosen.network.hidden, [16, 16, 16]);
    assert_eq!(cut.network.hidden, chosen.network.hidden);
    let rows = |problem: &Problem| {
        problem
            .training
            .phases
            .iter()
            .map(|p| p.rows)
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&cut), rows(&chosen));
    assert_ne!(rows(&cut), rows(&whole));
}

#[test]
fn an_interrupted_training_keeps_the_windows_so_far() {
    let mut number = 0;
    let options = Options { threads: 1 };
    let solution = solve_with(&problem(SPRING, &[]), &options, |progress| {
        if let Progress::Window { number: now, of: 4 } = progress {
            number = now;
        }
        Ok(match (number, progress) {
            (3, Progress::Iterated(_)) => Flow::Stop,
            _ => Flow::GoOn,
        })
    });
    let solution = solution.unwrap();
    assert_eq!(solution.model().later.len(), 2);
    assert_eq!(solution.summary().stopped_because, "interrupted");
    assert_eq!(solution.summary().windows.len(), 3);
    let parent = tempfile::tempdir().unwrap();
    let saved = parent.path().join("run");
    solution.save(&saved).unwrap();
    let points = solution.grid(&[51]);
    let opened = Solution::open(&saved).unwrap();
    assert_eq!(opened.evaluate(&points), solution.evaluate(&points));
}

#[test]
fn the_error_of_windows_is_estimated_from_a_second_training() {
    let changes = ["training.estimate_error=true", "training.windows=2"];
    let solution = solve(&problem(SPRING, &changes)).unwrap();
    let estimated = &solution.verdict().unwrap().estimated_errors;
    let truth = solution.errors()[0].1;
    assert!(
        estimated[0].1 > 0.1 * truth && estimated[0].1 < 100.0 * truth,
        "{estimated:?} of {truth}"
    );
    let windows = &solution.summary().windows;
    assert!(
        windows
            .iter()
            .all(|window| window.estimated_errors.len() == 1)
    );
}

#[test]
fn what_leads_nowhere_in_one_is_cut() {
    // Twenty swings.
    let changes = [
        "training.windows=auto",
        "domain.t=[0, \"40*pi\"]",
        "training.iterations=20",
    ];
    let solution = solve(&problem(SPRING, &changes)).unwrap();
    assert!(solution.summary().windows.len() > 4);
    // What is solved in one stays as it is.
    let short = SPRING.replace("iterations = 30", "iterations = 120");
    let solved = |windows: &str| {
        let changes = ["domain.t=[0, 1]", &format!("training.windows={windows}")];
        solve(&problem(&short, &changes)).unwrap()
    };
    let (auto, one) = (solved("auto"), solved("1"));
    assert!(auto.model() == one.model());
    assert!(auto.summary().windows.is_empty());
}
