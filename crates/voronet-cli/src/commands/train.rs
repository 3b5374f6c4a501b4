//! `voronet train`

use std::path::Path;

use voronet::Solution;
use voronet::output::Summary;
use voronet::problem::Problem;
use voronet::run::{self, Answer, Flow, Folder, Model, Opened, Options, Progress};
use voronet::words::{counted, in_line, number};

use super::interrupt::Interrupt;
use crate::args::TrainArguments;
use crate::failure::{Failure, shown};
use crate::progress::{Display, Extent};
use crate::source;

/// Trains, and fills the run's folder.
pub fn run(mut arguments: TrainArguments) -> Result<(), Failure> {
    if arguments.estimate_error {
        let asked = "training.estimate_error=true".to_owned();
        arguments.problem.set.push(asked);
    }
    let problem = source::read(&arguments.problem)?;
    source::try_out(&problem, &arguments.problem)?;
    let start = arguments.from.as_deref();
    let start = start.map(|path| network(&problem, path)).transpose()?;
    let stem = arguments.problem.file.file_stem().unwrap_or_default();
    let name = stem.to_string_lossy();
    let folder = Folder::create(arguments.out.as_deref(), &name).map_err(Failure::usage)?;
    let mut display = Display::new(Extent::of(&problem.training), arguments.quiet);
    display.outputs(&problem);
    display.say(&format!(
        "Training {} into {}",
        in_line(&problem.title),
        shown(folder.path())
    ));
    let solution = watched(
        display,
        arguments.threads,
        folder.path(),
        |options, tell| {
            let trained = match &start {
                None => voronet::train_into(&problem, &folder, options, tell),
                Some(model) => voronet::train_into_from(&problem, model, &folder, options, tell),
            };
            trained.map_err(Failure::run)
        },
    )?;
    good_enough(&solution, arguments.fail_above)
}

/// The network of another run, if it can be the start of the problem.
fn network(problem: &Problem, path: &Path) -> Result<Model, Failure> {
    let opened = Opened::open(path).map_err(Failure::usage)?;
    let model = opened.model().clone();
    let refused = |error| Failure::usage(format!("{}: {error}", path.display()));
    run::check_start(problem, &model).map_err(refused)?;
    Ok(model)
}

/// Shows how a training goes that may be interrupted, and what comes of it.
pub fn watched(
    mut display: Display,
    threads: Option<u16>,
    folder: &Path,
    train: impl FnOnce(
        &Options,
        &mut (dyn FnMut(Progress) -> Answer + Send),
    ) -> Result<Solution, Failure>,
) -> Result<Solution, Failure> {
    let interrupt = Interrupt::listen()?;
    let options = Options {
        threads: threads.map_or(0, usize::from),
    };
    let result = train(&options, &mut |progress| {
        display.show(&progress);
        Ok(match interrupt.is_asked() {
            true => Flow::Stop,
            false => Flow::GoOn,
        })
    });
    display.finish();
    let solution = result?;
    display.say(&told(solution.summary(), folder));
    interrupt.check()?;
    Ok(solution)
}

/// Complains if the loss at the end is above what was asked for, or says nothing of all the time.
pub fn good_enough(solution: &Solution, most: Option<f64>) -> Result<(), Failure> {
    let Some(most) = most else {
        return Ok(());
    };
    let summary = solution.summary();
    let why = match summary.loss <= most {
        true if solution.is_whole() => return Ok(()),
        true => &summary.stopped_because,
        false => &format!("the loss {:.3e} is above {}", summary.loss, number(most)),
    };
    Err(Failure::Above(format!("{why} (--fail-above)")))
}

fn told(summary: &Summary, folder: &Path) -> String {
    let iterations = counted(summary.iterations, "iteration");
    let mut text = format!(
        "Stopped: {}. {iterations}, {:.2} ms each.\nLoss {:.3e}",
        summary.stopped_because, summary.milliseconds_per_iteration, summary.loss
    );
    for (name, error) in &summary.relative_l2_error {
        text += &format!(", relative L² error of {name} {error:.2e}");
        let own = summary.reference_error.iter().find(|own| own.0 == *name);
        if let Some((_, own)) = own {
            text += &format!(" (the reference's own: {own:.0e})");
        }
    }
    if let Some(windows) = summary.windows_in_short() {
        text += &format!("\n{windows}");
    }
    let unknowns = &summary.unknowns;
    for unknown in unknowns.each.iter().chain(&unknowns.combinations) {
        text += &format!("\n{}", unknown.in_short());
    }
    for remark in &unknowns.remarks {
        text += &format!("\n{remark}");
    }
    if let Some(verdict) = &summary.verdict {
        text += &format!("\n{}", verdict.in_short());
    }
    text + &format!("\nReport: {}", shown(&folder.join("report.html")))
}
