//! The shift and the scale of each output.

use voronet_expr::Graph;

use super::Reason;
use super::balance::{Asked, Heard, asked};
use super::exchange::{groups, grows};
use super::law::{Guess, Law};
use super::prescribed::{Range, prescribed};

/// How much more than the prescribed values' spread a law must ask for to be heard.
const HEARD: f64 = 10.0;

/// The most rounds in which sizes are found: what one output's size is found from may itself be
/// found from another's.
const ROUNDS: usize = 50;

/// What is taken for each output, and why. `stated` are the shift and the scale that the
/// problem states.
pub fn outputs(
    graph: &Graph,
    laws: &[Law],
    stated: &[(Option<f64>, Option<f64>)],
) -> Vec<(Guess, Reason)> {
    let ranges = prescribed(laws, stated.len());
    let first = |(range, &(shift, scale)): (&Option<Range>, &(Option<f64>, Option<f64>))| {
        let spread = range.and_then(Range::spread);
        let size = scale.or(spread).unwrap_or(0.0);
        Guess {
            middle: shift.or(range.map(Range::middle)).unwrap_or(0.0),
            size,
        }
    };
    let mut guesses: Vec<Guess> = ranges.iter().zip(stated).map(first).collect();
    let spread = |k: usize| ranges[k].and_then(Range::spread);
    let mut reasons: Vec<Reason> = (0..stated.len())
        .map(|k| match (stated[k].1, spread(k)) {
            (Some(_), _) => Reason::Stated,
            (None, Some(_)) => Reason::Prescribed,
            (None, None) => Reason::Nothing,
        })
        .collect();
    let amounts = amounts(graph, laws, &guesses, &ranges);
    for _ in 0..ROUNDS {
        let known = guesses.clone();
        let is_open = |k: usize| known[k].size == 0.0 && amounts[k].is_none();
        let mut found = first_asked(laws, &known, &is_open);
        for k in (0..stated.len()).filter(|&k| stated[k].1.is_none()) {
            if let Some(spread) = spread(k) {
                let more = asked(laws, k, &known, Heard::Still);
                let more = more.filter(|asked| asked.size > HEARD * spread);
                found.extend(more.map(|asked| (k, law_asks(asked))));
            } else if let Some(amount) = amounts[k] {
                found.push((k, exchanged(laws, k, &known, amount)));
            }
        }
        for (k, (size, reason)) in found {
            (guesses[k].size, reasons[k]) = (size, reason);
        }
        if guesses == known {
            break;
        }
    }
    for (guess, reason) in guesses.iter_mut().zip(&mut reasons) {
        if guess.size == 0.0 && guess.middle != 0.0 {
            (guess.size, *reason) = (guess.middle.abs(), Reason::Value);
        } else if guess.size == 0.0 {
            guess.size = 1.0;
        }
    }
    guesses.into_iter().zip(reasons).collect()
}

/// The sizes of outputs that are still open: of all that are the only open one of some law that
/// asks for a size; if there are none, of the first among those with the fewest others. What is
/// found stays: outputs whose sizes were found from each other again and again would grow
/// without end.
fn first_asked(
    laws: &[Law],
    guesses: &[Guess],
    is_open: &dyn Fn(usize) -> bool,
) -> Vec<(usize, (f64, Reason))> {
    let open = || (0..guesses.len()).filter(|&k| is_open(k));
    for most in 1..=open().count() {
        let heard = Heard::Moving { is_open, most };
        let found = |k| Some((k, law_asks(asked(laws, k, guesses, heard)?)));
        let found: Vec<_> = open().filter_map(found).collect();
        if !found.is_empty() {
            let taken = if most == 1 { found.len() } else { 1 };
            return found.into_iter().take(taken).collect();
        }
    }
    Vec::new()
}

fn law_asks(asked: Asked) -> (f64, Reason) {
    let (term, law) = asked.law;
    (asked.size, Reason::Balance { term, law })
}

/// A size that is asked for of an output that passes into others is that of a trace if it is less
/// than this part of what passes.
const TRACE: f64 = 0.01;

/// The size of an output of which so much passes to and from others. It is not larger, and
/// where a law asks for less, which it does by what it is at the start, between the two: their
/// geometric mean, which is not far from either. Of what grows by itself no law asks for enough;
/// for a trace it asks for what it is, as of a substance that decays as fast as it is made.
fn exchanged(laws: &[Law], of: usize, guesses: &[Guess], amount: f64) -> (f64, Reason) {
    let mut own = laws.iter().filter(|law| law.is_equation);
    let is_growing = own.any(|law| grows(law, of, guesses));
    let heard = Heard::Moving {
        is_open: &|_| false,
        most: 0,
    };
    match asked(laws, of, guesses, heard) {
        Some(asked) if asked.size < TRACE * amount && !is_growing => law_asks(asked),
        Some(asked) if asked.size < amount && !is_growing => {
            ((asked.size * amount).sqrt(), Reason::PartOfExchange)
        }
        _ => (amount, Reason::Exchange),
    }
}

/// Half the spread of the values that are prescribed for an output and those that pass into it
/// or from it, if there are such.
fn amounts(
    graph: &Graph,
    laws: &[Law],
    guesses: &[Guess],
    ranges: &[Option<Range>],
) -> Vec<Option<f64>> {
    let some: Vec<Guess> = guesses
        .iter()
        .map(|guess| Guess {
            // Any size shows whether two terms are the same.
            size: if guess.size > 0.0 { guess.size } else { 1.0 },
            ..*guess
        })
        .collect();
    let groups = groups(graph, laws, &some);
    let amount = |k: usize| {
        let members = (0..ranges.len()).filter(|&j| groups[j] == groups[k]);
        let ranges = members.filter_map(|j| ranges[j]);
        ranges.reduce(Range::around)?.spread()
    };
    let has_others = |k: usize| groups.iter().filter(|&&group| group == groups[k]).count() > 1;
    (0..ranges.len())
        .map(|k| amount(k).filter(|_| has_others(k)))
        .collect()
}
