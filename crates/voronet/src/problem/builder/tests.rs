use voronet_expr::{Leaf, div, grad, opposite, var, vars};

use super::*;
use crate::problem::Region;

/// u' = u on [0, 1].
fn growth() -> ProblemBuilder {
    ProblemBuilder::new("Growth")
        .input("x", 0.0, 1.0)
        .output("u")
        .equation("growth", "diff(u, x) = u")
}

#[test]
fn a_problem_is_the_text_of_a_problem_file() {
    let [x, u, k] = vars(["x", "u", "k"]);
    let problem = ProblemBuilder::new("A \"quoted\" title")
        .input("t", 0.0, 0.1 + 0.2)
        .inputs(["x"])
        .output("u")
        .domain("line")
        .shape(
            "line",
            Shape::new("interval")
                .with("lower", -1.0)
                .with("upper", "k"),
        )
        .constant("k", 2.0)
        .definition("twice", 2.0 * &k * &x)
        .equation("law", [u.diff(&var("t")), u.equals(var("twice"))])
        .condition("start", at("t = 0"), "u = 0")
        .weight(7.5)
        .batch(5)
        .method("pwc")
        .condition("end", on("line.right").filter("t > 0.1"), "normal(u) = 0")
        .condition("measured", points("data.csv"), "u = value")
        .columns(
            "data.csv",
            &[("t", &[0.1]), ("x", &[0.5]), ("value", &[1.0 / 3.0])],
        )
        .reference("u", 0.25 * &x + 1.0)
        .set("training.iterations", 50)
        .set("condition.end.weight", 2)
        .build()
        .unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!(
        problem.text(),
        r#"title = 'A "quoted" title'
inputs = ["t", "x"]
outputs = ["u"]

[constants]
k = 2.0

[domain]
t = [0.0, 0.30000000000000004]
shape = "line"

[shapes]
line = { kind = "interval", lower = -1.0, upper = "k" }

[definitions]
twice = "2.0*k*x"

[reference]
u = "0.25*x + 1.0"

[[equation]]
name = "law"
law = ["diff(u, t) = 0", "u = twice"]

[[condition]]
name = "start"
at = "t = 0"
law = "u = 0"
weight = 7.5
batch = 5
method = "pwc"

[[condition]]
name = "end"
on = "line.right"
where = "t > 0.1"
law = "normal(u) = 0"
weight = 2

[[condition]]
name = "measured"
points = "data.csv"
law = "u = value"

[training]
iterations = 50
"#
    );
    let Region::Given { points, .. } = &problem.terms[3].region else {
        panic!("given points");
    };
    assert_eq!(points.carried(0), [1.0 / 3.0]);
}

#[test]
fn all_mistakes_are_told_at_once_and_underlined() {
    let mut deep = var("u");
    for _ in 0..200_000 {
        deep = deep.sin();
    }
    let wrong = growth()
        .input("y", 1.0, 0.0)
        .constant("k", 1.0)
        .constant("k", 2.0)
        .equation("deep", deep)
        .build()
        .unwrap_err();
    // Twice the same key is no TOML: nothing else can be said.
    assert!(wrong.to_string().contains("for the second time"), "{wrong}");
    let mut large = var("nx");
    for _ in 0..64 {
        large = &large + &large;
    }
    let mut deep = var("u");
    for _ in 0..1000 {
        deep = deep.cos();
    }
    let wrong = growth()
        .input("y", 1.0, 0.0)
        .condition("start", at("x = 0"), "u = velocity")
        .condition("nowhere", at("x = 0"), large)
        .equation("deep", deep)
        .set("training.iterations", -1)
        .set("network.layers", 3)
        .build()
        .unwrap_err()
        .to_string();
    for said in [
        "6 mistakes",
        "the interval of `y` is empty",
        "unknown name `velocity`",
        "too large to be written",
        "the expression is nested too deeply",
        "1001 levels",
        "--set",
        "unknown key `layers`",
    ] {
        assert!(wrong.contains(said), "{said}: {wrong}");
    }
}

#[test]
fn a_weight_before_any_term_belongs_to_nothing() {
    let early = ProblemBuilder::new("Early")
        .weight(3.0)
        .input("x", 0.0, 1.0);
    let early = early.output("u").equation("e", "diff(u, x) = u").build();
    let wrong = early.unwrap_err().to_string();
    assert!(wrong.contains("`weight`"), "{wrong}");
}

#[test]
fn shared_parts_become_definitions() {
    let [x, u] = vars(["x", "u"]);
    let mut e = &x * 0.5 + &u;
    for _ in 0..20 {
        e = &e * &e + 0.5;
    }
    let problem = growth().equation("squares", &e).build().unwrap();
    assert!(problem.text().len() < 3000, "{}", problem.text());
    let at = |leaf| match leaf {
        Leaf::Input(_) => 0.125,
        _ => -0.25,
    };
    let value = problem.graph.evaluate(problem.terms[1].residuals[0], &at);
    let exact = (0..20).fold(0.5 * 0.125 - 0.25, |e, _| e * e + 0.5);
    assert_eq!(value, exact);
}

