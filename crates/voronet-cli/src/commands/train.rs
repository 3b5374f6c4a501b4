//! `voronet train`

use voronet::output::Summary;
use voronet::run::{self, Folder, Options};
use voronet::words::in_line;

use super::interrupt::interrupt;
use crate::args::TrainArguments;
use crate::failure::Failure;
use crate::progress::Display;
use crate::source;

/// Trains, and fills the run's folder.
pub fn run(arguments: TrainArguments) -> Result<(), Failure> {
    let stated = source::read(&arguments.problem)?;
    source::try_out(&stated.problem)?;
    let stem = arguments.problem.file.file_stem().unwrap_or_default();
    let name = stem.to_string_lossy();
    let folder = Folder::create(arguments.out.as_deref(), &name).map_err(Failure::usage)?;
    let mut display = Display::new(stated.problem.training.iterations, arguments.quiet);
    display.outputs(&stated.problem);
    display.say(&format!(
        "Training {} into {}",
        in_line(&stated.problem.title),
        folder.path().display()
    ));
    let interrupt = interrupt()?;
    let options = Options {
        threads: arguments.threads.map_or(0, usize::from),
        ..Options::default()
    };
    let result = run::train(
        &stated.problem,
        &stated.text,
        &folder,
        options,
        &interrupt,
        &mut |progress| display.show(&progress),
    );
    display.finish();
    let summary = result.map_err(Failure::run)?;
    display.say(&told(&summary, &folder));
    Ok(())
}

fn told(summary: &Summary, folder: &Folder) -> String {
    let mut text = format!(
        "Stopped: {}. {:.2} ms per iteration.\nLoss {:.3e}",
        summary.stopped_because, summary.milliseconds_per_iteration, summary.loss
    );
    for (name, error) in &summary.relative_l2_error {
        text += &format!(", relative L² error of {name} {error:.2e}");
        let own = summary.reference_error.iter().find(|own| own.0 == *name);
        if let Some((_, own)) = own {
            text += &format!(" (the reference's own: {own:.0e})");
        }
    }
    text + &format!("\nReport: {}", folder.file("report.html").display())
}
