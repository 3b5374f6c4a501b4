//! How a problem is trained that does not say it: `optimizer = "auto"`.
//!
//! docs/training.md has the measurements behind each number.

use super::{Phase, Precision, Problem};
use crate::optimizer::schedule::{self, Schedule, constant, exponential};
use crate::optimizer::{
    Entry, OptimizerSettings, adam, l_bfgs, levenberg_marquardt, spring, ssbroyden,
};

/// The seconds of a training.
pub const TIME_BUDGET: f64 = 60.0;

/// Rows of a Gauss-Newton step: with as many as parameters the points are learnt by heart.
pub const ROWS_PER_PARAMETER: usize = 3;

/// Width of each hidden layer: small networks get many steps into a minute.
const HIDDEN: [usize; 3] = [20, 20, 20];

/// The same where there is one input.
const HIDDEN_OF_ONE_INPUT: [usize; 3] = [12, 12, 12];

/// The same where there are more, and the time is cut in windows.
const HIDDEN_OF_WINDOWS: [usize; 3] = [16, 16, 16];

/// Returns the width of each hidden layer for so many inputs, of a time that is cut or not.
pub fn hidden(inputs: usize, is_cut: bool) -> &'static [usize] {
    match (inputs, is_cut) {
        (1, _) => &HIDDEN_OF_ONE_INPUT,
        (_, true) => &HIDDEN_OF_WINDOWS,
        (_, false) => &HIDDEN,
    }
}

impl Problem {
    /// Returns the problem as it is trained in windows of its time: with the layers that it has
    /// there, where they are left to the program.
    pub fn for_windows(&self) -> Problem {
        let mut problem = self.clone();
        let (network, training) = (&mut problem.network, &mut problem.training);
        if network.is_chosen {
            network.hidden = hidden(self.inputs.len(), true).to_vec();
            let parameters = network.parameters(self.inputs.len(), self.outputs.len());
            training.phases = phases(parameters + self.unknowns.len());
        }
        problem
    }
}

/// Up to so many parameters the matrix of the normal equations is made and factored.
const MOST_IN_PARAMETER_SPACE: usize = 2000;

/// Up to so many parameters the estimate of the inverse Hessian is held as a whole: 1 GB.
const MOST_WITH_WHOLE_HESSIAN: usize = 16_000;

/// The phases for a network of so many parameters.
pub fn phases(parameters: usize) -> Vec<Phase> {
    let mut phases = vec![warm_up()];
    match parameters {
        n if n <= MOST_IN_PARAMETER_SPACE => {
            phases.push(sample_space((parameters / 2).clamp(50, 1000), 250));
            phases.extend(MORE_ROWS.map(|more| parameter_space(parameters, more)));
        }
        n => {
            let method = match n <= MOST_WITH_WHOLE_HESSIAN {
                true => &ssbroyden::ENTRY,
                false => &l_bfgs::ENTRY,
            };
            phases.push(sample_space(300, 500));
            phases.push(quasi_newton(parameters, method));
        }
    }
    phases
}

/// The most of a window's seconds that one of the first phases takes.
const EARLY_PART: f64 = 0.2;

/// Leaves the phases that a window of the time needs, which may take so many seconds. In the first
/// one the early phases, which end by their number of steps, leave time to the others; from the
/// field of a window before, curvature means something at once, and none of them is needed.
pub fn shorten(phases: &mut Vec<Phase>, is_first: bool, seconds: Option<f64>) {
    phases.retain(|phase| is_first || phase.stall.is_some());
    for phase in phases.iter_mut().filter(|phase| phase.stall.is_none()) {
        phase.seconds = seconds.map(|all| EARLY_PART * all);
    }
}

/// When a loss stalls, rows are added: how many times as many, the damping at first, and
/// the records without a lower loss after which the phase ends.
const MORE_ROWS: [(usize, f64, usize); 3] = [(1, 1e-3, 8), (2, 1e-6, 10), (4, 1e-6, 20)];

/// From anywhere to where the curvature means something.
fn warm_up() -> Phase {
    Phase {
        learning_rate: 5e-3,
        schedule: Schedule::new(&exponential::ENTRY)
            .with(&schedule::RATE, 0.1)
            .with(&schedule::EVERY, 300.0),
        iterations: 300,
        precision: Precision::F32,
        ..double(OptimizerSettings::new(&adam::ENTRY))
    }
}

