//! Section 4.1: Figures 1 to 9.

use super::compared::{self, Compared};
use super::figure::{Agreement, Figure, FigureTable};
use super::pictures::{self, Curve, Plane};
use super::statistics::{correlation, mean_and_deviation, relative_difference};
use super::study::{
    Inspection, Scale, Watched, Work, problem, scattered, train, training_work, with,
};
use crate::output::plot::ColourScale;
use crate::points::{Cloud, nearest};
use crate::problem::{Method, Problem};
use crate::run::Error;
use crate::training::Pools;

const TEXT: &str = include_str!("../../../../problems/paper/elasticity.toml");

/// The problem at a scale.
fn stated(scale: Scale) -> Problem {
    let changes = match scale {
        Scale::Full => Vec::new(),
        Scale::Quick => [
            "sampling.points=10000",
            "sampling.seeds=1000",
            "sampling.batch=1000",
            "training.iterations=200",
            "training.record_points=1000",
        ]
        .map(str::to_owned)
        .to_vec(),
    };
    problem(TEXT, &[], &changes)
}

const METHODS: [Method; 3] = [Method::Uniform, Method::Exact, Method::Pwc];

/// The numbers of seeds of Figures 7 and 8.
fn seed_counts(scale: Scale) -> &'static [usize] {
    scale.pick(&[10, 50, 500, 5000, 10_000], &[10, 50, 500])
}

/// Iterations at which the loss is looked at: Figure 4, and Figures 5 and 9.
fn moments(scale: Scale) -> [usize; 4] {
    scale.pick([10, 50, 200, 500], [10, 50, 100, 200])
}

/// Of Figure 5; 9 uses the second.
const SNAPSHOTS: [usize; 3] = [10, 30, 50];

/// Multiply-adds of the trainings.
pub fn work(scale: Scale) -> f64 {
    let problem = stated(scale);
    let compared = compared::work(&problem, &METHODS, scale);
    let seeds = seed_counts(scale)
        .iter()
        .map(|&s| training_work(&with_seeds(&problem, s)));
    compared + seeds.sum::<f64>()
}

fn with_seeds(problem: &Problem, seeds: usize) -> Problem {
    let mut problem = with(problem, Method::Pwc, problem.training.seed);
    problem.sampling.seeds = seeds;
    problem
}

/// Figures 1 to 9.
pub fn figures(scale: Scale, work: &Work) -> Result<Vec<Figure>, Error> {
    let problem = stated(scale);
    let every: Vec<usize> = (0..=problem.training.iterations).step_by(10).collect();
    let compared = compared::train_all(&problem, &METHODS, scale, &every, work, "elasticity")?;
    let mut by_seeds = Vec::new();
    for &seeds in seed_counts(scale) {
        let text = format!("elasticity, {seeds} seeds");
        by_seeds.push((
            seeds,
            train(with_seeds(&problem, seeds), &every, work, &text)?,
        ));
    }
    if work.is_interrupted() {
        return Ok(Vec::new());
    }
    let pwc = compared.first(Method::Pwc);
    let fifty = &by_seeds[1].1;
    Ok(vec![
        figure_1(&problem, pwc)?,
        figure_2(&problem),
        figure_3(&problem, pwc),
        figure_4(pwc, scale)?,
        figure_5(pwc),
        figure_6(&compared),
        figure_7(pwc, scale)?,
        figure_8(&by_seeds),
        figure_9(fifty)?,
    ])
}

/// The loss at seeds, and that of each node's nearest seed.
fn cells(
    problem: &Problem,
    of: &Inspection,
    count: usize,
    at: &Cloud,
) -> Result<(Cloud, Vec<f64>), Error> {
    let seeds = scattered(problem, count)?;
    let losses = of.losses(&seeds);
    let owners = nearest(&seeds, at, &problem.domain, &|_| {});
    let values = owners.iter().map(|&s| losses[s as usize]).collect();
    Ok((seeds, values))
}

fn at_moment<'a>(watched: &'a Watched, iteration: usize) -> Inspection<'a> {
    let found = watched.snapshots.iter().find(|s| s.0 == iteration);
    let parameters = found.map_or(&watched.parameters, |s| &s.1);
    Inspection::new(&watched.problem, &watched.plan, parameters)
}

