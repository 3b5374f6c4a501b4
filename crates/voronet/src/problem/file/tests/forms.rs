//! The form of complaints, what is space, and texts of any length.

use super::*;

/// What every complaint has to have: a passage of the text, what is wrong, what is seen
/// there, and a mend that names no file of the documentation.
fn is_well_formed(source: &str, complaint: &Complaint) {
    let Complaint {
        passage,
        title,
        label,
        help,
    } = complaint;
    assert!(passage.span.start <= passage.span.end, "{complaint:?}");
    if passage.text == Text::File {
        assert!(passage.span.end <= source.len(), "{complaint:?}");
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
fn every_complaint_has_a_passage_a_fault_and_a_mend() {
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
            "[sampling]\nmethod = \"rar_d\"\nadded = 1e6\n[constants]",
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
        ("t S1 S2 S10", "", Some("S1 S2 S10")),
        ("t S S1", "", None),
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
