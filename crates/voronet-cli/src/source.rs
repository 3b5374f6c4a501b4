//! The problem file as typed, read and understood.

use voronet::outlook::{Memory, free_memory, refusal};
use voronet::plan::Plan;
use voronet::points::TooFew;
use voronet::problem::{
    Complaint, Misstated, Passage, Problem, ReadError, Region, Term, passage_of_key,
};
use voronet::run;
use voronet::training::{BadWeight, NoPoints};
use voronet::words::{in_line, number};

use crate::args::ProblemArguments;
use crate::failure::{Failure, tell};
use crate::render;

/// Reads the problem, or tells everything that is wrong with it.
pub fn read(arguments: &ProblemArguments) -> Result<Problem, Failure> {
    let read = Problem::read_with(&arguments.file, &overrides(arguments));
    let problem = read.map_err(|error| match error {
        ReadError::Misstated(misstated) => render::misstated(&misstated),
        other => Failure::usage(other),
    })?;
    match too_large(&problem, arguments) {
        Some(misstated) => Err(render::misstated(&misstated)),
        None => Ok(problem),
    }
}

/// The complaint about a run that needs more memory than this machine has.
fn too_large(problem: &Problem, arguments: &ProblemArguments) -> Option<Misstated> {
    let memory = Memory::of(problem, &Plan::compile(problem), threads());
    let passage = |key: &str| passage(problem, arguments, key);
    let complaint = refusal(problem, &memory, free_memory()?, passage)?;
    Some(misstated(problem, arguments, complaint))
}

/// Where a key of the problem stands.
fn passage(problem: &Problem, arguments: &ProblemArguments, key: &str) -> Passage {
    passage_of_key(problem.text(), &overrides(arguments), key)
}

/// A complaint about a problem that was understood.
fn misstated(problem: &Problem, arguments: &ProblemArguments, complaint: Complaint) -> Misstated {
    Misstated {
        origin: arguments.file.display().to_string(),
        text: problem.text().to_owned(),
        overrides: overrides(arguments),
        complaints: vec![complaint],
    }
}

/// The changes to the file that were typed.
fn overrides(arguments: &ProblemArguments) -> Vec<String> {
    let seed = arguments.seed.map(|seed| format!("training.seed={seed}"));
    arguments.set.iter().cloned().chain(seed).collect()
}

/// The threads of a run, unless told otherwise.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Tries a problem before it is trained, and tells what its user should know.
pub fn try_out(problem: &Problem, arguments: &ProblemArguments) -> Result<(), Failure> {
    let notes = run::try_out(problem).map_err(|error| match error {
        run::Error::Points(none) => {
            let complaint = nothing_there(problem, arguments, &none);
            render::misstated(&misstated(problem, arguments, complaint))
        }
        run::Error::Weight(bad) => {
            let complaint = bad_weight(problem, arguments, &bad);
            render::misstated(&misstated(problem, arguments, complaint))
        }
        other => Failure::usage(other),
    })?;
    for note in notes {
        tell(format_args!("warning: {}", in_line(&note)));
    }
    Ok(())
}

/// The complaint about a weight that is none at a point.
fn bad_weight(problem: &Problem, arguments: &ProblemArguments, bad: &BadWeight) -> Complaint {
    let mut terms = problem.terms.iter();
    let term = terms.find(|term| term.name == bad.term);
    let list = match term.is_some_and(Term::is_equation) {
        true => "equation",
        false => "condition",
    };
    let passage = passage(problem, arguments, &format!("{list}.{}.weight", bad.term));
    let title = format!(
        "the weight of `{}` is {} somewhere",
        bad.term,
        number(bad.value)
    );
    Complaint::new(&passage, title, format!("at {}", bad.place))
        .help("a weight is a finite number that is 0 or more at every point: add to it, or take `max(…, 0)`")
}

/// The complaint about a domain, or a condition's place, without points.
fn nothing_there(problem: &Problem, arguments: &ProblemArguments, none: &NoPoints) -> Complaint {
    let TooFew { accepted, tried } = none.cause;
    let region = problem.terms.iter().find(|term| term.name == none.term);
    let of_condition = |key: &str| format!("condition.{}.{key}", none.term);
    let (what, key) = match region.map(|term| &term.region) {
        Some(Region::Boundary(_)) => (format!("the place of `{}`", none.term), of_condition("at")),
        Some(Region::Surface { filter, .. }) => {
            let key = if filter.is_some() { "where" } else { "on" };
            (format!("the place of `{}`", none.term), of_condition(key))
        }
        _ => ("the domain".to_owned(), "domain.shape".to_owned()),
    };
    let title = match accepted {
        0 => format!("nothing is left of {what}"),
        _ => format!("hardly anything is left of {what}"),
    };
    let label = format!("{accepted} of {tried} points tried lie there");
    let passage = passage(problem, arguments, &key);
    Complaint::new(&passage, title, label)
        .help("look at its bounds and at what is cut away, and widen it")
}
