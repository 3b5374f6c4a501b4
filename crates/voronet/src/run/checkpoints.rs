//! The checkpoints of a run: its last states on disk, each whole or not there at all.

mod format;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use format::{State, decoded};

use super::kept::RunMemory;
use super::progress::Listener;
use super::{Error, Folder, Progress};
use crate::input;
use crate::memory::{Visit, written};
use crate::output::{self, write_durably};
use crate::problem::Problem;
use crate::training::{Flow, Reason};

/// The folder of the checkpoints within that of the run.
pub const CHECKPOINTS: &str = "checkpoints";

/// What their names end with.
const ENDING: &str = "checkpoint";

/// How many are kept.
const KEPT: usize = 3;

/// The first is written after so long, then after twice as long, and so on up to what is asked for.
const FIRST: Duration = Duration::from_secs(1);

/// The part of the time that writing them may take.
const PART: f64 = 0.01;

/// Writes the checkpoints of a run.
pub struct Checkpoints {
    folder: PathBuf,
    problem: u32,
    /// The number of the next one.
    number: u64,
    /// The longest time from one to the next, if the disk is not too slow.
    every: Duration,
    /// From the last one to the next.
    wait: Duration,
    written: Instant,
}

impl Checkpoints {
    /// Goes on with the numbers that are there.
    pub fn new(problem: &Problem, folder: &Folder) -> Checkpoints {
        let every = Duration::try_from_secs_f64(problem.training.checkpoint_every);
        let every = every.unwrap_or(Duration::MAX);
        let folder = folder.file(CHECKPOINTS);
        Checkpoints {
            number: numbered(&folder).last().map_or(1, |(number, _)| number + 1),
            folder,
            problem: format::sum_of(problem),
            every,
            wait: FIRST.min(every),
            written: Instant::now(),
        }
    }

    /// Makes the next one due at once.
    pub fn hurry(&mut self) {
        self.wait = Duration::ZERO;
    }

    /// Tells whether it is time to write one.
    pub fn is_due(&self) -> bool {
        self.written.elapsed() >= self.wait
    }

    /// Writes one, and removes those that are too old.
    ///
    /// # Errors
    /// If it cannot be written; those before it stay.
    pub fn write(&mut self, state: &State) -> Result<(), output::Error> {
        let began = Instant::now();
        let written = self.write_file(state);
        self.written = Instant::now();
        let enough = began.elapsed().div_f64(PART);
        self.wait = (2 * self.wait).max(FIRST).min(self.every).max(enough);
        written
    }

    fn write_file(&mut self, state: &State) -> Result<(), output::Error> {
        let path = self.folder.join(format!("{:06}.{ENDING}", self.number));
        make(&self.folder)?;
        write_durably(&path, &format::encoded(self.problem, state))?;
        self.number += 1;
        let there = numbered(&self.folder);
        for (_, old) in &there[..there.len().saturating_sub(KEPT)] {
            // One that stays does no harm.
            let _ = std::fs::remove_file(old);
        }
        Ok(())
    }
}

/// Makes the folder of the checkpoints, unless it is there; that of the run must be.
pub fn make(folder: &Path) -> Result<(), output::Error> {
    match std::fs::create_dir(folder) {
        Err(cause) if cause.kind() != ErrorKind::AlreadyExists => Err(output::Error::Write {
            path: folder.to_path_buf(),
            cause,
        }),
        _ => Ok(()),
    }
}

/// Writes a checkpoint if it is time, or if the training ends.
pub(super) fn keep(
    checkpoints: &mut Option<Checkpoints>,
    listener: &mut Listener,
    end: Option<Reason>,
    run: impl FnOnce() -> RunMemory,
    memory: &mut dyn FnMut(Visit),
) -> Flow {
    let Some(checkpoints) = checkpoints else {
        return listener.flow;
    };
    if end.is_none() && !checkpoints.is_due() {
        return listener.flow;
    }
    let checkpoint = State {
        run: run().written(),
        training: written(|visit| memory(visit)),
    };
    if let Err(trouble) = checkpoints.write(&checkpoint) {
        listener.tell(Progress::Unwritten(&trouble));
    }
    listener.flow
}

/// What is found in a folder.
pub struct Found {
    /// The last state that is whole.
    pub state: Option<State>,
    /// Those after it, and what is wrong with each.
    pub damaged: Vec<output::Error>,
}

/// Looks for the last checkpoint of a problem that is whole.
///
/// # Errors
/// If one is of another problem, or of a newer version of this program.
pub fn last(problem: &Problem, folder: &Folder) -> Result<Found, Error> {
    let mut damaged = Vec::new();
    for (_, path) in numbered(&folder.file(CHECKPOINTS)).into_iter().rev() {
        let malformed = |cause: String| output::Error::Malformed {
            path: path.clone(),
            kind: "checkpoint",
            cause,
        };
        let bytes = input::read_at_most(&path, u64::MAX - 1).map_err(|cause| output::Error::Read {
            path: path.clone(),
            cause,
        });
        let decoded = bytes.map(|bytes| format::decoded(&bytes));
        match decoded {
            Ok(Ok((of, _))) if of != format::sum_of(problem) => {
                return Err(Error::OtherProblem { path });
            }
            Ok(Ok((_, state))) => {
                let state = Some(state);
                return Ok(Found { state, damaged });
            }
            Ok(Err(format::Wrong::Newer(version))) => {
                return Err(Error::Newer { path, version });
            }
            Ok(Err(format::Wrong::Damaged(what))) => damaged.push(malformed(what)),
            Err(unread) => damaged.push(unread),
        }
    }
    Ok(Found {
        state: None,
        damaged,
    })
}

/// The checkpoints in a folder, the oldest first.
fn numbered(folder: &Path) -> Vec<(u64, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let number = |path: PathBuf| {
        let is_one = path.extension().is_some_and(|ending| ending == ENDING);
        let number = path.file_stem()?.to_str()?.parse().ok()?;
        is_one.then_some((number, path))
    };
    let mut found: Vec<_> = entries.filter_map(|entry| number(entry.path())).collect();
    found.sort();
    found
}
