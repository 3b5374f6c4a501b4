//! What the windows of a run come to together.

use super::March;
use crate::judge::estimate_error_of_windows;
use crate::network::Network;
use crate::output::WindowSummary;
use crate::problem::Problem;
use crate::run::solve::Ended;
use crate::run::{Evaluator, Later, Model, Progress};
use crate::training::{Part, Reason, Record, References, Trained};

impl March<'_, '_> {
    /// What all windows come to.
    pub(super) fn ended(mut self) -> Ended {
        let model = self.model().expect("there is a window");
        let trained = self.trained(&model);
        let (whole, of_windows) = self.estimated(trained.reason);
        let windows = self.parts.iter().enumerate();
        let windows = windows.map(|(k, part)| self.summary(part, of_windows.get(k)));
        Ended::Trained {
            windows: windows.collect(),
            model: Box::new(model),
            trained: Box::new(trained),
            estimated: whole,
        }
    }

    /// The training of all windows as one. A loss is the mean over the time of those of the
    /// windows.
    fn trained(&self, model: &Model) -> Trained {
        let run = &self.run;
        let last = self.parts.last().expect("there is a window");
        let trained = self.parts.iter().map(|part| &part.trained);
        let terms = &run.problem.terms;
        let mut losses = vec![0.0; terms.len()];
        let laws = terms.iter().map(|term| vec![0.0; term.residuals.len()]);
        let mut laws: Vec<Vec<f64>> = laws.collect();
        for part in &self.parts {
            let weight = self.weight(part);
            for (i, &t) in part.stage.terms.iter().enumerate() {
                losses[t] += weight * part.trained.record.terms[i];
                let found = laws[t].iter_mut().zip(&part.trained.losses_of_laws[i]);
                found.for_each(|(sum, loss)| *sum += weight * loss);
            }
        }
        let errors = match References::new(run.problem, &run.plan) {
            Ok(references) => {
                let outputs = Evaluator::new(model).outputs(&references.points);
                references.errors(&outputs)
            }
            Err(_) => Vec::new(),
        };
        let budget = run.problem.training.time_budget;
        Trained {
            parameters: model.parameters.clone(),
            record: Record {
                iteration: self.iterations,
                seconds: self.seconds,
                loss: losses.iter().sum(),
                terms: losses,
                relative_l2_error: errors.into_iter().map(Some).collect(),
                ..last.trained.record.clone()
            },
            iterations: self.iterations,
            warm_up: 0,
            seconds: self.seconds,
            losses_of_laws: laws,
            reason: match (last.trained.reason, budget) {
                (Reason::TimeBudget(_), Some(budget)) => Reason::TimeBudget(budget),
                (reason, _) => reason,
            },
            drawn: trained.flat_map(|trained| trained.drawn.clone()).collect(),
        }
    }

    /// The part of the time, of 1, that a window is.
    fn weight(&self, part: &Part) -> f64 {
        let all = self.parts.iter().map(|part| part.stage.window.length());
        part.stage.window.length() / all.sum::<f64>()
    }

    /// The estimated error of each output, in all of the time and in each window.
    fn estimated(&mut self, reason: Reason) -> (Vec<f64>, Vec<Vec<f64>>) {
        let problem = self.run.problem;
        let is_broken_off = matches!(reason, Reason::Interrupted | Reason::Lost(_));
        if !problem.training.estimate_error || is_broken_off {
            return (Vec::new(), Vec::new());
        }
        let listener = &mut self.run.listener;
        let progress = &mut |part| listener.tell(Progress::Estimating(part));
        estimate_error_of_windows(problem, self.state, &self.parts, progress).unwrap_or_default()
    }

    /// A window in a few numbers.
    fn summary(&self, part: &Part, estimated: Option<&Vec<f64>>) -> WindowSummary {
        let Part { stage, trained, .. } = part;
        let names = self.run.problem.outputs.iter().cloned();
        WindowSummary {
            from: stage.window.from,
            to: stage.window.to,
            iterations: trained.iterations,
            seconds: trained.seconds,
            loss: trained.record.loss,
            imbalance: part.imbalance,
            estimated_errors: names
                .zip(estimated.into_iter().flatten().copied())
                .collect(),
        }
    }
}

/// A model with another window, from that time on, at its end.
pub(super) fn with_window(
    problem: &Problem,
    model: Option<Model>,
    time: usize,
    (from, network, parameters): (f64, &Network, Vec<f64>),
) -> Model {
    let Some(mut model) = model else {
        return Model::of(problem, network, parameters);
    };
    model.later.push(Later {
        time,
        from,
        network: network.clone(),
        parameters,
    });
    model
}

/// A record of a window as one of the whole training, after so many iterations and seconds.
/// Conditions that do not hold in the window have no loss there.
pub(super) fn of_whole(
    problem: &Problem,
    terms: &[usize],
    record: &Record,
    (iterations, seconds): (usize, f64),
) -> Record {
    let mut losses = vec![0.0; problem.terms.len()];
    for (&t, loss) in terms.iter().zip(&record.terms) {
        losses[t] += loss;
    }
    let mut errors = record.relative_l2_error.clone();
    errors.resize(problem.reference.given().len(), None);
    Record {
        iteration: iterations + record.iteration,
        seconds: seconds + record.seconds,
        terms: losses,
        relative_l2_error: errors,
        ..record.clone()
    }
}
