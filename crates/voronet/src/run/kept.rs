//! What a run remembers beside its training.

use std::time::Duration;

use super::probe::Probe;
use crate::memory::{Misfit, Remembered, Visit, restore, show_flag, show_lists, written};
use crate::output::History;
use crate::problem::Window;
use crate::training::{Reason, Record, Recovery, Trained, show_recoveries};
use crate::words::number;

/// All that goes on from one iteration of a run to the next, but for what its training remembers.
#[derive(Clone, Default)]
pub struct RunMemory {
    /// Whether the training has come to its end.
    pub is_over: bool,
    /// The time since the run began, as far as it was worked on.
    pub spent: Duration,
    /// The records that are kept of those so far.
    pub records: Vec<Record>,
    /// How many there were.
    pub made: usize,
    /// How it went back so far.
    pub recoveries: Vec<Recovery>,
    /// When its training is still to be judged.
    pub probe: Probe,
    /// The windows, if the time is cut.
    pub march: Option<MarchMemory>,
}

/// The windows of a run.
#[derive(Clone, Default)]
pub struct MarchMemory {
    /// Those that are trained.
    pub done: Vec<Window>,
    /// What came of them.
    pub trained: Vec<Trained>,
    /// How far the worst law of each is out of balance.
    pub imbalances: Vec<f64>,
    /// Whether each began from the parameters of the one before.
    pub from_earlier: Vec<bool>,
    /// The others; the first of them is being trained.
    pub left: Vec<Window>,
    /// How often that was trained before and not solved.
    pub tries: usize,
    /// Whether it began from the parameters of the one before at first.
    pub is_earlier_tried: bool,
    /// The seconds of a Levenberg-Marquardt step.
    pub pace: f64,
    /// Iterations of all trainings before.
    pub iterations: usize,
    /// Their seconds.
    pub seconds: f64,
}

impl RunMemory {
    /// Of a training that ends for that reason, if it does, with its records and how it went back.
    pub fn of(end: Option<Reason>, history: &History, recoveries: &[Recovery]) -> RunMemory {
        RunMemory {
            is_over: end.is_some_and(|reason| reason != Reason::Interrupted),
            records: history.records.clone(),
            made: history.made,
            recoveries: recoveries.to_vec(),
            ..RunMemory::default()
        }
    }

    /// Writes it down.
    pub fn written(&mut self) -> Vec<u8> {
        written(|visit| self.visit(visit))
    }

    /// Reads what was written.
    ///
    /// # Errors
    /// If it is something else.
    pub fn restored(bytes: &[u8]) -> Result<RunMemory, Misfit> {
        let mut memory = RunMemory::default();
        restore(bytes, |visit| memory.visit(visit))?;
        Ok(memory)
    }

    /// Takes the records of a history.
    pub fn history(&self, empty: History) -> History {
        History {
            records: self.records.clone(),
            made: self.made,
            ..empty
        }
    }

    fn visit(&mut self, visit: Visit) {
        show_flag(visit, "over", &mut self.is_over);
        let mut spent = self.spent.as_secs_f64();
        visit("seconds of the run", Remembered::Number(&mut spent));
        match Duration::try_from_secs_f64(spent) {
            Ok(spent) => self.spent = spent,
            Err(_) => visit("seconds of the run", Remembered::Misfit),
        }
        show_records(visit, &mut self.records);
        visit("records made", Remembered::Count(&mut self.made));
        if self.made < self.records.len() {
            visit("records made", Remembered::Misfit);
        }
        show_recoveries(visit, &mut self.recoveries);
        self.probe.visit(visit);
        let mut is_cut = self.march.is_some();
        show_flag(visit, "windows", &mut is_cut);
        match is_cut {
            true => self.march.get_or_insert_default().visit(visit),
            false => self.march = None,
        }
    }
}

impl MarchMemory {
    /// Says why nobody can train it on.
    pub fn why_it_is_over(&self) -> String {
        match self.trained.last().map(|trained| trained.reason) {
            Some(Reason::Lost(time)) => format!(
                "the window of its time up to {} is not solved, and nothing can follow from it: \
                 train it anew, with more iterations or neurons, or in more windows",
                number(time)
            ),
            _ => "its time is cut in windows, which end by what its problem says".to_owned(),
        }
    }

