//! A training taken up again from what it remembered.

use std::sync::Arc;
use std::time::Instant;

use super::{Best, Clock, Place, Trained, Training};
use crate::memory::{Misfit, Remembered, Visit, restore, show_flag, show_lists};
use crate::plan::Plan;
use crate::problem::Problem;
use crate::training::event::FIRST;
use crate::training::recovery::MOST;
use crate::training::stop::show_seconds;
use crate::training::{Pools, Reason, Record, References};

/// Why a training goes on beyond what its problem says: nothing else ends it then.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Onward {
    /// So many iterations more.
    pub more: Option<usize>,
    /// Until the tracked loss is below this.
    pub until: Option<f64>,
}

impl<'a> Training<'a> {
    /// Goes on from what a training of the same problem [remembered](super::super::Event::Resumable)
    /// between two iterations. Every step is that which the other would have taken, to the bit.
    ///
    /// # Errors
    /// If it is not the memory of such a training.
    pub fn resumed(
        problem: &'a Problem,
        plan: &'a Arc<Plan>,
        pools: Pools,
        references: References,
        memory: &[u8],
    ) -> Result<Training<'a>, Misfit> {
        let start = (references, vec![0.0; plan.network.parameters()]);
        let (mut place, mut made) = (Place::default(), None);
        restore(memory, |visit| {
            place.visit(visit);
            if !place.can_be(problem.training.phases.len()) {
                return visit("phase", Remembered::Misfit);
            }
            let mut training = Training::at(problem, plan, pools, start, place);
            training.visit_all_but_place(visit);
            made = Some(training);
        })?;
        Ok(made.expect("a memory that fits has a place"))
    }

    /// Goes on in the same phase beyond what the problem says, if that is asked for. The learning
    /// rate runs over all iterations then.
    pub fn extend(&mut self, onward: Onward) {
        let Onward { more, until } = onward;
        if more.is_some() || until.is_some() {
            let Place {
                iteration, began, ..
            } = self.place;
            self.stop.extend(iteration, more, until);
            let more = more.unwrap_or(usize::MAX);
            self.engine.extend((iteration - began).saturating_add(more));
            self.is_stuck = false;
        }
    }

    /// Shows everything that goes on from one iteration to the next.
    pub(super) fn visit(&mut self, visit: Visit) {
        self.place.visit(visit);
        self.visit_all_but_place(visit);
    }

    fn visit_all_but_place(&mut self, visit: Visit) {
        self.engine.visit(visit);
        self.clock.visit(visit);
        self.stop.visit(visit);
        show_flag(visit, "stuck", &mut self.is_stuck);
        self.watch.visit(visit);
        visit("warm-up", Remembered::Count(&mut self.warm_up));
        show_record(visit, "last record", &mut self.recorded);
        show_best(visit, &mut self.best, self.plan.network.parameters());
    }
}

/// The most iterations of which all numbers are told apart in records.
const MOST_ITERATIONS: usize = 1 << 53;

impl Place {
    /// Tells whether there can be such a place in a training of so many phases.
    fn can_be(&self, phases: usize) -> bool {
        self.phase < phases
            && self.began <= self.iteration
            && self.iteration < MOST_ITERATIONS
            && self.eased <= self.recoveries
            && self.recoveries <= MOST
    }

    fn visit(&mut self, visit: Visit) {
        visit("iteration", Remembered::Count(&mut self.iteration));
        visit("phase", Remembered::Count(&mut self.phase));
        visit("begin of phase", Remembered::Count(&mut self.began));
        visit("went back in phase", Remembered::Count(&mut self.eased));
        visit("went back", Remembered::Count(&mut self.recoveries));
    }
}

impl Clock {
    fn visit(&mut self, visit: Visit) {
        let mut spent = self.elapsed();
        show_seconds(visit, "seconds", &mut spent);
        *self = Clock {
            before: spent,
            started: Instant::now(),
        };
    }
}

