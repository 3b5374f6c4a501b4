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
        "no setting of `adam`",
        "",
    );
    complains(
        "[[condition]]",
        "[training]\nschedule = \"linear\"\n[[condition]]",
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
    complains("t = [0, 1]", "t = [0, 1", "", "unclosed array", "");
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
        Some("it is part of the circle a, b")
    );
}

/// What every complaint has to have: a place within the text, what is wrong, what is seen
/// there, and a mend that names no file of the documentation.
fn is_well_formed(source: &str, complaint: &Complaint) {
    let Complaint {
        place,
        title,
        label,
        help,
    } = complaint;
    assert!(place.span.start <= place.span.end, "{complaint:?}");
    if place.text == Text::File {
        assert!(place.span.end <= source.len(), "{complaint:?}");
    }
    assert!(
        title.len() > 10 && !title.ends_with('.') && !label.is_empty(),
        "{complaint:?}"
    );
    let help = help.as_deref().unwrap_or_default();
    assert!(help.len() >= 8, "no mend: {complaint:?}");
    assert!(
        !help.contains("docs/") && !title.contains("docs/"),
        "{complaint:?}"
    );
}

#[test]
fn every_complaint_has_a_place_a_fault_and_a_mend() {
    const SOURCE: &str = "inputs = [\"T\", \"x\", \"nu\"]\noutputs = [\"u\"]\n[domain]\n\
        T = [0, 1]\nx = [0, 1]\nnu = [0.1, 1]\n[constants]\nk = 2\n[definitions]\na = \"k*x\"\n\
        [[equation]]\nlaw = \"diff(u, T) = nu*diff(u, x, 2)\"\n\
        [[condition]]\nname = \"c\"\nat = \"T = 0\"\nlaw = \"u = a\"\n";
    assert!(read_problem(SOURCE, &[]).is_ok());
    for (from, to, title) in [
        (
            "nu*diff(u, x, 2)",
            "laplacian(u)",
            "this Laplacian does not say",
        ),
        (
            "T = [0, 1]\n",
            "T = [0, 1]\ntime = \"s\"\n",
            "`time` of [domain] names an input",
        ),
        (
            "T = [0, 1]\n",
            "T = [0, 1]\ntime = 3\n",
            "`time` of [domain] names an input",
        ),
        (
            "T = [0, 1]\n",
            "T = [0, 1]\nparameters = \"nu\"\n",
            "is a list of inputs",
        ),
        (
            "T = [0, 1]\n",
            "T = [0, 1]\nparameters = [\"mu\"]\n",
            "names an input",
        ),
        (
            "T = [0, 1]\n",
            "T = [0, 1]\ntime = \"T\"\nparameters = [\"T\"]\n",
            "cannot be the time and a parameter",
        ),
        ("k*x", "a*x", "needs itself"),
        ("a = \"k*x\"", "a = 3", "is written as a string"),
        ("k = 2", "k = \"x\"", ""),
        ("k = 2", "k = true", "must be a finite number"),
        ("k = 2", "x = 2", "is defined twice"),
        ("k = 2", "sin = 2", "has a meaning of its own"),
        (
            "outputs = [\"u\"]",
            "outputs = [\"u\", \"u\"]",
            "is defined twice",
        ),
        (
            "outputs = [\"u\"]",
            "outputs = [3]",
            "a name is written as a string",
        ),
        (
            "outputs = [\"u\"]",
            "outputs = []",
            "must be a list of names",
        ),
        (
            "[constants]",
            "[network]\nhidden = \"64,64\"\n[constants]",
            "a list of whole numbers",
        ),
        (
            "[constants]",
            "[sampling]\nadded = 1e6\n[constants]",
            "`added` (1000000) is more",
        ),
        (
            "at = \"T = 0\"",
            "at = \"u = 0\"",
            "described by inputs alone",
        ),
        ("nu = [0.1, 1]", "nu = [1, 1]", "is empty"),
    ] {
        assert!(SOURCE.contains(from), "{from}");
        let source = SOURCE.replacen(from, to, 1);
        let complaints = read_problem(&source, &[]).expect_err(to);
        let is_it = |c: &Complaint| c.title.contains(title);
        assert!(complaints.iter().any(is_it), "{to}: {complaints:#?}");
        complaints.iter().for_each(|c| is_well_formed(&source, c));
    }
    for (set, title) in [
        ("training.iterations", "needs a key and a value"),
        ("training..iterations=1", "a part of the key is empty"),
        ("title.short=a", "has no keys of its own"),
        ("condition.d.weight=1", "there is no condition named `d`"),
        ("network.hidden=64,64", "`hidden` must be a list"),
    ] {
        let source = format!("title = \"a\"\n{SOURCE}");
        let complaints = read_problem(&source, &[set.to_owned()]).expect_err(set);
        let is_it = |c: &Complaint| c.title.contains(title);
        assert!(complaints.iter().any(is_it), "{set}: {complaints:#?}");
        complaints.iter().for_each(|c| is_well_formed(&source, c));
    }
}

