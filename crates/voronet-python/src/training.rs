//! Training: the loop runs on threads of its own, and the thread that called listens to it, looks
//! for signals and asks Python.
//!
//! ```text
//! worker ─Told─► caller ─► Python's listener
//! worker ◄Answer─ caller
//! ```

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use voronet::output::RecoverySummary;
use voronet::run::{self, Answer, Flow, Folder, Model, Onward, Options, Progress};
use voronet::training as library;

use crate::errors::failed;
use crate::problem::Problem;
use crate::solution::{Network, Solution};

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

/// What the loop tells.
enum Told {
    /// A record was made; the loop waits for an answer.
    Recorded(library::Record),
    /// The network that was asked for.
    Network(Box<Model>),
    /// A word of some kind.
    Word(&'static str, String),
}

/// What the loop is answered.
enum Reply {
    /// Make the network of this moment, and wait on.
    Network,
    /// Go on.
    GoOn,
}

/// What both sides see at any time.
#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    iteration: AtomicUsize,
    /// Points made, of how many.
    prepared: AtomicUsize,
    to_prepare: AtomicUsize,
    /// Thousandths of the estimate of the error.
    estimated: AtomicUsize,
    last: Mutex<Option<library::Record>>,
}

impl Shared {
    /// The iteration, points made and to be made, thousandths of the estimate, and the last record.
    fn seen(&self, names: &Names) -> (usize, usize, usize, usize, Option<Record>) {
        let last = self.last.lock().ok().and_then(|last| last.clone());
        (
            self.iteration.load(Relaxed),
            self.prepared.load(Relaxed),
            self.to_prepare.load(Relaxed),
            self.estimated.load(Relaxed),
            last.map(|record| Record::new(names, record, None)),
        )
    }
}

/// The side of the loop.
struct Teller<'a> {
    shared: &'a Shared,
    told: Sender<Told>,
    replies: Receiver<Reply>,
    /// Whether records are asked about.
    asks: bool,
}

impl Teller<'_> {
    fn tell(&mut self, progress: Progress) -> Answer {
        let shared = self.shared;
        let word = |kind, text: String| {
            // Nobody listens any more only where the training is to stop.
            let _ = self.told.send(Told::Word(kind, text));
        };
        match progress {
            Progress::Iterated(iteration) => shared.iteration.store(iteration, Relaxed),
            Progress::Preparing { done, total } => {
                shared.prepared.store(done, Relaxed);
                shared.to_prepare.store(total, Relaxed);
            }
            Progress::Estimating(part) => {
                shared.estimated.store((1000.0 * part) as usize, Relaxed);
            }
            Progress::Recorded { record, model } => {
                if let Ok(mut last) = shared.last.lock() {
                    *last = Some(record.clone());
                }
                if self.asks && !shared.stop.load(Relaxed) {
                    self.ask(record, model);
                }
            }
            Progress::Window { number, of } => word("window", format!("window {number} of {of}")),
            Progress::Recovered(recovery) => word("warning", went_back(recovery)),
            Progress::Damaged(error) => {
                word("warning", format!("{error}; the one before it is taken"));
            }
            Progress::Unwritten(error) => word("warning", format!("{error}; training goes on")),
            Progress::Finishing => word("finishing", String::new()),
        }
        Ok(match shared.stop.load(Relaxed) {
            true => Flow::Stop,
            false => Flow::GoOn,
        })
    }

    /// Tells of a record and waits until the caller has looked at it.
    fn ask(&self, record: &library::Record, model: &dyn Fn() -> Model) {
        let mut next = Told::Recorded(record.clone());
        while self.told.send(next).is_ok() {
            match self.replies.recv() {
                Ok(Reply::Network) => next = Told::Network(Box::new(model())),
                Ok(Reply::GoOn) | Err(_) => return,
            }
        }
    }
}

fn went_back(recovery: &RecoverySummary) -> String {
    let RecoverySummary {
        iteration,
        term,
        back_to,
        remedy,
    } = recovery;
    format!(
        "term `{term}` is not finite in iteration {iteration}: back to the state after iteration \
         {back_to}, with {remedy}"
    )
}

/// Names of what a record has numbers of.
struct Names {
    terms: Vec<String>,
    outputs: Vec<String>,
    unknowns: Vec<String>,
}

/// The line to a training that waits.
struct Line {
    hears: Receiver<Told>,
    answers: Sender<Reply>,
    problem: Arc<voronet::problem::Problem>,
}

