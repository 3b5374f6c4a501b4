//! `voronet check`

use std::io::Write;
use std::path::Path;

use voronet::outlook;
use voronet::output::plot::{SHARPNESS, to_png};
use voronet::output::{refuse_existing, write_atomically};
use voronet::plan::Plan;
use voronet::problem::Problem;
use voronet::run::draw_domain;
use voronet::words::in_line;

use crate::args::CheckArguments;
use crate::failure::{Failure, shown};
use crate::source;

/// Shows a problem as it was understood.
pub fn run(arguments: &CheckArguments) -> Result<(), Failure> {
    if let Some(file) = &arguments.draw {
        check_drawing(file, arguments.force)?;
    }
    let problem = &source::read(&arguments.problem)?;
    let plan = Plan::compile(problem);
    source::try_out(problem, &arguments.problem)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}\n", in_line(&problem.title))?;
    write!(out, "{}", outlook::mathematics(problem, &plan))?;
    write!(
        out,
        "{}",
        outlook::training(problem, &plan, source::threads())
    )?;
    for notice in outlook::notices(problem, &plan) {
        writeln!(out, "\nNotice: {}", in_line(&notice))?;
    }
    if let Some(file) = &arguments.draw {
        draw(problem, file)?;
        writeln!(out, "Drawn: {}", shown(file))?;
    }
    Ok(())
}

/// Whether a drawing is an .svg, or else a .png.
fn is_svg(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "svg")
}

/// Refuses a name that cannot be drawn into, before anything is told.
fn check_drawing(file: &Path, force: bool) -> Result<(), Failure> {
    if !is_svg(file) && file.extension().is_none_or(|ending| ending != "png") {
        let shown = file.display();
        let what = format!("cannot draw into {shown}: its name must end with .svg or .png");
        return Err(Failure::Usage(what));
    }
    refuse_existing(file, force).map_err(Failure::usage)
}

/// Draws the domain, as what the file's name ends with.
fn draw(problem: &Problem, file: &Path) -> Result<(), Failure> {
    let svg = draw_domain(problem).map_err(Failure::run)?;
    let bytes = match is_svg(file) {
        true => svg.into_bytes(),
        false => to_png(&svg, SHARPNESS).map_err(Failure::run)?,
    };
    write_atomically(file, &bytes).map_err(Failure::run)
}
