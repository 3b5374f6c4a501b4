//! Windows in the memory of a run.

use super::{Cuts, March};
use crate::memory::Misfit;
use crate::problem::{State, Window};
use crate::run::Error;
use crate::run::checkpoints::keep;
use crate::run::kept::{MarchMemory, RunMemory};
use crate::run::solve::Run;
use crate::training::{Part, Reason, Stage};

impl<'r, 'a> March<'r, 'a> {
    /// Makes the windows again that were trained.
    pub(super) fn resumed(
        run: &'r mut Run<'a>,
        state: &'r State,
        cuts: Cuts,
        memory: MarchMemory,
    ) -> Result<March<'r, 'a>, Error> {
        let mut parts: Vec<Part> = Vec::new();
        let done = memory.done.into_iter().zip(memory.trained);
        let known = memory.from_earlier.into_iter().zip(memory.imbalances);
        for ((window, trained), (is_from_earlier, imbalance)) in done.zip(known) {
            let stage = Stage::new(run.problem, state, window, parts.last())?;
            if trained.parameters.len() != stage.plan.network.parameters() {
                let part = "parameters".to_owned();
                let what = "has another length";
                return Err(Error::Misfit(Misfit { part, what }));
            }
            parts.push(Part {
                stage,
                is_from_earlier,
                trained,
                imbalance,
            });
        }
        Ok(March {
            left: memory.left.into(),
            tries: memory.tries,
            is_earlier_tried: memory.is_earlier_tried,
            pace: memory.pace,
            leads_nowhere: false,
            parts,
            iterations: memory.iterations,
            seconds: memory.seconds,
            run,
            state,
            cuts,
        })
    }

    /// What is known of the windows while one is trained, or between two of them.
    pub(super) fn memory(&self, window: Option<Window>) -> MarchMemory {
        MarchMemory {
            done: self.parts.iter().map(|part| part.stage.window).collect(),
            trained: self.parts.iter().map(|part| part.trained.clone()).collect(),
            imbalances: self.parts.iter().map(|part| part.imbalance).collect(),
            from_earlier: self.parts.iter().map(|part| part.is_from_earlier).collect(),
            left: window
                .into_iter()
                .chain(self.left.iter().copied())
                .collect(),
            tries: self.tries,
            is_earlier_tried: self.is_earlier_tried,
            pace: self.pace,
            iterations: self.iterations,
            seconds: self.seconds,
        }
    }

    /// Writes down that no window follows.
    pub(super) fn keep_end(&mut self, reason: Reason) {
        let windows = self.memory(None);
        let Run {
            listener,
            history,
            recoveries,
            checkpoints,
            started,
            start,
            ..
        } = &mut *self.run;
        let run = || RunMemory {
            spent: start.memory.spent + started.elapsed(),
            march: Some(windows),
            ..RunMemory::of(Some(reason), history, recoveries)
        };
        keep(checkpoints, listener, Some(reason), run, &mut |_| {});
    }
}
