//! Training: the loop runs on threads of its own, and the thread that called listens to it, looks
//! for signals and asks Python.
//!
//! ```text
//! worker ─Told─► caller ─► Python's listener
//! worker ◄Answer─ caller
//! ```

mod record;
mod teller;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use voronet::run::{self, Answer, Folder, Onward, Options, Progress};
use voronet::training as library;

use self::record::{Line, Names};
use self::teller::{Reply, Shared, Teller, Told};
use crate::errors::failed;
use crate::problem::Problem;
use crate::solution::Solution;

pub use self::record::Record;

/// How often the caller looks for signals and shows progress.
const TICK: Duration = Duration::from_millis(50);

/// Trains a problem, into a folder if one is given, and from the network of another solution if
/// there is one. Returns the solution, and whether Ctrl-C ended it.
#[pyfunction]
pub fn train(
    py: Python<'_>,
    problem: &Problem,
    threads: usize,
    folder: Option<PathBuf>,
    start: Option<Bound<'_, Solution>>,
    watch: &Watch,
) -> PyResult<(Solution, bool)> {
    let stated = &problem.problem;
    let model = start.map(|start| start.get().model().clone());
    if let Some(model) = &model {
        run::check_start(stated, model).map_err(|error| failed(py, error))?;
    }
    let folder = match folder {
        None => None,
        Some(path) => Some(Folder::create(Some(&path), "run").map_err(|error| failed(py, error))?),
    };
    let options = Options { threads };
    watched(py, stated, watch, |tell| match (&folder, &model) {
        (None, None) => voronet::solve_with(stated, &options, tell),
        (None, Some(model)) => voronet::solve_from(stated, model, &options, tell),
        (Some(folder), None) => voronet::train_into(stated, folder, &options, tell),
        (Some(folder), Some(model)) => {
            voronet::train_into_from(stated, model, folder, &options, tell)
        }
    })
}

/// Goes on with the run in a folder, beyond its end if it is told to.
#[pyfunction]
pub fn resume(
    py: Python<'_>,
    problem: &Problem,
    folder: PathBuf,
    more: Option<usize>,
    until: Option<f64>,
    threads: usize,
    watch: &Watch,
) -> PyResult<(Solution, bool)> {
    let (onward, options) = (Onward { more, until }, Options { threads });
    watched(py, &problem.problem, watch, |tell| {
        voronet::resume_with(&folder, onward, &options, tell)
    })
}

/// What Python wants to hear of a training.
#[pyclass(frozen, module = "voronet._voronet")]
pub struct Watch {
    /// Called with each record while the training waits; it stops where that returns true.
    on_record: Option<Py<PyAny>>,
    /// Called some times a second with how far the training is; see [`Shared::seen`].
    on_tick: Option<Py<PyAny>>,
    /// Called with a kind and a text when there is something to say.
    on_word: Option<Py<PyAny>>,
}

#[pymethods]
impl Watch {
    #[new]
    fn new(
        on_record: Option<Py<PyAny>>,
        on_tick: Option<Py<PyAny>>,
        on_word: Option<Py<PyAny>>,
    ) -> Watch {
        Watch {
            on_record,
            on_tick,
            on_word,
        }
    }
}

/// What is done as long as a training goes on.
fn watched(
    py: Python<'_>,
    problem: &voronet::problem::Problem,
    watch: &Watch,
    train: impl FnOnce(
        &mut (dyn FnMut(Progress) -> Answer + Send),
    ) -> Result<voronet::Solution, run::Error>
    + Send,
) -> PyResult<(Solution, bool)> {
    let shared = Shared::default();
    let (told, hears) = channel();
    let (answers, replies) = channel();
    let mut teller = Teller {
        shared: &shared,
        told,
        replies,
        asks: watch.on_record.is_some(),
    };
    let mut caller = Caller {
        problem: Arc::new(problem.clone()),
        watch,
        shared: &shared,
        hears: Some(hears),
        answers,
        names: Names::of(problem),
        interrupts: 0,
        error: None,
    };
    let trained = thread::scope(|scope| {
        // The teller is dropped with the closure, which ends what the caller hears.
        let worker = scope.spawn(move || train(&mut |progress| teller.tell(progress)));
        caller.listen(py);
        py.detach(|| worker.join())
    });
    let trained = trained.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    caller.concluded(py, trained)
}

