//! Bad problems, and what the user is told: every message is a snapshot.

mod support;

use std::process::Command;

use support::{TINY, stderr, voronet};

/// Checks a changed problem, which must be refused, and snapshots the message.
fn refuse(name: &str, text: &str, arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("problem.toml"), text).unwrap();
    let output = voronet(
        folder.path(),
        &[&["check", "problem.toml"], arguments].concat(),
    );
    assert_eq!(output.status.code(), Some(2), "{name}: {}", stderr(&output));
    assert!(output.stdout.is_empty(), "{name}");
    insta::assert_snapshot!(name, stderr(&output));
}

/// The tiny problem with one thing changed.
fn changed(from: &str, to: &str) -> String {
    assert!(TINY.contains(from), "{from}");
    TINY.replacen(from, to, 1)
}

#[test]
fn laws() {
    let law = "diff(u, t) = 0.1*diff(u, x, 2)";
    for (name, bad) in [
        ("unknown_name", "diff(u, t) = alpha*diff(u, x, 2)"),
        ("mistyped_function", "diff(u, t) = 0.1*dif(u, x, 2)"),
        ("wrong_arity", "diff(u, t) = sin(x, t)"),
        ("derivative_by_no_input", "diff(u, t) = 0.1*diff(u, y, 2)"),
        ("derivative_order_too_high", "diff(u, t) = diff(u, x, 5)"),
        ("no_equals_sign", "diff(u, t) - 0.1*diff(u, x, 2)"),
        ("open_bracket", "diff(u, t) = 0.1*(diff(u, x, 2)"),
        ("juxtaposed_number", "diff(u, t) = 3x"),
        ("product_without_sign", "diff(u, t) = x(1 - x)"),
        ("a_condition_for_a_number", "diff(u, t) = x > 0.5"),
        ("no_output_in_law", "t = x"),
        ("division_by_zero", "diff(u, t) = u/(1 - 1)"),
        ("dangling_operator", "diff(u, t) = 0.1*"),
        ("vector_for_a_number", "u_t = sin(grad(u))"),
        ("complex_without_outputs", "i*u_t = u_xx"),
    ] {
        refuse(name, &changed(law, bad), &[]);
    }
}

#[test]
fn places() {
    for (name, bad) in [
        ("at_no_face", "at = \"t = 0.5\""),
        ("at_only_a_filter", "at = \"t < 0.5\""),
        ("at_contradiction", "at = \"t = 0 and t = 1\""),
        ("at_an_output", "at = \"u = 0\""),
        ("at_nothing", "at = \"t = 0 and x > 1\""),
        ("at_a_number", "at = \"t\""),
    ] {
        refuse(name, &changed("at = \"t = 0\"", bad), &[]);
    }
    refuse("no_at", &changed("at = \"t = 0\"\n", ""), &[]);
}

#[test]
fn structure() {
    for (name, from, to) in [
        ("syntax_error", "t = [0, 1]", "t = [0, 1"),
        ("unknown_key", "weight = 10", "wieght = 10"),
        ("unknown_section", "[network]", "[netwrok]"),
        ("single_brackets", "[[equation]]", "[equation]"),
        ("empty_interval", "t = [0, 1]", "t = [1, 0]"),
        ("missing_interval", "t = [0, 1]\n", ""),
        (
            "interval_of_no_input",
            "t = [0, 1]",
            "t = [0, 1]\ny = [0, 1]",
        ),
        ("reserved_name", "outputs = [\"u\"]", "outputs = [\"sin\"]"),
        ("name_twice", "outputs = [\"u\"]", "outputs = [\"x\"]"),
        (
            "two_terms_of_one_name",
            "name = \"ends\"",
            "name = \"initial\"",
        ),
        ("reference_of_no_output", "[reference]\nu", "[reference]\nv"),
        (
            "circular_definitions",
            "[network]",
            "[definitions]\na = \"b + 1\"\nb = \"2*a\"\n\n[network]",
        ),
        (
            "too_many_inputs",
            "inputs = [\"t\", \"x\"]",
            "inputs = [\"t\", \"x\", \"a1\", \"a2\", \"a3\", \"a4\", \"a5\", \"a6\", \"a7\", \"a8\", \"a9\", \
             \"b1\", \"b2\", \"b3\", \"b4\", \"b5\", \"b6\", \"b7\", \"b8\", \"b9\", \
             \"c1\", \"c2\", \"c3\", \"c4\", \"c5\"]",
        ),
        (
            "a_name_that_is_none",
            "inputs = [\"t\", \"x\"]",
            "inputs = [\"t\", \"2x\"]",
        ),
        (
            "number_as_string",
            "record_points = 100",
            "record_points = \"ten\"",
        ),
        ("weight_of_an_output", "weight = 10", "weight = \"10*u\""),
        ("weight_below_zero", "weight = 10", "weight = \"x - 0.5\""),
    ] {
        refuse(name, &changed(from, to), &[]);
    }
}

