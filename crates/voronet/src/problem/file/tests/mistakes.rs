//! What is wrong with a file is underlined where it stands.

use super::*;

#[test]
fn mistakes_are_underlined_in_the_file() {
    complains("sin(x)", "sin(y)", "y", "unknown name `y`", "known names");
    complains(
        "diff(u, x, 2)",
        "diff(u, z, 2)",
        "z",
        "it is no input",
        "the inputs are t, x",
    );
    complains(
        "t = 0\"",
        "t = 0.5\"",
        "t = 0.5",
        "touches no face",
        "the faces are t = 0, t = 1",
    );
    complains(
        "t = 0\"",
        "x > 0\"",
        "x > 0",
        "needs a face",
        "the faces are",
    );
    complains(
        "t = 0\"",
        "t = 0 and t = 1\"",
        "t = 0 and t = 1",
        "cannot be 0 and 1",
        "or",
    );
    complains(
        "[0, 1]",
        "[1, 0]",
        "[1, 0]",
        "is empty",
        "did you mean `[0, 1]`",
    );
    complains(
        "law = \"u = sin(x)\"",
        "law = \"integral(u) = 1\"",
        "integral",
        "unknown function",
        "make the integral an output of its own",
    );
    complains(
        "[domain]",
        "[coefficients]\nc = 1\n[domain]",
        "coefficients",
        "unknown key `coefficients`",
        "listed under `[unknowns]`",
    );
    complains(
        "[[equation]]",
        "[[equation]]\nat = \"x = 0\"",
        "at",
        "unknown key `at`",
        "an equation holds in the whole domain",
    );
    complains(
        "[domain]",
        "[definitions]\na = \"a + 1\"\n[domain]",
        "a",
        "needs itself",
        "write it without `a`",
    );
    complains("[0, 1]", "[1, 1]", "[1, 1]", "is empty", "is a constant");
    complains("[0, 1]", "[0]", "[0]", "a pair of numbers", "");
    complains(
        "t = [0, 1]\n",
        "",
        "[\"t\", \"x\"]",
        "no interval for `t`",
        "add",
    );
    complains(
        "law = \"u = sin(x)\"",
        "law = \"x = 0\"",
        "\"x = 0\"",
        "nothing of any output",
        "",
    );
    complains(
        "law = \"u = sin(x)\"",
        "law = \"u\"",
        "u",
        "needs an equals sign",
        "",
    );
    complains(
        "law = \"u = sin(x)\"",
        "lax = \"u = sin(x)\"",
        "lax",
        "unknown key `lax`",
        "did you mean `law`",
    );
    complains(
        "at = \"t = 0\"\n",
        "",
        "law",
        "does not say where it holds",
        "at =",
    );
    complains("[\"u\"]", "[\"sin\"]", "\"sin\"", "meaning of its own", "");
    complains("[\"u\"]", "[\"x\"]", "\"x\"", "defined twice", "");
    complains(
        "[\"u\"]",
        "[\"2u\"]",
        "\"2u\"",
        "is no name",
        "begins with a letter",
    );
    complains("[\"u\"]", "\"u\"", "\"u\"", "must be a list of names", "");
    complains(
        "[[condition]]",
        "[sampling]\nbatch = -5\n[[condition]]",
        "-5",
        "`batch` must be a whole number",
        "",
    );
    complains(
        "[[condition]]",
        "[sampling]\nmethod = \"pcw\"\n[[condition]]",
        "\"pcw\"",
        "unknown method `pcw`",
        "did you mean `pwc`",
    );
    complains(
        "[[condition]]",
        "[sampling]\nseeds = 10\npoints = 5\n[[condition]]",
        "10",
        "more seeds (10) than points (5)",
        "",
    );
    complains(
        "[[condition]]",
        "[network]\nactivation = \"relu\"\n[[condition]]",
        "\"relu\"",
        "no derivatives of order 2",
        "smooth",
    );
    complains(
        "[[condition]]",
        "[training]\nmomentum = 0.9\n[[condition]]",
        "0.9",
        "needs an `optimizer`",
        "",
    );
    complains(
        "[[condition]]",
        "[training]\noptimizer = \"adam\"\nschedule = \"linear\"\n[[condition]]",
        "\"linear\"",
        "unknown kind `linear`",
        "cosine",
    );
    complains(
        "[[condition]]",
        "[reference]\nv = \"x\"\n[[condition]]",
        "v",
        "`v` is no output",
        "the outputs are u",
    );
    complains(
        "[[condition]]",
        "[reference]\nu = \"u\"\n[[condition]]",
        "\"u\"",
        "an expression of the inputs",
        "",
    );
    complains(
        "[[condition]]",
        "[definitions]\na = \"b\"\nb = \"a\"\n[[condition]]",
        "a",
        "needs itself",
        "a, b",
    );
    complains(
        "[0, 1]",
        "[-1e308, 1e308]",
        "[-1e308, 1e308]",
        "no length",
        "units",
    );
    complains("[0, 1]", "[0, 1e-320]", "[0, 1e-320]", "no length", "units");
    complains(
        "[[condition]]",
        "[sampling]\npoints = 1e12\n[[condition]]",
        "1e12",
        "at most 4294967295",
        "",
    );
    complains(
        "[[condition]]",
        "[[condition]]\nname = \"equation-1\"",
        "\"equation-1\"",
        "two terms are named",
        "",
    );
    complains(
        "[[condition]]",
        "[condition]",
        "[condition]",
        "begins with",
        "two brackets",
    );
    complains(
        "[[equation]]\nlaw = \"diff(u, t) = diff(u, x, 2)\"",
        "",
        "",
        "no equation",
        "[[equation]]",
    );
    complains("t = [0, 1]", "t = [0, 1", "", "a list goes on here", "`]`");
}

