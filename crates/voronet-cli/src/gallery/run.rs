//! An entry's runs: found in the folder, or trained now.

use std::path::{Path, PathBuf};

use voronet::outlook::mathematics;
use voronet::output::{Summary, read_summary, write_summary};
use voronet::plan::Plan;
use voronet::problem::Problem;
use voronet::run::{Error, Flow, Folder, Options, PROBLEM, SUMMARY, train_into};
use voronet::training::Reason;
use voronet::words::in_line;

use super::Entry;
use crate::commands::interrupt::Interrupt;
use crate::failure::Failure;
use crate::progress::{Display, Extent};
use crate::render;

/// How the gallery is trained.
pub struct Settings {
    /// Where to: NAME/SEED/ for each run.
    pub folder: PathBuf,
    /// Changes of every problem, as after `--set`.
    pub set: Vec<String>,
    /// Whether to train for a moment only.
    pub quick: bool,
    /// Random seeds for each problem, from its own on.
    pub repeats: u16,
    /// Number of threads; 0 for all cores.
    pub threads: usize,
    /// Whether to print the results only.
    pub is_quiet: bool,
}

/// What an entry came to.
pub struct Outcome {
    /// Whose it is.
    pub entry: &'static Entry,
    /// The problem's title.
    pub title: String,
    /// The problem in readable mathematics, as `check` prints it.
    pub mathematics: String,
    /// What the runs ended with, one for each random seed.
    pub runs: Vec<Summary>,
    /// A picture of the first run's solution, as SVG; none of one that diverged.
    pub picture: Option<String>,
}

/// Trains what is not there yet of an entry; nothing comes back of one that was interrupted.
pub fn train(
    entry: &'static Entry,
    settings: &Settings,
    display: &mut Display,
    interrupt: &Interrupt,
) -> Result<Option<Outcome>, Failure> {
    let problem = stated(entry, settings)?;
    let folder = settings.folder.join(entry.name);
    display.outputs(&problem);
    let mut runs = Vec::new();
    for repeat in 0..settings.repeats {
        let problem = problem.with_seed(problem.training.seed + u64::from(repeat));
        let folder = folder.join(problem.training.seed.to_string());
        match one(&problem, &folder, settings.threads, display, interrupt)? {
            Some(summary) => runs.push(summary),
            None => return Ok(None),
        }
    }
    Ok(Some(Outcome {
        entry,
        title: in_line(&problem.title),
        mathematics: mathematics(&problem, &Plan::compile(&problem)),
        picture: picture(&problem, &folder.join(runs[0].seed.to_string())),
        runs,
    }))
}

/// The problem of an entry with all changes.
fn stated(entry: &Entry, settings: &Settings) -> Result<Problem, Failure> {
    let quick = match (settings.quick, entry.quick) {
        (true, Some(iterations)) => quick(iterations),
        _ => Vec::new(),
    };
    let changes = [quick, settings.set.clone()].concat();
    let problem = entry.problem(&changes);
    problem.map_err(|misstated| render::misstated(&misstated))
}

/// The changes of a training that takes a moment, and the same one on every machine.
fn quick(iterations: usize) -> Vec<String> {
    vec![
        format!("training.iterations={iterations}"),
        "training.estimate_error=false".to_owned(),
        "training.record_points=1000".to_owned(),
        "sampling.points=10_000".to_owned(),
    ]
}

/// A run, from its folder or trained now; nothing if it was interrupted. That it diverged is
/// an outcome like any other, and kept; what was cut off is trained again.
fn one(
    problem: &Problem,
    path: &Path,
    threads: usize,
    display: &mut Display,
    interrupt: &Interrupt,
) -> Result<Option<Summary>, Failure> {
    if let Ok(kept) = std::fs::read_to_string(path.join(PROBLEM)) {
        if kept != problem.kept_text() {
            return Err(foreign(path));
        }
        if let Some(summary) = ended(path)? {
            return Ok(Some(summary));
        }
        std::fs::remove_dir_all(path).map_err(Failure::run)?;
    }
    let folder = Folder::create(Some(path), "").map_err(Failure::usage)?;
    display.say(&format!(
        "{}, random seed {}",
        in_line(&problem.title),
        problem.training.seed
    ));
    display.restart(Extent::of(&problem.training));
    let trained = train_into(problem, &folder, &Options { threads }, |progress| {
        display.show(&progress);
        Ok(match interrupt.is_asked() {
            true => Flow::Stop,
            false => Flow::GoOn,
        })
    });
    match trained {
        Ok(_) => {}
        Err(Error::Diverged { solution, .. }) => {
            write_summary(&folder.file(SUMMARY), solution.summary()).map_err(Failure::run)?;
        }
        Err(other) => return Err(Failure::run(other)),
    }
    ended(path)
}

/// The refusal of a folder with a run of another problem.
fn foreign(path: &Path) -> Failure {
    Failure::Usage(format!(
        "{} holds a run of another problem or with other settings, which is never overwritten: \
         remove it, or name another folder by --out",
        path.display()
    ))
}

/// The summary of a run that came to its own end.
fn ended(path: &Path) -> Result<Option<Summary>, Failure> {
    let summary = path.join(SUMMARY);
    if !summary.exists() {
        return Ok(None);
    }
    let summary = read_summary(&summary).map_err(Failure::run)?;
    let is_interrupted = summary.stopped_because == Reason::Interrupted.to_string();
    Ok((!is_interrupted).then_some(summary))
}

/// The picture of the solution: the profile of one input, else that of the field that is found, of
/// some inputs, or of the first output, in the middle of the planes if there are several.
fn picture(problem: &Problem, run: &Path) -> Option<String> {
    let found = problem.network.own.first().map(|own| own.outputs[0]);
    let output = &problem.outputs[found.unwrap_or(0)];
    let names = [
        "solution.svg".to_owned(),
        format!("solution-{output}.svg"),
        format!("solution-{output}-2.svg"),
    ];
    let mut texts = names
        .iter()
        .map(|name| std::fs::read_to_string(run.join(name)));
    texts.find_map(Result::ok)
}
