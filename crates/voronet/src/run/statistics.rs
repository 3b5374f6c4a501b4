//! Mean, variance and quantiles of outputs over the parameters that have a density.

use super::{Error, Solution};
use crate::output::plot::{Curves, Line, Look, Series, Shade, Spacing, curves, heat_map};
use crate::output::report::Picture;
use crate::output::{Field, Fields, Grid};
use crate::points::stream::{Purpose, stream};
use crate::points::{Cloud, sobol, uniform_grid, unit_points};
use crate::problem::{Problem, Shown};

/// Nodes of each input that is shown, by their number.
const NODES: [usize; 3] = [1, 101, 31];

/// Takes each output at samples of the parameters that have a density, on a grid over the
/// inputs that are shown: its mean, variance and quantiles, `u_mean`, `u_variance`, `u_q05`.
/// All other inputs are held in the middle. There are none if no parameter has a density, or
/// all inputs have one.
///
/// The samples are those of a Sobol sequence, the same at each node, so that what varies from
/// node to node is the solution.
///
/// # Errors
/// If an input is called like one of these fields.
pub fn statistics(solution: &Solution) -> Result<Option<Fields>, Error> {
    let problem = solution.problem();
    let Some(grid) = grid(problem) else {
        return Ok(None);
    };
    let quantiles = &problem.statistics.quantiles;
    let mut points = samples(problem);
    let inputs = problem.inputs.len();
    let is_known = |i: &usize| problem.density(*i).is_none();
    let others: Vec<usize> = (0..inputs).filter(is_known).collect();
    let mut rows = Vec::new();
    for node in 0..grid.len() {
        let place = grid.point(node);
        for x in points.coordinates_mut().chunks_exact_mut(inputs) {
            others.iter().for_each(|&i| x[i] = place[i]);
        }
        let is_inside = problem.contains(&place);
        let values = solution.outputs(&points).into_iter();
        let mut row: Vec<f64> = values.flat_map(|u| described(u, quantiles)).collect();
        if !is_inside {
            row.fill(f64::NAN);
        }
        rows.push(row);
    }
    let names = problem.outputs.iter().flat_map(|u| names(u, quantiles));
    let column = |k: usize| rows.iter().map(|row| row[k]).collect();
    let fields = names
        .enumerate()
        .map(|(k, name)| Field::new(name, column(k)));
    // What is averaged over is no axis.
    let axes = others.iter().map(|&i| grid.axes[i].clone()).collect();
    Ok(Some(Fields::new(Grid { axes }, fields.collect())?))
}

/// Averages of the statistics over the grid, for the summary.
pub fn averages(statistics: &Fields) -> Vec<(String, f64)> {
    let average = |field: &Field| {
        let known = field.values.iter().filter(|x| !x.is_nan());
        let (sum, n) = known.fold((0.0, 0), |(sum, n), x| (sum + x, n + 1));
        (field.name.clone(), sum / f64::from(n))
    };
    statistics.fields().iter().map(average).collect()
}

/// The places at which statistics are taken: of the inputs that have no density, those that
/// are shown.
fn grid(problem: &Problem) -> Option<Grid> {
    let shown = Shown::of(problem);
    let is_random = |i: &usize| problem.density(*i).is_some();
    if problem.densities.is_empty() || shown.across.iter().any(is_random) {
        return None;
    }
    let inputs = problem.inputs.len();
    let along = (0..inputs).find(|i| !is_random(i) && !shown.across.contains(i));
    let across = NODES[shown.across.len()];
    let nodes = Shown { along, ..shown }.nodes(inputs, across);
    Some(uniform_grid(&problem.inputs, &problem.domain, &nodes))
}

/// Points whose parameters are samples of their densities.
fn samples(problem: &Problem) -> Cloud {
    let rng = &mut stream(problem.training.seed, Purpose::Fresh { set: 0 }, 1);
    let (n, parameters) = (problem.statistics.samples, problem.densities.len());
    let unit = unit_points(&sobol::ENTRY, n, parameters, rng, &|_| {});
    let inputs = problem.inputs.len();
    let mut coordinates = vec![0.0; n * inputs];
    for (j, x) in coordinates.chunks_exact_mut(inputs).enumerate() {
        for (&(i, density), &u) in problem.densities.iter().zip(unit.point(j)) {
            let (lower, upper) = (problem.domain.lower[i], problem.domain.upper[i]);
            x[i] = density.quantile(u, lower, upper);
        }
    }
    Cloud::new(inputs, coordinates)
}

