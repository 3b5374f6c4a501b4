//! What is said before a run.

use super::*;
use crate::problem::{Passage, Text, read_problem};

const STRING: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
domain = { t = [0, 1], x = [0, 1] }
[[equation]]
law = "diff(u, t, 2) = diff(u, x, 2)"
[[condition]]
name = "start"
at = "t = 0"
law = "u = sin(2*pi*x)"
[[condition]]
name = "ends"
at = "x = 0 or x = 1"
law = "u = 0"
"#;

fn notices_of(changes: &[(&str, &str)]) -> Vec<String> {
    let mut text = STRING.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let problem = read_problem(&text, &[]).unwrap_or_else(|c| panic!("{c:?}"));
    notices(&problem, &Plan::compile(&problem))
}

#[test]
fn a_velocity_that_was_forgotten_is_noticed() {
    let said = notices_of(&[]);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("order 2 in t for u") && said[0].contains("`diff(u, t)` at t = 0"));
    for complete in [
        (
            "law = \"u = sin(2*pi*x)\"",
            "law = [\"u = sin(2*pi*x)\", \"diff(u, t) = 0\"]",
        ),
        ("diff(u, t, 2)", "diff(u, t)"),
        ("at = \"t = 0\"", "at = \"t = 0 or t = 1\""),
    ] {
        assert_eq!(notices_of(&[complete]), [""; 0], "{complete:?}");
    }
    // Heat with one end alone, and with ends that are tied to each other.
    let heat = ("diff(u, t, 2)", "diff(u, t)");
    let one = notices_of(&[heat, ("x = 0 or x = 1", "x = 1")]);
    assert!(
        one[0].contains("order 2 in x") && one[0].contains("1 condition at x = 1"),
        "{one:?}"
    );
    let tied = (
        "x = 0 or x = 1\"\nlaw = \"u = 0\"",
        "x = 0\"\nlaw = \"u = opposite(u)\"",
    );
    let said = notices_of(&[heat, tied]);
    assert!(
        said[0].contains("`diff(u, x)` be tied as well") && said.len() == 1,
        "{said:?}"
    );
}

#[test]
fn laws_that_are_not_finite_somewhere_are_noticed() {
    let law = "diff(u, t, 2) = diff(u, x, 2)";
    for (to, place) in [
        ("diff(u, t) = 1/x^2*diff(x^2*diff(u, x), x)", "at x = 0"),
        ("diff(u, t) = diff(u, x, 2) + log(1 - t)", "at t = 1"),
        ("diff(u, t) = diff(u, x)/(x - 0.5)", "not finite at x = 0.5"),
        ("diff(u, t) = x*log(x)", "is no number at x = 0"),
        ("diff(u, t) = diff(u, x, 2)/(x^2 + t^2)", "at t = 0, x = 0"),
        (
            "diff(u, t) = diff(u, x, 2) + sqrt(x - t)",
            "is no number at some points, such as t =",
        ),
    ] {
        let said = notices_of(&[(law, to)]);
        assert_eq!(said.len(), 1, "{to}: {said:?}");
        assert!(said[0].contains(place), "{to}: {said:?}");
    }
    for to in [
        "x*diff(u, t) = x*diff(u, x, 2) + 2*diff(u, x)",
        "diff(u, t) = log(u)",
        "diff(u, t) = if(x = 0, 2, sin(x)/max(x, 1e-9))*u",
    ] {
        assert_eq!(notices_of(&[(law, to)]), [""; 0], "{to}");
    }
}

#[test]
fn parts_of_a_place_without_points_are_noticed() {
    let heat = ("diff(u, t, 2)", "diff(u, t)");
    for (at, said) in [
        (
            "x = 0 or (x = 1 and sin(1000*t) > 0.99999999999999)",
            "no points at x = 1 where 0.99999999999999 < sin(1000*t): 0 of 1000000",
        ),
        (
            "x = 0 or (x = 1 and sin(1000*t) > 0.9999999999)",
            "hardly any points at x = 1 where",
        ),
        (
            "x = 0 or (x = 1 and t > 5)",
            "no point satisfies `x = 1 and t > 5`",
        ),
        ("x = 0 or x = 1 or (x = 1 and t = 1)", "no measure"),
    ] {
        let notices = notices_of(&[heat, ("x = 0 or x = 1", at)]);
        assert!(
            notices.iter().any(|n| n.contains(said)),
            "{at}: {notices:?}"
        );
    }
}

#[test]
fn what_methods_of_second_order_hold_is_counted() {
    let need = |sets: &[&str]| {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        let problem = read_problem(STRING, &sets).unwrap_or_else(|c| panic!("{c:?}"));
        let memory = Memory::of(&problem, &Plan::compile(&problem), 2);
        let mut needs = memory.needs.iter();
        needs
            .find(|need| need.key == "training.optimizer")
            .unwrap()
            .bytes
    };
    let relative = |method: &str, hidden: &str, n: f64| need(&[method, hidden]) / (8.0 * n * n);
    // H is n²/2 numbers.
    let [large, small] = [
        "network.hidden=[64, 64, 64, 64]",
        "network.hidden=[20, 20, 20]",
    ];
    let whole = relative("training.optimizer=ssbroyden", large, 12_737.0);
    assert!((0.5..0.51).contains(&whole), "{whole}");
    // JᵀJ and its factor are n² numbers each, a block of J at most 1.7 n².
    let gauss_newton = relative("training.optimizer=levenberg-marquardt", small, 921.0);
    assert!((2.0..4.0).contains(&gauss_newton), "{gauss_newton}");
    // J is 3 n², JJᵀ and its factor 9 n² each.
    let sample_space = relative("training.optimizer=spring", small, 921.0);
    assert!((21.0..21.1).contains(&sample_space), "{sample_space}");
    assert_eq!(need(&["training.optimizer=adam"]), 0.0);
}

