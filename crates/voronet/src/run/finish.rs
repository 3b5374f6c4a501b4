//! Everything that is made of a trained network to be looked at.

use super::{Error, Folder, Solution, pictures, report};
use crate::output::plot::write_picture;
use crate::output::{self, Field, Fields, Grid, History, Summary, write_atomically};
use crate::plan::Plan;
use crate::points::{Cloud, Interpolation, nearest};
use crate::problem::Problem;
use crate::training::{reference_values, solution_grid};

/// A run that ended well.
pub struct Finished<'a> {
    /// As stated.
    pub problem: &'a Problem,
    /// As compiled.
    pub plan: &'a Plan,
    /// What was recorded.
    pub history: &'a History,
    /// The numbers of the run.
    pub summary: &'a Summary,
    /// The interior points drawn last, with the probability of each.
    pub drawn: &'a [(Vec<f64>, f64)],
}

/// Writes fields, pictures and the report.
pub fn write_shown(solution: &Solution, folder: &Folder) -> Result<(), Error> {
    let problem = solution.problem();
    let plan = &Plan::compile(problem);
    let fields = fields(solution, plan, solution_grid(problem))?;
    output::write_csv(&folder.file("solution.csv"), &fields)?;
    output::write_npz(&folder.file("solution.npz"), &fields)?;
    output::write_vtk(&folder.file("solution.vtu"), &fields)?;
    let finished = Finished {
        problem,
        plan,
        history: solution.history(),
        summary: solution.summary(),
        drawn: solution.drawn(),
    };
    let pictures = pictures::pictures(&finished, &fields);
    for (name, picture) in &pictures {
        write_picture(folder.path(), name, &picture.svg)?;
    }
    let page = report::page(&finished, pictures)?;
    write_atomically(&folder.file("report.html"), page.as_bytes())?;
    Ok(())
}

/// Outputs, references and errors on a grid.
fn fields(solution: &Solution, plan: &Plan, grid: Grid) -> Result<Fields, Error> {
    let problem = solution.problem();
    let cloud = grid.nodes();
    let inside: Vec<bool> = (0..cloud.len())
        .map(|p| problem.contains(cloud.point(p)))
        .collect();
    let masked = |mut values: Vec<f64>| {
        for (value, inside) in values.iter_mut().zip(&inside) {
            if !inside {
                *value = f64::NAN;
            }
        }
        values
    };
    let mut fields = Vec::new();
    let values = solution.outputs(&cloud);
    for (name, values) in problem.outputs.iter().zip(&values) {
        fields.push(Field::new(name.clone(), masked(values.clone())));
    }
    for (k, exact) in reference(problem, plan, &cloud) {
        let error = values[k].iter().zip(&exact).map(|(u, exact)| u - exact);
        let name = &problem.outputs[k];
        fields.push(Field::new(format!("{name}_error"), masked(error.collect())));
        fields.push(Field::new(format!("{name}_reference"), masked(exact)));
    }
    Ok(Fields::new(grid, fields)?)
}

/// From columns of values at known points to values at others, for pictures:
/// linear between the known ones in two dimensions, that of the nearest one in
/// others.
fn between(problem: &Problem, known: &Cloud, at: &Cloud, columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
    if problem.inputs.len() == 2 {
        let interpolation = Interpolation::new(known, at, &problem.domain, &|_| {});
        let column = |values: &Vec<f64>| {
            let mut out = vec![0.0; interpolation.len()];
            interpolation.evaluate(values, &mut out);
            out
        };
        return columns.iter().map(column).collect();
    }
    let owners = nearest(known, at, &problem.domain, &|_| {});
    let column = |values: &Vec<f64>| owners.iter().map(|&j| values[j as usize]).collect();
    columns.iter().map(column).collect()
}

/// Each output with a reference, and its values at the points.
fn reference(problem: &Problem, plan: &Plan, cloud: &Cloud) -> Vec<(usize, Vec<f64>)> {
    if let Some(data) = &plan.data {
        let columns = between(problem, &data.points, cloud, &data.values);
        return data.outputs.iter().copied().zip(columns).collect();
    }
    reference_values(plan, cloud)
}
