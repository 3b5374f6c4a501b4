//! `problems/paper`

use voronet::prelude::*;
use voronet::problem::Setting;

use crate::{assert_is, shipped, sine_network};

fn settings(problem: ProblemBuilder, points: usize, batch: usize, rate: f64) -> ProblemBuilder {
    problem
        .set("scale", false)
        .set("network.scale_inputs", false)
        .set("sampling.method", "pwc")
        .set("sampling.sequence", "halton")
        .set("sampling.points", points)
        .set("sampling.batch", batch)
        .set("sampling.mixture", 0)
        .set("sampling.power", 2)
        .set("training.optimizer", "adam")
        .set("training.learning_rate", rate)
        .set("training.seed", 1)
}

fn diffusion(title: &str, rate: f64) -> ProblemBuilder {
    let [t, x, u, n, pi] = vars(["t", "x", "u", "n", "pi"]);
    let odd = Expr::from(-1).pow(&n);
    let frequency = &n * &pi;
    let coefficient = (40 * (1 - &odd) + 6 * &odd) / frequency.powi(3);
    let decay = (-frequency.powi(2) * &t).exp();
    let series = sum(
        &(coefficient * (&frequency * &x).sin() * decay),
        "n",
        1,
        200,
    );
    let problem = ProblemBuilder::new(title)
        .input("t", 0, 1)
        .input("x", 0, 1)
        .output("u")
        .equation("diffusion", u.diff(&t).equals(u.diff_n(&x, 2) + 3 * &x))
        .condition("initial", at(t.equals(0)), u.equals(10 * (&x - x.powi(2))))
        .weight(500.0)
        .condition("ends", at(x.equals(0).or(x.equals(1))), &u)
        .weight(500.0)
        .reference("u", &x * (1 - x.powi(2)) / 2 + series)
        .reference("error", 1.6e-7)
        .set("training.iterations", 3000);
    settings(problem, 100_000, 10_000, rate).set("sampling.seeds", 10_000)
}

#[test]
fn the_diffusion_problems() {
    let plain = diffusion("Transient diffusion", 0.003).set("training.schedule", "constant");
    assert_is("paper/diffusion", sine_network(plain, "glorot").build());
    let decay = diffusion("Transient diffusion, decaying rate", 0.012);
    let decay = sine_network(decay, "sine").set("training.schedule", "cosine");
    assert_is("paper/diffusion-decay", decay.build());
}

fn elasticity(title: &str, rate: f64) -> ProblemBuilder {
    let [x, y, u, v, pi] = vars(["x", "y", "u", "v", "pi"]);
    let [e, nu, lambda, mu] = vars(["E", "nu", "lambda", "mu"]);
    let [u_exact, v_exact] = vars(["u_exact", "v_exact"]);
    let along = |u: &Expr, v: &Expr, x: &Expr, y: &Expr| {
        (&lambda + 2 * &mu) * u.diff_n(x, 2)
            + &mu * u.diff_n(y, 2)
            + (&lambda + &mu) * v.diff(x).diff(y)
    };
    let wave = |shift: f64, along: Expr| 0.8 * (&pi / 2 * (&x + shift)).sin() * along.cos();
    let problem = ProblemBuilder::new(title)
        .inputs(["x", "y"])
        .output("u")
        .output("v")
        .domain("square - corner + round - bite - hole")
        .shape("square", Shape::rectangle([0, 0], [1, 1]))
        .shape("corner", Shape::rectangle([0.7, 0.7], [1.1, 1.1]))
        .shape(
            "round",
            Shape::new("sector")
                .with("center", [0.7, 0.7])
                .with("outer", 0.3)
                .with("from", 0)
                .with("to", 90),
        )
        .shape("bite", Shape::disk([0.35, -0.05], 0.18))
        .shape("hole", Shape::ellipse([0.42, 0.58], [0.2, 0.12]))
        .constant("E", 0.25)
        .constant("nu", 0.2)
        .definition("lambda", &nu * &e / ((1 + &nu) * (1 - &nu)))
        .definition("mu", &e / (2 * (1 + &nu)))
        .definition("u_exact", wave(0.78, &y - 1) - wave(1.5, &y + 1))
        .definition("v_exact", 0.72 - 0.65 * ((-x.powi(2) * &y / 2).exp() + &x))
        .equation(
            "equilibrium",
            [
                along(&u, &v, &x, &y).equals(along(&u_exact, &v_exact, &x, &y)),
                along(&v, &u, &y, &x).equals(along(&v_exact, &u_exact, &y, &x)),
            ],
        )
        .condition("edge", on("boundary"), ["u = u_exact", "v = v_exact"])
        .weight(1.0)
        .reference("u", &u_exact)
        .reference("v", &v_exact)
        .reference("error", 1e-15);
    settings(sine_network(problem, "glorot"), 100_000, 10_000, rate).set("sampling.seeds", 10_000)
}

#[test]
fn the_elasticity_problems() {
    let plain = elasticity("Elasticity on an irregular plate", 0.002)
        .set("training.schedule", "constant")
        .set("training.iterations", 500);
    assert_is("paper/elasticity", plain.build());
    let decay = elasticity("Elasticity on an irregular plate, decaying rate", 0.01)
        .set("training.schedule", "cosine")
        .set("training.iterations", 5000);
    assert_is("paper/elasticity-decay", decay.build());
}

