//! What the program says: short, harmless, and with the mend.

use std::process::{Command, Output};

use super::support::{TINY, stderr, voronet};
use super::{columns, folder, read, stdout, summary, train};

#[test]
fn keys_of_the_problem_file_typed_as_options_are_explained() {
    let folder = folder();
    for (typed, meant) in [
        (&["--iterations", "5"][..], "--set training.iterations=5"),
        (
            &["--learning-rate=1e-3"],
            "--set training.learning_rate=1e-3",
        ),
        (&["--sampling.batch", "50"], "--set sampling.batch=50"),
        (&["--hidden", "64,64"], "--set 'network.hidden=[64, 64]'"),
        (&["--points"], "--set sampling.points=VALUE"),
    ] {
        let output = voronet(folder.path(), &[&["train", "tiny.toml"], typed].concat());
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(meant), "{typed:?}: {said}");
    }
    let output = voronet(
        folder.path(),
        &["check", "tiny.toml", "--set", "network.hidden=64,64"],
    );
    assert!(
        stderr(&output).contains("write `hidden = [64, 64]`"),
        "{}",
        stderr(&output)
    );
    let unknown = voronet(folder.path(), &["check", "tiny.toml", "--fast"]);
    assert!(stderr(&unknown).contains("--fast") && unknown.status.code() == Some(2));
}

#[test]
fn a_title_reaches_the_terminal_without_its_control_characters() {
    let folder = folder();
    let evil = "\"\\u001b]0;pwned\\u0007\\u001b[2J\\nlast line\"";
    let text = TINY
        .replace("\"Tiny heat\"", evil)
        .replace("\"heat\"", "\"he\\u001bat\"");
    std::fs::write(folder.path().join("evil.toml"), text).unwrap();
    for command in ["check", "train"] {
        let output = voronet(folder.path(), &[command, "evil.toml"]);
        assert!(output.status.success(), "{}", stderr(&output));
        let said = stdout(&output) + &stderr(&output);
        assert!(said.contains("␛[2J␊last line"), "{said}");
        assert!(!said.contains(['\u{1b}', '\u{7}']), "{said:?}");
    }
}

#[test]
fn long_names_and_many_mistakes_are_shown_in_part() {
    let folder = folder();
    let long = TINY.replace("0.1*diff(u, x, 2)", &"a".repeat(1_000_000));
    let many: String = (0..5000).map(|i| format!("k{i} = 1\n")).collect();
    for (text, said) in [
        (long, "1 mistake"),
        (many + TINY, "5000 mistakes, of which the first 100"),
    ] {
        std::fs::write(folder.path().join("bad.toml"), text).unwrap();
        let output = voronet(folder.path(), &["check", "bad.toml"]);
        assert_eq!(output.status.code(), Some(2));
        let told = stderr(&output);
        assert!(
            told.contains(said) && told.len() < 100_000,
            "{}",
            told.len()
        );
    }
}

/// With no more than four gigabytes.
#[cfg(target_os = "linux")]
fn limited(folder: &std::path::Path, arguments: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_voronet");
    Command::new("sh")
        .args([
            "-c",
            &format!("ulimit -v 4000000; exec {program} {arguments}"),
        ])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn runs_beyond_the_memory_are_refused_before_a_folder_is_made() {
    let folder = folder();
    let conditions = |n: usize| -> String {
        let one = |i: usize| format!("\n[[condition]]\nat = \"t = 0\"\nlaw = \"u = {i}\"\n");
        TINY.replace("points = 300\n", "") + &(0..n).map(one).collect::<String>()
    };
    std::fs::write(folder.path().join("many.toml"), conditions(3000)).unwrap();
    for (set, underlined) in [
        ("sampling.points=4e9", "`sampling.points` takes"),
        ("network.hidden=[100000,100000]", "`network.hidden` takes"),
        ("network.hidden=[100000]", "`network.hidden` takes"),
        (
            "training.record_points=4e9",
            "`training.record_points` takes",
        ),
        ("condition.ends.batch=1e9", "`condition.ends.batch` takes"),
    ] {
        for command in ["train", "check"] {
            let output = limited(folder.path(), &format!("{command} tiny.toml --set '{set}'"));
            let said = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{set}: {said}");
            assert!(
                said.contains("this run needs about") && said.contains(underlined),
                "{said}"
            );
            assert!(said.contains("help: ") && said.contains("^^^"), "{said}");
        }
    }
    let output = limited(folder.path(), "train many.toml");
    assert!(
        stderr(&output).contains("the first of 3002"),
        "{}",
        stderr(&output)
    );
    assert!(!folder.path().join("runs").exists());
    for set in ["added=4e9", "residual_points=4e9"] {
        let sets = format!("check tiny.toml --set sampling.method=rar_d --set sampling.{set}");
        let said = stderr(&limited(folder.path(), &sets));
        assert!(
            said.contains("is more than there are points (300)"),
            "{said}"
        );
    }
    assert!(limited(folder.path(), "train tiny.toml").status.success());
}

const SYSTEM: &str = r#"title = "Large and small"
scale = false
inputs = ["x"]
outputs = ["large", "small"]
domain.x = [0, 1]
[[equation]]
name = "flow"
law = ["diff(large, x) = 1000", "diff(small, x) = 1"]
[[condition]]
at = "x = 0"
law = ["large = 0", "small = 0"]
weight = 1
[network]
hidden = [8]
[training]
optimizer = "adam"
iterations = 20
record_points = 100
[reference]
large = "1000*x"
small = "x"
"#;

#[cfg(target_os = "linux")]
#[test]
fn grids_beyond_the_memory_are_refused_before_they_are_evaluated() {
    let folder = folder();
    train(folder.path(), "out", &[]);
    let output = limited(folder.path(), "evaluate out --grid 10000x10000 --out g.npz");
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("1.0e8 nodes") && said.contains("GB of memory"),
        "{said}"
    );
}