/// The names of what [`described`] gives.
fn names(output: &str, quantiles: &[f64]) -> Vec<String> {
    let moments = ["mean", "variance"].map(|what| format!("{output}_{what}"));
    let quantiles = quantiles.iter().map(|q| {
        let percent = format!("{:.6}", 100.0 * q);
        let percent = percent.trim_end_matches('0').trim_end_matches('.');
        format!("{output}_q{percent:0>2}")
    });
    moments.into_iter().chain(quantiles).collect()
}

/// Mean, variance and quantiles of numbers; a quantile between two of them is linear.
fn described(mut values: Vec<f64>, quantiles: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|x| (x - mean).powi(2));
    let variance = squares.sum::<f64>() / (n - 1.0).max(1.0);
    values.sort_by(f64::total_cmp);
    let last = values.len() - 1;
    let quantile = |q: &f64| {
        let at = q * last as f64;
        let below = (at as usize).min(last);
        let above = (below + 1).min(last);
        values[below] + (at - below as f64) * (values[above] - values[below])
    };
    let quantiles = quantiles.iter().map(quantile);
    [mean, variance].into_iter().chain(quantiles).collect()
}

/// Pictures of each output's statistics: a curve with a band, or planes of mean and variance.
pub fn pictures(problem: &Problem, statistics: &Fields) -> Vec<(String, Picture)> {
    let shown = Shown::of(problem);
    let axis = |i: usize| {
        let axes = statistics.grid().axes.iter();
        axes.clone()
            .position(|axis| axis.name == problem.inputs[i])
            .unwrap_or_default()
    };
    let position = |name: &str| statistics.fields().iter().position(|f| f.name == name);
    let mut all = Vec::new();
    for output in &problem.outputs {
        let names = names(output, &problem.statistics.quantiles);
        let fields: Vec<usize> = names.iter().filter_map(|name| position(name)).collect();
        match *shown.across.as_slice() {
            [input] => all.push((
                format!("statistics-{output}"),
                band(problem, output, statistics, (axis(input), &fields)),
            )),
            [right, up] => {
                for (name, &field) in names.iter().zip(&fields).take(2) {
                    let plane = &statistics.slices(field, [axis(right), axis(up)], None, 1)[0];
                    let svg = heat_map(plane, &Look::new(name.clone(), name.clone()));
                    let caption = format!("{name} over the parameters that have a density.");
                    all.push((format!("statistics-{name}"), Picture { svg, caption }));
                }
            }
            _ => {}
        }
    }
    all
}

fn band(
    problem: &Problem,
    output: &str,
    statistics: &Fields,
    (axis, fields): (usize, &[usize]),
) -> Picture {
    let at = statistics.middle();
    let line = |field: usize| statistics.line(field, axis, &at);
    let x = &statistics.grid().axes[axis];
    let mean = x.values.iter().zip(line(fields[0])).map(|(x, y)| [*x, y]);
    let quantiles: Vec<Vec<f64>> = fields[2..].iter().map(|&field| line(field)).collect();
    let ends = quantiles.first().zip(quantiles.last());
    let shade = ends.map(|(low, high)| {
        let ends = x.values.iter().zip(low.iter().zip(high));
        Shade(ends.map(|(x, (low, high))| [*x, *low, *high]).collect())
    });
    let parts = &problem.statistics.quantiles;
    let svg = curves(&Curves {
        title: format!("{output} over the parameters"),
        x_label: x.name.clone(),
        y_label: output.to_owned(),
        x_spacing: Spacing::Linear,
        y_spacing: Spacing::Linear,
        series: vec![Series {
            name: "mean".to_owned(),
            points: mean.collect(),
            line: Line::of(0),
            shade,
        }],
    });
    let caption = match (parts.first(), parts.last()) {
        (Some(low), Some(high)) => format!(
            "The mean of {output} over the parameters that have a density, and the band between \
             its quantiles {low} and {high}."
        ),
        _ => format!("The mean of {output} over the parameters that have a density."),
    };
    Picture { svg, caption }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_described_by_moments_and_quantiles() {
        let values = (0..=100).rev().map(f64::from).collect();
        let found = described(values, &[0.05, 0.5, 0.975]);
        assert_eq!(found, [50.0, 858.5, 5.0, 50.0, 97.5]);
        let named = names("u", &[0.05, 0.5, 0.975]);
        assert_eq!(named, ["u_mean", "u_variance", "u_q05", "u_q50", "u_q97.5"]);
    }
}
