//! A run that was cut, or has come to its end, gone on with.

use std::path::Path;

use super::checkpoints::{self, CHECKPOINTS, Checkpoints};
use super::kept::RunMemory;
use super::lock::Lock;
use super::progress::Callback;
use super::solve::in_pool;
use super::start::Start;
use super::train::fill;
use super::{Answer, Error, Flow, Folder, Onward, Options, PROBLEM, Progress, SUMMARY, Solution};
use crate::problem::Problem;
use crate::training::Begin;

/// Goes on with the run in a folder from its last checkpoint, on all cores. It becomes the run
/// that it would have been if nothing had cut it, bit for bit where no time ends a phase.
///
/// ```
/// use voronet::prelude::*;
/// # let problem = Problem::parse("inputs = ['x']\noutputs = ['u']\ndomain.x = [0, 1]\n[[equation]]\nlaw = 'diff(u, x) = u'\n[sampling]\npoints = 100\nbatch = 10\n[training]\noptimizer = 'adam'\niterations = 40")?;
/// # let parent = tempfile::tempdir()?;
/// # let path = parent.path().join("run");
/// let folder = voronet::run::Folder::create(Some(&path), "run")?;
/// let cut = voronet::train_into(&problem, &folder, &Options::default(), |progress| match progress {
///     Progress::Iterated(17) => Ok(Flow::Stop),
///     _ => Ok(Flow::GoOn),
/// })?;
/// assert_eq!(cut.summary().iterations, 17);
/// let whole = resume(&path)?;
/// assert_eq!(whole.summary().iterations, 40);
/// # assert_eq!(whole.parameters(), solve(&problem)?.parameters());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If there is no such run, it is at its end, another process works on it, or none of its
/// checkpoints can be used; and as [`train_into`](super::train_into).
pub fn resume(folder: impl AsRef<Path>) -> Result<Solution, Error> {
    let options = Options::default();
    resume_with(folder, Onward::default(), &options, |_| Ok(Flow::GoOn))
}

/// Does the same, beyond the end of the run if `onward` says so. The callback hears how it goes, of
/// damaged checkpoints too, and answers whether to go on.
///
/// # Errors
/// As [`resume`].
pub fn resume_with(
    folder: impl AsRef<Path>,
    onward: Onward,
    options: &Options,
    mut callback: impl FnMut(Progress) -> Answer + Send,
) -> Result<Solution, Error> {
    let folder = Folder::existing(folder.as_ref());
    in_pool(options, || take_up(&folder, onward, &mut callback))
}

fn take_up(folder: &Folder, onward: Onward, callback: Callback) -> Result<Solution, Error> {
    let problem = problem(folder)?;
    let _lock = Lock::take(folder)?;
    let found = checkpoints::last(&problem, folder)?;
    for damaged in &found.damaged {
        callback(Progress::Damaged(damaged)).map_err(|cause| lost(folder, &cause.to_string()))?;
    }
    let is_complete = folder.file(SUMMARY).exists();
    let start = match found.state {
        None if !found.damaged.is_empty() => {
            return Err(lost(folder, "none of its checkpoints is whole"));
        }
        None if is_complete => {
            let what = "it has no checkpoint; its network can be the start of another run";
            return Err(lost(folder, what));
        }
        // It was cut before there was one.
        None => Start::default(),
        Some(state) => {
            let memory = RunMemory::restored(&state.run)?;
            let is_onward = onward != Onward::default();
            let is_done = is_complete && memory.is_over;
            if let Some(march) = &memory.march
                && (is_onward || is_done)
            {
                let ended = if is_done {
                    "it has come to its end: "
                } else {
                    ""
                };
                return Err(lost(folder, &format!("{ended}{}", march.why_it_is_over())));
            }
            if is_done && !is_onward {
                let path = folder.path().to_path_buf();
                return Err(Error::Complete { path });
            }
            Start {
                begin: Begin::Resumed(state.training, onward),
                memory,
            }
        }
    };
    clear(folder)?;
    let checkpoints = Checkpoints::new(&problem, folder);
    fill(&problem, folder, (start, Some(checkpoints)), callback)
}

/// The problem of the run.
fn problem(folder: &Folder) -> Result<Problem, Error> {
    let file = folder.file(PROBLEM);
    if std::fs::metadata(&file).is_ok_and(|file| file.len() == 0) {
        let what = "it was cut before its problem was written: remove it, and train again";
        return Err(lost(folder, what));
    }
    if !folder.path().is_dir() {
        return Err(lost(folder, "there is no such folder"));
    }
    if !file.exists() {
        return Err(lost(
            folder,
            "there is no problem.toml in it, as in the folder of a run",
        ));
    }
    Ok(Problem::read(file)?)
}

fn lost(folder: &Folder, what: &str) -> Error {
    Error::Lost {
        path: folder.path().to_path_buf(),
        what: what.to_owned(),
    }
}

/// Removes what says that the run is complete, and what was being written when it was cut.
fn clear(folder: &Folder) -> Result<(), Error> {
    let summary = folder.file(SUMMARY);
    match std::fs::remove_file(&summary) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            let path = summary;
            return Err(crate::output::Error::Write { path, cause }.into());
        }
        _ => {}
    }
    for around in [folder.path().to_path_buf(), folder.file(CHECKPOINTS)] {
        let entries = std::fs::read_dir(around).into_iter().flatten().flatten();
        let is_cut = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(".tmp");
        for entry in entries.filter(|entry| is_cut(&entry.file_name())) {
            // One that stays does no harm.
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}
