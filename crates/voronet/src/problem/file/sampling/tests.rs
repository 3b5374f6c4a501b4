use crate::problem::{Complaint, Problem, read_problem};
use crate::sampler::keys::{EXPONENT, POWER, RESIDUAL_POINTS, SHIFT};
use crate::sampler::rar_d;

const PLANE: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
[domain]
t = [0, 1]
x = [0, 1]
[[equation]]
law = "diff(u, t) = diff(u, x, 2)"
[[condition]]
at = "t = 0"
law = "u = 0"
[[condition]]
name = "ends"
at = "x = 0 or x = 1"
law = "u = 0"
method = "gradient"
"#;

fn read(changes: &[&str]) -> Result<Problem, Vec<Complaint>> {
    let changes: Vec<String> = changes.iter().map(|s| (*s).to_owned()).collect();
    read_problem(PLANE, &changes)
}

#[test]
fn defaults_are_those_of_the_sampler() {
    for (name, refresh, power, shift) in [
        ("pwc", 1, Some(1.0), None),
        ("r3", 1, None, None),
        ("rad", 1000, Some(1.0), Some(1.0)),
        ("rar_d", 1000, Some(2.0), Some(0.0)),
    ] {
        let sampling = read(&[&format!("sampling.method={name}")]);
        let sampling = sampling.unwrap().sampling;
        let value = |key| sampling.sampler.key(key).map(|key| sampling.number(key));
        assert_eq!(sampling.refresh_of(sampling.sampler), refresh);
        assert_eq!((value("power"), value("shift")), (power, shift));
        assert_eq!(sampling.count(&RESIDUAL_POINTS), sampling.batch);
        assert_eq!(sampling.seeds(), sampling.batch);
        assert_eq!(sampling.number(&EXPONENT), 1.0);
    }
    let given = [
        "sampling.method=rar_d",
        "sampling.power=3",
        "sampling.shift=0.5",
        "sampling.refresh=7",
    ];
    let sampling = read(&given).unwrap().sampling;
    assert_eq!(
        (sampling.number(&POWER), sampling.number(&SHIFT)),
        (3.0, 0.5)
    );
    assert_eq!(sampling.refresh_of(&rar_d::ENTRY), 7);
}

#[test]
fn conditions_choose_or_take_the_common_sampler() {
    let samplers = |changes: &[&str]| -> Vec<&str> {
        let terms = read(changes).unwrap().terms;
        terms.iter().map(|term| term.sampler.name).collect()
    };
    assert_eq!(samplers(&[]), ["pwc", "uniform", "gradient"]);
    let changes = ["sampling.conditions=pwc", "sampling.method=r3"];
    assert_eq!(samplers(&changes), ["r3", "pwc", "gradient"]);
}

#[test]
fn settings_that_do_not_go_together_are_refused() {
    for (changes, title, help) in [
        (
            &["sampling.method=rad", "sampling.exponent=1"] as &[&str],
            "`exponent` is no setting of `rad`",
            "exponent = 0",
        ),
        (
            &["sampling.method=r3", "sampling.exponent=0"],
            "`exponent` is no setting of `r3`",
            "leave it out",
        ),
        (
            &["sampling.method=rad", "sampling.residual_points=10"],
            "a batch (2000) is larger than the residual points (10)",
            "smaller `batch`",
        ),
        (
            &["sampling.exponent=-1"],
            "`exponent` must be zero or a positive number",
            "",
        ),
        (
            &["sampling.conditions=rad"],
            "`rad` draws interior points only",
            "uniform, exact, gradient or pwc",
        ),
        (
            &["condition.ends.method=linear"],
            "`linear` draws interior points only",
            "uniform, exact, gradient or pwc",
        ),
        (
            &["condition.ends.method=pcw"],
            "unknown method `pcw`",
            "did you mean `pwc`? there are: uniform, exact, gradient, pwc",
        ),
        (
            &["sampling.added=0"],
            "`added` must be a whole number of at least 1",
            "",
        ),
    ] {
        let complaints = read(changes).unwrap_err();
        let fits = |c: &Complaint| {
            c.title.contains(title) && c.help.as_deref().unwrap_or("").contains(help)
        };
        assert!(complaints.iter().any(fits), "{complaints:?}");
    }
}

#[test]
fn linear_needs_a_plane() {
    assert!(read(&["sampling.method=linear"]).is_ok());
    let line = PLANE
        .replace("\"t\", \"x\"", "\"x\"")
        .replace("t = [0, 1]\n", "")
        .replace("diff(u, t) =", "u =")
        .replace("\"t = 0\"", "\"x = 0\"");
    let complaints = read_problem(&line, &["sampling.method=linear".to_owned()]).unwrap_err();
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(
        complaints[0]
            .title
            .contains("two inputs, and this one has 1")
    );
}

#[test]
fn settings_that_no_sampler_reads_are_known() {
    let idle = |changes: &[&str]| {
        let problem = read(changes).unwrap();
        let samplers: Vec<_> = problem.terms.iter().map(|term| term.sampler).collect();
        problem.sampling.idle(&samplers)
    };
    let mixed = "sampling.mixture=0.5";
    assert_eq!(idle(&[mixed, "sampling.seeds=7"]), [""; 0]);
    // One of the conditions draws by `gradient`, which mixes too.
    let uniform = "sampling.method=uniform";
    assert_eq!(idle(&[uniform, mixed, "sampling.seeds=7"]), ["seeds"]);
    let plain = [uniform, "condition.ends.method=uniform"];
    let given = [mixed, "sampling.refresh=5", "sampling.exponent=0.5"];
    let all = [&plain[..], &given].concat();
    assert_eq!(idle(&all), ["refresh", "mixture", "exponent"]);
    let residual = [
        "sampling.power=2",
        "sampling.shift=0",
        "sampling.residual_points=5000",
        "sampling.added=3",
    ];
    let all = ["power", "shift", "residual_points", "added"];
    // The paper's sampler has a `power` of its own.
    assert_eq!(idle(&residual), all[1..]);
    assert_eq!(idle(&[&[uniform, plain[1]], &residual[..]].concat()), all);
    let rad = [&["sampling.method=rad"], &residual[..]].concat();
    assert_eq!(idle(&rad), ["added"]);
}