#[test]
fn all_mistakes_come_at_once_in_the_order_of_the_file() {
    let text = SMALL
        .replace("sin(x)", "sin(y)")
        .replace("[0, 1]", "[1, 0]")
        .replace("diff(u, t)", "diff(u, s)");
    let all = complaints(&text, &["training.seed=-1"]);
    let spans: Vec<&str> = all.iter().map(|(span, _)| span.as_str()).collect();
    assert_eq!(spans, ["[1, 0]", "s", "y", "-1"]);
}

#[test]
fn a_circle_hides_no_other_mistake() {
    let definitions = "[definitions]\nc = \"a + q\"\na = \"b\"\nb = \"a\"\n[[condition]]";
    let all = complaints(&SMALL.replace("[[condition]]", definitions), &[]);
    let titles: Vec<&str> = all.iter().map(|(_, c)| c.title.as_str()).collect();
    assert_eq!(
        titles,
        ["unknown name `q`", "the definition of `a` needs itself"]
    );
    assert_eq!(
        all[1].1.help.as_deref(),
        Some("it is part of a circle: each needs the next of a, b")
    );
}

#[test]
fn what_has_no_effect_on_a_training_is_refused_with_the_mend() {
    let training = |keys: &str| format!("[training]\n{keys}\n[[condition]]");
    let phase = |keys: &str| format!("[[training.phase]]\n{keys}\n[[condition]]");
    for (text, underlined, title, help) in [
        (
            training("learning_rate = 1e-3"),
            "1e-3",
            "`learning_rate` needs an `optimizer`",
            "optimizer = \"adam\"",
        ),
        (
            training("optimizer = \"auto\"\nredraw = 5"),
            "5",
            "`redraw` needs an `optimizer`",
            "optimizer = \"levenberg-marquardt\"",
        ),
        (
            training("optimizer = \"levenberg-marquardt\"\nlearning_rate = 1e-3"),
            "1e-3",
            "`learning_rate` is no setting of `levenberg-marquardt`",
            "",
        ),
        (
            training("optimizer = \"adam\"\nrows = 100"),
            "100",
            "`rows` is no setting of `adam`",
            "",
        ),
        (
            training("optimizer = \"spring\"\nprecision = \"f32\""),
            "\"f32\"",
            "`spring` computes in double precision",
            "leave `precision` out",
        ),
        (
            training("optimizer = \"adam\"\nseconds = 5"),
            "5",
            "`seconds` is a key of [[training.phase]]",
            "time_budget",
        ),
        (
            training("seconds = 5"),
            "5",
            "`seconds` is a key of [[training.phase]]",
            "time_budget",
        ),
        (
            phase("iterations = 5"),
            "",
            "a phase needs an `optimizer`",
            "adam",
        ),
        (
            phase("optimizer = \"adam\"\nseed = 2"),
            "seed",
            "unknown key `seed` in [[training.phase]]",
            "",
        ),
        (
            "[training]\nphase = 3\n[[condition]]".to_owned(),
            "3",
            "a phase begins with `[[training.phase]]`",
            "two brackets",
        ),
    ] {
        let all = complaints(&SMALL.replace("[[condition]]", &text), &[]);
        let fits = |(span, complaint): &(String, Complaint)| {
            (underlined.is_empty() || span == underlined)
                && complaint.title.contains(title)
                && complaint.help.as_deref().unwrap_or("").contains(help)
        };
        assert!(all.iter().any(fits), "{all:?}");
    }
}

#[test]
fn scales_that_cannot_be_are_underlined() {
    let section = |entry: &str| format!("[scales]\n{entry}\n[domain]");
    for (entry, underlined, title, help) in [
        (
            "v = { scale = 3 }",
            "v",
            "`v` is no output",
            "outputs are u",
        ),
        ("u = 3", "3", "the scale of `u` is a table", "shift = 0"),
        ("u = { scale = 0 }", "0", "must be a positive number", ""),
        ("u = { shift = \"a\" }", "\"a\"", "must be a number", ""),
        (
            "u = { size = 3 }",
            "size",
            "unknown key `size`",
            "known keys",
        ),
    ] {
        complains("[domain]", &section(entry), underlined, title, help);
    }
    let both = "outputs = [\"u\"]\nscale = false\nscales = { u = { scale = 3 } }";
    complains(
        "outputs = [\"u\"]",
        both,
        "u",
        "leaves every output",
        "leave out",
    );
    complains(
        "outputs = [\"u\"]",
        "outputs = [\"u\"]\nscale = 3",
        "3",
        "true or false",
        "",
    );
}
