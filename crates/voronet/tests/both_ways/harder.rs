//! `problems/harder`

use voronet::prelude::*;

use crate::{assert_is, shipped, sine_network};

/// The settings of all of them.
fn settings(problem: ProblemBuilder) -> ProblemBuilder {
    sine_network(problem, "sine")
        .set("scale", false)
        .set("sampling.points", 100_000)
        .set("sampling.batch", 2000)
        .set("sampling.mixture", 0)
        .set("sampling.power", 2)
        .set("training.optimizer", "adam")
        .set("training.iterations", 10_000)
}

fn square(title: &str, names: [&str; 2], lower: [f64; 2]) -> ProblemBuilder {
    ProblemBuilder::new(title)
        .input(names[0], lower[0], 1)
        .input(names[1], lower[1], 1)
        .output("u")
}

#[test]
fn allen_cahn() {
    let [t, x, u, pi] = vars(["t", "x", "u", "pi"]);
    let slope = u.diff(&x);
    let problem = square("Allen-Cahn, thin walls", ["t", "x"], [0.0, -1.0])
        .periodic("x", false)
        .equation(
            "allen_cahn",
            u.diff(&t)
                .equals(1e-4 * u.diff_n(&x, 2) + 5 * (&u - u.powi(3))),
        )
        .condition(
            "initial",
            at("t = 0"),
            u.equals(x.powi(2) * (&pi * &x).cos()),
        )
        .weight(100.0)
        .condition(
            "periodic",
            at("x = -1"),
            [u.equals(opposite(&u)), slope.equals(opposite(&slope))],
        )
        .weight(1.0)
        .file(
            "allen-cahn.csv",
            shipped("harder/references/allen-cahn.csv"),
        )
        .reference("file", "allen-cahn.csv")
        .set("reference.error.u", 1.2e-6);
    assert_is("harder/allen-cahn", settings(problem).build());
}

#[test]
fn burgers() {
    let [t, x, u, pi, nu, step, n, width] = vars(["t", "x", "u", "pi", "nu", "step", "n", "width"]);
    let shifted = &x - &width * &n;
    let kernel = (-(1 + (&pi * &shifted).cos()) / (2 * &pi * &nu) - (&step * &n).powi(2)).exp();
    let weighted = (&pi * &shifted).sin() * &kernel;
    let exact = -sum(&weighted, "n", -240, 240) / sum(&kernel, "n", -240, 240);
    let problem = square("Burgers, a steep front", ["t", "x"], [0.0, -1.0])
        .constant("nu", 0.01 / &pi)
        .constant("step", 0.05)
        .definition("width", (4 * &nu * &t).sqrt() * &step)
        .equation(
            "burgers",
            (u.diff(&t) + &u * u.diff(&x)).equals(&nu * u.diff_n(&x, 2)),
        )
        .condition("initial", at("t = 0"), u.equals(-(&pi * &x).sin()))
        .weight(10.0)
        .condition("ends", at("x = -1 or x = 1"), &u)
        .weight(10.0)
        .reference("u", exact)
        .reference("error", 1e-13);
    assert_is("harder/burgers", settings(problem).build());
}

#[test]
fn corner() {
    let [x, y, u, turned, pi] = vars(["x", "y", "u", "turned", "pi"]);
    let third = |n: i32| n / Expr::from(3);
    let radius = (x.powi(2) + y.powi(2)).pow(third(1));
    let problem = ProblemBuilder::new("Laplace, a re-entrant corner")
        .inputs(["x", "y"])
        .output("u")
        .domain("square - quadrant")
        .shape("square", Shape::rectangle([-1, -1], [1, 1]))
        .shape("quadrant", Shape::rectangle([0, -1], [1, 0]))
        .definition("turned", (-(&x + &y)).atan2(&y - &x))
        .definition("exact", radius * (third(2) * (&turned + 3 * &pi / 4)).sin())
        .equation("laplace", u.diff_n(&x, 2) + u.diff_n(&y, 2))
        .condition("edge", on("boundary"), "u = exact")
        .weight(100.0)
        .reference("u", "exact")
        .reference("error", 1e-15);
    assert_is("harder/corner", settings(problem).build());
}

#[test]
fn layer() {
    let [x, y, u, epsilon, rise, exact, pi] =
        vars(["x", "y", "u", "epsilon", "rise", "exact", "pi"]);
    let least = (-1 / &epsilon).exp();
    let transport = |f: &Expr| f.diff(&x) - &epsilon * (f.diff_n(&x, 2) + f.diff_n(&y, 2));
    let problem = square("Convection, an outflow layer", ["x", "y"], [0.0, 0.0])
        .constant("epsilon", 0.01)
        .definition(
            "rise",
            (((&x - 1) / &epsilon).exp() - &least) / (1 - &least),
        )
        .definition("exact", (&x - &rise) * (&pi * &y).sin())
        .equation("transport", transport(&u).equals(transport(&exact)))
        .condition("edge", at("x = 0 or x = 1 or y = 0 or y = 1"), &u)
        .weight(10.0)
        .reference("u", &exact)
        .reference("error", 1e-15);
    assert_is("harder/layer", settings(problem).build());
}

#[test]
fn peak() {
    let [x, y, u, peak] = vars(["x", "y", "u", "peak"]);
    let square_of = |x: &Expr| (x - 0.5).powi(2);
    let operator = |f: &Expr| -f.diff_n(&x, 2) - f.diff_n(&y, 2);
    let problem = square("Poisson, a sharp peak", ["x", "y"], [-1.0, -1.0])
        .definition("peak", (-1000 * (square_of(&x) + square_of(&y))).exp())
        .equation("poisson", operator(&u).equals(operator(&peak)))
        .condition(
            "edge",
            at("x = -1 or x = 1 or y = -1 or y = 1"),
            u.equals(&peak),
        )
        .weight(1000.0)
        .reference("u", &peak)
        .reference("error", 1e-15);
    assert_is("harder/peak", settings(problem).build());
}
