//! What fuzzing begins with, where it has come and all that it has found, on stable Rust: whatever
//! the bytes, nothing panics. `fuzz/` is a workspace of its own, whose functions are tried here.

#[path = "../../../fuzz/src/lib.rs"]
mod fuzz;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use voronet::memory::written;
use voronet::plan::Plan;
use voronet::problem::Problem;
use voronet::run::{Model, RunMemory};
use voronet::training::{Event, Flow, Pools, References, train};
use zip::ZipArchive;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz")
        .join(name)
}

/// The files in a folder, in the order of their names; none if there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

#[test]
fn seeds_and_found_cases_do_no_harm() {
    for (name, target) in fuzz::TARGETS {
        let seeds = files(&folder("seeds").join(name));
        assert!(seeds.len() >= 3, "{name} has {} seeds", seeds.len());
        for file in seeds.into_iter().chain(files(&folder("found").join(name))) {
            println!("{}", file.display());
            target(&std::fs::read(&file).unwrap());
        }
    }
}

/// Of hours of fuzzing the cases that together come to every branch that was reached.
#[test]
fn the_corpus_does_no_harm() {
    for (name, target) in fuzz::TARGETS {
        let file = folder("covering").join(format!("{name}.zip"));
        let mut cases = ZipArchive::new(File::open(&file).unwrap()).unwrap();
        assert!(cases.len() > 20, "{name} has {} cases", cases.len());
        for number in 0..cases.len() {
            let mut case = cases.by_index(number).unwrap();
            // What is told of the test where it fails.
            println!("{name}: case {number}");
            let mut bytes = Vec::new();
            case.read_to_end(&mut bytes).unwrap();
            target(&bytes);
        }
    }
}

/// Bytes that are nearly right get further than any others.
#[test]
fn seeds_that_are_cut_or_changed_do_no_harm() {
    for (name, target) in fuzz::TARGETS {
        for file in files(&folder("seeds").join(name)) {
            let bytes = std::fs::read(&file).unwrap();
            let step = bytes.len() / 24 + 1;
            for at in (0..bytes.len()).step_by(step) {
                target(&bytes[..at]);
                for changed in [0, b'9', 0x7f, 0xff] {
                    let mut bytes = bytes.clone();
                    bytes[at] = changed;
                    target(&bytes);
                }
            }
        }
    }
}

/// What a training of each small problem remembers after two iterations, behind its number.
fn memories() -> Vec<Vec<u8>> {
    let memory = |(number, (problem, plan)): (usize, &(Problem, Arc<Plan>))| {
        let pools = Pools::new(problem, plan, &|_, _| {}).unwrap();
        let (mut iterations, mut bytes) = (0, Vec::new());
        let trained = train(problem, plan, pools, References::none(), &mut |event| {
            match event {
                Event::Iterated { iteration, .. } => iterations = iteration,
                Event::Resumable { memory, .. } if iterations == 2 => {
                    bytes = written(|visit| memory(visit));
                }
                _ => {}
            }
            Flow::GoOn
        });
        assert!(trained.is_ok());
        [&[number as u8], &bytes[..]].concat()
    };
    let problems = fuzz::small_problems().iter().enumerate();
    problems.map(memory).collect()
}

/// The seeds of checkpoints are made of trainings: `VORONET_WRITE_SEEDS=1` writes them anew, as is
/// needed where checkpoints change.
#[test]
fn the_seeds_of_checkpoints_are_memories() {
    let seeds = folder("seeds/checkpoints");
    let memories = memories();
    if std::env::var_os("VORONET_WRITE_SEEDS").is_some() {
        for (number, memory) in memories.iter().enumerate() {
            std::fs::write(seeds.join(format!("training-{number}")), memory).unwrap();
        }
        std::fs::write(seeds.join("run"), RunMemory::default().written()).unwrap();
    }
    let (run, trainings): (Vec<_>, Vec<_>) = files(&seeds)
        .into_iter()
        .partition(|file| file.ends_with("run"));
    assert!(RunMemory::restored(&std::fs::read(&run[0]).unwrap()).is_ok());
    assert_eq!(trainings.len(), memories.len());
    for (seed, memory) in trainings.iter().zip(memories) {
        // Seconds differ.
        assert_eq!(std::fs::read(seed).unwrap().len(), memory.len(), "{seed:?}");
        let resumed = fuzz::is_resumed(&std::fs::read(seed).unwrap());
        assert!(resumed, "{seed:?}");
    }
}

/// Problems whose models have each something of its own.
const MODELS: [(&str, &str); 3] = [
    (
        "windows",
        "[constants]\nk = 1\n[network]\nhidden = [4]\n[training]\nwindows = 2\n",
    ),
    (
        "unknown",
        "[unknowns]\nk = { start = 1, positive = true }\n[network]\nhidden = [4]\nfeatures = ['sin(pi*x)', 't', 'x']\n[training]\n",
    ),
    (
        "precise",
        "[constants]\nk = 1\n[network]\nhidden = [4]\n[training]\nprecision = 'f64'\n",
    ),
];

/// The seeds of models are written as those of checkpoints are.
#[test]
fn the_seeds_of_models_are_models() {
    for (name, settings) in MODELS {
        let seed = folder("seeds/models").join(name);
        if std::env::var_os("VORONET_WRITE_SEEDS").is_some() {
            let text = format!(
                "inputs = ['t', 'x']\noutputs = ['u', {{ name = 'v', of = ['t'], width = 2 }}]\n\
                 [domain]\nt = [0, 1]\nx = [0, 1]\n\
                 [[equation]]\nlaw = 'diff(u, t) = k*diff(u, x, 2) + v'\n\
                 [[condition]]\nat = 't = 0'\nlaw = 'u = sin(pi*x)'\nexact = true\n\
                 {settings}\
                 optimizer = 'adam'\niterations = 2\nrecord_points = 10\n\
                 [sampling]\npoints = 30\nbatch = 10\n"
            );
            let problem = Problem::parse(&text).unwrap_or_else(|misstated| panic!("{misstated}"));
            let solution = voronet::solve(&problem).unwrap();
            solution.model().write(&seed).unwrap();
        }
        let read = Model::of_bytes(&std::fs::read(&seed).unwrap());
        assert!(read.is_ok(), "{name}: {read:?}");
    }
}
