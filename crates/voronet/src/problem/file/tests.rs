mod edits;
mod features;
mod files;
mod forms;
mod language;
mod mistakes;
mod own_inputs;
mod parameters;
mod unknowns;
mod windows;

use super::*;
use crate::geometry::Piece;
use crate::optimizer::Schedule;
use crate::optimizer::schedule::cosine;
use crate::problem::Region;
use crate::sampler::{pwc, uniform};

const DIFFUSION: &str = include_str!("../../../../../problems/paper/diffusion.toml");

const SMALL: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 1]
x = [-1, "pi/2"]
[[equation]]
law = "diff(u, t) = diff(u, x, 2)"
[[condition]]
at = "t = 0"
law = "u = sin(x)"
"#;

/// Reads a problem that has no mistake.
fn read(text: &str) -> crate::problem::Problem {
    read_problem(text, &[]).unwrap_or_else(|c| panic!("{text}: {c:?}"))
}

fn complaints(text: &str, overrides: &[&str]) -> Vec<(String, Complaint)> {
    let overrides: Vec<String> = overrides.iter().map(|s| (*s).to_owned()).collect();
    let list = read_problem(text, &overrides).expect_err("a bad problem");
    let underlined = |c: &Complaint| {
        let source = match c.passage.text {
            Text::File => text,
            Text::Override(i) => &overrides[i],
        };
        source[c.passage.span.clone()].to_owned()
    };
    list.into_iter().map(|c| (underlined(&c), c)).collect()
}

/// Replaces part of the small problem and expects one complaint about it.
#[track_caller]
fn complains(from: &str, to: &str, underlined: &str, title: &str, help: &str) {
    assert!(SMALL.contains(from), "{from}");
    let all = complaints(&SMALL.replace(from, to), &[]);
    let fits = |(span, complaint): &(String, Complaint)| {
        span == underlined
            && complaint.title.contains(title)
            && complaint.help.as_deref().unwrap_or("").contains(help)
    };
    assert!(all.iter().any(fits), "{all:?}");
}

fn pieces(at: &str) -> Vec<Piece> {
    let problem = read_problem(&SMALL.replace("t = 0\"", &format!("{at}\"")), &[]);
    match &problem.unwrap_or_else(|c| panic!("{c:?}")).terms[1].region {
        Region::Boundary(pieces) => pieces.clone(),
        _ => panic!("a condition on faces"),
    }
}

#[test]
fn the_paper_s_diffusion_is_read() {
    let problem = read_problem(DIFFUSION, &[]).unwrap();
    assert_eq!(problem.inputs, ["t", "x"]);
    let names: Vec<&str> = problem.terms.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["diffusion", "initial", "ends"]);
    assert_eq!(problem.terms[2].weight, 500.0);
    assert_eq!(problem.training.iterations, 3000);
    assert!(!problem.network.scale_inputs);
    // u(0, x) of the reference is 10 (x − x²).
    let at = |leaf| {
        if leaf == voronet_expr::Leaf::Input(0) {
            0.0
        } else {
            0.3
        }
    };
    let exact = problem
        .graph
        .evaluate(problem.reference.expressions[0].unwrap(), &at);
    assert!((exact - 2.1).abs() < 1e-4, "{exact}");
}

#[test]
fn ten_lines_are_a_problem_with_defaults() {
    let problem = read_problem(SMALL, &[]).unwrap();
    assert_eq!(problem.domain.upper[1], std::f64::consts::FRAC_PI_2);
    assert_eq!(problem.terms[0].name, "equation-1");
    // The condition holds on a face of one dimension, the equation in two.
    assert_eq!(
        (problem.sampling.batch, problem.terms[1].batch),
        (2000, 500)
    );
    assert_eq!(problem.sampling.sampler, &pwc::ENTRY);
    assert_eq!(problem.sampling.seeds(), problem.sampling.batch);
}

#[test]
fn places_become_pieces_of_the_boundary() {
    let fixed =
        |at: &str| -> Vec<Vec<(usize, f64)>> { pieces(at).into_iter().map(|p| p.fixed).collect() };
    let top = std::f64::consts::FRAC_PI_2;
    assert_eq!(
        fixed("x = -1 or x = pi/2"),
        [vec![(1, -1.0)], vec![(1, top)]]
    );
    assert_eq!(fixed("-1 = x"), [vec![(1, -1.0)]]);
    assert_eq!(
        fixed("t = 0 and (x = -1 or x = pi/2)"),
        [vec![(0, 0.0), (1, -1.0)], vec![(0, 0.0), (1, top)]]
    );
    assert_eq!(fixed("t = 0 or t = 0"), [vec![(0, 0.0)]]);
    assert_eq!(
        fixed("not (t != 0 and t != 1)"),
        [vec![(0, 0.0)], vec![(0, 1.0)]]
    );
    let filtered = pieces("t = 0 and x > 0.5");
    assert!(filtered[0].filter.is_some());
}

