//! From a problem to a finished folder, with everything on disk as it goes.

use std::time::{Duration, Instant};

use super::checkpoints::Checkpoints;
use super::lock::Lock;
use super::progress::Callback;
use super::solve::{in_pool, solve_here};
use super::start::Start;
use super::{
    Answer, Error, Folder, HISTORY, MODEL, Model, Options, PROBLEM, Progress, Solution, finish,
    keep_files, summary,
};
use crate::output::{self, History, HistoryWriter, write_atomically};
use crate::problem::Problem;
use crate::training::Flow;

/// The network is saved for the first time after so long, then after twice as long, …
const FIRST_SAVED: Duration = Duration::from_secs(1);

/// … and at last every so often while training goes on.
const SAVED_EVERY: Duration = Duration::from_secs(10);

/// Trains a problem and fills a folder: the history is on disk row by row, the network
/// after a second and then ever less often, at last every ten seconds, and checkpoints with all
/// that [`resume`](super::resume) needs to go on as often as the problem says. The callback hears
/// how it goes and answers whether to go on; if it stops the training, what there is
/// is written.
///
/// # Errors
/// If another process works in the folder, training diverges (the last good network is saved), the callback fails
/// (everything is written before) or a file cannot be written (the network and the history are tried first).
pub fn train_into(
    problem: &Problem,
    folder: &Folder,
    options: &Options,
    mut callback: impl FnMut(Progress) -> Answer + Send,
) -> Result<Solution, Error> {
    in_pool(options, || {
        begin(problem, folder, Start::default(), &mut callback)
    })
}

/// The same from the network of another solution; see [`solve_from`](super::solve_from).
///
/// # Errors
/// As [`train_into`], and if the network is not one for the problem.
pub fn train_into_from(
    problem: &Problem,
    model: &Model,
    folder: &Folder,
    options: &Options,
    mut callback: impl FnMut(Progress) -> Answer + Send,
) -> Result<Solution, Error> {
    let start = Start::from(problem, model)?;
    in_pool(options, || begin(problem, folder, start, &mut callback))
}

/// The same as [`train_into`] without checkpoints, fields, pictures and the report.
pub(crate) fn train_numbers_into(
    problem: &Problem,
    folder: &Folder,
    options: &Options,
    mut callback: impl FnMut(Progress) -> Answer + Send,
) -> Result<Solution, Error> {
    in_pool(options, || {
        keep_statement(problem, folder)?;
        fill(problem, folder, (Start::default(), None), &mut callback)
    })
}

/// Begins a run in a folder that is new.
fn begin(
    problem: &Problem,
    folder: &Folder,
    start: Start,
    callback: Callback,
) -> Result<Solution, Error> {
    let _lock = Lock::take(folder).inspect_err(|error| {
        if !matches!(error, Error::InUse { .. }) {
            folder.unclaim();
        }
    })?;
    keep_statement(problem, folder).inspect_err(|_| folder.unclaim())?;
    let mut checkpoints = Checkpoints::new(problem, folder);
    if !start.is_anew() {
        checkpoints.hurry();
    }
    fill(problem, folder, (start, Some(checkpoints)), callback)
}

/// Trains, and fills the folder. All that is to be looked at is made where there are checkpoints.
pub(super) fn fill(
    problem: &Problem,
    folder: &Folder,
    (start, checkpoints): (Start, Option<Checkpoints>),
    callback: Callback,
) -> Result<Solution, Error> {
    let is_shown = checkpoints.is_some();
    let earlier = start.memory.history(summary::empty_history(problem));
    let mut journal = Journal::create(folder, &earlier)?;
    let solved = solve_here(problem, start, checkpoints, &mut |progress| {
        let heard = match journal.keep(&progress) {
            Some(trouble) => callback(Progress::Unwritten(&trouble))?,
            None => Flow::GoOn,
        };
        let answer = callback(progress)?;
        Ok(heard.and(answer))
    });
    match solved {
        Ok(solution) => {
            let answer = callback(Progress::Finishing);
            complete(&solution, folder, is_shown)?;
            match answer {
                Ok(_) => Ok(solution),
                Err(cause) => Err(Error::Callback {
                    cause,
                    solution: Box::new(solution),
                }),
            }
        }
        Err(Error::Callback { cause, solution }) => {
            complete(&solution, folder, is_shown)?;
            Err(Error::Callback { cause, solution })
        }
        Err(Error::Diverged {
            failure, solution, ..
        }) => {
            or_keep(&solution, solution.write_result(folder))?;
            Err(Error::Diverged {
                failure,
                solution,
                model: Some(folder.file(MODEL)),
            })
        }
        Err(other) => Err(other),
    }
}

/// Writes everything that is known at the end; where a file cannot be written, the
/// network and the history were tried before.
fn complete(solution: &Solution, folder: &Folder, is_shown: bool) -> Result<(), Error> {
    or_keep(solution, solution.write_result(folder))?;
    if is_shown {
        or_keep(solution, finish::write_shown(solution, folder))?;
    }
    or_keep(solution, solution.write_summary(folder))
}

/// A solution that could not be written is handed on in memory.
fn or_keep(solution: &Solution, written: Result<(), Error>) -> Result<(), Error> {
    written.map_err(|cause| Error::Unsaved {
        cause: Box::new(cause),
        solution: Box::new(solution.clone()),
    })
}

/// Writes the problem and the files that it names.
pub(super) fn keep_statement(problem: &Problem, folder: &Folder) -> Result<(), Error> {
    // Where there is a problem, there are its files.
    keep_files(problem, folder.path())?;
    Ok(write_atomically(
        &folder.file(PROBLEM),
        problem.kept_text().as_bytes(),
    )?)
}

/// Keeps what training makes on disk. A row that cannot be written does not end the
/// training: the history is written as a whole at the end.
struct Journal<'a> {
    folder: &'a Folder,
    writer: HistoryWriter,
    saved: Instant,
    /// Until it is saved again.
    wait: Duration,
    is_broken: bool,
}

impl<'a> Journal<'a> {
    /// Begins with the records that there are.
    fn create(folder: &'a Folder, history: &History) -> Result<Self, Error> {
        Ok(Journal {
            folder,
            writer: HistoryWriter::create(&folder.file(HISTORY), history)?,
            saved: Instant::now(),
            wait: FIRST_SAVED,
            is_broken: false,
        })
    }

    /// What could not be written, when that is news.
    fn keep(&mut self, progress: &Progress) -> Option<output::Error> {
        let Progress::Recorded { history, model, .. } = progress else {
            return None;
        };
        let row = self.write(history);
        let mut failed = row.err();
        if failed.is_some() || self.saved.elapsed() >= self.wait {
            self.saved = Instant::now();
            self.wait = SAVED_EVERY.min(2 * self.wait);
            failed = failed.or(model().write(&self.folder.file(MODEL)).err());
        }
        failed
    }

    /// After a row that is missing no other is added.
    fn write(&mut self, history: &History) -> Result<(), output::Error> {
        if self.is_broken {
            return Ok(());
        }
        let written = self.writer.write(history);
        self.is_broken = written.is_err();
        written
    }
}
