//! Training that cannot go on.

use std::sync::Arc;

use voronet_expr::{Binary, Node};

use super::Cause;
use super::batches::Batches;
use super::track::{Spot, Track};
use crate::objective::Scalar;
use crate::plan::{BySet, Plan};
use crate::points::Cloud;
use crate::problem::{Precision, Problem, Term};
use crate::words::{counted, in_line};

/// Training that cannot go on.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what} is not finite {}{place}", self.when())]
pub struct Failure {
    /// The iteration, from 1.
    pub iteration: usize,
    /// The term or the gradient.
    pub what: String,
    /// Where, and what the parts of the law are there, if that is known.
    pub place: String,
    /// What the numbers show.
    pub cause: Cause,
    /// What may mend it.
    pub advice: String,
    /// How often the training had gone back before, to smaller steps.
    pub recoveries: u32,
    /// The best θ before it.
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
            let again = match self.recoveries {
                0 => String::new(),
                times => format!(
                    ", after going back {} to smaller steps",
                    counted(times as usize, "time")
                ),
            };
            format!("in iteration {}{again}", self.iteration)
        }
    }
}

/// Numbers of a step that are not finite.
pub struct Fault {
    /// The term or the gradient.
    pub what: String,
    /// The number of the term, the first of several.
    pub term: usize,
    /// What is worst of them.
    pub worst: Worst,
}

impl Fault {
    /// Looks for a score of which no batch can be drawn.
    pub fn of_scores<T: Scalar>(plan: &Plan, batches: &BySet<Batches<T>>) -> Option<Fault> {
        let mut sets = plan.sets.iter().zip(batches).enumerate();
        sets.find_map(|(number, (set, batches))| {
            let bad = batches.refusal()?;
            let terms = set.terms.iter();
            let mut names: Vec<&str> = terms.map(|&t| plan.terms[t].0.as_str()).collect();
            names.dedup();
            let names = names.join("`, `");
            Some(Fault {
                what: format!("the loss of term `{names}` at the sampler's points"),
                term: set.terms[0],
                worst: Worst::Score {
                    set: number,
                    point: bad.point.clone(),
                    value: bad.value,
                },
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
                Worst::Drawn { set, points }
            }
        };
        Fault { what, term, worst }
    }

    /// Tells whether they are those of tracked points, and not of a step.
    pub fn is_tracked(&self) -> bool {
        matches!(self.worst, Worst::Tracked)
    }
}

/// What is worst of numbers that are not finite.
pub enum Worst {
    /// A sampler's score of a term's points, and the point, if the sampler still knows it.
    Score {
        /// The point set.
        set: usize,
        /// The point, as a cloud of one.
        point: Option<Cloud>,
        /// The score.
        value: f64,
    },
    /// A residual of a term at points that were drawn.
    Drawn {
        /// The point set.
        set: usize,
        /// The points.
        points: Cloud,
    },
    /// A residual of a term at its tracked points.
    Tracked,
    /// The weight of a drawn point.
    Weight,
}

impl Fault {
    /// Says where it is and why, as far as that can be seen with the θ that the tracker holds.
    pub fn explained(
        &self,
        problem: &Problem,
        precision: Precision,
        tracker: &dyn Track,
    ) -> (String, Cause) {
        let term = self.term;
        match &self.worst {
            Worst::Weight => (String::new(), Cause::Weights),
            Worst::Score { set, point, value } => {
                let spot = point.as_ref();
                let spot = spot.and_then(|point| tracker.worst_of(*set, term, point));
                let place = spot.map_or_else(String::new, |spot| {
                    let at = problem.describe_point(spot.point.point(0));
                    let parts = parts(problem, &problem.terms[term], &spot, tracker);
                    format!(": it is {value} at {at}, where {parts}")
                });
                (place, Cause::of(*value, precision))
            }
            Worst::Drawn { set, points } => at_spot(
                problem,
                term,
                tracker.worst_of(*set, term, points),
                precision,
                tracker,
            ),
            Worst::Tracked => at_spot(problem, term, tracker.worst(term), precision, tracker),
        }
    }
}

/// Says where a residual of a term is worst, and what its parts are there.
fn at_spot(
    problem: &Problem,
    term: usize,
    spot: Option<Spot>,
    precision: Precision,
    tracker: &dyn Track,
) -> (String, Cause) {
    let Some(spot) = spot else {
        return (String::new(), Cause::NotANumber);
    };
    let at = problem.describe_point(spot.point.point(0));
    let parts = parts(problem, &problem.terms[term], &spot, tracker);
    let place = format!(": at {at} {parts}");
    (place, Cause::of(spot.residual, precision))
}

/// The most parts of a law that are told.
const MOST_PARTS: usize = 8;

/// Writes a residual of a term and the parts of which it is the sum, with their values at a point.
fn parts(problem: &Problem, term: &Term, spot: &Spot, tracker: &dyn Track) -> String {
    let (mut graph, names) = (problem.graph.clone(), problem.names(&term.region));
    let residual = term.residuals[spot.law];
    let summands = graph.summands(residual);
    let summand = |(factor, part): (f64, Node)| {
        let factor = graph.constant(factor);
        graph.binary(Binary::Mul, factor, part)
    };
    let summands: Vec<Node> = summands.into_iter().map(summand).collect();
    let nodes: Vec<Node> = std::iter::once(residual).chain(summands).collect();
    let values = tracker.values(&mut graph, &nodes, &spot.point);
    let mut parts: Vec<(Node, f64)> = nodes.into_iter().zip(values).collect();
    let (_, whole) = parts.remove(0);
    let size = |value: f64| {
        if value.is_finite() {
            value.abs()
        } else {
            f64::INFINITY
        }
    };
    let left_out = parts.len().saturating_sub(MOST_PARTS);
    if left_out > 0 {
        parts.sort_by(|a, b| size(b.1).total_cmp(&size(a.1)));
        parts.truncate(MOST_PARTS);
    }
    let part = |(node, value): &(Node, f64)| {
        let text = graph.display(*node, &names).to_string();
        match graph.constant_value(*node) {
            Some(_) => text,
            None => format!("{} = {value:.1e}", in_line(&text)),
        }
    };
    let told: Vec<String> = parts.iter().map(part).collect();
    let rest = match left_out {
        0 => String::new(),
        more => format!(" and {more} smaller ones"),
    };
    let name = term.name_of_law(spot.law);
    format!(
        "the residual of `{name}` is {whole:.1e}, the sum of {}{rest}",
        told.join(", ")
    )
}
