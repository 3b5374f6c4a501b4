//! Where the loss is and where points are drawn: Figures 1, 4, 5 and 9.

use super::{SNAPSHOTS, at_moment, list, pools};
use crate::figure::{Agreement, Figure, FigureTable};
use crate::pictures::{self, Plane};
use crate::stated::{Scale, scattered};
use crate::statistics::{chi_squared, correlation, spread_within};
use voronet::points::{Cloud, nearest};
use voronet::problem::Problem;
use voronet::run::Error;
use voronet::study::{Inspection, Watched};

/// Iterations at which the loss is looked at: Figure 4.
fn moments(scale: Scale) -> [usize; 4] {
    scale.pick([10, 50, 200, 500], [10, 50, 100, 200])
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

/// The loss, constant in the cells of seeds.
pub(super) fn figure_1(problem: &Problem, pwc: &Watched) -> Result<Figure, Error> {
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

/// The loss and the drawn points while training.
pub(super) fn figure_4(pwc: &Watched, scale: Scale) -> Result<Figure, Error> {
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
        let cloud = pools.clouds.interior();
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
            "A drawn point is {} times as likely as under uniform sampling in iterations {}.",
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

/// The loss beside the norm of its gradient.
pub(super) fn figure_5(pwc: &Watched) -> Figure {
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

/// The probabilities and the drawn points of 50 seeds.
pub(super) fn figure_9(fifty: &Watched) -> Result<Figure, Error> {
    let iteration = SNAPSHOTS[1];
    let plane = Plane::new(&fifty.problem, 201);
    let mut pools = pools(fifty)?;
    let of = at_moment(fifty, iteration);
    let batch = of.draw(&mut pools, iteration);
    let q = pools.samplers.interior().probabilities();
    let cloud = pools.clouds.interior();
    let shown = (cloud.len() / 20_000).max(1);
    let points: Vec<usize> = (0..cloud.len()).step_by(shown).collect();
    let pairs = |points: &[usize]| -> Vec<[f64; 2]> {
        points.iter().map(|&j| pictures::pair(cloud, j)).collect()
    };
    let values: Vec<f64> = points.iter().map(|&j| q[j]).collect();
    let drawn = pairs(&batch.indices);
    let placed = pools.seeds.interior();
    let owners = nearest(placed, cloud, &fifty.problem.domain, &|_| {});
    let seeds: Vec<[f64; 2]> = (0..placed.len())
        .map(|s| pictures::pair(placed, s))
        .collect();
    let (ours, agreement) = by_cells(&owners, seeds.len(), &q, &batch.indices);
    let column = |points: &[[f64; 2]], k: usize| points.iter().map(|p| p[k]).collect();
    Ok(Figure {
        number: 9,
        title: "Seeds, probabilities and drawn points with 50 seeds".to_owned(),
        paper: "With 50 seeds the probabilities are constant in 50 cells, and the 10,000 drawn points show the cells.".to_owned(),
        ours: format!("In iteration {iteration}, {ours}"),
        agreement,
        pictures: vec![
            (
                "probabilities".to_owned(),
                plane.scatter_with("Probabilities", "probability", &pairs(&points), &values, seeds.clone()),
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

/// Whether probabilities are constant in cells, and draws fall into the cells as
/// often as they say: each point's cell, the probability of each, and those drawn.
fn by_cells(owners: &[u32], cells: usize, q: &[f64], drawn: &[usize]) -> (String, Agreement) {
    let (mut counts, mut expected) = (vec![0.0; cells], vec![0.0; cells]);
    for (&cell, q) in owners.iter().zip(q) {
        expected[cell as usize] += q * drawn.len() as f64;
    }
    for &j in drawn {
        counts[owners[j] as usize] += 1.0;
    }
    let hit = counts.iter().filter(|count| **count > 0.0).count();
    let spread = spread_within(owners, cells, q);
    let chi = chi_squared(&counts, &expected);
    let text = format!(
        "the probabilities within a cell differ by {spread:.0e} of the largest at most, over {cells} cells; {} draws fell into {hit} of them, χ² per degree of freedom between their numbers and the probabilities is {chi:.2}.",
        drawn.len()
    );
    // χ² of so many cells is above 2 once in millions.
    let agreement = match (spread < 1e-6, chi < 2.0) {
        (true, true) => Agreement::Agrees,
        (false, false) => Agreement::Differs,
        _ => Agreement::Partly,
    };
    (text, agreement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_that_do_not_follow_the_cells_are_noticed() {
        // Two cells of two points, the second three times as likely.
        let (owners, q) = ([0, 0, 1, 1], [0.125, 0.125, 0.375, 0.375]);
        let follow: Vec<usize> = (0..80).map(|k| [0, 2, 3, 3][k % 4]).collect();
        let ignore: Vec<usize> = (0..80).map(|k| k % 4).collect();
        let verdict = |q: &[f64], drawn: &[usize]| by_cells(&owners, 2, q, drawn).1;
        assert_eq!(verdict(&q, &follow), Agreement::Agrees);
        assert_eq!(verdict(&q, &ignore), Agreement::Partly);
        let uneven = [0.1, 0.15, 0.375, 0.375];
        assert_eq!(verdict(&uneven, &follow), Agreement::Partly);
        assert_eq!(verdict(&uneven, &ignore), Agreement::Differs);
    }
}
