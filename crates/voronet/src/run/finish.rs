//! Everything that is made of a trained network to be looked at.

use super::known::known;
use super::{Error, Folder, Solution, pictures, report};
use crate::output::plot::write_picture;
use crate::output::{FORMATS, Field, Fields, Format, Grid, History, Summary, write_atomically};
use crate::plan::Plan;
use crate::problem::{Problem, error_name, reference_name};
use crate::training::solution_grid;

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
    for format in FORMATS.members {
        (format.how.write)(&folder.file(&solution_file(format)), &fields)?;
    }
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

/// The fields' file in a format.
pub fn solution_file(format: &Format) -> String {
    format!("solution.{}", format.name)
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
    for known in known(solution, plan, &cloud, &values) {
        let name = &problem.outputs[known.output];
        fields.push(Field::new(error_name(name), masked(known.error)));
        fields.push(Field::new(reference_name(name), masked(known.reference)));
    }
    Ok(Fields::new(grid, fields)?)
}
