//! What the network sees: features, waves and periodic inputs.

use super::*;
use crate::problem::{Problem, Term};

const RING: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 1]
x = [-1, 3]
[definitions]
r = "sqrt(t^2 + x^2)"
[[equation]]
name = "heat"
law = "diff(u, t) = diff(u, x, 2) + cos(pi*x/2)"
[[condition]]
name = "start"
at = "t = 0"
law = "u = x*(2 - x)"
[[condition]]
name = "ring"
at = "x = -1"
law = ["u = opposite(u)", "diff(u, x) = opposite(diff(u, x))"]
"#;

fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(RING.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

fn read(changes: &[(&str, &str)]) -> Problem {
    read_problem(&changed(changes), &[]).unwrap_or_else(|c| panic!("{c:?}"))
}

fn seen(problem: &Problem) -> Vec<String> {
    problem.network.features.texts(&problem.inputs)
}

fn names(terms: &[Term]) -> Vec<&str> {
    terms.iter().map(|term| term.name.as_str()).collect()
}

const INTERVAL: &str = "x = [-1, 3]";
const WAVES: [&str; 3] = [
    "t",
    "cos(1.5707963267948966*(x + 1))",
    "sin(1.5707963267948966*(x + 1))",
];

#[test]
fn a_condition_that_ties_enough_makes_its_input_periodic() {
    let problem = read(&[]);
    assert_eq!(
        (problem.periodic.as_slice(), names(&problem.exact)),
        (&[1][..], vec!["ring"])
    );
    assert_eq!(names(&problem.terms), ["heat", "start"]);
    assert_eq!(seen(&problem), WAVES);
    assert_eq!(problem.notes, [""; 0]);
    // In two conditions, the other way round and multiplied; at both ends; more than needed.
    for (from, to) in [
        (
            ", \"diff(u, x) = opposite(diff(u, x))\"]",
            "]\n[[condition]]\nat = \"x = 3\"\nlaw = \"2*opposite(diff(u, x)) = 2*diff(u, x)\"",
        ),
        ("\"x = -1\"", "\"x = -1 or x = 3\""),
        (
            "[\"u = opposite",
            "[\"diff(u, t) = opposite(diff(u, t))\", \"u = opposite",
        ),
        (INTERVAL, "x = { from = -1, to = 3 }"),
        (
            "[definitions]",
            "[network]\nfeatures = [\"t\", \"x\", \"exp(-t)*cos(pi*x)\"]\n[definitions]",
        ),
        (INTERVAL, "x = { from = -1, to = 3, periodic = true }"),
    ] {
        let problem = read(&[(from, to)]);
        assert_eq!(
            (problem.periodic.as_slice(), problem.terms.len()),
            (&[1][..], 2),
            "{to}"
        );
    }
}

#[test]
fn a_condition_that_ties_too_little_stays_and_why_is_noted() {
    let of_both = "diff(u, t) = diff(u, x, 2) + cos(pi*x/2)";
    for (from, to, reason) in [
        (
            ", \"diff(u, x) = opposite(diff(u, x))\"",
            "",
            "asks that `diff(u, x)` be tied as well",
        ),
        (
            of_both,
            "diff(u, t) = diff(u, x, 3)",
            "`diff(u, x, 2)` be tied",
        ),
        (
            of_both,
            "diff(u, t) = x*diff(u, x, 2)",
            "the law of `heat` is not the same at both ends",
        ),
        (
            "x*(2 - x)",
            "x*(1 - x)",
            "the law of `start` is not the same",
        ),
        (
            "[[condition]]\nname = \"start\"",
            "[[condition]]\nname = \"wall\"\nat = \"x = 3\"\nlaw = \"u = 0\"\n[[condition]]\nname = \"start\"",
            "`wall` holds on a face of x too",
        ),
        (
            "[definitions]",
            "[network]\nfeatures = [\"t\", \"x\", \"x^2 - 2*x\"]\n[definitions]",
            "the feature `x^2 - 2*x` is not periodic",
        ),
    ] {
        let problem = read(&[(from, to)]);
        assert!(
            problem.periodic.is_empty() && problem.exact.is_empty(),
            "{to}"
        );
        let [note] = problem.notes.as_slice() else {
            panic!("{to}: {:?}", problem.notes);
        };
        assert!(
            note.starts_with("`ring` ties") && note.contains(reason),
            "{to}: {note}"
        );
    }
    // Other laws, parts of a face, and what is not to be recognised.
    for (from, to) in [
        ("u = opposite(u)", "u = -opposite(u)"),
        ("\"x = -1\"", "\"x = -1 and t > 0.5\""),
        (INTERVAL, "x = { from = -1, to = 3, periodic = false }"),
    ] {
        let problem = read(&[(from, to)]);
        assert_eq!(
            (problem.periodic.len(), problem.notes.len()),
            (0, 0),
            "{to}"
        );
        assert!(problem.network.features.are_inputs(2));
    }
}

#[test]
fn two_inputs_may_be_periodic_by_one_condition() {
    let text = "inputs = [\"x\", \"y\"]\noutputs = [\"u\"]\n[domain]\nx = [0, 1]\ny = [0, 1]\n\
                [[equation]]\nlaw = \"laplacian(u) - u = sin(2*pi*x)*cos(2*pi*y)\"\n\
                [[condition]]\nat = \"x = 0 or y = 0\"\nlaw = [\"u = opposite(u)\", \
                \"diff(u, x) = opposite(diff(u, x))\", \"diff(u, y) = opposite(diff(u, y))\"]\n";
    let problem = read_problem(text, &[]).unwrap();
    assert_eq!(
        (problem.periodic.as_slice(), problem.exact.len()),
        (&[0, 1][..], 1)
    );
    assert_eq!(problem.network.features.len(), 4);
    // Periodic in one of them alone, the condition is needed for the other.
    let text = text.replace("y = [0, 1]", "y = { from = 0, to = 1, periodic = false }");
    let problem = read_problem(&text, &[]).unwrap();
    assert_eq!(
        (problem.periodic.as_slice(), problem.exact.len()),
        (&[0][..], 0)
    );
}

#[test]
fn an_input_that_is_said_to_be_periodic_needs_no_condition_and_bears_no_other() {
    let periodic = (INTERVAL, "x = { from = -1, to = 3, periodic = true }");
    let alone = RING.find("[[condition]]\nname = \"ring\"").unwrap();
    let text = RING[..alone].replace(periodic.0, periodic.1);
    let problem = read_problem(&text, &[]).unwrap();
    assert_eq!(
        (seen(&problem), problem.exact.len()),
        (WAVES.map(str::to_owned).to_vec(), 0)
    );
    let problem = read(&[periodic, ("cos(pi*x/2)", "x")]);
    assert!(problem.notes[0].contains("the law of `heat` is not the same at both ends"));
    for (from, to, underlined, title) in [
        (
            "u = opposite(u)",
            "u = 0",
            "\"x = -1\"",
            "its ends are no boundary",
        ),
        (
            "\"x = -1\"",
            "\"x = -1 and t < 0.5\"",
            "\"x = -1 and t < 0.5\"",
            "no boundary",
        ),
        (
            "[definitions]",
            "[network]\nfeatures = [\"t\", \"x\", \"x^2\"]\n[definitions]",
            "\"x^2\"",
            "this feature is not",
        ),
    ] {
        let all = complaints(&changed(&[periodic, (from, to)]), &[]);
        let fits = |(span, c): &(String, Complaint)| span == underlined && c.title.contains(title);
        assert!(all.iter().any(fits), "{to}: {all:?}");
    }
}

#[test]
fn features_are_what_the_list_says_and_the_waves() {
    let soft = (INTERVAL, "x = { from = -1, to = 3, periodic = false }");
    let with = |network: &str| seen(&read(&[soft, ("[definitions]", network)]));
    let list = "[network]\nfeatures = [\"r\", \"x\", \"sin(pi*x)*t\"]\n[definitions]";
    assert_eq!(with(list), ["sqrt(t^2 + x^2)", "x", "t*sin(pi*x)"]);
    let waves = with("[network]\nfourier = 2\n[definitions]");
    assert_eq!(waves.len(), 2 + 2 * 4);
    assert_eq!(waves[..2], ["t", "x"]);
    assert_eq!(waves[2], "cos(6.283185307179586*t)");
    assert_eq!(
        waves[9],
        "sin(3.141592653589793*(x + 1))".replace("3.141592653589793", "pi")
    );
    let waves = with("[network]\nfourier = { x = 3 }\n[definitions]");
    assert_eq!((waves.len(), &waves[2][..3]), (2 + 2 * 3, "cos"));
    // A periodic input is seen by its waves alone.
    let waves = seen(&read(&[(
        "[definitions]",
        "[network]\nfourier = 2\n[definitions]",
    )]));
    assert_eq!(waves.len(), 1 + 2 * 4);
    let problem = read(&[
        soft,
        (
            "[definitions]",
            "[network]\nfeatures = [\"x\"]\n[definitions]",
        ),
    ]);
    assert!(problem.notes[0].contains("No feature reads `t`"));
}

#[test]
fn features_that_cannot_be_are_underlined() {
    for (list, underlined, title) in [
        ("\"x\"", "\"x\"", "is a list of expressions"),
        ("[]", "[]", "is a list of expressions"),
        ("[\"x\", 3]", "3", "is written as a string"),
        ("[\"x\", \"u\"]", "\"u\"", "reads inputs alone"),
        ("[\"x\", \"2*pi\"]", "\"2*pi\"", "the same everywhere"),
        ("[\"x\", \"t\", \"x\"]", "\"x\"", "stands twice"),
        ("[\"x\", \"abs(x)\"]", "\"abs(x)\"", "lacks a derivative"),
        ("[\"x\", \"sinn(x)\"]", "sinn", "unknown function"),
    ] {
        let text = changed(&[(
            "[definitions]",
            &format!("[network]\nfeatures = {list}\n[definitions]"),
        )]);
        let all = complaints(&text, &[]);
        let fits = |(span, c): &(String, Complaint)| span == underlined && c.title.contains(title);
        assert!(all.iter().any(fits), "{list}: {all:?}");
    }
    for (from, to, underlined, title) in [
        (
            "x = [-1, 3]",
            "x = { from = -1 }",
            "{ from = -1 }",
            "must be a pair of numbers",
        ),
        (
            "x = [-1, 3]",
            "x = { from = 2, to = 1 }",
            "{ from = 2, to = 1 }",
            "is empty",
        ),
        (
            "x = [-1, 3]",
            "x = { from = 0, to = 1, peridic = true }",
            "peridic",
            "unknown key",
        ),
        (
            "x = [-1, 3]",
            "x = { from = 0, to = 1, periodic = 1 }",
            "1",
            "`periodic` must be",
        ),
        (
            "[definitions]",
            "[network]\nfourier = 100\n[definitions]",
            "100",
            "`fourier` must be",
        ),
    ] {
        let all = complaints(&changed(&[(from, to)]), &[]);
        let fits = |(span, c): &(String, Complaint)| span == underlined && c.title.contains(title);
        assert!(all.iter().any(fits), "{to}: {all:?}");
    }
}