#[test]
fn space_is_what_the_problem_says_or_the_names_tell() {
    let space = |inputs: &str, keys: &str| {
        let names: Vec<&str> = inputs.split(' ').collect();
        let list = names
            .iter()
            .map(|n| format!("\"{n}\""))
            .collect::<Vec<_>>()
            .join(", ");
        let intervals: String = names.iter().map(|n| format!("{n} = [0, 1]\n")).collect();
        let source = format!(
            "inputs = [{list}]\noutputs = [\"u\"]\n[domain]\n{intervals}{keys}\n[[equation]]\nlaw = \"u = 1\"\n"
        );
        let problem = read_problem(&source, &[]).unwrap_or_else(|c| panic!("{c:#?}"));
        let space = problem.roles.space?;
        Some(
            space
                .iter()
                .map(|&i| names[i])
                .collect::<Vec<_>>()
                .join(" "),
        )
    };
    for (inputs, keys, expected) in [
        ("t x", "", Some("x")),
        ("time x y", "", Some("x y")),
        ("x", "", Some("x")),
        ("x1 x2 X3 z_4", "", Some("x1 x2 X3 z_4")),
        ("t r", "", Some("r")),
        ("T x", "", None),
        ("t x nu", "", None),
        ("t", "", None),
        ("r theta", "", None),
        ("T x", "time = \"T\"", Some("x")),
        ("T x nu", "time = \"T\"\nparameters = [\"nu\"]", Some("x")),
        ("time x kappa", "parameters = [\"kappa\"]", Some("x")),
        ("r theta", "parameters = []", Some("r theta")),
        ("t x", "time = \"x\"", Some("t")),
        ("t x", "parameters = [\"t\"]", Some("x")),
    ] {
        assert_eq!(space(inputs, keys).as_deref(), expected, "{inputs} {keys}");
    }
}

#[test]
fn thousands_of_definitions_in_a_row_or_in_circles_take_no_time() {
    let read = |definitions: String| {
        let source = format!(
            "inputs = [\"x\"]\noutputs = [\"u\"]\ndomain.x = [0, 1]\n[definitions]\n{definitions}\n\
             [[equation]]\nlaw = \"u = a0\"\n"
        );
        read_problem(&source, &[])
    };
    let n = 20_000;
    let chain: String = (0..n)
        .map(|i| format!("a{i} = \"a{} + 1\"\n", i + 1))
        .collect();
    let problem = read(format!("{chain}a{n} = \"x\"")).unwrap();
    let root = problem.graph.formula(problem.terms[0].residuals[0]);
    let leaf = |leaf| {
        if matches!(leaf, voronet_expr::Leaf::Input(_)) {
            0.5
        } else {
            0.0
        }
    };
    assert_eq!(root.evaluate(&leaf), -(n as f64 + 0.5));
    let circles: String = (0..n).map(|i| format!("a{i} = \"a{i}\"\n")).collect();
    assert_eq!(read(circles).unwrap_err().len(), n);
    let circle = read(format!("{chain}a{n} = \"a0\"")).unwrap_err();
    assert!(
        circle[0].help.as_ref().unwrap().ends_with("more"),
        "{:?}",
        circle[0]
    );
}