    fn visit(&mut self, visit: Visit) {
        show_windows(visit, "windows done", &mut self.done);
        show_windows(visit, "windows left", &mut self.left);
        self.trained.resize_with(self.done.len(), Trained::blank);
        for trained in &mut self.trained {
            trained.visit(visit);
        }
        self.imbalances.resize(self.done.len(), f64::NAN);
        visit("imbalances", Remembered::Fixed(&mut self.imbalances));
        self.from_earlier.resize(self.done.len(), false);
        for is_from_earlier in &mut self.from_earlier {
            show_flag(visit, "from earlier parameters", is_from_earlier);
        }
        visit("tries", Remembered::Count(&mut self.tries));
        show_flag(visit, "earlier tried", &mut self.is_earlier_tried);
        visit("pace", Remembered::Number(&mut self.pace));
        visit("iterations before", Remembered::Count(&mut self.iterations));
        visit("seconds before", Remembered::Number(&mut self.seconds));
    }
}

/// Shows records.
fn show_records(visit: Visit, records: &mut Vec<Record>) {
    let mut rows: Vec<Vec<f64>> = records.iter().map(Record::to_row).collect();
    show_lists(visit, "history", &mut rows);
    match rows.iter().map(|row| Record::of_row(row)).collect() {
        Some(shown) => *records = shown,
        None => visit("history", Remembered::Misfit),
    }
}

fn show_windows(visit: Visit, name: &'static str, windows: &mut Vec<Window>) {
    let bounds = windows.iter().flat_map(|window| [window.from, window.to]);
    let mut bounds: Vec<f64> = bounds.collect();
    visit(name, Remembered::Numbers(&mut bounds));
    let window = |pair: &[f64]| Window {
        from: pair[0],
        to: pair[1],
    };
    *windows = bounds.chunks_exact(2).map(window).collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::Remedy;

    fn record(iteration: usize) -> Record {
        Record {
            iteration,
            seconds: 0.25,
            loss: 1.0 / 3.0,
            terms: vec![1e-17, f64::NAN],
            learning_rate: 0.003,
            effective_sample_size: (iteration > 0).then_some(812.5),
            relative_l2_error: vec![Some(0.0), None],
            unknowns: vec![-2e-300],
        }
    }

    #[test]
    fn a_run_is_remembered_to_the_bit() {
        let reasons = [
            Reason::Iterations(7),
            Reason::Tolerance {
                loss: 1.0,
                tolerance: 2.0,
            },
            Reason::TimeBudget(0.1),
            Reason::Stalled(3),
            Reason::NoStep,
            Reason::Interrupted,
            Reason::Lost(2.5),
            Reason::Enough,
        ];
        let trained = |reason| Trained {
            parameters: vec![0.1, -0.0],
            record: record(5),
            losses_of_laws: vec![vec![1.0], vec![], vec![2.0, 3.0]],
            reason,
            drawn: vec![(vec![1.0, 2.0], 0.5), (vec![3.0, 4.0], 0.25)],
            ..Trained::blank()
        };
        let window = |from: f64| Window {
            from,
            to: from + 1.0,
        };
        let recovery = Recovery {
            iteration: 8,
            term: 1,
            back_to: 5,
            remedy: Remedy::Damping(100.0),
        };
        let mut memory = RunMemory {
            is_over: true,
            spent: Duration::from_millis(1500),
            records: vec![record(0), record(10)],
            made: 2,
            recoveries: vec![recovery],
            probe: Probe::default(),
            march: Some(MarchMemory {
                done: (0..8).map(|k| window(f64::from(k))).collect(),
                trained: reasons.map(trained).to_vec(),
                imbalances: vec![0.5; 8],
                from_earlier: vec![true; 8],
                left: vec![window(8.0)],
                tries: 1,
                is_earlier_tried: true,
                pace: 0.01,
                iterations: 12,
                seconds: 3.5,
            }),
        };
        let bytes = memory.written();
        let mut again = RunMemory::restored(&bytes).unwrap();
        assert_eq!(again.written(), bytes);
        assert_eq!(again.recoveries, [recovery]);
        let march = again.march.unwrap();
        assert_eq!(march.trained.len(), 8);
        assert_eq!(march.from_earlier, [true; 8]);
        for (trained, reason) in march.trained.iter().zip(reasons) {
            assert_eq!(trained.reason, reason);
            assert_eq!(trained.drawn[1], (vec![3.0, 4.0], 0.25));
            assert_eq!(trained.losses_of_laws[2], [2.0, 3.0]);
        }
        for end in (0..bytes.len()).step_by(7) {
            assert!(RunMemory::restored(&bytes[..end]).is_err(), "{end}");
        }
    }
}