/// Shows a record that there may be.
fn show_record(visit: Visit, name: &'static str, record: &mut Option<Record>) {
    let mut row = record.as_ref().map_or_else(Vec::new, Record::to_row);
    visit(name, Remembered::Numbers(&mut row));
    *record = Record::of_row(&row);
    if record.is_none() && !row.is_empty() {
        visit(name, Remembered::Misfit);
    }
}

/// Shows the best θ so far, of so many parameters, with its record.
fn show_best(visit: Visit, best: &mut Option<Best>, parameters: usize) {
    let (mut score, mut theta, mut record) = match best.take() {
        Some(best) => (best.score, best.theta, Some(best.record)),
        None => (f64::INFINITY, Vec::new(), None),
    };
    visit("best score", Remembered::Number(&mut score));
    visit("best theta", Remembered::Numbers(&mut theta));
    show_record(visit, "best record", &mut record);
    let is_theta = theta.len() == parameters;
    match record {
        Some(record) if is_theta => {
            *best = Some(Best {
                score,
                record,
                theta,
            });
        }
        None if theta.is_empty() => {}
        _ => visit("best theta", Remembered::Misfit),
    }
}

impl Trained {
    /// A training of which nothing is known yet.
    pub fn blank() -> Trained {
        Trained {
            parameters: Vec::new(),
            record: Record::of_row(&[0.0; FIRST]).expect("a row of no terms"),
            iterations: 0,
            warm_up: 0,
            seconds: 0.0,
            losses_of_laws: Vec::new(),
            reason: Reason::NoStep,
            drawn: Vec::new(),
        }
    }

    /// Shows all of it.
    pub fn visit(&mut self, visit: Visit) {
        visit("parameters", Remembered::Numbers(&mut self.parameters));
        let mut record = Some(self.record.clone());
        show_record(visit, "record", &mut record);
        match record {
            Some(record) => self.record = record,
            None => visit("record", Remembered::Misfit),
        }
        visit("iterations", Remembered::Count(&mut self.iterations));
        visit("warm-up", Remembered::Count(&mut self.warm_up));
        visit("seconds", Remembered::Number(&mut self.seconds));
        show_lists(visit, "losses of laws", &mut self.losses_of_laws);
        self.reason.visit(visit);
        let mut points: Vec<Vec<f64>> = Vec::with_capacity(self.drawn.len());
        for (point, probability) in &self.drawn {
            points.push([&point[..], &[*probability]].concat());
        }
        show_lists(visit, "drawn", &mut points);
        let with_probability = |mut point: Vec<f64>| point.pop().map(|last| (point, last));
        self.drawn = points.into_iter().filter_map(with_probability).collect();
    }
}

impl Reason {
    fn visit(&mut self, visit: Visit) {
        let mut shown = match *self {
            Reason::Iterations(count) => vec![0.0, count as f64],
            Reason::Tolerance { loss, tolerance } => vec![1.0, loss, tolerance],
            Reason::TimeBudget(seconds) => vec![2.0, seconds],
            Reason::Stalled(count) => vec![3.0, count as f64],
            Reason::NoStep => vec![4.0],
            Reason::Interrupted => vec![5.0],
            Reason::Lost(time) => vec![6.0, time],
            Reason::Enough => vec![7.0],
        };
        visit("reason", Remembered::Numbers(&mut shown));
        *self = match shown[..] {
            [0.0, count] => Reason::Iterations(count as usize),
            [1.0, loss, tolerance] => Reason::Tolerance { loss, tolerance },
            [2.0, seconds] => Reason::TimeBudget(seconds),
            [3.0, count] => Reason::Stalled(count as usize),
            [4.0] => Reason::NoStep,
            [5.0] => Reason::Interrupted,
            [6.0, time] => Reason::Lost(time),
            [7.0] => Reason::Enough,
            _ => return visit("reason", Remembered::Misfit),
        };
    }
}
