//! From numbers to a verdict. How the thresholds were found stands in docs/verdict.md.

use super::measure::{Measured, Measurement};
use super::verdict::{Balance, Judgement, Verdict, Worst};
use crate::problem::{Problem, Region, State, Term, Windows};
use crate::words::percent;

/// From which part on something is in doubt, and from which on it does not hold.
type Limits = [f64; 2];

/// Limits of what a law misses balance by, as a part of its own terms. Of 490 trained fields
/// none with an error below 1% misses the second, none with one above 10% stays below the first.
const OF_BALANCE: Limits = [0.005, 0.07];

/// Limits of a relative error.
const OF_ERROR: Limits = [0.01, 0.1];

/// Data that are missed by so many times their noise, in the root mean square, are not missed.
const NOISY: f64 = 1.5;

/// An output that varies by no more than this part of its mean is constant to the digits
/// that a training reaches.
const CONSTANT: f64 = 1e-3;

/// A loss at fresh points so many times that at trained ones shows that there are too few.
const OVERFITTED: f64 = 10.0;

/// Early on a law is out of balance if it is so many times more than on the whole.
const EARLY: f64 = 3.0;

/// Laws that are named as reasons.
const NAMED: usize = 3;

/// What is known beside the laws.
#[derive(Clone, Debug, Default)]
pub struct Evidence<'a> {
    /// The relative L² error of each output with a reference.
    pub errors: &'a [(String, f64)],
    /// The interior's loss at the points drawn last.
    pub trained: Option<f64>,
    /// The estimated error of each output; empty where it was not estimated.
    pub estimated: &'a [f64],
}

/// Judges what was measured.
pub fn decide(problem: &Problem, measurement: &Measurement, evidence: Evidence) -> Verdict {
    let mut weighed: Vec<Weighed> = measurement
        .laws
        .iter()
        .map(|law| Weighed::new(problem, measurement, law))
        .collect();
    let laws: Vec<Balance> = weighed.iter().map(|law| law.balance.clone()).collect();
    weighed.sort_by(|a, b| {
        let badness = |law: &Weighed| (law.judgement, law.balance.largest());
        let (a, b) = (badness(a), badness(b));
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    let (known, mut reasons) = by_errors(evidence.errors, "errors against the reference");
    let by_laws = weighed
        .first()
        .map_or(Judgement::Solved, |law| law.judgement);
    let estimated_errors = estimated(problem, evidence.estimated, by_laws);
    let known_estimates = estimated_errors.iter().filter(|e| e.1.is_finite());
    let known_estimates: Vec<(String, f64)> = known_estimates.cloned().collect();
    let (estimated, said) = by_errors(&known_estimates, "estimated errors");
    reasons.extend(said);
    let mut judgement = known.max(by_laws).max(estimated);
    let is_trivial = measurement.laws.iter().all(|law| law.known == 0.0);
    if is_trivial {
        judgement = judgement.max(Judgement::Doubtful);
        reasons.push(
            "No law prescribes anything but 0, so that 0 solves the problem as it is stated."
                .to_owned(),
        );
    }
    reasons.extend(sentences(&weighed));
    reasons.extend(constants(problem, measurement, judgement));
    let interior = measurement.laws.iter().filter(|law| law.is_equation);
    let fresh: f64 = interior.map(|law| law.loss).sum();
    let fresh_to_trained = evidence.trained.map(|trained| fresh / trained);
    let advice = match judgement {
        Judgement::Solved => Vec::new(),
        Judgement::Doubtful if is_trivial && by_laws == Judgement::Solved => {
            let what =
                "a law that 0 does not satisfy, such as a value or a norm that is prescribed.";
            vec![what.to_owned()]
        }
        _ => advice(problem, &weighed, fresh_to_trained),
    };
    Verdict {
        judgement,
        reasons,
        advice,
        laws,
        fresh_to_trained: fresh_to_trained.filter(|ratio| ratio.is_finite()),
        estimated_errors,
        worst: weighed.first().map(|law| law.worst(problem)),
    }
}

/// A law with what it says of the field.
struct Weighed<'a> {
    measured: &'a Measured,
    term: &'a Term,
    balance: Balance,
    judgement: Judgement,
}

impl<'a> Weighed<'a> {
    fn new(problem: &'a Problem, all: &Measurement, measured: &'a Measured) -> Weighed<'a> {
        let term = &problem.terms[measured.term];
        let balance = Balance {
            law: term.name_of_law(measured.law),
            relative: measured.relative,
            early: measured.early,
        };
        // What was measured has noise. Of a constant the laws see nothing but the noise, if
        // the constant solves them.
        let is_constant = measured.outputs.iter().all(|&k| all.is_constant(k));
        let may_be_right = matches!(term.region, Region::Given { .. })
            || is_constant && measured.of_mean <= CONSTANT;
        let is_noise = measured.over_noise.is_some_and(|over| over <= NOISY);
        let judgement = match by_part(balance.largest(), OF_BALANCE) {
            _ if is_noise => Judgement::Solved,
            Judgement::NotSolved if may_be_right => Judgement::Doubtful,
            judgement => judgement,
        };
        Weighed {
            measured,
            term,
            balance,
            judgement,
        }
    }

    /// Whether it is data of which no noise is stated.
    fn may_be_noise(&self) -> bool {
        matches!(self.term.region, Region::Given { .. }) && self.term.noise.is_none()
    }

    /// Whether it is the beginning that is out of balance.
    fn is_early(&self) -> bool {
        let early = self.balance.early.unwrap_or(0.0);
        early > EARLY * self.balance.relative
    }

    fn sentence(&self) -> String {
        let (law, part) = (&self.balance.law, percent(self.balance.relative));
        let early = percent(self.balance.early.unwrap_or(0.0));
        match (&self.term.region, self.is_early()) {
            (Region::Interior, true) => {
                format!(
                    "`{law}` is out of balance by {early} of its own terms in a part of the time."
                )
            }
            (Region::Interior, false) => {
                format!("`{law}` is out of balance by {part} of its own terms.")
            }
            (Region::Given { .. }, _) => {
                format!("`{law}` misses its data by {part}, which may be their noise.")
            }
            _ => format!("The condition `{law}` is missed by {part} of its own terms."),
        }
    }

    fn worst(&self, problem: &Problem) -> Worst {
        let (point, residual) = &self.measured.worst;
        let names = problem.inputs.iter().cloned();
        Worst {
            law: self.balance.law.clone(),
            at: names.zip(point.iter().copied()).collect(),
            residual: *residual,
        }
    }
}

