//! The paper's problems: how much of them, with which method, and more of their points.

use voronet::plan::INTERIOR;
use voronet::points::stream::{Purpose, stream};
use voronet::points::{Cloud, domain_points};
use voronet::problem::{Problem, read_problem_with};
use voronet::run::Error;
use voronet::sampler::Entry;
use voronet::training::NoPoints;

/// How much of the paper's work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The paper's settings, three random seeds where methods are compared.
    Full,
    /// A few percent of it: fewer points and iterations, one random seed.
    Quick,
}

impl Scale {
    /// One number or the other.
    pub fn pick<T>(self, full: T, quick: T) -> T {
        match self {
            Scale::Full => full,
            Scale::Quick => quick,
        }
    }

    /// Random seeds of every comparison.
    pub fn seeds(self) -> std::ops::RangeInclusive<u64> {
        1..=self.pick(3, 1)
    }
}

/// Reads an embedded problem with changes.
pub fn problem(text: &str, files: &[(&str, &str)], changes: &[String]) -> Problem {
    let open = |name: &str| {
        let file = files.iter().find(|file| file.0 == name);
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        file.map(|file| file.1.as_bytes().to_vec())
            .ok_or_else(missing)
    };
    match read_problem_with(text, changes, &open) {
        Ok(problem) => problem,
        // The texts are part of the program and tested.
        Err(complaints) => unreachable!("an embedded problem is wrong: {complaints:?}"),
    }
}

/// `n` points in a problem's domain by its own sequence, from a random stream of
/// their own.
pub fn scattered(problem: &Problem, n: usize) -> Result<Cloud, Error> {
    let rng = &mut stream(problem.training.seed, Purpose::Seeds { set: INTERIOR }, 0);
    let points = domain_points(
        &problem.domain,
        problem.inhabited.as_ref(),
        problem.sampling.sequence,
        n,
        rng,
        &|_| {},
    );
    points.map_err(|cause| {
        let term = problem.terms[0].name.clone();
        Error::Points(NoPoints { term, cause })
    })
}

/// A problem with another method and seed.
pub fn with(problem: &Problem, method: &'static Entry, seed: u64) -> Problem {
    let mut problem = problem.clone();
    problem.sampling.sampler = method;
    for term in &mut problem.terms {
        if term.is_equation() {
            term.sampler = method;
        }
    }
    problem.training.seed = seed;
    problem
}
