//! What keeps a problem from being trained, as a mistake of its file.

use super::Error;
use crate::points::TooFew;
use crate::problem::{Complaint, Passage, Problem, Region, Term};
use crate::training::{BadWeight, NoPoints};
use crate::words::number;

/// Tells where a key of the problem stands.
type Where<'a> = dyn Fn(&str) -> Passage + 'a;

/// Says as a complaint what [`try_out`](super::try_out) found, if it is a mistake of the problem
/// file; `passage` tells where a key of it stands.
pub fn mistake(error: &Error, problem: &Problem, passage: &Where) -> Option<Complaint> {
    match error {
        Error::Points(none) => Some(nothing_there(problem, passage, none)),
        Error::Weight(bad) => Some(bad_weight(problem, passage, bad)),
        _ => None,
    }
}

/// The complaint about a weight that is none at a point.
fn bad_weight(problem: &Problem, passage: &Where, bad: &BadWeight) -> Complaint {
    let mut terms = problem.terms.iter();
    let term = terms.find(|term| term.name == bad.term);
    let list = match term.is_some_and(Term::is_equation) {
        true => "equation",
        false => "condition",
    };
    let passage = passage(&format!("{list}.{}.weight", bad.term));
    let title = format!(
        "the weight of `{}` is {} somewhere",
        bad.term,
        number(bad.value)
    );
    Complaint::new(&passage, title, format!("at {}", bad.place))
        .help("a weight is a finite number that is 0 or more at every point: add to it, or take `max(…, 0)`")
}

/// The complaint about a domain, or a condition's place, without points.
fn nothing_there(problem: &Problem, passage: &Where, none: &NoPoints) -> Complaint {
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
    let passage = passage(&key);
    Complaint::new(&passage, title, label)
        .help("look at its bounds and at what is cut away, and widen it")
}