fn figure_1(problem: &Problem, pwc: &Watched) -> Result<Figure, Error> {
    let plane = Plane::new(problem, 401);
    let of = at_moment(pwc, SNAPSHOTS[1]);
    let (seeds, values) = cells(problem, &of, 50, plane.cloud())?;
    let dots: Vec<[f64; 2]> = (0..seeds.len())
        .map(|s| [seeds.point(s)[0], seeds.point(s)[1]])
        .collect();
    let exact = of.losses(plane.cloud());
    Ok(Figure {
        number: 1,
        title: "Voronoi cells and the piecewise constant loss".to_owned(),
        paper:
            "A domain divided into the Voronoi cells of seeds; the loss is constant in each cell."
                .to_owned(),
        ours: format!(
            "The same with 50 seeds on our plate, after {} iterations; the loss itself beside it.",
            SNAPSHOTS[1]
        ),
        agreement: Agreement::Illustrates,
        pictures: vec![
            (
                "cells".to_owned(),
                plane.log_map("Loss of the nearest seed", "loss", &values, dots.clone()),
                "50 seeds and their cells".to_owned(),
            ),
            (
                "loss".to_owned(),
                plane.log_map("Loss", "loss", &exact, dots.clone()),
                "the loss that the cells stand for".to_owned(),
            ),
        ],
        tables: vec![FigureTable {
            name: "seeds".to_owned(),
            columns: vec![
                ("x".to_owned(), dots.iter().map(|d| d[0]).collect()),
                ("y".to_owned(), dots.iter().map(|d| d[1]).collect()),
                ("loss".to_owned(), of.losses(&seeds)),
            ],
        }],
    })
}

fn exact_fields(problem: &Problem, plane: &Plane) -> Vec<Vec<f64>> {
    let expressions = problem.reference.expressions.iter().flatten();
    let value = |node, p: usize| {
        let x = plane.cloud().point(p);
        let leaf = |leaf| match leaf {
            voronet_expr::Leaf::Input(i) => x[i],
            _ => f64::NAN,
        };
        problem.graph.evaluate(node, &leaf)
    };
    let column = |&node: &_| (0..plane.cloud().len()).map(|p| value(node, p)).collect();
    expressions.map(column).collect()
}

fn figure_2(problem: &Problem) -> Figure {
    let plane = Plane::new(problem, 201);
    let exact = exact_fields(problem, &plane);
    let titles = ["Displacement in x", "Displacement in y"];
    let picture = |k: usize| {
        let svg = plane.map(titles[k], &problem.outputs[k], &exact[k], false, None);
        (problem.outputs[k].clone(), svg, titles[k].to_owned())
    };
    Figure {
        number: 2,
        title: "Exact displacements of the plate".to_owned(),
        paper: "The prescribed displacements (Eq. 21) on an irregular plate that is not given in numbers.".to_owned(),
        ours: "Eq. 21 on a plate of our choice: a unit square with a rounded corner, a bite taken out and an elliptic hole.".to_owned(),
        agreement: Agreement::Illustrates,
        pictures: (0..2).map(picture).collect(),
        tables: vec![plane.table("", &[("u", &exact[0]), ("v", &exact[1])])],
    }
}

fn figure_3(problem: &Problem, pwc: &Watched) -> Figure {
    let plane = Plane::new(problem, 201);
    let exact = exact_fields(problem, &plane);
    let trained = Inspection::new(&pwc.problem, &pwc.plan, &pwc.parameters).outputs(plane.cloud());
    let mut pictures = Vec::new();
    let mut errors = Vec::new();
    for (k, name) in problem.outputs.iter().enumerate() {
        let scale = ColourScale::fit(
            plane.inside(&exact[k]),
            crate::output::plot::Spacing::Linear,
        );
        for (what, values) in [("exact", &exact[k]), ("trained", &trained[k])] {
            let title = format!("{name}, {what}");
            let svg = plane.map(&title, name, values, true, Some(scale.clone()));
            pictures.push((format!("{name}-{what}"), svg, title));
        }
        errors.push(relative_difference(
            &plane.inside(&trained[k]),
            &plane.inside(&exact[k]),
        ));
    }
    let worst = errors.iter().copied().fold(0.0, f64::max);
    Figure {
        number: 3,
        title: "Exact and trained displacements".to_owned(),
        paper: "Contours of the exact and the trained displacements lie close together; solid where positive, dashed where negative.".to_owned(),
        ours: format!(
            "After {} iterations the relative L² error of u is {:.1e}, that of v {:.1e}.",
            pwc.problem.training.iterations, errors[0], errors[1]
        ),
        agreement: match worst {
            ..0.05 => Agreement::Agrees,
            ..0.3 => Agreement::Partly,
            _ => Agreement::Differs,
        },
        pictures,
        tables: vec![plane.table(
            "",
            &[("u_exact", &exact[0]), ("u", &trained[0]), ("v_exact", &exact[1]), ("v", &trained[1])],
        )],
    }
}

