//! A training that goes back.

use super::super::failure::Fault;
use super::super::phase::begin;
use super::super::recovery::{MOST, Recovery, Remedy};
use super::super::{Event, Flow};
use super::{Place, Training};

impl<'a> Training<'a> {
    /// Tells whether it may go back: there is something behind it, and it has not gone back too
    /// often.
    pub(super) fn may_go_back(&self) -> bool {
        self.place.iteration > 0 && self.best.is_some() && self.place.recoveries < MOST
    }

    /// Goes back to the best θ so far, from which the phase goes on with smaller steps. The
    /// iteration in which numbers were not finite counts as one: from the next on other points
    /// are drawn.
    pub(super) fn gone_back(
        mut self,
        fault: &Fault,
        sink: &mut dyn FnMut(Event) -> Flow,
    ) -> Training<'a> {
        let best = self.best.as_ref().expect("it may go back");
        let (theta, back_to) = (best.theta.clone(), best.record.iteration);
        let place = Place {
            iteration: self.place.iteration + usize::from(!fault.is_tracked()),
            eased: self.place.eased + 1,
            recoveries: self.place.recoveries + 1,
            ..self.place
        };
        let phase = self.settings();
        let points = (self.placed.clone(), self.engine.release());
        let remedy = Remedy::of(phase, place.eased);
        let state = (place.began, &theta[..], remedy);
        let mut engine = begin(self.problem, phase, self.plan, points, state);
        engine.extend(self.stop.iterations_from(place.began));
        self.stop.forget_stalling();
        let recovery = Recovery {
            iteration: self.place.iteration + 1,
            term: fault.term,
            back_to,
            remedy,
        };
        self.stop.hear(sink(Event::Recovered(&recovery)));
        if !fault.is_tracked() {
            self.stop.hear(sink(Event::Iterated {
                iteration: place.iteration,
                parameters: &|| theta.clone(),
            }));
        }
        Training {
            engine,
            place,
            is_stuck: false,
            ..self
        }
    }
}