#[test]
fn settings() {
    for (name, from, to) in [
        ("negative_batch", "batch = 60", "batch = -60"),
        ("zero_points", "points = 300", "points = 0"),
        (
            "more_seeds_than_points",
            "batch = 60",
            "batch = 60\nseeds = 301",
        ),
        (
            "mixture_too_large",
            "batch = 60",
            "batch = 60\nmixture = 1.5",
        ),
        (
            "unknown_method",
            "batch = 60",
            "batch = 60\nmethod = \"pcw\"",
        ),
        (
            "exponent_of_points_without_weights",
            "batch = 60",
            "batch = 60\nmethod = \"r3\"\nexponent = 0",
        ),
        (
            "fewer_residual_points_than_the_batch",
            "batch = 60",
            "batch = 60\nmethod = \"rad\"\nresidual_points = 50",
        ),
        (
            "method_of_a_condition",
            "weight = 10",
            "weight = 10\nmethod = \"rad\"",
        ),
        (
            "unknown_activation",
            "hidden = [8, 8]",
            "activation = \"sinus\"",
        ),
        (
            "relu_with_second_derivatives",
            "hidden = [8, 8]",
            "activation = \"relu\"",
        ),
        ("layer_too_wide", "hidden = [8, 8]", "hidden = [1_000_000]"),
        ("hidden_not_a_list", "hidden = [8, 8]", "hidden = 8"),
        ("momentum_of_adam", "iterations = 30", "momentum = 0.9"),
        (
            "unknown_schedule",
            "iterations = 30",
            "schedule = \"linear\"",
        ),
        (
            "foreign_key_of_a_schedule",
            "iterations = 30",
            "schedule = { kind = \"cosine\", rate = 0.1 }",
        ),
    ] {
        refuse(name, &changed(from, to), &[]);
    }
}

#[test]
fn overrides() {
    for (name, set) in [
        ("override_without_value", "training.iterations"),
        ("override_of_unknown_key", "training.iteration=10"),
        ("override_of_wrong_type", "training.iterations=many"),
        ("override_of_a_whole_term", "condition.initial=3"),
        ("override_of_unknown_term", "condition.start.weight=3"),
        (
            "override_with_a_bad_law",
            "equation.heat.law=diff(u, t) = diff(v, x)",
        ),
    ] {
        refuse(name, TINY, &["--set", set]);
    }
}

#[test]
fn several_mistakes_at_once() {
    let text = TINY
        .replace("t = [0, 1]", "t = [1, 1]")
        .replace("diff(u, t)", "diff(u, s)")
        .replace("sin(pi*x)\"\nweight", "sine(pi*y)\"\nweight")
        .replace("at = \"x = 0 or x = 1\"", "at = \"x = 0 or x = 2\"")
        .replace("batch = 60", "batch = 0");
    refuse("several", &text, &["--set", "training.seed=-1"]);
}

#[test]
fn files_that_are_no_problems() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bytes.toml"), [0xff, 0xfe, 0x00]).unwrap();
    std::fs::write(folder.path().join("empty.toml"), "").unwrap();
    std::fs::create_dir(folder.path().join("folder.toml")).unwrap();
    for file in ["missing.toml", "bytes.toml", "folder.toml", "empty.toml"] {
        for command in ["check", "train"] {
            let output = voronet(folder.path(), &[command, file]);
            assert_eq!(output.status.code(), Some(2), "{file}");
            assert!(stderr(&output).contains(file), "{}", stderr(&output));
        }
    }
    assert!(!folder.path().join("runs").exists());
}

#[test]
fn a_reader_that_has_gone_changes_nothing() {
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("good.toml"), TINY).unwrap();
    std::fs::write(folder.path().join("bad.toml"), "inputs = [").unwrap();
    for (arguments, status) in [
        (["check", "bad.toml"], 2),
        (["check", "good.toml"], 0),
        (["train", "good.toml"], 0),
    ] {
        let pipe = || Stdio::from(std::io::pipe().unwrap().1);
        let status_of = Command::new(env!("CARGO_BIN_EXE_voronet"))
            .args(arguments)
            .current_dir(folder.path())
            .stdout(pipe())
            .stderr(pipe())
            .status();
        assert_eq!(status_of.unwrap().code(), Some(status), "{arguments:?}");
    }
    assert!(folder.path().join("runs/good/summary.json").exists());
}