/// The points of the pool again, and the sampler.
fn pools(watched: &Watched) -> Result<Pools, Error> {
    let grid = super::study::grid(&watched.problem);
    Ok(Pools::new(
        &watched.problem,
        &watched.plan,
        &grid,
        &|_, _| {},
    )?)
}

fn figure_4(pwc: &Watched, scale: Scale) -> Result<Figure, Error> {
    let plane = Plane::new(&pwc.problem, 201);
    let mut pools = pools(pwc)?;
    let mut pictures = Vec::new();
    let mut tables = Vec::new();
    let mut enriched = Vec::new();
    for iteration in moments(scale) {
        let of = at_moment(pwc, iteration);
        let losses = of.losses(plane.cloud());
        let title = format!("Loss, iteration {iteration}");
        let svg = plane.log_map(&title, "loss", &losses, Vec::new());
        pictures.push((format!("loss-{iteration}"), svg, title));
        let batch = of.draw(&mut pools, iteration);
        let cloud = &pools.clouds[0];
        let drawn: Vec<[f64; 2]> = batch
            .indices
            .iter()
            .map(|&j| pictures::pair(cloud, j))
            .collect();
        let n = cloud.len() as f64;
        let probability: Vec<f64> = batch.probabilities.iter().map(|q| q.ln()).collect();
        let title = format!("Sampled points, iteration {iteration}");
        let svg = plane.scatter(&title, "log probability", &drawn, &probability);
        pictures.push((format!("points-{iteration}"), svg, title));
        // How much likelier than uniform a drawn point was.
        enriched.push(
            batch.probabilities.iter().map(|q| q * n).sum::<f64>() / batch.indices.len() as f64,
        );
        tables.push(FigureTable {
            name: format!("points-{iteration}"),
            columns: vec![
                ("x".to_owned(), drawn.iter().map(|p| p[0]).collect()),
                ("y".to_owned(), drawn.iter().map(|p| p[1]).collect()),
                ("log_probability".to_owned(), probability),
            ],
        });
    }
    let most = enriched.iter().copied().fold(0.0, f64::max);
    Ok(Figure {
        number: 4,
        title: "Loss and sampled points while training".to_owned(),
        paper: "Points gather where the loss is large, and these places move while training."
            .to_owned(),
        ours: format!(
            "The same: a drawn point is {} times as likely as under uniform sampling in iterations {}.",
            list(&enriched, 1),
            list(&moments(scale).map(|i| i as f64), 0)
        ),
        agreement: if most > 1.5 {
            Agreement::Agrees
        } else {
            Agreement::Differs
        },
        pictures,
        tables,
    })
}

fn list(values: &[f64], decimals: usize) -> String {
    let all: Vec<String> = values.iter().map(|x| format!("{x:.decimals$}")).collect();
    all.join(", ")
}

fn figure_5(pwc: &Watched) -> Figure {
    let plane = Plane::new(&pwc.problem, 201);
    let mut pictures = Vec::new();
    let mut columns: Vec<(String, Vec<f64>)> = Vec::new();
    let mut correlations = Vec::new();
    for iteration in SNAPSHOTS {
        let of = at_moment(pwc, iteration);
        let norms = of.gradient_norms(plane.cloud());
        let losses = of.losses(plane.cloud());
        correlations.push(correlation(&plane.inside(&norms), &plane.inside(&losses)));
        for (part, label, values) in [("norm", "‖∇J‖", &norms), ("loss", "J", &losses)] {
            let title = format!("{label}, iteration {iteration}");
            let svg = plane.map(&title, label, values, false, None);
            pictures.push((format!("{part}-{iteration}"), svg, title));
            columns.push((format!("{part}_{iteration}"), values.clone()));
        }
    }
    let columns: Vec<(&str, &Vec<f64>)> = columns.iter().map(|(n, v)| (n.as_str(), v)).collect();
    let least = correlations.iter().copied().fold(1.0, f64::min);
    Figure {
        number: 5,
        title: "Norm of the gradient and loss".to_owned(),
        paper: "The loss of a point resembles the norm of its gradient, so that Eq. 17 may stand for Eq. 15.".to_owned(),
        ours: format!(
            "Their rank correlations over the plate are {} in iterations {}.",
            list(&correlations, 2),
            list(&SNAPSHOTS.map(|i| i as f64), 0)
        ),
        agreement: match least {
            0.8.. => Agreement::Agrees,
            0.4.. => Agreement::Partly,
            _ => Agreement::Differs,
        },
        pictures,
        tables: vec![plane.table("", &columns)],
    }
}