fn plane_stress(title: &str, rate: f64) -> ProblemBuilder {
    let [x, y, u, v, sxx, sxy, syy] = vars(["x", "y", "u", "v", "sxx", "sxy", "syy"]);
    let [l, mu, lambda, plane, quarter, pi] = vars(["L", "mu", "lambda", "plane", "quarter", "pi"]);
    let scaled = |length: f64| Setting::from(length / &l);
    let pair = |x: f64, y: f64| [scaled(x), scaled(y)];
    let hole = |x: f64, y: f64| Shape::disk(pair(x, y), scaled(7.5));
    let sum = u.diff(&x) + v.diff(&y);
    let normal_stress = |slope: Expr| &plane * &sum + 2 * &mu * slope;
    let mut problem = ProblemBuilder::new(title)
        .inputs(["x", "y"])
        .domain("plate - top_hole - left_hole - right_hole")
        .shape(
            "plate",
            Shape::rectangle(pair(-27.5, -35.0), pair(27.5, 35.0)),
        )
        .shape("top_hole", hole(0.0, 20.0))
        .shape("left_hole", hole(-9.67, -10.0))
        .shape("right_hole", hole(9.67, -10.0))
        .constant("L", 35.0)
        .constant("mu", 1.0)
        .constant("lambda", 1.5 * &mu)
        .constant("plane", 2 * &lambda * &mu / (&lambda + 2 * &mu))
        .constant("quarter", 7.5 / &l * (&pi / 4).cos());
    for output in ["u", "v", "sxx", "sxy", "syy"] {
        problem = problem.output(output);
    }
    let top = &y - 20 / &l;
    let lower = &y + 10 / &l;
    let held = top.greater_equal(&quarter);
    let held = held.or(y.less(0).and(lower.greater_equal(&quarter)));
    let free = ["sxx*nx + sxy*ny = 0", "sxy*nx + syy*ny = 0"];
    let below = |height: &Expr| height.less(&quarter);
    let problem = problem
        .equation(
            "equilibrium",
            [sxx.diff(&x) + sxy.diff(&y), sxy.diff(&x) + syy.diff(&y)],
        )
        .weight(500.0)
        .equation(
            "stress",
            [
                sxx.equals(normal_stress(u.diff(&x))),
                syy.equals(normal_stress(v.diff(&y))),
                sxy.equals(&mu * (u.diff(&y) + v.diff(&x))),
            ],
        )
        .weight(200.0)
        .condition(
            "fixed",
            on(["plate.top", "top_hole", "left_hole", "right_hole"]).filter(held),
            [&u, &v],
        )
        .weight(1000.0)
        .condition("pulled", on("plate.bottom"), ["u = 0", "v = -1"])
        .weight(1000.0)
        .condition("free_left", on("plate.left"), [&sxx, &sxy])
        .weight(75.0)
        .condition("free_right", on("plate.right"), [&sxx, &sxy])
        .weight(75.0)
        .condition("free_top_hole", on("top_hole").filter(below(&top)), free)
        .weight(75.0)
        .condition(
            "free_left_hole",
            on("left_hole").filter(below(&lower)),
            free,
        )
        .weight(75.0)
        .condition(
            "free_right_hole",
            on("right_hole").filter(below(&lower)),
            free,
        )
        .weight(75.0)
        .file(
            "plane-stress.csv",
            shipped("paper/references/plane-stress.csv"),
        )
        .reference("file", "plane-stress.csv")
        .set("training.iterations", 25_000)
        .set("training.record_every", 50);
    let errors = [
        ("u", 2.4e-3),
        ("v", 6e-4),
        ("sxx", 4e-2),
        ("sxy", 2e-2),
        ("syy", 9e-3),
    ];
    let error = |problem: ProblemBuilder, (name, error): (&str, f64)| {
        problem.set(&format!("reference.error.{name}"), error)
    };
    let problem = errors.into_iter().fold(problem, error);
    settings(problem, 500_000, 5000, rate)
}

#[test]
fn the_plane_stress_problems() {
    let plain = plane_stress("Plane stress in a plate with three bolt holes", 0.0005)
        .set("network.activation", "swish")
        .set("network.initialization", "glorot")
        .set("sampling.seeds", 5000)
        .set("training.schedule", "constant");
    assert_is("paper/plane-stress", plain.build());
    let mut better = plane_stress("Plane stress, trained better", 0.003)
        .set("equation.equilibrium.weight", 5)
        .set("equation.stress.weight", 20)
        .set("network.hidden", [64, 64, 64, 64])
        .set("network.activation", "sine")
        .set("network.initialization", "sine")
        .set("sampling.method", "uniform")
        .set("sampling.batch", 1000)
        .set("training.schedule", "cosine");
    for name in [
        "fixed",
        "pulled",
        "free_left",
        "free_right",
        "free_top_hole",
        "free_left_hole",
        "free_right_hole",
    ] {
        better = better.set(&format!("condition.{name}.batch"), 250);
    }
    assert_is("paper/plane-stress-improved", better.build());
}