/// The first decades, by cheap steps on few points that are always new.
fn sample_space(rows: usize, steps: usize) -> Phase {
    Phase {
        iterations: steps,
        rows,
        redraw: 1,
        ..double(OptimizerSettings::new(&spring::ENTRY))
    }
}

/// The last decades, on many rows.
fn parameter_space(parameters: usize, (times, damping, stall): (usize, f64, usize)) -> Phase {
    let method = OptimizerSettings::new(&levenberg_marquardt::ENTRY);
    Phase {
        iterations: 100_000,
        stall: Some(stall),
        rows: times * ROWS_PER_PARAMETER * parameters,
        redraw: 10,
        ..double(method.with(&levenberg_marquardt::DAMPING, damping))
    }
}

/// The same where the matrix of the normal equations is too large.
fn quasi_newton(parameters: usize, method: &'static Entry) -> Phase {
    Phase {
        iterations: 1_000_000,
        stall: Some(200),
        rows: ROWS_PER_PARAMETER * parameters,
        redraw: 100,
        ..double(OptimizerSettings::new(method))
    }
}

/// A phase in double precision with nothing else said.
fn double(optimizer: OptimizerSettings) -> Phase {
    Phase {
        optimizer,
        learning_rate: 5e-3,
        schedule: Schedule::new(&constant::ENTRY),
        iterations: 0,
        seconds: None,
        stall: None,
        precision: Precision::F64,
        rows: 1,
        redraw: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name, rows and steps between draws of each phase.
    fn chosen(parameters: usize) -> Vec<(&'static str, usize, usize)> {
        let phases = phases(parameters);
        let brief = |phase: &Phase| (phase.optimizer.entry.name, phase.rows, phase.redraw);
        phases.iter().map(brief).collect()
    }

    #[test]
    fn the_phases_follow_the_number_of_parameters() {
        let small = |spring, rows| {
            vec![
                ("adam", 1, 1),
                ("spring", spring, 1),
                ("levenberg-marquardt", rows, 10),
                ("levenberg-marquardt", 2 * rows, 10),
                ("levenberg-marquardt", 4 * rows, 10),
            ]
        };
        // Half as many rows as parameters, but 50 to 1,000; then three times as many.
        assert_eq!(chosen(30), small(50, 90));
        assert_eq!(chosen(100), small(50, 300));
        assert_eq!(chosen(921), small(460, 2_763));
        assert_eq!(chosen(2_000), small(1_000, 6_000));
        let whole = [
            ("adam", 1, 1),
            ("spring", 300, 1),
            ("ssbroyden", 9_900, 100),
        ];
        assert_eq!(chosen(3_300), whole);
        let limited = [("adam", 1, 1), ("spring", 300, 1), ("l-bfgs", 60_000, 100)];
        assert_eq!(chosen(20_000), limited);
    }

    #[test]
    fn windows_after_the_first_begin_with_steps_of_second_order() {
        let mut first = phases(921);
        let mut later = first.clone();
        shorten(&mut first, true, Some(10.0));
        let seconds: Vec<Option<f64>> = first.iter().map(|phase| phase.seconds).collect();
        assert_eq!(seconds, [Some(2.0), Some(2.0), None, None, None]);
        shorten(&mut later, false, Some(10.0));
        let names = later.iter().map(|phase| phase.optimizer.entry.name);
        assert_eq!(names.collect::<Vec<_>>(), ["levenberg-marquardt"; 3]);
    }

    #[test]
    fn a_phase_says_all_that_ends_it() {
        let phase = Phase {
            seconds: Some(5.0),
            ..parameter_space(921, MORE_ROWS[0])
        };
        assert_eq!(
            phase.describe(),
            "levenberg-marquardt (damping = 0.001, acceleration = 0.75): 2763 rows, drawn anew \
             every 10 steps, f64, at most 100000 iterations or 5 s, or when 8 records in a row \
             bring no lower loss"
        );
    }

    #[test]
    fn each_phase_has_an_end_and_the_last_one_leaves_it_to_the_clock() {
        for parameters in [100, 921, 3_300, 20_000] {
            let phases = phases(parameters);
            let is_short = |phase: &Phase| phase.stall.is_some() || phase.iterations <= 500;
            assert!(phases.iter().all(is_short), "{parameters}");
            let last = phases.last().unwrap();
            assert!(last.iterations >= 100_000 && last.seconds.is_none());
            // What is squared is in double precision.
            let is_double = |phase: &Phase| phase.precision == Precision::F64;
            assert!(phases.iter().all(|p| p.is_first_order() || is_double(p)));
        }
    }
}
