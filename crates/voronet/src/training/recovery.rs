//! Training that goes back from numbers that cannot be computed with, and on with smaller steps.

use std::fmt;

use crate::memory::{Remembered, Visit};
use crate::optimizer::{OptimizerSettings, Rule};
use crate::problem::Phase;

/// How often a training goes back; after that it has diverged.
pub const MOST: usize = 3;

/// A training went back to the best state so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recovery {
    /// The iteration, from 1, in which numbers were not finite.
    pub iteration: usize,
    /// The number of the term whose numbers they were.
    pub term: usize,
    /// After how many iterations the state was that it went back to.
    pub back_to: usize,
    /// How its steps are smaller from then on.
    pub remedy: Remedy,
}

/// How the steps of a phase are made smaller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Remedy {
    /// So many times the learning rate of the problem.
    LearningRate(f64),
    /// So many times its damping.
    Damping(f64),
    /// What was learnt of the curvature is forgotten: the first step is short.
    Anew,
}

impl Remedy {
    /// Of a phase in which the training went back so many times.
    pub fn of(phase: &Phase, times: usize) -> Remedy {
        let times = times as i32;
        match phase.optimizer.entry.how.rule {
            Rule::FirstOrder { .. } => Remedy::LearningRate(0.5f64.powi(times)),
            Rule::Descent { .. } if phase.optimizer.is_damped() => {
                Remedy::Damping(10f64.powi(times))
            }
            Rule::Descent { .. } => Remedy::Anew,
        }
    }

    /// What a learning rate is multiplied by.
    pub fn rate(self) -> f64 {
        match self {
            Remedy::LearningRate(factor) => factor,
            Remedy::Damping(_) | Remedy::Anew => 1.0,
        }
    }

    /// The settings of the optimizer.
    pub fn settings(self, stated: &OptimizerSettings) -> OptimizerSettings {
        match self {
            Remedy::Damping(factor) => stated.clone().damped(factor),
            Remedy::LearningRate(_) | Remedy::Anew => stated.clone(),
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Remedy::LearningRate(factor) => write!(f, "{factor} times the learning rate"),
            Remedy::Damping(factor) => write!(f, "{factor} times the damping"),
            Remedy::Anew => write!(f, "nothing learnt of the curvature"),
        }
    }
}

/// Shows all that happened.
pub fn show_recoveries(visit: Visit, recoveries: &mut Vec<Recovery>) {
    let row = |recovery: &Recovery| {
        let (kind, factor) = match recovery.remedy {
            Remedy::LearningRate(factor) => (0.0, factor),
            Remedy::Damping(factor) => (1.0, factor),
            Remedy::Anew => (2.0, 1.0),
        };
        let [iteration, term, back_to] =
            [recovery.iteration, recovery.term, recovery.back_to].map(|n| n as f64);
        [iteration, term, back_to, kind, factor]
    };
    let mut rows: Vec<f64> = recoveries.iter().flat_map(row).collect();
    visit("recoveries", Remembered::Numbers(&mut rows));
    recoveries.clear();
    let (rows, rest) = rows.as_chunks();
    for &[iteration, term, back_to, kind, factor] in rows {
        let remedy = match kind {
            0.0 => Remedy::LearningRate(factor),
            1.0 => Remedy::Damping(factor),
            2.0 => Remedy::Anew,
            _ => return visit("recoveries", Remembered::Misfit),
        };
        recoveries.push(Recovery {
            iteration: iteration as usize,
            term: term as usize,
            back_to: back_to as usize,
            remedy,
        });
    }
    if !rest.is_empty() {
        visit("recoveries", Remembered::Misfit);
    }
}
