//! Where a training begins.

use std::sync::Arc;

use super::{Onward, Training, beginning};
use crate::memory::Misfit;
use crate::plan::Plan;
use crate::problem::Problem;
use crate::training::{Pools, References};

/// Where a training begins.
#[derive(Clone, Debug, Default)]
pub enum Begin {
    /// From nothing.
    #[default]
    Anew,
    /// From parameters.
    From(Vec<f64>),
    /// In the midst of a training, from what that remembered, and beyond its end if that is asked
    /// for.
    Resumed(Vec<u8>, Onward),
}

impl Begin {
    /// Begins the training of a problem.
    ///
    /// # Errors
    /// If what is remembered is another training.
    pub fn training<'a>(
        self,
        problem: &'a Problem,
        plan: &'a Arc<Plan>,
        pools: Pools,
        references: References,
    ) -> Result<Training<'a>, Misfit> {
        let theta = match self {
            Begin::Anew => beginning(problem, plan),
            Begin::From(theta) => theta,
            Begin::Resumed(memory, onward) => {
                let resumed = Training::resumed(problem, plan, pools, references, &memory);
                return resumed.map(|mut training| {
                    training.extend(onward);
                    training
                });
            }
        };
        Ok(Training::new(problem, plan, pools, (references, theta)))
    }
}
