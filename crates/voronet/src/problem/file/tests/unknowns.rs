//! `[unknowns]` and the noise of data.

use super::*;

const DECAY: &str = r#"
inputs = ["t"]
outputs = ["u"]
[constants]
guess = 2
[unknowns]
k = { start = "guess/4", from = 0, to = 3 }
a = -1
[domain]
t = [0, 1]
[[equation]]
law = "diff(u, t) = -rate"
[[condition]]
at = "t = 0"
law = "u = a"
[[condition]]
points = "seen.csv"
law = "u = seen"
noise = "2*sigma"
[definitions]
rate = "k*u"
"#;

fn read(text: &str) -> Result<crate::problem::Problem, Vec<Complaint>> {
    let open = |_: &str| Ok(b"t,seen,sigma\n0.5,1,0.5\n0.75,1,0.25\n".to_vec());
    read_problem_with(text, &[], &open)
}

#[test]
fn unknowns_start_where_they_are_told() {
    let problem = read(DECAY).unwrap_or_else(|c| panic!("{c:?}"));
    let [k, a] = problem.unknowns.as_slice() else {
        panic!("{:?}", problem.unknowns);
    };
    assert_eq!((k.start, k.from, k.to), (0.5, Some(0.0), Some(3.0)));
    assert_eq!((a.start, a.from, a.to), (-1.0, None, None));
    let names = problem.names(&Region::Interior);
    let law = problem.terms[0].residuals[0];
    let shown = problem.graph.display(law, &names).to_string();
    assert_eq!(shown, "k*u + diff(u, t)");
    // 1/2² and 1/4² of which one over the mean is.
    let noise = problem.terms[2].noise.unwrap();
    assert!(
        (noise.mean - 1.0 / 2.5f64.sqrt()).abs() < 1e-15,
        "{}",
        noise.mean
    );
}

#[test]
fn mistakes_are_underlined_with_their_mend() {
    for (from, to, underlined, title, help) in [
        (
            "a = -1",
            "a = [1]",
            "[1]",
            "is given by its start",
            "start = 1",
        ),
        (
            "a = -1",
            "a = { positive = true }",
            "{ positive = true }",
            "has no start",
            "rough guess",
        ),
        (
            "to = 3",
            "to = 0.25",
            "\"guess/4\"",
            "not within its bounds",
            "between 0 and 0.25",
        ),
        (
            "from = 0",
            "positive = true, from = 0",
            "0",
            "says from where",
            "one of the two",
        ),
        ("a = -1", "a = -1\nu = 3", "u", "defined twice", ""),
        (
            "a = -1",
            "a = -1\nb = 3",
            "b",
            "no law reads the unknown `b`",
            "leave it out",
        ),
        ("a = -1", "a = -1\npi = 3", "pi", "meaning of its own", ""),
        (
            "[0, 1]",
            "[0, \"k\"]",
            "\"k\"",
            "must not depend on",
            "names of [constants]",
        ),
        (
            "at = \"t = 0\"",
            "at = \"t = 0\"\nweight = \"k\"",
            "\"k\"",
            "expression of the inputs",
            "",
        ),
        (
            "at = \"t = 0\"",
            "at = \"t = 0\"\nnoise = 1",
            "1",
            "at the `points`",
            "write `weight`",
        ),
        (
            "2*sigma",
            "k*sigma",
            "\"k*sigma\"",
            "a level of noise is a number",
            "sigma",
        ),
        (
            "2*sigma",
            "sigma - 0.25",
            "\"sigma - 0.25\"",
            "is positive",
            "leave out rows",
        ),
        (
            "[definitions]",
            "[reference]\nu = \"exp(-k*t)\"\n[definitions]",
            "\"exp(-k*t)\"",
            "of the inputs",
            "",
        ),
    ] {
        assert!(DECAY.contains(from), "{from}");
        let text = DECAY.replacen(from, to, 1);
        let all = read(&text).expect_err(to);
        let fits = |complaint: &Complaint| {
            text[complaint.passage.span.clone()] == *underlined
                && complaint.title.contains(title)
                && complaint.help.as_deref().unwrap_or("").contains(help)
        };
        assert!(all.iter().any(fits), "{to}: {all:?}");
    }
}
