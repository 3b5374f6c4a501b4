//! What the number of seeds changes: Figures 7 and 8.

use super::pools;
use crate::points::nearest;
use crate::reproduce::compared;
use crate::reproduce::figure::{Agreement, Figure, FigureTable};
use crate::reproduce::pictures::{self, Curve};
use crate::reproduce::statistics::{mean_and_deviation, relative_difference};
use crate::reproduce::study::{Inspection, Scale, Watched, scattered};
use crate::run::Error;

/// The error of the piecewise constant loss.
pub(super) fn figure_7(pwc: &Watched, scale: Scale) -> Result<Figure, Error> {
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

/// The loss at the end.
pub(super) fn figure_8(by_seeds: &[(usize, Watched)]) -> Figure {
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
