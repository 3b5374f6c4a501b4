//! Conditions that hold whatever the network gives.

mod built;

use voronet::plan::Plan;
use voronet::prelude::*;
use voronet::run::Opened;

/// Two steps of a small network, which is then as good as any.
const SETTINGS: &str = r#"
[network]
hidden = [6, 6]
[sampling]
method = "uniform"
points = 400
batch = 50
[training]
optimizer = "adam"
iterations = 2
precision = "f64"
record_points = 20
"#;

fn read(text: &str) -> Problem {
    let problem = Problem::parse(&format!("{text}{SETTINGS}"));
    problem.unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn solved(text: &str) -> Solution {
    solve(&read(text)).unwrap_or_else(|failed| panic!("{failed}"))
}

/// A problem in two inputs with an equation that reads all second derivatives.
fn square(conditions: &str) -> String {
    format!(
        r#"
        inputs = ["x", "y"]
        outputs = ["u"]
        domain = {{ x = [-1, 2], y = [0, 0.5] }}
        [[equation]]
        law = "diff(u, x, 2) + diff(u, x, y) + diff(u, y, 2) = exp(x)*u"
        {conditions}"#
    )
}

/// The largest size of an expression on grids of points with one input fixed.
fn largest(solution: &Solution, expression: &str, fixed: (usize, f64)) -> f64 {
    let mut points = solution.grid(&vec![9; solution.problem().inputs.len()]);
    let inputs = solution.problem().inputs.len();
    let coordinates = points.coordinates_mut().iter_mut();
    coordinates
        .skip(fixed.0)
        .step_by(inputs)
        .for_each(|x| *x = fixed.1);
    let columns = solution
        .evaluate_expressions(&[expression], &points)
        .unwrap();
    columns.values[0]
        .iter()
        .fold(0.0, |most, x| x.abs().max(most))
}

#[test]
fn derivatives_of_an_ansatz_are_those_of_differences() {
    let solution = solved(&square(
        r#"[ansatz]
        u = "exp(x*y) + (x + 1)*(2 - x)*sin(net) + y*net^2""#,
    ));
    let (x, y, h) = (0.3, 0.2, 1e-3);
    let around: Vec<[f64; 2]> = (-1..=1)
        .flat_map(|i| (-1..=1).map(move |j| [x + h * f64::from(i), y + h * f64::from(j)]))
        .collect();
    let cloud = Cloud::new(2, around.concat());
    let u = &solution.evaluate(&cloud).unwrap().values[0];
    let wanted = [
        ("diff(u, x)", (u[7] - u[1]) / (2.0 * h)),
        ("diff(u, x, 2)", (u[7] - 2.0 * u[4] + u[1]) / (h * h)),
        ("diff(u, x, y)", (u[8] - u[6] - u[2] + u[0]) / (4.0 * h * h)),
        ("diff(u, y, 2)", (u[5] - 2.0 * u[4] + u[3]) / (h * h)),
    ];
    let middle = Cloud::new(2, vec![x, y]);
    for (expression, difference) in wanted {
        let value = solution
            .evaluate_expressions(&[expression], &middle)
            .unwrap()
            .values[0][0];
        let off = (value - difference).abs();
        assert!(
            off < 1e-4 * (1.0 + value.abs()),
            "{expression}: {value} for {difference}"
        );
    }
}

/// What is said of a problem that cannot be read.
fn refused(text: &str) -> String {
    Problem::parse(&format!("{text}{SETTINGS}"))
        .unwrap_err()
        .to_string()
}
#[test]
fn an_ansatz_reads_inputs_and_the_channel() {
    for (ansatz, reason) in [
        ("[ansatz]\nu = \"x + y\"", "nothing to learn"),
        (
            "[ansatz]\nu = \"x*diff(net, x)\"",
            "reads a derivative of `net`",
        ),
        ("[ansatz]\nv = \"net\"", "`v` is no output"),
        ("[ansatz]\nu = \"if(x < 0, 1, 2)*net\"", "cannot be used"),
        (
            "[constants]\nnet = 1\n[ansatz]\nu = \"x*net\"",
            "`net` is what the network gives",
        ),
    ] {
        let said = refused(&square(ansatz));
        assert!(said.contains(reason), "{said}");
    }
    let two = square("[ansatz]\nu = \"v*net\"").replace("[\"u\"]", "[\"u\", \"v\"]");
    let said = refused(&two);
    assert!(said.contains("reads the output `v`"), "{said}");
}

#[test]
fn a_stated_ansatz_shows_which_conditions_it_satisfies() {
    let text = square(
        r#"
        [[condition]]
        name = "left"
        at = "x = -1"
        law = "u = y"
        [[condition]]
        name = "right"
        at = "x = 2"
        law = "u = y"
        [ansatz]
        u = "y + (x + 1)*net""#,
    );
    let plan = Plan::compile(&read(&text));
    let names = |set: &voronet::plan::PointSet| plan.terms[set.terms[0]].0.clone();
    let exact: Vec<String> = plan.exact.iter().map(names).collect();
    let trained: Vec<String> = plan.sets.conditions().iter().map(names).collect();
    assert_eq!(
        (exact, trained),
        (vec!["left".to_owned()], vec!["right".to_owned()])
    );
}

#[test]
fn an_ansatz_at_the_point_opposite_takes_the_inputs_there() {
    let text = square(
        r#"
        [[condition]]
        at = "x = -1"
        law = ["u = opposite(u)", "diff(u, x) = 6 + opposite(diff(u, x))"]
        [ansatz]
        u = "(2 - x)*(x + 1) + (2 - x)^2*(x + 1)^2*net""#,
    );
    let plan = Plan::compile(&read(&text));
    assert_eq!(plan.exact.len(), 1);
}

#[test]
fn the_program_decides_where_nothing_is_said_of_the_training() {
    let decided = |top: &str, inputs: &str, law: &str| {
        let text = format!(
            r#"
            {top}
            inputs = ["{inputs}", "y"]
            outputs = ["u"]
            domain = {{ {inputs} = [0, 1], y = [0, 1] }}
            [[equation]]
            law = "{law}"
            [[condition]]
            at = "{inputs} = 0 or {inputs} = 1 or y = 0 or y = 1"
            law = "u = 0""#
        );
        let problem = Problem::parse(&text).unwrap_or_else(|wrong| panic!("{wrong}"));
        let reason = problem.soft.first().map(|(_, reason)| reason.clone());
        (problem.fields[0].is_some(), reason.unwrap_or_default())
    };
    let waves = "laplacian(u, x, y) = -2*pi^2*sin(pi*x)*sin(pi*y)";
    assert_eq!(decided("", "x", waves), (true, String::new()));
    assert_eq!(decided("exact = false", "x", waves), (false, String::new()));
    // At the corners both second derivatives are 0.
    let (is_exact, reason) = decided("", "x", "laplacian(u, x, y) = -1");
    assert!(
        !is_exact && reason.contains("contradict the equation `equation-1`"),
        "{reason}"
    );
    let (is_exact, reason) = decided("exact = true", "x", "laplacian(u, x, y) = -1");
    assert!(is_exact && reason.is_empty(), "{reason}");
}

#[test]
fn in_time_all_but_the_end_is_held() {
    let decided = |domain: &str, start: &str, ends: &str| {
        let text = format!(
            r#"
            inputs = ["t", "x"]
            outputs = ["u"]
            domain = {{ t = [0, 1], x = {domain} }}
            [[equation]]
            law = "diff(u, t) = diff(u, x, 2)"
            [[condition]]
            at = "t = 0"
            law = "u = {start}"
            {ends}"#
        );
        let problem = Problem::parse(&text).unwrap_or_else(|wrong| panic!("{wrong}"));
        let reason = problem.soft.first().map(|(_, reason)| reason.clone());
        (problem.fields[0].is_some(), reason.unwrap_or_default())
    };
    let held = "[[condition]]\nat = 'x = 0 or x = 1'\nlaw = 'u = 0'";
    let free = "[[condition]]\nat = 'x = 0 or x = 1'\nlaw = 'diff(u, x) = 0'";
    let periodic = "{ from = 0, to = 1, periodic = true }";
    assert!(decided("[0, 1]", "sin(pi*x)", held).0);
    assert!(!decided(periodic, "sin(2*pi*x)", "").0);
    // At the start the ends would cool down at once, and are held at 0.
    let (is_exact, reason) = decided("[0, 1]", "x*(1 - x)", held);
    assert!(!is_exact && reason.contains("contradict"), "{reason}");
    let (is_exact, reason) = decided("[0, 1]", "cos(pi*x)", free);
    assert!(
        !is_exact && reason.contains("values of an output are prescribed on all faces"),
        "{reason}"
    );
}

#[test]
fn beside_outputs_that_are_held_all_around_others_are_held_where_they_are_known() {
    let decided = |pressure: &str| {
        let text = format!(
            r#"
            inputs = ["t", "x", "y"]
            outputs = ["u", "v", "p"]
            domain = {{ t = [0, 1], x = [0, 1], y = [0, 1] }}
            [[equation]]
            law = ["u_t + p_x = laplacian(u)", "v_t + p_y = laplacian(v)", "u_x + v_y = 0"]
            [[condition]]
            at = "t = 0 or x = 0 or x = 1 or y = 0 or y = 1"
            law = ["u = y", "v = x"]
            {pressure}"#
        );
        let problem = Problem::parse(&text).unwrap_or_else(|wrong| panic!("{wrong}"));
        let held = problem.fields.iter().map(Option::is_some).collect();
        let reason = problem.soft.first().map(|(_, reason)| reason.clone());
        (held, reason.unwrap_or_default())
    };
    let at = |place: &str, law: &str| format!("[[condition]]\nat = '{place}'\nlaw = '{law}'\n");
    let right = at("x = 1", "p = 1");
    let is = |conditions: &str, held: [bool; 3], why: &str| {
        let (found, reason): (Vec<bool>, String) = decided(conditions);
        assert!(found == held && reason.contains(why), "{found:?} {reason}");
    };
    // What is not prescribed at all is not held, and keeps nothing else from being.
    is("", [true, true, false], "");
    is(&right, [true; 3], "");
    is(
        &at("x = 1 and y = 1", "p = 0"),
        [true, true, false],
        "on an edge",
    );
    let slope = at("x = 0", "p_x = 0");
    is(
        &(right.clone() + &slope),
        [true, true, false],
        "more is prescribed",
    );
    // Nothing is held where one of them is known at its start, whether that could be held or not,
    for (law, why) in [("p = 1", "but the start"), ("p = p^2", "not linear")] {
        let both = right.clone() + &at("t = 0", law);
        is(&both, [false; 3], why);
    }
    // where more is known of what is known all around,
    let corner = at("x = 1 and y = 1", "p = u");
    is(&corner, [false; 3], "on an edge");
    // or where that contradicts itself.
    let lid = right + &at("x = 0", "u = 2*y");
    is(&lid, [false; 3], "contradict each other");
}

#[test]
fn an_output_of_parameters_alone_is_known_nowhere() {
    let text = r#"
        inputs = ["x", "y"]
        outputs = ["u", { name = "k", of = ["m"] }]
        domain = { x = [0, 1], y = [0, 1] }
        [parameters]
        m = [1, 2]
        [[equation]]
        law = "laplacian(u) = k"
        [[condition]]
        at = "x = 0"
        law = "u = 0""#;
    let problem = Problem::parse(text).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(problem.fields.iter().all(Option::is_none));
}

#[test]
fn on_smooth_boundaries_all_is_held() {
    let decided = |domain: &str, conditions: &str| {
        let text = format!(
            r#"
            inputs = ["x", "y"]
            outputs = ["u"]
            domain = "{domain}"
            [shapes]
            disk = {{ kind = "disk", radius = 2 }}
            hole = {{ kind = "ellipse", center = [0.5, 0], radii = [0.3, 0.6] }}
            near = {{ kind = "disk", center = [1.95, 0], radius = 0.04 }}
            over = {{ kind = "disk", center = [2, 0], radius = 0.5 }}
            plate = {{ kind = "rectangle", lower = [-1, -1], upper = [1, 1] }}
            [[equation]]
            law = "laplacian(u) = 1"
            {conditions}"#
        );
        let problem = Problem::parse(&text).unwrap_or_else(|wrong| panic!("{wrong}"));
        problem.fields[0].is_some()
    };
    let on =
        |place: &str, value: &str| format!("[[condition]]\non = '{place}'\nlaw = 'u = {value}'\n");
    let all = on("boundary", "0");
    for smooth in ["disk", "disk - hole", "hole"] {
        assert!(decided(smooth, &all), "{smooth}");
    }
    assert!(decided(
        "disk - hole",
        &(on("disk", "x*y") + &on("hole", "0"))
    ));
    // What has corners, or nearly touches, may ask for more than a smooth field can give.
    for other in [
        "plate",
        "disk - over",
        "disk + over",
        "disk & over",
        "disk - near",
    ] {
        assert!(!decided(other, &all), "{other}");
    }
    // A part is not all.
    assert!(!decided("disk - hole", &on("disk", "0")));
}

#[test]
fn files_that_name_an_optimizer_are_left_as_they_are() {
    let text = square("[[condition]]\nat = \"x = -1\"\nlaw = \"u = 0\"");
    let problem = read(&text);
    assert!(problem.fields.iter().all(Option::is_none) && problem.soft.is_empty());
    assert_eq!(Plan::compile(&problem).sets.conditions().len(), 1);
}

#[test]
fn a_model_is_opened_with_its_ansatz() {
    let solution = solved(&square(
        r#"
        [[condition]]
        exact = true
        at = "x = -1 or y = 0"
        law = "u = exp(-x/3)*cos(0.1*y)""#,
    ));
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("run");
    solution.save(&folder).unwrap();
    let points = solution.grid(&[7, 5]);
    let wanted = solution
        .evaluate_expressions(&["u", "diff(u, x, y)"], &points)
        .unwrap();
    let again = Solution::open(&folder).unwrap();
    assert_eq!(
        again
            .evaluate_expressions(&["u", "diff(u, x, y)"], &points)
            .unwrap(),
        wanted
    );
    let Opened::Network(alone) = Opened::open(&folder.join("model.safetensors")).unwrap() else {
        panic!("a file is a network alone");
    };
    let found = Opened::Network(alone).evaluate_expressions(&["u", "diff(u, x, y)"], &points);
    for (found, wanted) in found.unwrap().values.iter().zip(&wanted.values) {
        for (a, b) in found.iter().zip(wanted) {
            assert!((a - b).abs() < 1e-12 * (1.0 + b.abs()), "{a} for {b}");
        }
    }
}

#[test]
fn rust_says_the_same_as_a_file() {
    let [x, y, u, net] = vars(["x", "y", "u", "net"]);
    let build = |problem: ProblemBuilder| problem.build().unwrap_or_else(|wrong| panic!("{wrong}"));
    let square = || {
        ProblemBuilder::new("Square")
            .input("x", 0.0, 1.0)
            .input("y", 0.0, 1.0)
            .output("u")
            .equation("poisson", u.diff_n(&x, 2) + u.diff_n(&y, 2))
    };
    let stated = build(square().ansatz("u", &y + &x * (1 - &x) * &net));
    let built = build(
        square()
            .condition("ends", at("x = 0 or x = 1"), u.equals(&y))
            .exact(true),
    );
    assert!(stated.fields[0].as_ref().unwrap().is_stated);
    assert!(!built.fields[0].as_ref().unwrap().is_stated);
    assert_eq!(Plan::compile(&built).exact.len(), 1);
}