#[test]
fn places_on_one_face_are_one_piece() {
    for at in [
        "t = 0 and (x < -0.5 or x > 0.5)",
        "t = 0 and x < -0.5 or t = 0 and x > 0.5",
    ] {
        let found = pieces(at);
        assert_eq!(found.len(), 1, "{at}");
        assert!(found[0].filter.is_some(), "{at}");
    }
    let whole = pieces("t = 0 or (t = 0 and x > 0.5)");
    assert_eq!((whole.len(), whole[0].filter), (1, None));
    // Comparisons that the face decides are no filters.
    assert_eq!(pieces("t = 0 and t < 0.5")[0].filter, None);
    // One of the branches is empty: t = 0 and t != 0.
    let found = pieces("(t = 0 or t = 1) and not (t = 0 and x < 0.5)");
    let filtered: Vec<bool> = found.iter().map(|p| p.filter.is_some()).collect();
    assert_eq!(filtered, [true, false]);
}

#[test]
fn empty_places_are_refused() {
    for at in [
        "t = 0 and t > 0.5",
        "t = 0 and x > 2",
        "t = 0 and x > 0.5 and 0.2 > x",
        "t = 0 and not x < 2",
    ] {
        complains(
            "t = 0\"",
            &format!("{at}\""),
            at,
            "no part of the boundary",
            "x in [-1",
        );
    }
}

#[test]
fn overrides_replace_add_and_reach_terms() {
    let set: Vec<String> = [
        "training.iterations=7",
        "sampling.method = uniform",
        "condition.condition-1.weight=3",
        "network.hidden=[8, 8]",
        "training.optimizer=adam",
        "training.schedule={ kind = \"cosine\" }",
        "title=A b",
    ]
    .map(str::to_owned)
    .to_vec();
    let problem = read_problem(SMALL, &set).unwrap();
    assert_eq!(problem.training.iterations, 7);
    assert_eq!(problem.sampling.sampler, &uniform::ENTRY);
    assert_eq!(problem.terms[1].weight, 3.0);
    assert_eq!(problem.network.hidden, [8, 8]);
    assert_eq!(
        problem.training.phases[0].schedule,
        Schedule::new(&cosine::ENTRY)
    );
    assert_eq!(problem.title, "A b");
    // The text of the problem says the same by itself.
    let again = read_problem(problem.text(), &[]).unwrap();
    assert_eq!(again.terms[1].weight, 3.0);
    let said =
        |p: &crate::problem::Problem| format!("{:?} {:?} {:?}", p.network, p.sampling, p.training);
    assert_eq!(said(&again), said(&problem));
    assert_eq!(again.title, problem.title);
}

#[test]
fn bad_overrides_are_underlined_themselves() {
    for (set, underlined, title) in [
        (
            "training.iterations",
            "training.iterations",
            "needs a key and a value",
        ),
        (
            "training.iterations=many",
            "many",
            "`iterations` must be a whole number",
        ),
        (
            "training.iteration=5",
            "training.iteration",
            "unknown key `iteration`",
        ),
        (
            "condition.start.weight=5",
            "condition.start.weight",
            "no condition named `start`",
        ),
        ("sampling.mixture=1.5", "1.5", "from 0 to below 1"),
        ("inputs.x=1", "inputs.x", "no keys of its own"),
    ] {
        let all = complaints(SMALL, &[set]);
        assert_eq!(all[0].0, underlined, "{all:?}");
        assert!(all[0].1.title.contains(title), "{all:?}");
    }
}

#[test]
fn an_empty_list_of_equations_is_none() {
    let text = "equation = []".to_owned()
        + &SMALL.replace("[[equation]]\nlaw = \"diff(u, t) = diff(u, x, 2)\"", "");
    let all = complaints(&text, &[]);
    assert!(all[0].1.title.contains("no equation"), "{all:?}");
}

#[test]
fn a_seed_is_any_whole_number_of_toml() {
    let read = |seed: &str| read_problem(SMALL, &[format!("training.seed={seed}")]);
    assert_eq!(
        read("9223372036854775807").unwrap().training.seed,
        i64::MAX as u64
    );
    assert!(read("1e300").is_err() && read("-1").is_err() && read("0.5").is_err());
}

#[test]
fn definitions_may_stand_in_any_order() {
    let text = SMALL.replace("sin(x)", "twice").replace("[[equation]]", "[constants]\nk = \"2*pi\"\n[definitions]\ntwice = \"2*once\"\nonce = \"k*x\"\n[[equation]]");
    let problem = read_problem(&text, &[]).unwrap();
    let residual = problem.terms[1].residuals[0];
    let value = problem.graph.evaluate(residual, &|leaf| {
        if leaf == voronet_expr::Leaf::Input(1) {
            1.0
        } else {
            0.0
        }
    });
    assert!((value + 4.0 * std::f64::consts::PI).abs() < 1e-12);
}
