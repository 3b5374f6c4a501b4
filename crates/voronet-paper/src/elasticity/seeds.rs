//! What the number of seeds changes: Figures 7 and 8.

use super::pools;
use crate::compared;
use crate::figure::{Agreement, Figure, FigureTable};
use crate::pictures;
use crate::stated::{Scale, scattered};
use crate::statistics::mean_and_deviation;
use voronet::output::plot::{Line, Series};
use voronet::points::nearest;
use voronet::run::Error;
use voronet::study::{Inspection, Watched, relative_difference};

/// The error of the piecewise constant loss.
pub(super) fn figure_7(pwc: &Watched, scale: Scale) -> Result<Figure, Error> {
    let pool = pools(pwc)?;
    let cloud = pool.clouds.interior();
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
    let line = |name: &str, shift: f64, dashed| Series {
        name: name.to_owned(),
        points: seeds
            .iter()
            .zip(&statistics)
            .map(|(&s, (mean, deviation))| [s, mean + shift * deviation])
            .collect(),
        line: Line {
            dashed,
            ..Line::of(0)
        },
        shade: None,
    };
    let curves = vec![
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
            "It is {first:.2} with {} seeds and {last:.2} with {}.",
            counts[0],
            counts[counts.len() - 1]
        ),
        agreement: match last / first {
            ..0.7 if falls => Agreement::Agrees,
            ..1.0 => Agreement::Partly,
            _ => Agreement::Differs,
        },
        pictures: vec![(
            String::new(),
            pictures::curves(
                "Piecewise constant loss",
                "number of seeds",
                "relative L² error",
                true,
                curves,
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
    let named: Vec<(String, &[Watched])> = by_seeds
        .iter()
        .map(|(seeds, watched)| (format!("S = {seeds}"), std::slice::from_ref(watched)))
        .collect();
    let finals: Vec<(usize, f64)> = by_seeds
        .iter()
        .map(|(seeds, watched)| (*seeds, watched.final_loss()))
        .collect();
    let (ours, agreement) = difference(&finals);
    let title = "Loss by the number of seeds";
    Figure {
        number: 8,
        title: title.to_owned(),
        paper: "With 500 seeds or more their number makes little difference to the loss."
            .to_owned(),
        ours,
        agreement,
        pictures: compared::loss_pictures(title, &named, "one random seed each"),
        tables: by_seeds
            .iter()
            .map(|(seeds, watched)| compared::history(&format!("S{seeds}"), watched))
            .collect(),
    }
}

/// As many seeds make little difference, by the paper.
const ENOUGH: usize = 500;

/// The factor by which runs of one method differ.
const LITTLE: f64 = 3.0;

/// What final losses by the number of seeds say of the paper's claim.
fn difference(finals: &[(usize, f64)]) -> (String, Agreement) {
    let all: Vec<String> = finals
        .iter()
        .map(|(seeds, loss)| format!("{loss:.1e} (S = {seeds})"))
        .collect();
    let enough = finals.iter().filter(|(seeds, _)| *seeds >= ENOUGH);
    let enough: Vec<f64> = enough.map(|(_, loss)| *loss).collect();
    let low = enough.iter().copied().fold(f64::INFINITY, f64::min);
    let high = enough.iter().copied().fold(0.0, f64::max);
    let text = format!(
        "Losses at the end: {}, one random seed each.",
        all.join(", ")
    );
    if enough.len() < 2 {
        let none = format!("{text} Fewer than two of them have {ENOUGH} seeds or more.");
        return (none, Agreement::Illustrates);
    }
    let ratio = high / low;
    let text =
        format!("{text} With {ENOUGH} seeds or more the largest is {ratio:.2} times the least.");
    let agreement = match ratio {
        ..LITTLE => Agreement::Agrees,
        _ => Agreement::Differs,
    };
    (text, agreement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_number_of_seeds_makes_no_difference_and_no_verdict() {
        let verdict = |finals: &[(usize, f64)]| difference(finals).1;
        assert_eq!(verdict(&[(10, 9.0), (500, 1.0)]), Agreement::Illustrates);
        assert_eq!(
            verdict(&[(10, 9.0), (500, 1.0), (1000, 1.2)]),
            Agreement::Agrees
        );
        assert_eq!(verdict(&[(500, 1.0), (1000, 4.0)]), Agreement::Differs);
        let (words, _) = difference(&[(500, 1.0), (1000, 4.0)]);
        assert!(words.contains("is 4.00 times the least"), "{words}");
    }
}