fn figure_6(compared: &Compared) -> Figure {
    let (ours, agreement) = compared.words(Method::Pwc, Method::Uniform);
    Figure {
        number: 6,
        title: "Loss on the elasticity problem by method".to_owned(),
        paper: "Importance sampling (exact and piecewise constant alike) lowers the loss faster than uniform sampling, by iteration; by time the piecewise constant one is the fastest.".to_owned(),
        ours,
        agreement,
        pictures: compared.pictures("elasticity"),
        tables: compared.tables(),
    }
}

fn figure_7(pwc: &Watched, scale: Scale) -> Result<Figure, Error> {
    let pool = pools(pwc)?;
    let cloud = &pool.clouds[0];
    let counts: &[usize] = scale.pick(
        &[10, 30, 100, 300, 1000, 3000, 10_000],
        &[10, 30, 100, 300, 1000],
    );
    let mut maps = Vec::new();
    for &count in counts {
        let seeds = scattered(&pwc.problem, count)?;
        let owners = nearest(&seeds, cloud, &pwc.problem.domain, &|_| {});
        maps.push((seeds, owners));
    }
    let mut errors = vec![Vec::new(); counts.len()];
    for (_, parameters) in &pwc.snapshots {
        let of = Inspection::new(&pwc.problem, &pwc.plan, parameters);
        let exact = of.losses(cloud);
        for ((seeds, owners), errors) in maps.iter().zip(&mut errors) {
            let at_seeds = of.losses(seeds);
            let constant: Vec<f64> = owners.iter().map(|&s| at_seeds[s as usize]).collect();
            errors.push(relative_difference(&constant, &exact));
        }
    }
    let statistics: Vec<(f64, f64)> = errors.iter().map(|e| mean_and_deviation(e)).collect();
    let seeds: Vec<f64> = counts.iter().map(|&s| s as f64).collect();
    let line = |name: &str, shift: f64, dashed| Curve {
        name: name.to_owned(),
        points: seeds
            .iter()
            .zip(&statistics)
            .map(|(&s, (mean, deviation))| [s, mean + shift * deviation])
            .collect(),
        colour: 0,
        dashed,
    };
    let curves = [
        line("mean over the iterations", 0.0, false),
        line("mean ± standard deviation", 1.0, true),
        line("", -1.0, true),
    ];
    let (first, last) = (statistics[0].0, statistics[statistics.len() - 1].0);
    let falls = statistics
        .windows(2)
        .all(|pair| pair[1].0 < pair[0].0 * 1.05);
    Ok(Figure {
        number: 7,
        title: "Error of the piecewise constant loss by the number of seeds".to_owned(),
        paper: "The relative L² error of the approximation falls as the number of seeds grows."
            .to_owned(),
        ours: format!(
            "It falls from {first:.2} with {} seeds to {last:.2} with {}.",
            counts[0],
            counts[counts.len() - 1]
        ),
        agreement: if falls && last < 0.7 * first {
            Agreement::Agrees
        } else {
            Agreement::Partly
        },
        pictures: vec![(
            String::new(),
            pictures::curves(
                "Piecewise constant loss",
                "number of seeds",
                "relative L² error",
                true,
                &curves,
            ),
            "mean and standard deviation over the iterations of a run".to_owned(),
        )],
        tables: vec![FigureTable {
            name: String::new(),
            columns: vec![
                ("seeds".to_owned(), seeds),
                ("mean".to_owned(), statistics.iter().map(|s| s.0).collect()),
                (
                    "standard_deviation".to_owned(),
                    statistics.iter().map(|s| s.1).collect(),
                ),
            ],
        }],
    })
}