#[test]
fn memory_that_is_not_there_is_refused_by_its_key() {
    let sets = |all: &str| all.split("; ").map(str::to_owned).collect::<Vec<_>>();
    let refused = |set: &str| {
        let problem = read_problem(STRING, &sets(set)).unwrap();
        let memory = Memory::of(&problem, &Plan::compile(&problem), 2);
        let key = std::cell::RefCell::new(String::new());
        let complaint = refusal(&problem, &memory, 4e9, |of| {
            *key.borrow_mut() = of.to_owned();
            Passage {
                text: Text::File,
                span: 0..0,
            }
        });
        complaint.map(|complaint| (key.take(), complaint.title))
    };
    assert_eq!(refused("training.iterations=10"), None);
    for (set, key) in [
        ("sampling.points=4e9", "sampling.points"),
        ("network.hidden=[100000, 100000]", "network.hidden"),
        ("network.hidden=[100000]", "network.hidden"),
        ("training.record_points=4e9", "training.record_points"),
        // JᵀJ and its factor, and JJᵀ and its.
        (
            "network.hidden=[90, 90, 90, 90]; training.optimizer=levenberg-marquardt",
            "training.optimizer",
        ),
        (
            "training.rows=20_000; training.optimizer=spring",
            "training.optimizer",
        ),
        (
            "exact=false; condition.ends.batch=1e9",
            "condition.ends.batch",
        ),
    ] {
        let (refused, title) = refused(set).unwrap_or_else(|| panic!("{set}"));
        assert_eq!(refused, key, "{title}");
        assert!(
            title.contains("GB") && title.contains("4.0 GB are free"),
            "{title}"
        );
    }
}

#[test]
fn features_far_from_order_one_are_noticed() {
    let seeing = |features: &str| {
        let network = format!("[network]\nfeatures = [\"t\", {features}]\n[[equation]]");
        let law = "law = [\"u = sin(2*pi*x)\", \"diff(u, t) = 0\"]";
        notices_of(&[
            ("law = \"u = sin(2*pi*x)\"", law),
            ("[[equation]]", &network),
        ])
    };
    let fit = "\"sin(pi*x)\", \"(t^2 + x^2)^(1/3)\", \"exp(3*(x - 1))\"";
    assert_eq!(seeing(fit), [""; 0]);
    let large = seeing("\"exp(10*x)\"");
    assert!(
        large[0].contains("`exp(10*x)` runs from 1 to 22000 over"),
        "{large:?}"
    );
    let flat = seeing("\"x/50\", \"x\"");
    assert!(
        flat.len() == 1 && flat[0].contains("from 0 to 0.02"),
        "{flat:?}"
    );
}

#[test]
fn a_problem_is_written_as_mathematics() {
    let text = STRING.replace("u = sin(2*pi*x)", "u = sin(2*pi*x)/c_0");
    let text = text.replace("[[equation]]", "constants.c_0 = 2\n[[equation]]");
    let problem = read_problem(&text, &[]).unwrap_or_else(|c| panic!("{c:?}"));
    let written = latex(&problem);
    for part in [
        r"t \in [0, 1],\; x \in [0, 1]",
        r"\frac{\partial^{2} u}{\partial t^{2}} = \frac{\partial^{2} u}{\partial x^{2}}",
        r"u = \frac{\sin\left(2\,\pi\,x\right)}{c_{0}} & \text{at t = 0}",
    ] {
        assert!(written.contains(part), "{written}");
    }
    // A law of complex numbers stands there once.
    let text =
        "inputs = ['t']\ncomplex = ['z']\ndomain.t = [0, 1]\n[[equation]]\nlaw = 'z_t = i*z'";
    let problem = read_problem(text, &[]).unwrap_or_else(|c| panic!("{c:?}"));
    assert_eq!(
        latex(&problem).matches("i\\,z").count(),
        1,
        "{}",
        latex(&problem)
    );
}

#[test]
fn a_pressure_that_nothing_fixes_is_noticed() {
    let said = |domain: &str, law: &str, more: &str| {
        let text = format!(
            r#"
            inputs = ["t", "x", "y"]
            outputs = ["u", "p"]
            domain = {{ {domain}, y = [0, 1] }}
            [[equation]]
            law = ["u_xx + u_yy = p_x", "{law}"]
            [[condition]]
            at = "t = 0 or t = 1 or x = 0 or x = 1 or y = 0 or y = 1"
            law = "u = 0"
            {more}"#
        );
        let problem = read_problem(&text, &[]).unwrap_or_else(|c| panic!("{c:?}"));
        notices(&problem, &Plan::compile(&problem))
    };
    let domain = "t = [0, 1], x = [0, 1]";
    let free = said(domain, "p_y + u_t = 0", "");
    assert!(
        free.len() == 1 && free[0].contains("found up to a function of t"),
        "{free:?}"
    );
    let free = said(domain, "p_y + p_t = 0", "");
    assert!(
        free.len() == 1 && free[0].contains("found up to a constant"),
        "{free:?}"
    );
    let point = "[[condition]]\nat = 'x = 1'\nlaw = 'p = 0'";
    assert_eq!(said(domain, "p_y = 0", point), [""; 0]);
    assert_eq!(said(domain, "p_y = p", ""), [""; 0]);
}
