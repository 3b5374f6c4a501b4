//! What of a field at one time says all that follows, and why that cannot be told of some
//! problems.

use voronet_expr::{Leaf, MultiIndex};

use super::{Problem, Region, Term};

/// The state of a problem's field at a time: where it is known, the equations say what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The input that is the time.
    pub time: usize,
    /// Outputs and their derivatives by the time, by number and order: of an output that the
    /// equations differentiate n times by it, the first n from the output itself on.
    pub parts: Vec<(usize, u8)>,
}

impl State {
    /// Finds the state of a problem that is given at the start of its time and followed from
    /// there.
    ///
    /// # Errors
    /// If the problem is none of that kind: the reason, and what mends it.
    pub fn of(problem: &Problem) -> Result<State, Stuck> {
        let Some(time) = problem.roles.time else {
            return Err(stuck(
                "the problem has no time",
                "name one of its inputs in `time` of [domain]",
            ));
        };
        let name = &problem.inputs[time];
        if problem.periodic.contains(&time) {
            return Err(stuck(
                format!("the problem is periodic in `{name}`"),
                "leave `windows` out: there is no start to go on from",
            ));
        }
        if let Some(unknown) = problem.unknowns.first() {
            return Err(stuck(
                format!(
                    "`{}` is unknown, and one number for all times",
                    unknown.name
                ),
                "leave `windows` out: unknowns are found from the whole time at once",
            ));
        }
        let is_still = |k: &usize| !problem.inputs_of(*k).contains(&time);
        if let Some(still) = (0..problem.outputs.len()).find(is_still) {
            return Err(stuck(
                format!(
                    "`{}` does not depend on `{name}`, and is one field for all times",
                    problem.outputs[still]
                ),
                "leave `windows` out: such a field is found from the whole time at once",
            ));
        }
        let parts = parts(problem, time);
        if parts.is_empty() {
            return Err(stuck(
                format!("no equation has a derivative by `{name}`"),
                "leave `windows` out: each time is solved by itself",
            ));
        }
        let conditions = || problem.terms.iter().filter(|term| !term.is_equation());
        let (start, end) = (problem.domain.lower[time], problem.domain.upper[time]);
        if let Some(late) = conditions().find(|term| holds_at(term, time, end)) {
            return Err(stuck(
                format!("`{}` holds at the end of `{name}`", late.name),
                "leave `windows` out: what holds at the end is not reached by following the \
                 time from its start",
            ));
        }
        let first = || conditions().filter(|term| is_at_start(term, time, start));
        if let Some(tied) = first().find(|term| reads_opposite(problem, term)) {
            return Err(stuck(
                format!("`{}` ties the start of `{name}` to its end", tied.name),
                "leave `windows` out: there is no start to go on from",
            ));
        }
        let given: usize = first().map(|term| term.residuals.len()).sum();
        if given < parts.len() {
            let (needed, start) = (parts.len(), crate::words::number(start));
            return Err(stuck(
                format!("at `{name} = {start}` only {given} of {needed} values are given"),
                format!(
                    "add conditions there for {}, or leave `windows` out",
                    described(problem, time, &parts)
                ),
            ));
        }
        Ok(State { time, parts })
    }

    /// Writes what it is made of: `u`, `diff(u, t)`.
    pub fn describe(&self, problem: &Problem) -> String {
        described(problem, self.time, &self.parts)
    }

    /// The derivative by the time of that order.
    pub fn alpha(&self, order: u8) -> MultiIndex {
        let mut alpha = MultiIndex::ZERO;
        alpha.0[self.time] = order;
        alpha
    }
}

/// Why the time of a problem cannot be cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The reason.
    pub reason: String,
    /// What mends it.
    pub help: String,
}

fn stuck(reason: impl Into<String>, help: impl Into<String>) -> Stuck {
    let (reason, help) = (reason.into(), help.into());
    Stuck { reason, help }
}

/// Of each output as many derivatives by the time as the equations' highest, from none on.
fn parts(problem: &Problem, time: usize) -> Vec<(usize, u8)> {
    let equations = problem.terms.iter().filter(|term| term.is_equation());
    let laws: Vec<_> = equations
        .flat_map(|term| term.residuals.iter().copied())
        .collect();
    let order = |output: usize| {
        let read = problem.derivatives(laws.iter().copied(), output);
        read.iter().map(|alpha| alpha.get(time)).max().unwrap_or(0)
    };
    let orders: Vec<u8> = (0..problem.outputs.len()).map(order).collect();
    let of_output = |(k, &order): (usize, &u8)| (0..order).map(move |n| (k, n));
    orders.iter().enumerate().flat_map(of_output).collect()
}

/// `u` and `diff(u, t)`
fn described(problem: &Problem, time: usize, parts: &[(usize, u8)]) -> String {
    let part = |&part: &(usize, u8)| format!("`{}`", name(problem, time, part));
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// An output's derivative by the time of some order, in the language.
pub(super) fn name(problem: &Problem, time: usize, (output, order): (usize, u8)) -> String {
    let (u, t) = (&problem.outputs[output], &problem.inputs[time]);
    match order {
        0 => u.clone(),
        1 => format!("diff({u}, {t})"),
        n => format!("diff({u}, {t}, {n})"),
    }
}

/// Tells whether a condition holds on a face of the box on which the time has that value.
pub(super) fn holds_at(term: &Term, time: usize, value: f64) -> bool {
    match &term.region {
        Region::Boundary(pieces) => pieces
            .iter()
            .any(|piece| piece.fixed.contains(&(time, value))),
        _ => false,
    }
}

/// Tells whether a condition says something at the start.
fn is_at_start(term: &Term, time: usize, start: f64) -> bool {
    match &term.region {
        Region::Given { points, .. } => {
            let mut all = 0..points.len();
            all.any(|j| points.point(j)[time] == start)
        }
        _ => holds_at(term, time, start),
    }
}

fn reads_opposite(problem: &Problem, term: &Term) -> bool {
    let outputs = problem.outputs.len();
    let leaves = problem.graph.leaves(&term.residuals);
    let is_opposite = |leaf: Leaf| matches!(leaf, Leaf::Output { output, .. } if output >= outputs);
    leaves.into_iter().any(is_opposite)
}
