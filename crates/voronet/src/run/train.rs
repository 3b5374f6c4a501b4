//! From a problem to a finished folder.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::finish::Finished;
use super::{Error, Folder, MODEL, Model, PROBLEM, finish, solution_grid};
use crate::objective::Scalar;
use crate::output::{History, HistoryWriter, Summary, write_atomically};
use crate::plan::Plan;
use crate::problem::{Precision, Problem};
use crate::training::{self, Event, Pools, Record, Stop, Trained};

/// How to run, beside what the problem says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Number of threads; all cores if 0.
    pub threads: usize,
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
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()?;
    // The loop itself runs on one of the pool's threads, so that a parallel
    // step wakes the others only.
    pool.install(|| match problem.training.precision {
        Precision::F32 => run::<f32>(problem, folder, interrupt, progress),
        Precision::F64 => run::<f64>(problem, folder, interrupt, progress),
    })
}

fn run<T: Scalar>(
    problem: &Problem,
    folder: &Folder,
    interrupt: &AtomicBool,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary, Error> {
    let started = Instant::now();
    let plan = Arc::new(Plan::compile(problem));
    let grid = solution_grid(&problem.inputs, &problem.domain);
    let told = Mutex::new(progress);
    let pools = Pools::new(problem, &plan, &grid, &|done, total| {
        let mut progress = told.lock().unwrap_or_else(PoisonError::into_inner);
        progress(Progress::Preparing { done, total });
    })?;
    let progress = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    let model = |parameters: Vec<f64>| Model {
        title: problem.title.clone(),
        inputs: problem.inputs.clone(),
        outputs: problem.outputs.clone(),
        domain: problem.domain.clone(),
        network: plan.network.clone(),
        parameters,
        precision: problem.training.precision,
    };
    let mut recorder = Recorder::create(problem, &plan, folder.path())?;
    let mut saved = Instant::now();
    let mut failed = None;
    let trained = training::train::<T>(
        problem,
        &plan,
        pools,
        &Stop::new(&problem.training, interrupt),
        &mut |event| match event {
            Event::Recorded { record, parameters } => {
                progress(Progress::Recorded(record));
                failed = failed.take().or_else(|| recorder.write(record).err());
                if saved.elapsed() >= SAVE_EVERY {
                    let result = model(parameters()).write(&folder.file(MODEL));
                    failed = failed.take().or_else(|| result.err());
                    saved = Instant::now();
                }
            }
            Event::Iterated { iteration } => progress(Progress::Iterated(iteration)),
        },
    );
    if let Some(error) = failed {
        return Err(error);
    }
    let trained: Trained = match trained {
        Ok(trained) => trained,
        Err(failure) => {
            let path = folder.file(MODEL);
            model(failure.last_good.clone()).write(&path)?;
            return Err(Error::Diverged {
                failure,
                model: path,
            });
        }
    };
    progress(Progress::Finishing);
    let model = model(trained.parameters.clone());
    model.write(&folder.file(MODEL))?;
    let finished = Finished {
        problem,
        plan: &plan,
        trained: &trained,
        wall: started.elapsed(),
        history: History {
            terms: plan.terms.iter().map(|(name, _)| name.clone()).collect(),
            outputs: finish::referenced(problem, &plan),
            records: recorder.records,
        },
        fields: finish::fields(problem, &plan, &model, grid)?,
    };
    finish::finish(&finished, folder)
}

/// Writes the history and keeps it for the pictures.
struct Recorder {
    writer: HistoryWriter,
    records: Vec<Record>,
}

impl Recorder {
    fn create(problem: &Problem, plan: &Plan, folder: &Path) -> Result<Recorder, Error> {
        let terms: Vec<String> = plan.terms.iter().map(|(name, _)| name.clone()).collect();
        let outputs = finish::referenced(problem, plan);
        Ok(Recorder {
            writer: HistoryWriter::create(&folder.join("history.csv"), &terms, &outputs)?,
            records: Vec::new(),
        })
    }

    fn write(&mut self, record: &Record) -> Result<(), Error> {
        self.writer.write(record)?;
        self.records.push(record.clone());
        Ok(())
    }
}
