//! `voronet resume`

use voronet::problem::Problem;
use voronet::run::{Error, Onward, PROBLEM};
use voronet::words::in_line;

use super::train::{good_enough, watched};
use crate::args::ResumeArguments;
use crate::failure::{Failure, shown};
use crate::progress::{Display, Extent};

/// Goes on with a run in its folder.
pub fn run(arguments: &ResumeArguments) -> Result<(), Failure> {
    let folder = &arguments.run;
    let onward = Onward {
        more: arguments
            .more
            .map(|more| usize::try_from(more).unwrap_or(usize::MAX)),
        until: arguments.until,
    };
    let problem = Problem::read(folder.join(PROBLEM)).ok();
    let extent = match &problem {
        Some(problem) if onward == Onward::default() => Extent::of(&problem.training),
        _ => Extent::NONE,
    };
    let mut display = Display::new(extent, arguments.quiet);
    if let Some(problem) = &problem {
        display.outputs(problem);
        let title = in_line(&problem.title);
        display.say(&format!("Resuming {title} in {}", shown(folder)));
    }
    let solution = watched(display, arguments.threads, folder, |options, tell| {
        voronet::resume_with(folder, onward, options, tell).map_err(|error| match error {
            Error::InUse { .. }
            | Error::Complete { .. }
            | Error::Lost { .. }
            | Error::OtherProblem { .. }
            | Error::Newer { .. }
            | Error::Problem(_) => Failure::usage(error),
            error => Failure::run(error),
        })
    })?;
    good_enough(&solution, arguments.fail_above)
}