fn figure_8(by_seeds: &[(usize, Watched)]) -> Figure {
    let named: Vec<(String, &Watched)> = by_seeds
        .iter()
        .map(|(seeds, watched)| (format!("S = {seeds}"), watched))
        .collect();
    let finals: Vec<f64> = by_seeds.iter().map(|(_, w)| w.final_loss()).collect();
    let enough: Vec<f64> = by_seeds
        .iter()
        .zip(&finals)
        .filter(|((seeds, _), _)| *seeds >= 500)
        .map(|(_, &loss)| loss)
        .collect();
    let (low, high) = enough
        .iter()
        .fold((f64::INFINITY, 0.0f64), |(l, h), &x| (l.min(x), h.max(x)));
    let all: Vec<String> = by_seeds
        .iter()
        .zip(&finals)
        .map(|((seeds, _), loss)| format!("{loss:.1e} (S = {seeds})"))
        .collect();
    Figure {
        number: 8,
        title: "Loss by the number of seeds".to_owned(),
        paper: "With 500 seeds or more their number makes little difference to the loss."
            .to_owned(),
        ours: format!(
            "Losses at the end: {}. One random seed each; Figure 6 shows the spread between random seeds.",
            all.join(", ")
        ),
        // Within the factor by which runs of one method differ.
        agreement: if high < 3.0 * low {
            Agreement::Agrees
        } else {
            Agreement::Partly
        },
        pictures: compared::loss_pictures("Loss by the number of seeds", &named),
        tables: named
            .iter()
            .map(|(name, watched)| compared::history(&name.replace(" = ", ""), watched))
            .collect(),
    }
}

fn figure_9(fifty: &Watched) -> Result<Figure, Error> {
    let iteration = SNAPSHOTS[1];
    let plane = Plane::new(&fifty.problem, 201);
    let mut pools = pools(fifty)?;
    let of = at_moment(fifty, iteration);
    let batch = of.draw(&mut pools, iteration);
    let q = pools.samplers[0].probabilities();
    let cloud = &pools.clouds[0];
    let shown = (cloud.len() / 20_000).max(1);
    let points: Vec<usize> = (0..cloud.len()).step_by(shown).collect();
    let places: Vec<[f64; 2]> = points.iter().map(|&j| pictures::pair(cloud, j)).collect();
    let values: Vec<f64> = points.iter().map(|&j| q[j]).collect();
    let drawn: Vec<[f64; 2]> = batch
        .indices
        .iter()
        .map(|&j| pictures::pair(cloud, j))
        .collect();
    let cells = pools.seeds[0].len();
    let owners = nearest(&pools.seeds[0], cloud, &fifty.problem.domain, &|_| {});
    let mut hit = vec![false; cells];
    batch
        .indices
        .iter()
        .for_each(|&j| hit[owners[j] as usize] = true);
    let hit = hit.iter().filter(|h| **h).count();
    let seeds: Vec<[f64; 2]> = (0..cells)
        .map(|s| pictures::pair(&pools.seeds[0], s))
        .collect();
    let column = |points: &[[f64; 2]], k: usize| points.iter().map(|p| p[k]).collect();
    Ok(Figure {
        number: 9,
        title: "Seeds, probabilities and drawn points with 50 seeds".to_owned(),
        paper: "With 50 seeds the probabilities are constant in 50 cells, and the 10,000 drawn points show the cells.".to_owned(),
        ours: format!(
            "The same in iteration {iteration}: {} draws fell into {hit} of {cells} cells.",
            batch.indices.len()
        ),
        agreement: Agreement::Agrees,
        pictures: vec![
            (
                "probabilities".to_owned(),
                plane.scatter_with("Probabilities", "probability", &places, &values, seeds.clone()),
                "points of the pool by their probability, and the seeds".to_owned(),
            ),
            (
                "drawn".to_owned(),
                plane.scatter("Drawn points", "probability", &drawn, &batch.probabilities),
                "the drawn points".to_owned(),
            ),
        ],
        tables: vec![
            FigureTable {
                name: "seeds".to_owned(),
                columns: vec![("x".to_owned(), column(&seeds, 0)), ("y".to_owned(), column(&seeds, 1))],
            },
            FigureTable {
                name: "drawn".to_owned(),
                columns: vec![
                    ("x".to_owned(), column(&drawn, 0)),
                    ("y".to_owned(), column(&drawn, 1)),
                    ("probability".to_owned(), batch.probabilities.clone()),
                ],
            },
        ],
    })
}