#[test]
fn the_version_is_the_program_s() {
    let output = voronet(&std::env::temp_dir(), &["--version"]);
    let expected = format!("voronet {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

#[test]
fn bad_usage_exits_with_two() {
    let folder = tempfile::tempdir().unwrap();
    let lines: [&[&str]; 5] = [
        &[],
        &["fly"],
        &["train"],
        &["train", "x.toml", "--threads", "0"],
        &["evaluate", "run"],
    ];
    for arguments in lines {
        let output = voronet(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

const SHAPED: &str = r#"inputs = ["t", "x", "y"]
outputs = ["u"]

[domain]
shape = "plate - hole"
t = [0, 1]

[shapes]
plate = { kind = "rectangle", lower = [-1, -1], upper = [1, 1] }
hole = { kind = "disk", center = [0.2, 0], radius = 0.3 }

[[equation]]
law = "diff(u, t) = laplacian(u)"

[[condition]]
name = "rim"
on = "hole"
where = "y > 0"
law = "normal(u) = nx"
"#;

#[test]
fn shapes() {
    for (name, from, to) in [
        ("shape_unknown", "plate - hole", "plate - hule"),
        ("shape_misread", "plate - hole", "plate - - hole"),
        (
            "shape_of_itself",
            "kind = \"disk\", center = [0.2, 0], radius = 0.3",
            "shape = \"hole\"",
        ),
        ("shape_kind", "\"disk\"", "\"disc\""),
        ("shape_key", "radius = 0.3", "radius = 0.3, height = 2"),
        ("shape_radius", "radius = 0.3", "radius = -0.3"),
        ("shape_center", "center = [0.2, 0]", "center = [0.2]"),
        ("shape_missing_key", ", radius = 0.3", ""),
        (
            "shape_too_few_inputs",
            "t = [0, 1]",
            "t = [0, 1]\nx = [0, 1]",
        ),
        (
            "shape_polygon_crossing",
            "kind = \"disk\", center = [0.2, 0], radius = 0.3",
            "kind = \"polygon\", vertices = [[0, 0], [1, 1], [1, 0], [0, 1]]",
        ),
        (
            "shape_no_file",
            "kind = \"disk\", center = [0.2, 0], radius = 0.3",
            "kind = \"mesh\", file = \"nowhere.stl\"",
        ),
        ("on_unknown", "on = \"hole\"", "on = \"hole.top\""),
        (
            "domain_empty",
            "shape = \"plate - hole\"",
            "shape = \"plate - plate - hole\"",
        ),
        ("place_empty", "where = \"y > 0\"", "where = \"y > 5\""),
        (
            "on_and_at",
            "on = \"hole\"",
            "on = \"hole\"\nat = \"t = 0\"",
        ),
        (
            "at_in_a_shape",
            "on = \"hole\"\nwhere = \"y > 0\"",
            "at = \"x = 1\"",
        ),
        ("normal_in_an_equation", "laplacian(u)", "laplacian(u) + nx"),
        ("opposite_of_a_disk", "normal(u) = nx", "u = opposite(u)"),
        ("normal_of_a_normal", "normal(u) = nx", "normal(nx*u) = 0"),
        (
            "points_without_a_column",
            "on = \"hole\"\nwhere = \"y > 0\"",
            "points = \"problem.toml\"",
        ),
    ] {
        assert!(SHAPED.contains(from), "{from}");
        refuse(name, &SHAPED.replacen(from, to, 1), &[]);
    }
    refuse(
        "on_without_shapes",
        &changed("at = \"t = 0\"", "on = \"left\""),
        &[],
    );
}

#[test]
fn levels() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("problem.toml"), TINY).unwrap();
    let check = |level: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_voronet"))
            .args(["check", "problem.toml"])
            .current_dir(folder.path())
            .env("VORONET_LEVEL", level)
            .output()
            .unwrap();
        (output.status.code(), stderr(&output))
    };
    for right in ["", "portable"] {
        assert_eq!(check(right).0, Some(0), "{right}");
    }
    let lacking = if cfg!(target_arch = "x86_64") {
        "neon"
    } else {
        "avx2"
    };
    for (wrong, fault) in [
        ("AVX2", "not the name of an instruction set"),
        ("sse", "not the name of an instruction set"),
        (
            lacking,
            "an instruction set that this processor does not have",
        ),
    ] {
        let (status, told) = check(wrong);
        assert_eq!(status, Some(2), "{wrong}: {told}");
        let what = format!(
            "error: the environment variable VORONET_LEVEL is `{wrong}`, which is {fault}; here it may be `portable`"
        );
        assert!(told.starts_with(&what), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}
