//! Everything that is made of a trained network to be looked at.

use voronet_expr::Unary;

use super::known::known;
use super::{Error, Folder, Solution, pictures, report, statistics};
use crate::output::plot::write_picture;
use crate::output::report::Picture;
use crate::output::{FORMATS, Field, Fields, Format, Grid, History, Summary, write_atomically};
use crate::plan::Plan;
use crate::points::Cloud;
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
    /// The size of the residual of the equation that holds worst, on the grid: a field by
    /// the name of the law.
    pub residual: Option<Fields>,
}

/// What is made to be looked at.
struct Shown<'a> {
    finished: Finished<'a>,
    fields: Fields,
    /// Over the parameters that have a density, if there are any.
    statistics: Option<Fields>,
    /// By name.
    pictures: Vec<(String, Picture)>,
}

impl<'a> Shown<'a> {
    fn of(solution: &'a Solution, plan: &'a Plan) -> Result<Shown<'a>, Error> {
        let problem = solution.problem();
        let fields = fields(solution, plan, solution_grid(problem))?;
        let finished = Finished {
            problem,
            plan,
            history: solution.history(),
            summary: solution.summary(),
            drawn: solution.drawn(),
            residual: residual(solution, solution_grid(problem))?,
        };
        let mut pictures = pictures::pictures(&finished, &fields);
        let statistics = solution.statistics()?;
        if let Some(found) = &statistics {
            pictures.extend(statistics::pictures(problem, found));
        }
        Ok(Shown {
            finished,
            fields,
            statistics,
            pictures,
        })
    }

    /// The report, with the pictures in it.
    fn page(self) -> Result<String, Error> {
        report::page(&self.finished, self.pictures)
    }
}

/// Writes fields, pictures and the report.
pub fn write_shown(solution: &Solution, folder: &Folder) -> Result<(), Error> {
    let plan = Plan::compile(solution.problem());
    let shown = Shown::of(solution, &plan)?;
    for format in FORMATS.members {
        (format.how.write)(&folder.file(&solution_file(format)), &shown.fields)?;
        if let Some(found) = &shown.statistics {
            (format.how.write)(&folder.file(&statistics_file(format)), found)?;
        }
    }
    for (name, picture) in &shown.pictures {
        write_picture(folder.path(), name, &picture.svg)?;
    }
    write_atomically(&folder.file("report.html"), shown.page()?.as_bytes())?;
    Ok(())
}

/// Makes the report alone.
pub fn report(solution: &Solution) -> Result<String, Error> {
    let plan = Plan::compile(solution.problem());
    Shown::of(solution, &plan)?.page()
}

/// The fields' file in a format.
pub fn solution_file(format: &Format) -> String {
    format!("solution.{}", format.name)
}

/// The file of statistics in a format.
pub fn statistics_file(format: &Format) -> String {
    format!("statistics.{}", format.name)
}

/// Outputs, references and errors on a grid.
fn fields(solution: &Solution, plan: &Plan, grid: Grid) -> Result<Fields, Error> {
    let problem = solution.problem();
    let cloud = grid.nodes();
    let masked = |values| inside(problem, &cloud, values);
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

/// Values at points, with no number where a point lies outside of the domain.
fn inside(problem: &Problem, cloud: &Cloud, mut values: Vec<f64>) -> Vec<f64> {
    for (p, value) in values.iter_mut().enumerate() {
        if !problem.contains(cloud.point(p)) {
            *value = f64::NAN;
        }
    }
    values
}

/// The size of the residual of the equation that holds worst, if the run was judged.
fn residual(solution: &Solution, grid: Grid) -> Result<Option<Fields>, Error> {
    let (problem, verdict) = (solution.problem(), solution.verdict());
    let balances = verdict.map_or(&[][..], |verdict| &verdict.laws);
    let equations = problem.terms.iter().filter(|term| term.is_equation());
    let laws = equations.flat_map(|term| {
        let residuals = term.residuals.iter().enumerate();
        residuals.map(|(i, &residual)| (term.name_of_law(i), residual))
    });
    let judged = laws.filter_map(|(name, residual)| {
        let balance = balances.iter().find(|balance| balance.law == name)?;
        Some((balance.largest(), name, residual))
    });
    let Some((_, name, node)) = judged.max_by(|a, b| a.0.total_cmp(&b.0)) else {
        return Ok(None);
    };
    let (mut graph, cloud) = (problem.graph.clone(), grid.nodes());
    let size = graph.unary(Unary::Abs, node);
    let values = solution.columns(&mut graph, &[size], &cloud).swap_remove(0);
    let field = Field::new(name, inside(problem, &cloud, values));
    Ok(Some(Fields::new(grid, vec![field])?))
}