#[test]
fn a_system_is_told_law_by_law_and_output_by_output() {
    let folder = folder();
    std::fs::write(folder.path().join("tiny.toml"), SYSTEM).unwrap();
    let output = voronet(folder.path(), &["train", "tiny.toml", "--out", "first"]);
    let said = stderr(&output);
    assert!(
        said.contains("L² error large ") && said.contains(", small "),
        "{said}"
    );
    let lines = said.lines().filter(|line| line.starts_with("iteration"));
    assert!(lines.clone().count() > 0);
    lines.for_each(|line| assert!(line.chars().count() <= 80, "{line}"));
    let run = train(folder.path(), "out", &[]);
    let summary = summary(&run);
    let laws = &summary["loss_laws"];
    let loss = |name: &str| {
        laws[name]
            .as_f64()
            .unwrap_or_else(|| panic!("{name}: {laws}"))
    };
    let whole = summary["loss_terms"]["flow"].as_f64().unwrap();
    assert!(((loss("flow.1") + loss("flow.2")) / whole - 1.0).abs() < 1e-9);
    assert!(loss("flow.1") > 100.0 * loss("flow.2") && loss("condition-1.2") >= 0.0);
    let page = read(&run.join("report.html"));
    assert!(
        page.contains("<td class=\"word\">flow.2</td>"),
        "no row of the second law"
    );
    for sentence in [
        "class=\"verdict not-solved\"",
        "Of the errors against the reference",
        "The term `flow` makes",
        "The loss has",
    ] {
        assert!(page.contains(sentence), "{sentence}");
    }
    // A plot for each output, since one is a thousand times the other.
    let picture = read(&run.join("solution.svg"));
    assert_eq!(picture.matches("stroke-dasharray").count(), 4);
    assert!(picture.contains("#003a5c") && picture.contains("#6b2f00"));
    assert!(
        picture.starts_with("<svg") && picture.contains("height=\"1000\""),
        "{}",
        &picture[..200]
    );
}

