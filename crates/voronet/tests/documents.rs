//! The Rust of `docs/library.md`, compiled and run, and that of `README.md`, which is the
//! front page of the library.

use std::error::Error;
use std::time::{Duration, Instant};

use voronet::prelude::*;
use voronet::problem::Misstated;

const HEAT: &str = r#"
inputs = ["t", "x"]
outputs = ["u"]
constants = { k = 0.1 }
domain = { t = [0, 1], x = [0, 1] }
[[equation]]
law = "diff(u, t) = k*diff(u, x, 2)"
[[condition]]
at = "t = 0"
law = "u = sin(pi*x)"
[network]
hidden = [8, 8]
[sampling]
points = 300
batch = 50
[training]
optimizer = "adam"
iterations = 30
record_points = 100
"#;

/// The blocks of the page, in their order and word for word.
#[rustfmt::skip]
#[expect(unused_variables, reason = "a reader would go on with them")]
fn library() -> Result<(), Box<dyn Error>> {
    let limit = Duration::from_secs(600);
    let (times, places) = ([0.0, 1.0], [0.5, 0.5]);

    let problem = Problem::read("problem.toml")?;
    let solution = solve(&problem)?;
    println!("{:?} {}", solution.errors(), solution.summary().loss);

    let started = Instant::now();
    let options = Options { threads: 2 };
    let solution = solve_with(&problem, &options, |progress| match progress {
        Progress::Recorded { record, .. } if record.loss < 1e-6 => Ok(Flow::Stop),
        Progress::Iterated(_) if started.elapsed() > limit => Err("out of time".into()),
        _ => Ok(Flow::GoOn),
    })?;
    assert_eq!(solution.summary().iterations, 30);

    use voronet::run::{Folder, train_into};

    let folder = Folder::create(None, "heat")?; // runs/heat, or the first free of runs/heat-2, …
    let solution = train_into(&problem, &folder, &options, |_| Ok(Flow::GoOn))?;
    assert!(folder.file("report.html").exists() && folder.path().ends_with("runs/heat"));

    let points = Cloud::from_rows(&[[0.0, 0.5], [1.0, 0.5]]);  // a row for each point,
    let points = Cloud::from_columns(&[&times, &places]);      // or a column for each input,
    let points = solution.grid(&[101, 101]);                   // or a grid around the domain
    let columns = solution.evaluate(&points)?;
    let u = &columns["u"];
    let columns = solution.evaluate_expressions(&["diff(u, x)", "k*diff(u, x, 2)"], &points)?;
    let flux = &columns["k*diff(u, x, 2)"];
    let inside = solution.contains(&points)?;
    assert!(u.len() == 101 * 101 && flux.len() == u.len() && inside.iter().all(|&is| is));

    solution.save("results/heat")?;
    let again = Solution::open("results/heat")?;
    assert_eq!(again.evaluate(&points)?["u"], solution.evaluate(&points)?["u"]);
    Ok(())
}

#[rustfmt::skip]
fn builder(text: &str) -> Result<[Problem; 2], Misstated> {
    let (xs, ys, values) = ([-0.5, 0.0], [0.5, -0.5], [0.1, 0.2]);

    let [x, y, u] = vars(["x", "y", "u"]);
    let problem = ProblemBuilder::new("A plate with a hole")
        .inputs(["x", "y"])                                   // they lie in shapes
        .output("u")
        .domain("plate - hole")
        .shape("plate", Shape::rectangle([-1, -1], [1, 1]))
        .shape("hole", Shape::disk([0.2, 0.0], "r"))
        .constant("r", 0.3)
        .definition("bump", (-(x.powi(2) + y.powi(2))).exp())
        .equation("poisson", laplacian(&u).equals(var("bump")))
        .condition("edge", on("plate"), "u = 0").weight(10.0)
        .condition("hole", on("hole").filter("y > 0"), normal(&u)).batch(200)
        .condition("measured", points("sensors.csv"), "u = value")
        .columns("sensors.csv", &[("x", &xs), ("y", &ys), ("value", &values)])
        .set("sampling.mixture", 0.2)
        .set("network.hidden", [64, 64])
        .build()?;
    let stated = problem;

    let problem = Problem::parse(text)?;
    let problem = problem.changed(&["training.seed=2"])?;
    Ok([stated, problem])
}

#[test]
fn the_page_of_the_library_runs() {
    let folder = tempfile::tempdir().unwrap();
    std::env::set_current_dir(&folder).unwrap();
    std::fs::write("problem.toml", HEAT).unwrap();
    library().unwrap();
}

#[test]
fn what_the_page_states_is_a_problem() {
    let [stated, changed] = builder(HEAT).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!((stated.terms.len(), stated.terms[2].batch), (4, 200));
    assert_eq!(changed.training.seed, 2);
}

#[test]
fn every_block_of_the_page_stands_here() {
    let here = trimmed(include_str!("documents.rs").lines());
    let blocks = blocks(include_str!("../../../docs/library.md"), "```rust");
    assert!(blocks.len() > 4);
    for block in blocks {
        assert!(here.contains(&block), "not in this file:\n{block}");
    }
}

#[test]
fn the_readme_shows_the_front_page() {
    let source = include_str!("../src/lib.rs").lines();
    let page = source.filter_map(|line| line.strip_prefix("//!"));
    let page: Vec<&str> = page.filter(|line| !line.starts_with(" # ")).collect();
    let front = blocks(&page.join("\n"), "```");
    let readme = blocks(include_str!("../../../README.md"), "```rust");
    assert_eq!(front[..1], readme[..]);
}

/// The blocks of a text that begin with such a line.
fn blocks(text: &str, begin: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while lines.any(|line| line == begin) {
        blocks.push(trimmed(lines.by_ref().take_while(|line| *line != "```")));
    }
    blocks
}

fn trimmed<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.map(|line| line.trim().to_owned() + "\n").collect()
}
