//! Section 4.1: Figures 1 to 9.
//!
//! `accuracy` has Figures 2 and 3, `sampling` 1, 4, 5 and 9, `seeds` 7 and 8.

mod accuracy;
mod sampling;
mod seeds;

use super::compared::{self, Claims, Compared};
use super::figure::Figure;
use super::stated::{Scale, problem, with};
use voronet::problem::Problem;
use voronet::run::Error;
use voronet::sampler::keys::SEEDS;
use voronet::sampler::{Entry, exact, pwc, uniform};
use voronet::study::{Inspection, Watched, Work, training_work, watch};
use voronet::training::Pools;

const TEXT: &str = include_str!("../../../../problems/paper/elasticity.toml");

/// The problem at a scale.
fn stated(scale: Scale) -> Problem {
    let changes = match scale {
        Scale::Full => Vec::new(),
        Scale::Quick => [
            "sampling.points=10000",
            "sampling.seeds=1000",
            "sampling.batch=1000",
            "training.iterations=200",
            "training.record_points=1000",
        ]
        .map(str::to_owned)
        .to_vec(),
    };
    problem(TEXT, &[], &changes)
}

const METHODS: [&'static Entry; 3] = [&uniform::ENTRY, &exact::ENTRY, &pwc::ENTRY];

/// The numbers of seeds of Figures 7 and 8.
fn seed_counts(scale: Scale) -> &'static [usize] {
    scale.pick(&[10, 50, 500, 5000, 10_000], &[10, 50, 500, 1000])
}

/// Of Figure 5; 9 uses the second.
const SNAPSHOTS: [usize; 3] = [10, 30, 50];

/// Multiply-adds of the trainings.
pub fn work(scale: Scale) -> f64 {
    let problem = stated(scale);
    let compared = compared::work(&problem, &METHODS, scale);
    let seeds = seed_counts(scale)
        .iter()
        .map(|&s| training_work(&with_seeds(&problem, s)));
    compared + seeds.sum::<f64>()
}

fn with_seeds(problem: &Problem, seeds: usize) -> Problem {
    let mut problem = with(problem, &pwc::ENTRY, problem.training.seed);
    problem.sampling.given.set(&SEEDS, seeds as f64);
    problem
}

/// Figures 1 to 9.
pub fn figures(scale: Scale, work: &Work) -> Result<Vec<Figure>, Error> {
    let problem = stated(scale);
    let every: Vec<usize> = (0..=problem.training.iterations).step_by(10).collect();
    let compared = compared::train_all(&problem, &METHODS, scale, &every, work, "elasticity")?;
    let mut by_seeds = Vec::new();
    for &seeds in seed_counts(scale) {
        let text = format!("elasticity, {seeds} seeds");
        by_seeds.push((
            seeds,
            watch(with_seeds(&problem, seeds), &every, work, &text)?,
        ));
    }
    if work.is_interrupted() {
        return Ok(Vec::new());
    }
    let pwc = compared.first(&pwc::ENTRY);
    let fifty = &by_seeds[1].1;
    Ok(vec![
        sampling::figure_1(&problem, pwc)?,
        accuracy::figure_2(&problem),
        accuracy::figure_3(&problem, pwc),
        sampling::figure_4(pwc, scale)?,
        sampling::figure_5(pwc),
        figure_6(&compared),
        seeds::figure_7(pwc, scale)?,
        seeds::figure_8(&by_seeds),
        sampling::figure_9(fifty)?,
    ])
}

fn figure_6(compared: &Compared) -> Figure {
    let (ours, agreement) = compared.words(&Claims::ALL);
    Figure {
        number: 6,
        title: "Loss on the elasticity problem by method".to_owned(),
        paper: "Importance sampling (exact and piecewise constant alike) lowers the loss faster than uniform sampling, by iteration; by time the piecewise constant one is the fastest.".to_owned(),
        ours,
        agreement,
        pictures: compared.pictures("elasticity"),
        tables: compared.tables(),
    }
}

fn at_moment<'a>(watched: &'a Watched, iteration: usize) -> Inspection<'a> {
    let found = watched.snapshots.iter().find(|s| s.0 == iteration);
    let parameters = found.map_or(&watched.parameters, |s| &s.1);
    Inspection::new(&watched.problem, &watched.plan, parameters)
}

/// The points of the pool again, and the sampler.
fn pools(watched: &Watched) -> Result<Pools, Error> {
    Ok(Pools::new(&watched.problem, &watched.plan, &|_, _| {})?)
}

fn list(values: &[f64], decimals: usize) -> String {
    let all: Vec<String> = values.iter().map(|x| format!("{x:.decimals$}")).collect();
    all.join(", ")
}