impl Line {
    /// Asks for the network of this moment.
    fn network(&self) -> Option<Network> {
        self.answers.send(Reply::Network).ok()?;
        match self.hears.recv().ok()? {
            Told::Network(model) => Some(Network::new(&self.problem, &model)),
            _ => None,
        }
    }
}

/// The state of a training after some iteration: a row of its history.
#[pyclass(frozen, module = "voronet")]
pub struct Record {
    /// Updates made so far.
    #[pyo3(get)]
    iteration: usize,
    /// Seconds of training so far.
    #[pyo3(get)]
    seconds: f64,
    /// The loss on fixed uniform points.
    #[pyo3(get)]
    loss: f64,
    /// Each term's part of it, by name.
    #[pyo3(get)]
    terms: Vec<(String, f64)>,
    /// The learning rate of the next update.
    #[pyo3(get)]
    learning_rate: f64,
    /// (Σw)²/Σw² of the last interior batch, where it was sampled by importance.
    #[pyo3(get)]
    effective_sample_size: Option<f64>,
    /// The relative L² error of each output with a reference, as far as it is known.
    #[pyo3(get)]
    errors: Vec<(String, f64)>,
    /// The unknowns, by name.
    #[pyo3(get)]
    unknowns: Vec<(String, f64)>,
    /// To the training, while it waits.
    line: Mutex<Option<Line>>,
}

impl Record {
    fn new(names: &Names, record: library::Record, line: Option<Line>) -> Record {
        let named = |names: &[String], values: Vec<f64>| -> Vec<(String, f64)> {
            names.iter().cloned().zip(values).collect()
        };
        let errors = names.outputs.iter().zip(&record.relative_l2_error);
        let errors = errors.filter_map(|(name, error)| Some((name.clone(), (*error)?)));
        Record {
            iteration: record.iteration,
            seconds: record.seconds,
            loss: record.loss,
            terms: named(&names.terms, record.terms),
            learning_rate: record.learning_rate,
            effective_sample_size: record.effective_sample_size,
            errors: errors.collect(),
            unknowns: named(&names.unknowns, record.unknowns),
            line: Mutex::new(line),
        }
    }

    /// Gives back what the training is heard by.
    fn hang_up(&self) -> Option<Receiver<Told>> {
        let line = self.line.lock().ok()?.take()?;
        Some(line.hears)
    }
}

#[pymethods]
impl Record {
    /// Takes the network as it is now, while the callback is at work.
    fn network(&self, py: Python<'_>) -> PyResult<Network> {
        let network = py.detach(|| self.line.lock().ok()?.as_ref()?.network());
        let over = "the training went on: take the network while the callback is at work";
        network.ok_or_else(|| PyRuntimeError::new_err(over))
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
        names: names(problem),
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

fn names(problem: &voronet::problem::Problem) -> Names {
    let given = problem.reference.given().into_iter();
    Names {
        terms: problem.terms.iter().map(|term| term.name.clone()).collect(),
        outputs: given.map(|k| problem.outputs[k].clone()).collect(),
        unknowns: problem.unknowns.iter().map(|u| u.name.clone()).collect(),
    }
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
        while let Some(hears) = self.hears.take() {
            let (hears, heard) = py.detach(move || {
                let heard = hears.recv_timeout(TICK);
                (hears, heard)
            });
            self.hears = Some(hears);
            let done = match heard {
                Ok(told) => self.hear(py, told),
                Err(RecvTimeoutError::Timeout) => self.tick(py),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if let Err(error) = done {
                self.raise(error);
            }
            if let Err(signal) = py.check_signals() {
                self.interrupts += 1;
                self.shared.stop.store(true, Relaxed);
                if self.interrupts > 1 || !is_interrupt(py, &signal) {
                    self.raise(signal);
                }
            }
        }
    }

    /// Keeps the first exception, and stops the training.
    fn raise(&mut self, error: PyErr) {
        self.shared.stop.store(true, Relaxed);
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
                // Where it is gone the loop is over.
                let _ = self.answers.send(Reply::GoOn);
                if answered? {
                    self.shared.stop.store(true, Relaxed);
                }
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

fn is_interrupt(py: Python<'_>, signal: &PyErr) -> bool {
    signal.is_instance_of::<pyo3::exceptions::PyKeyboardInterrupt>(py)
}