#[test]
fn the_verdict_stands_in_the_terminal_the_summary_and_the_report() {
    let folder = folder();
    for (iterations, judgements) in [("0", &["not solved"][..]), ("600", &["solved"])] {
        let set = format!("training.iterations={iterations}");
        let auto = ["--set", "training.optimizer=auto", "--set", "exact=false"];
        let arguments = ["train", "tiny.toml", "--out", iterations, "--set", &set];
        let arguments = [&arguments[..], &auto].concat();
        let output = voronet(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let run = folder.path().join(iterations);
        let verdict = summary(&run)["verdict"].clone();
        let judgement = verdict["judgement"].as_str().unwrap();
        assert!(judgements.contains(&judgement), "{iterations}: {verdict:#}");
        assert!(stderr(&output).contains(&format!("\nVerdict: {judgement}. ")));
        let class = judgement.replace(' ', "-");
        let page = read(&run.join("report.html"));
        assert!(page.contains(&format!("<div class=\"verdict {class}\">")));
        assert!(run.join("residual.svg").is_file());
        for law in ["heat", "initial", "ends"] {
            assert!(verdict["laws"][law]["relative_residual"].as_f64().unwrap() > 0.0);
        }
    }
}

#[test]
fn failures_name_their_cause_and_a_point() {
    let folder = folder();
    let law = "diff(u, t) = 0.1*diff(u, x, 2)";
    for (from, to, sets, said) in [
        (
            law,
            "u = 1e25*x",
            &["sampling.method=gradient"][..],
            &["overflow", "f64", "x ="][..],
        ),
        (
            "x = [0, 1]",
            "x = [0, 2e-15]",
            &["condition.ends.at=x = 0"],
            &["overflow", "`x` is 2.0e-15 long"],
        ),
        (
            law,
            "u = sqrt(x - 0.5)",
            &["sampling.method=exact"],
            &["root or logarithm", "at t ="],
        ),
        (law, law, &["sampling.exponent=1e300"], &["`exponent`"]),
    ] {
        let text = format!("scale = false\n{}", TINY.replace(from, to));
        std::fs::write(folder.path().join("bad.toml"), text).unwrap();
        let mut arguments = vec!["train", "bad.toml"];
        sets.iter().for_each(|set| arguments.extend(["--set", set]));
        let output = voronet(folder.path(), &arguments);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{to}: {told}");
        for words in said {
            assert!(told.contains(words), "{to}: {words}: {told}");
        }
    }
}

#[test]
fn losses_near_the_largest_numbers_are_drawn() {
    let folder = folder();
    let law = "diff(u, t) = 0.1*diff(u, x, 2)";
    std::fs::write(
        folder.path().join("tiny.toml"),
        format!("scale = false\n{}", TINY.replace(law, "u = 1e150*x")),
    )
    .unwrap();
    let run = train(
        folder.path(),
        "out",
        &[
            "--set",
            "training.precision=f64",
            "--set",
            "sampling.method=uniform",
        ],
    );
    assert!(summary(&run)["loss"].as_f64().unwrap() > 1e290);
    assert!(columns(&read(&run.join("history.csv")))["loss"].len() > 1);
}

#[test]
fn check_says_what_it_sees() {
    let folder = folder();
    let changed = |changes: &[(&str, &str)]| {
        let mut text = TINY.to_owned();
        changes
            .iter()
            .for_each(|(from, to)| text = text.replace(from, to));
        std::fs::write(folder.path().join("p.toml"), text).unwrap();
        let output = voronet(folder.path(), &["check", "p.toml"]);
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    };
    let plain = changed(&[]);
    assert!(
        plain.contains("Memory: about ") && !plain.contains("Notice"),
        "{plain}"
    );
    let law = "diff(u, t) = 0.1*diff(u, x, 2)";
    for (to, said) in [
        (
            "diff(u, t, 2) = diff(u, x, 2)",
            "Notice: The equations are of order 2 in t for u",
        ),
        (
            "diff(u, t) = diff(u, x, 2)/x^2",
            "Notice: The law of `heat` is not finite at x = 0",
        ),
        (
            "diff(u, t) = laplacian(u)",
            "takes the second derivatives by x\n",
        ),
    ] {
        let shown = changed(&[(law, to)]);
        assert!(shown.contains(said), "{shown}");
    }
    let at = "x = 0 or (x = 1 and sin(1000*t) > 0.99999999999999)";
    let shown = changed(&[("x = 0 or x = 1", at)]);
    assert!(
        shown.contains("0 of 1000000 points tried there are accepted"),
        "{shown}"
    );
}

#[test]
fn a_laplacian_takes_space_alone() {
    let folder = folder();
    let text = r#"inputs = ["time", "x", "kappa"]
outputs = ["u"]
[domain]
time = [0, 1]
x = [0, 1]
kappa = [0.1, 1]
[[equation]]
law = "diff(u, time) = kappa*laplacian(u)"
"#;
    std::fs::write(folder.path().join("p.toml"), text).unwrap();
    let output = voronet(folder.path(), &["check", "p.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("does not say over which inputs it sums")
            && stderr(&output).contains("such as `laplacian(u, x)`"),
        "{}",
        stderr(&output)
    );
    let marked = text.replace(
        "kappa = [0.1, 1]",
        "kappa = [0.1, 1]\nparameters = [\"kappa\"]",
    );
    std::fs::write(folder.path().join("p.toml"), marked).unwrap();
    let shown = stdout(&voronet(folder.path(), &["check", "p.toml"]));
    for said in [
        "time in [0, 1] (time), x in [0, 1], kappa in [0.1, 1] (parameter)",
        "residual: diff(u, time) - kappa*diff(u, x, 2)",
        "takes the second derivatives by x\n",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
}
