//! Outputs that depend on some inputs only.

use super::*;
use crate::network::Features;

const FIELD: &str = r#"
inputs = ["t", "x"]
outputs = ["u", { name = "k", of = ["x"] }]
[domain]
t = [0, 1]
x = [0, 2]
[[equation]]
law = ["u_t = diff(k*u_x, x)", "u = t"]
[[condition]]
at = "x = 0"
law = "k = 1"
[network]
hidden = [20, 30]
"#;

#[test]
fn an_output_of_some_inputs_has_no_derivatives_by_others() {
    let problem = read(&FIELD.replace("\"u = t\"", "\"u + k_t + k_xt = diff(k^2*u, t)\""));
    assert_eq!(problem.outputs, ["u", "k"]);
    assert_eq!(problem.inputs_of(0), [0, 1]);
    assert_eq!(problem.inputs_of(1), [1]);
    let names = problem.names(&Region::Interior);
    let law = problem.terms[0].residuals[1];
    let shown = problem.graph.display(law, &names).to_string();
    assert!(!shown.contains("diff(k"), "{shown}");
    let networks = problem.network.subnetworks(2, 2);
    let widths: Vec<&[usize]> = networks.iter().map(|own| &own.mlp.widths[..]).collect();
    assert_eq!(widths, [&[2, 20, 30, 1][..], &[1, 10, 15, 1]]);
}

#[test]
fn outputs_of_the_same_inputs_share_a_network() {
    let read = |outputs: &str| {
        let problem = read(&FIELD.replace("[\"u\", { name = \"k\", of = [\"x\"] }]", outputs));
        let networks = problem.network.subnetworks(2, problem.outputs.len());
        let shape = networks
            .into_iter()
            .map(|own| (own.outputs, own.mlp.widths));
        shape.collect::<Vec<_>>()
    };
    assert_eq!(
        read(r#"[{ name = "k", of = ["x"] }, "u", { name = "m", of = ["x"], width = 5 }]"#),
        [
            (vec![1], vec![2, 20, 30, 1]),
            (vec![0, 2], vec![1, 5, 5, 2])
        ]
    );
    // Of all inputs is of no network of its own.
    let whole = read(r#"["u", { name = "k", of = ["x", "t"] }]"#);
    assert_eq!(whole, [(vec![0, 1], vec![2, 20, 30, 2])]);
    assert_eq!(whole, read(r#"["u", { name = "k" }]"#));
    let apart = read(r#"[{ name = "u", of = ["t"] }, { name = "k", of = ["x"] }]"#);
    assert_eq!(apart.len(), 2);
}

#[test]
fn parts_of_complex_outputs_depend_on_the_same_inputs() {
    let text = FIELD.replace(
        "[domain]",
        "complex = [{ name = \"c\", of = [\"x\"] }]\n[domain]",
    );
    let problem = read(&text);
    assert_eq!(problem.outputs, ["u", "k", "c_re", "c_im"]);
    assert_eq!(problem.network.own[0].outputs, [1, 2, 3]);
}

#[test]
fn a_network_sees_what_reads_its_inputs_alone() {
    let seen = |more: &str| {
        let problem = read(&format!("{FIELD}{more}"));
        problem.network.own[0].features.texts(&problem.inputs)
    };
    assert_eq!(seen(""), ["x"]);
    assert_eq!(
        seen("features = [\"t*x\", \"x\", \"t\", \"cos(x)\"]"),
        ["x", "cos(x)"]
    );
    let waves = seen("fourier = { t = 2, x = 1 }");
    assert_eq!(waves.len(), 3);
    assert!(waves.iter().all(|text| !text.contains('t')), "{waves:?}");
    let periodic = FIELD.replace("[0, 2]", "{ from = 0, to = 2, periodic = true }");
    let periodic = periodic.replace("at = \"x = 0\"", "at = \"t = 0\"");
    let own = &read(&periodic).network.own[0];
    assert_eq!(own.features.len(), 2);
    assert_ne!(own.features, Features::of_inputs(&[1]));
}

#[test]
fn mistakes_are_underlined_with_their_mend() {
    let k = "{ name = \"k\", of = [\"x\"] }";
    for (to, underlined, title, help) in [
        (
            "{ name = \"k\", of = [\"y\"] }",
            "\"y\"",
            "`y` is no input",
            "the inputs are t, x",
        ),
        (
            "{ name = \"k\", of = [] }",
            "[]",
            "`of` lists the inputs on which `k` depends",
            "[unknowns]",
        ),
        (
            "{ name = \"k\", of = \"x\" }",
            "\"x\"",
            "`of` lists the inputs",
            "of = [\"x\"]",
        ),
        (
            "{ name = \"k\", of = [3] }",
            "3",
            "an input is named by a string",
            "quotation marks",
        ),
        (
            "{ name = \"k\", of = [\"x\", \"x\"] }",
            "\"x\"",
            "stands twice",
            "leave it out",
        ),
        (
            "{ of = [\"x\"] }",
            "{ of = [\"x\"] }",
            "has no name",
            "name = \"k\"",
        ),
        (
            "{ name = \"u\", of = [\"x\"] }, \"k\"",
            "\"u\"",
            "defined twice",
            "leave it out",
        ),
        (
            "{ name = \"k\", on = [\"x\"] }",
            "on",
            "unknown key `on`",
            "did you mean `of`",
        ),
        (
            "{ name = \"k\", of = [\"x\"], width = 0 }",
            "0",
            "`width`",
            "",
        ),
        (
            "{ name = \"k\", width = 4 }",
            "4",
            "no network of its own",
            "leave `width` out",
        ),
        (
            "{ name = \"k\", of = [\"t\", \"x\"], width = 4 }",
            "4",
            "no network of its own",
            "`hidden`",
        ),
        (
            "{ name = \"k\", of = [\"x\"], width = 4 }, { name = \"m\", of = [\"x\"], width = 5 }",
            "5",
            "share a network",
            "state one width",
        ),
        (
            "{ name = [\"k\"], of = [\"x\"] }",
            "[\"k\"]",
            "written as a string",
            "quotation marks",
        ),
    ] {
        let text = FIELD.replace(k, to);
        let all = complaints(&text, &[]);
        let fits = |(span, complaint): &(String, Complaint)| {
            span == underlined
                && complaint.title.contains(title)
                && complaint.help.as_deref().unwrap_or("").contains(help)
        };
        assert!(all.iter().any(fits), "{to}: {all:?}");
    }
}

#[test]
fn what_would_make_an_output_depend_on_more_is_refused() {
    let refused = |from: &str, to: &str| {
        assert!(FIELD.contains(from));
        format!("{:?}", complaints(&FIELD.replacen(from, to, 1), &[]))
    };
    let ansatz = refused("[network]", "[ansatz]\nk = \"1 + t*net\"\n[network]");
    assert!(ansatz.contains("`k` would depend on `t`"), "{ansatz}");
    let exact = refused("at = \"x = 0\"", "exact = true\nat = \"t = 0\"");
    assert!(exact.contains("`k` would depend on `t`"), "{exact}");
    let blind = refused("[network]", "[network]\nfeatures = [\"t\", \"t*x\"]");
    assert!(blind.contains("the network of k sees none"), "{blind}");
    let windows = refused("[network]", "[training]\nwindows = 3\n[network]");
    assert!(windows.contains("one field for all times"), "{windows}");
    let held = read(&FIELD.replace("law = \"k = 1\"", "law = \"k = 1\"\nexact = true"));
    assert!(held.fields[1].is_some());
}