impl Measurement {
    /// Tells whether an output is the same everywhere, as far as can be told.
    fn is_constant(&self, output: usize) -> bool {
        self.spreads[output] <= CONSTANT * self.means[output].abs()
    }
}

/// The estimated errors by name. Where laws do not hold, two trainings may agree on what solves
/// nothing, and there is no number.
fn estimated(problem: &Problem, errors: &[f64], by_laws: Judgement) -> Vec<(String, f64)> {
    let number = |error: f64| match by_laws {
        Judgement::NotSolved => f64::NAN,
        _ => error,
    };
    let names = problem.outputs.iter().cloned();
    names.zip(errors.iter().map(|&e| number(e))).collect()
}

/// What a relative error or residual says by itself; one that is no number is large.
fn by_part(part: f64, [loose, unbalanced]: Limits) -> Judgement {
    match part {
        x if x < loose => Judgement::Solved,
        x if x < unbalanced => Judgement::Doubtful,
        _ => Judgement::NotSolved,
    }
}

/// What errors that are known say.
fn by_errors(errors: &[(String, f64)], which: &str) -> (Judgement, Vec<String>) {
    let worst = errors
        .iter()
        .map(|(_, error)| by_part(*error, OF_ERROR))
        .max();
    let judged = worst.unwrap_or(Judgement::Solved);
    let large: Vec<String> = errors
        .iter()
        .filter(|(_, error)| by_part(*error, OF_ERROR) > Judgement::Solved)
        .map(|(name, error)| format!("that of `{name}` is {}", percent(*error)))
        .collect();
    let sentence = format!("Of the {which}, {}.", large.join(", "));
    (
        judged,
        (!large.is_empty())
            .then_some(sentence)
            .into_iter()
            .collect(),
    )
}

/// The laws that do not hold, the worst ones named; or how well all of them do.
fn sentences(weighed: &[Weighed]) -> Vec<String> {
    let bad = weighed
        .iter()
        .filter(|law| law.judgement > Judgement::Solved);
    let mut sentences: Vec<String> = bad.clone().take(NAMED).map(Weighed::sentence).collect();
    match (bad.count(), weighed.first()) {
        (0, Some(worst)) => sentences.push(format!(
            "Every law is balanced to {} of its own terms at points on which nothing was trained.",
            percent(worst.balance.largest())
        )),
        (n, _) if n > NAMED => sentences.push(match n - NAMED {
            1 => "Another law does not hold either.".to_owned(),
            more => format!("{more} other laws do not hold either."),
        }),
        _ => {}
    }
    sentences
}

/// The outputs that are the same everywhere in a field that is not solved.
fn constants(problem: &Problem, all: &Measurement, judgement: Judgement) -> Option<String> {
    let outputs = 0..problem.outputs.len();
    let constant: Vec<String> = outputs
        .filter(|&k| judgement > Judgement::Solved && all.is_constant(k))
        .map(|k| format!("`{}`", problem.outputs[k]))
        .collect();
    let is = if constant.len() == 1 { "is" } else { "are" };
    (!constant.is_empty()).then(|| {
        format!(
            "{} {is} nearly the same everywhere, and how little is not known to a digit.",
            constant.join(", ")
        )
    })
}

/// What to try, by what is wrong.
fn advice(problem: &Problem, weighed: &[Weighed], fresh_to_trained: Option<f64>) -> Vec<String> {
    let mut advice = Vec::new();
    if let Some(ratio) = fresh_to_trained.filter(|&ratio| ratio > OVERFITTED) {
        advice.push(format!(
            "more `points`: the loss at fresh points is {ratio:.0} times that at the trained ones."
        ));
    }
    let worst = |is_equation: bool| {
        let mut laws = weighed
            .iter()
            .filter(|law| law.measured.is_equation == is_equation);
        laws.find(|law| law.judgement > Judgement::Solved)
    };
    match (worst(true), worst(false)) {
        (None, Some(condition)) if condition.may_be_noise() && !problem.unknowns.is_empty() => {
            advice.push(format!(
                "a stated `noise` of `{}`, if it is by that that its data are missed.",
                condition.term.name
            ));
        }
        (None, Some(condition)) => advice.push(format!(
            "a larger `weight` of `{}`, which is {}, since the equations hold.",
            condition.term.name,
            problem.describe_weight(condition.term)
        )),
        (Some(equation), _) if equation.is_early() => advice.push(format!(
            "{}: `{}` is worst where its terms are small, from which all that follows grows.",
            match (problem.training.windows, State::of(problem)) {
                (Windows::Count(1), Ok(_)) => "`windows = 8` in `[training]`, or a longer training",
                _ => "a shorter time or a longer training",
            },
            equation.balance.law
        )),
        _ => {}
    }
    advice.push("a longer training, more neurons, or more points.".to_owned());
    advice
}
