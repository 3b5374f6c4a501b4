//! Training that cannot go on.

use std::sync::Arc;

use super::Cause;
use super::batches::Batches;
use super::track::Track;
use crate::objective::Scalar;
use crate::plan::{BySet, Plan};
use crate::points::Cloud;
use crate::problem::{Precision, Problem};

/// Training that cannot go on.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what} is not finite {}{place}", self.when())]
pub struct Failure {
    /// The iteration, from 1.
    pub iteration: usize,
    /// The term or the gradient.
    pub what: String,
    /// Where, and what the worst number is, if that is known.
    pub place: String,
    /// What the numbers show.
    pub cause: Cause,
    /// What may mend it.
    pub advice: String,
    /// θ before the step that led there.
    pub last_good: Vec<f64>,
    /// How many seconds were spent in the loop.
    pub seconds: f64,
}

impl Failure {
    /// Tells whether training had not begun: the fault is then in the problem.
    pub fn is_at_start(&self) -> bool {
        self.iteration == 1
    }

    fn when(&self) -> String {
        if self.is_at_start() {
            "before the first step".to_owned()
        } else {
            format!("in iteration {}", self.iteration)
        }
    }
}

/// Numbers of a step that are not finite.
pub struct Fault {
    /// The term or the gradient.
    pub what: String,
    /// What is worst of them.
    pub worst: Worst,
}

impl Fault {
    /// Looks for a score of which no batch can be drawn.
    pub fn of_scores<T: Scalar>(plan: &Plan, batches: &BySet<Batches<T>>) -> Option<Fault> {
        let mut sets = plan.sets.iter().zip(batches);
        sets.find_map(|(set, batches)| {
            let bad = batches.refusal()?;
            let terms = set.terms.iter();
            let mut names: Vec<&str> = terms.map(|&t| plan.terms[t].0.as_str()).collect();
            names.dedup();
            let names = names.join("`, `");
            Some(Fault {
                what: format!("the loss of term `{names}` at the sampler's points"),
                worst: Worst::Score(bad.point.clone(), bad.value),
            })
        })
    }

    /// Blames the first of the terms' losses that is not finite; if all are, the gradient,
    /// and most likely the term of the largest loss. They are those of the points that were
    /// drawn last.
    pub fn of_losses<T: Scalar>(
        plan: &Plan,
        clouds: &BySet<Arc<Cloud>>,
        batches: &BySet<Batches<T>>,
        losses: &[f64],
    ) -> Fault {
        let bad = losses.iter().position(|loss| !loss.is_finite());
        let largest = (0..losses.len()).max_by(|&a, &b| losses[a].total_cmp(&losses[b]));
        let term = bad.or(largest).unwrap_or(0);
        let name = &plan.terms[term].0;
        let what = match bad {
            Some(_) => format!("the loss of term `{name}`"),
            None => format!("the gradient (the largest loss is that of term `{name}`)"),
        };
        let set = plan.set_of(term);
        let batch = batches[set].last();
        let worst = match batch.weights.iter().all(|w| w.is_finite()) {
            false => Worst::Weight,
            true => {
                let indices: Vec<u32> = batch.indices.iter().map(|&j| j as u32).collect();
                let points = clouds[set].picked(&indices);
                Worst::Drawn { set, term, points }
            }
        };
        Fault { what, worst }
    }
}

/// What is worst of numbers that are not finite.
pub enum Worst {
    /// A sampler's score, and where it is.
    Score(Option<Vec<f64>>, f64),
    /// A residual of a term at points that were drawn.
    Drawn {
        /// The point set.
        set: usize,
        /// The term.
        term: usize,
        /// The points.
        points: Cloud,
    },
    /// A residual of a term at its tracked points.
    Tracked {
        /// The term.
        term: usize,
    },
    /// The weight of a drawn point.
    Weight,
}

impl Worst {
    /// Says where it is and why, as far as that can be seen with the θ that the tracker holds.
    pub fn explained(
        &self,
        problem: &Problem,
        precision: Precision,
        tracker: &dyn Track,
    ) -> (String, Cause) {
        let residual = match self {
            Worst::Weight => return (String::new(), Cause::Weights),
            Worst::Score(point, value) => {
                let point = point.as_ref().map(|x| problem.describe_point(x));
                let place = point.map_or(String::new(), |at| format!(": it is {value} at {at}"));
                return (place, Cause::of(*value, precision));
            }
            Worst::Drawn { set, term, points } => tracker.worst_of(*set, *term, points),
            Worst::Tracked { term } => tracker.worst(*term),
        };
        let Some((point, value)) = residual else {
            return (String::new(), Cause::NotANumber);
        };
        let at = problem.describe_point(&point);
        let place = format!(": a residual is {value:.1e} at {at}");
        (place, Cause::of(value, precision))
    }
}
