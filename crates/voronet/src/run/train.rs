//! From a problem to a finished folder.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::finish::Finished;
use super::{Error, Folder, HISTORY, MODEL, Model, PROBLEM, finish, keep_files};
use crate::network::Network;
use crate::objective::Scalar;
use crate::output::{History, HistoryWriter, Summary, write_atomically};
use crate::plan::Plan;
use crate::problem::{Precision, Problem};
use crate::training::{
    self, Event, Failure, Pools, Record, References, Stop, Trained, solution_grid,
};

/// How to run, beside what the problem says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Number of threads; all cores if 0.
    pub threads: usize,
    /// Write history, model and summary, but no fields, pictures or report.
    pub numbers_only: bool,
}

/// What a run tells while it goes on.
#[derive(Debug)]
pub enum Progress<'a> {
    /// Points are being made: how many of how many.
    Preparing {
        /// So far.
        done: usize,
        /// In all.
        total: usize,
    },
    /// A row of the history was written.
    Recorded(&'a Record),
    /// So many iterations are done.
    Iterated(usize),
    /// Training is over; fields, pictures and the report are being written.
    Finishing,
}

/// How often the model is saved while training goes on.
const SAVE_EVERY: Duration = Duration::from_secs(10);

/// Trains a problem and fills the folder. `text` is the problem file, kept with
/// the run. `interrupt` may be set at any time: the iteration is finished and
/// everything written.
///
/// # Errors
/// If training diverges (the last good model is saved) or a file cannot be
/// written.
pub fn train(
    problem: &Problem,
    text: &str,
    folder: &Folder,
    options: Options,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary, Error> {
    write_atomically(&folder.file(PROBLEM), text.as_bytes())?;
    keep_files(problem, folder.path())?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()?;
    // The loop itself runs on one of the pool's threads, so that a parallel
    // step wakes the others only.
    pool.install(|| match problem.training.precision {
        Precision::F32 => run::<f32>(problem, folder, options, interrupt, progress),
        Precision::F64 => run::<f64>(problem, folder, options, interrupt, progress),
    })
}

fn run<T: Scalar>(
    problem: &Problem,
    folder: &Folder,
    options: Options,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary, Error> {
    let started = Instant::now();
    let plan = Arc::new(Plan::compile(problem));
    let references = References::new(problem, &plan)?;
    let pools = prepare(problem, &plan, progress)?;
    let mut keeper = Keeper::create(problem, &plan, folder)?;
    let stop = Stop::new(&problem.training, interrupt);
    let trained =
        training::train::<T>(
            problem,
            &plan,
            pools,
            references,
            &stop,
            &mut |event| match event {
                Event::Recorded { record, parameters } => {
                    progress(Progress::Recorded(record));
                    keeper.keep(record, parameters);
                    if keeper.failure.is_some() {
                        // A history that cannot be written is no reason to go on.
                        interrupt.store(true, Ordering::Relaxed);
                    }
                }
                Event::Iterated { iteration, .. } => progress(Progress::Iterated(iteration)),
            },
        );
    let trained = keeper.end(trained)?;
    progress(Progress::Finishing);
    let model = keeper.model(trained.parameters.clone());
    model.write(&folder.file(MODEL))?;
    let finished = Finished {
        problem,
        plan: &plan,
        trained: &trained,
        started,
        fields: match options.numbers_only {
            true => None,
            false => Some(finish::fields(
                problem,
                &plan,
                &model,
                solution_grid(problem),
            )?),
        },
        history: keeper.history,
    };
    finish::finish(&finished, folder)
}

fn prepare(
    problem: &Problem,
    plan: &Plan,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Pools, Error> {
    let told = Mutex::new(progress);
    let pools = Pools::new(problem, plan, &|done, total| {
        let mut progress = told.lock().unwrap_or_else(PoisonError::into_inner);
        progress(Progress::Preparing { done, total });
    });
    Ok(pools?)
}

/// Keeps what training makes on disk, so that nothing is lost on a kill.
struct Keeper<'a> {
    problem: &'a Problem,
    network: Network,
    folder: &'a Folder,
    writer: HistoryWriter,
    history: History,
    saved: Instant,
    failure: Option<Error>,
}

impl<'a> Keeper<'a> {
    fn create(problem: &'a Problem, plan: &Plan, folder: &'a Folder) -> Result<Self, Error> {
        let history = History {
            terms: plan.terms.iter().map(|(name, _)| name.clone()).collect(),
            outputs: finish::referenced(problem, plan),
            records: Vec::new(),
        };
        let path = folder.file(HISTORY);
        Ok(Keeper {
            problem,
            network: plan.network.clone(),
            folder,
            writer: HistoryWriter::create(&path, &history.terms, &history.outputs)?,
            history,
            saved: Instant::now(),
            failure: None,
        })
    }

    fn keep(&mut self, record: &Record, parameters: &dyn Fn() -> Vec<f64>) {
        let mut result = self.writer.write(record).map_err(Error::from);
        self.history.records.push(record.clone());
        if self.saved.elapsed() >= SAVE_EVERY {
            result = result.and_then(|()| self.model(parameters()).write(&self.folder.file(MODEL)));
            self.saved = Instant::now();
        }
        self.failure = self.failure.take().or(result.err());
    }

    /// What training ended with; the last good model is saved if it diverged.
    fn end(&mut self, trained: Result<Trained, Failure>) -> Result<Trained, Error> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        trained.or_else(|failure| {
            let path = self.folder.file(MODEL);
            self.model(failure.last_good.clone()).write(&path)?;
            Err(Error::Diverged {
                failure,
                model: path,
            })
        })
    }

    fn model(&self, parameters: Vec<f64>) -> Model {
        let Keeper {
            problem, network, ..
        } = self;
        Model {
            title: problem.title.clone(),
            inputs: problem.inputs.clone(),
            outputs: problem.outputs.clone(),
            domain: problem.domain.clone(),
            network: network.clone(),
            parameters,
            precision: problem.training.precision,
        }
    }
}