/// The side of the thread that called.
struct Caller<'a> {
    problem: Arc<voronet::problem::Problem>,
    watch: &'a Watch,
    shared: &'a Shared,
    /// Goes from hand to hand as the interpreter's lock is let go of.
    hears: Option<Receiver<Told>>,
    answers: Sender<Reply>,
    names: Names,
    /// How often Ctrl-C was pressed.
    interrupts: usize,
    /// What Python raised.
    error: Option<PyErr>,
}

impl Caller<'_> {
    /// Listens until the loop has ended.
    fn listen(&mut self, py: Python<'_>) {
        let mut ticked = Instant::now();
        while let Some(hears) = self.hears.take() {
            let (hears, heard) = py.detach(move || {
                let heard = hears.recv_timeout(TICK);
                (hears, heard)
            });
            self.hears = Some(hears);
            let mut done = match heard {
                Ok(told) => self.hear(py, told),
                Err(RecvTimeoutError::Timeout) => Ok(()),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            // What is told may come faster than the clock ticks.
            if ticked.elapsed() >= TICK {
                ticked = Instant::now();
                done = done.and_then(|()| self.tick(py));
            }
            if let Err(error) = done.and_then(|()| py.check_signals()) {
                self.stopped(py, error);
            }
        }
    }

    /// Stops the training by an exception, of which the first Ctrl-C is none: it may come while
    /// Python works in a callback as well as between.
    fn stopped(&mut self, py: Python<'_>, error: PyErr) {
        self.shared.stop.store(true, Relaxed);
        if error.is_instance_of::<PyKeyboardInterrupt>(py) {
            self.interrupts += 1;
            if self.interrupts == 1 {
                return;
            }
        }
        self.error.get_or_insert(error);
    }

    fn tick(&self, py: Python<'_>) -> PyResult<()> {
        if let Some(on_tick) = &self.watch.on_tick {
            on_tick.call1(py, self.shared.seen(&self.names))?;
        }
        Ok(())
    }

    fn hear(&mut self, py: Python<'_>, told: Told) -> PyResult<()> {
        match told {
            Told::Recorded(record) => {
                let answered = self.ask(py, record);
                // Before the loop goes on, which looks at it then.
                if !matches!(answered, Ok(false)) {
                    self.shared.stop.store(true, Relaxed);
                }
                // Where it is gone the loop is over.
                let _ = self.answers.send(Reply::GoOn);
                answered?;
            }
            Told::Word(kind, text) => {
                if let Some(on_word) = &self.watch.on_word {
                    on_word.call1(py, (kind, text))?;
                }
            }
            Told::Network(_) => {}
        }
        Ok(())
    }

    /// Shows a record to Python, which may ask for the network; returns whether to stop.
    fn ask(&mut self, py: Python<'_>, record: library::Record) -> PyResult<bool> {
        let (Some(on_record), None) = (&self.watch.on_record, &self.error) else {
            return Ok(false);
        };
        let line = self.hears.take().map(|hears| Line {
            hears,
            answers: self.answers.clone(),
            problem: Arc::clone(&self.problem),
        });
        let record = Py::new(py, Record::new(&self.names, record, line))?;
        let answer = on_record.call1(py, (&record,));
        self.hears = record.get().hang_up();
        answer?.bind(py).is_truthy()
    }

    /// The solution, or the exception that Python raised, with the solution.
    fn concluded(
        self,
        py: Python<'_>,
        trained: Result<voronet::Solution, run::Error>,
    ) -> PyResult<(Solution, bool)> {
        let solution = trained.map(Solution::new);
        match (solution, self.error) {
            (Ok(solution), None) => Ok((solution, self.interrupts > 0)),
            (Ok(solution), Some(error)) => {
                // An exception of the user's own may have no room for it.
                let _ = error.value(py).setattr("solution", solution);
                Err(error)
            }
            (Err(failure), None) => Err(failed(py, failure)),
            (Err(_), Some(error)) => Err(error),
        }
    }
}