#[test]
fn a_periodic_condition_is_written_with_opposite() {
    let [x, u] = vars(["x", "u"]);
    let slope = u.diff(&x);
    let laws = [u.equals(opposite(&u)), slope.equals(opposite(&slope))];
    let problem = growth().condition("periodic", at("x = 0"), laws.to_vec());
    let exact = problem.clone().build().unwrap().exact;
    assert_eq!(exact[0].residuals.len(), 2);
    let trained = problem.periodic("x", false).build().unwrap().terms;
    assert_eq!(trained[1].residuals.len(), 2);
}

#[test]
fn scales_are_stated_as_in_a_file() {
    let problem = growth().scale("u", 300.0, 20.0).build().unwrap();
    assert!(problem.scales.automatic);
    assert_eq!(problem.scales.stated, [(Some(300.0), Some(20.0))]);
    let off = growth().set("scale", false).build().unwrap();
    assert!(!off.scales.automatic);
}

#[test]
fn vectors_complex_outputs_and_weights_are_stated_in_rust() {
    let [t, x, y, psi, i] = vars(["t", "x", "y", "psi", "i"]);
    let long = (psi.abs2() + 0.25 * psi.abs2() * x.exp() + 3.5 * y.cos()).exp() * &var("psi_x");
    let problem = ProblemBuilder::new("Complex")
        .input("t", 0.0, 1.0)
        .input("x", 0.0, 1.0)
        .input("y", 0.0, 1.0)
        .complex("psi")
        .equation("law", &i * psi.diff(&t) + div(&(&x * grad(&psi))))
        .weight(10.0 * (-&t).exp())
        .equation("shared", [long.equals(&psi), (2 * &long).equals(t.sech())])
        .condition("initial", at("t = 0"), psi.equals((&i * &x).exp()))
        .weight(25)
        .build()
        .unwrap_or_else(|wrong| panic!("{wrong}"));
    let text = problem.text();
    for line in [
        "inputs = [\"t\", \"x\", \"y\"]\ncomplex = [\"psi\"]\n",
        "law = \"i*diff(psi, t) + div(x*grad(psi)) = 0\"\nweight = \"10.0*exp(-t)\"",
        // What is shared is a definition, a complex one with a short form in it.
        "part_1 = \"exp(abs2(psi) + 0.25*abs2(psi)*exp(x) + 3.5*cos(y))*psi_x\"",
        "weight = 25",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert_eq!(problem.outputs, ["psi_re", "psi_im"]);
    let counts = problem.terms.iter().map(|term| term.residuals.len());
    assert_eq!(counts.collect::<Vec<_>>(), [2, 4, 2]);
    assert!(problem.terms[0].weight_at.is_some());
    assert_eq!(problem.terms[2].weight, 25.0);
}

#[test]
fn unknowns_and_the_noise_of_data_are_keys_of_the_file() {
    let [x, u, k, c] = vars(["x", "u", "k", "c"]);
    let problem = ProblemBuilder::new("Growth")
        .input("x", 0.0, 1.0)
        .output("u")
        .unknown("k", 1.0)
        .positive()
        .unknown("c", "1/4")
        .between(0.0, 3.0)
        .equation("growth", u.diff(&x) - (&k * &u + &c))
        .condition("data", points("data.csv"), "u = value")
        .noise("sigma")
        .columns(
            "data.csv",
            &[("x", &[0.5]), ("value", &[1.0]), ("sigma", &[0.1])],
        )
        .build()
        .unwrap_or_else(|wrong| panic!("{wrong}"));
    let text = problem.text();
    assert!(
        text.contains("[unknowns]\nk = { start = 1.0, positive = true }\n"),
        "{text}"
    );
    assert!(
        text.contains("c = { start = \"1/4\", from = 0.0, to = 3.0 }\n"),
        "{text}"
    );
    assert!(text.contains("noise = \"sigma\"\n"), "{text}");
    let bounds = problem
        .unknowns
        .iter()
        .map(|one| (one.start, one.from, one.to));
    let bounds: Vec<_> = bounds.collect();
    let (k, c) = ((1.0, Some(0.0), None), (0.25, Some(0.0), Some(3.0)));
    assert_eq!(bounds, [k, c]);
    // Before any unknown there is nothing to keep within bounds.
    let wrong = ProblemBuilder::new("Growth")
        .positive()
        .build()
        .unwrap_err();
    assert!(wrong.to_string().contains("positive"), "{wrong}");
}
