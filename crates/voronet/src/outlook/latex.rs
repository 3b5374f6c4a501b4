//! What a problem says, as mathematics in LaTeX.

use voronet_expr::latex as mathematics;

use crate::problem::{Problem, Term};
use crate::words::number;

/// Writes a problem as an array of LaTeX: its domain, and the laws with the places where they
/// hold. A law that LaTeX cannot say stands there as it was written.
pub fn latex(problem: &Problem) -> String {
    let mut rows = vec![domain(problem)];
    let exact = problem.exact.iter();
    for term in problem.terms.iter().chain(exact) {
        rows.extend(laws(problem, term));
    }
    format!(
        "\\begin{{array}}{{lll}}\n{}\n\\end{{array}}",
        rows.join(" \\\\\n")
    )
}

fn domain(problem: &Problem) -> String {
    let interval = |i: usize| {
        let (low, high) = (problem.domain.lower[i], problem.domain.upper[i]);
        format!(
            r"{} \in [{}, {}]",
            written(problem, &problem.inputs[i]),
            number(low),
            number(high)
        )
    };
    let all: Vec<String> = (0..problem.inputs.len()).map(interval).collect();
    let shape = match problem.inhabited {
        Some(_) => text("within the shape"),
        None => String::new(),
    };
    format!("{} & {} & {shape}", text("domain"), all.join(r",\; "))
}

/// A row for each law, of which the first has the name and the place. Of a law of complex numbers
/// or vectors, which makes several, there is one.
fn laws(problem: &Problem, term: &Term) -> Vec<String> {
    let place = text(&problem.describe_place(&term.region));
    let mut laws: Vec<String> = { term.laws.iter() }
        .map(|law| written(problem, law))
        .collect();
    laws.dedup();
    let row = |(i, law): (usize, String)| match i {
        0 => format!(r"{} & \displaystyle {law} & {place}", text(&term.name)),
        _ => format!(r" & \displaystyle {law} & "),
    };
    laws.into_iter().enumerate().map(row).collect()
}

/// A law, without the part of it that is said behind it in brackets.
fn written(problem: &Problem, law: &str) -> String {
    let whole = law.rsplit_once(" (").map_or(law, |(whole, _)| whole);
    let found = mathematics(law, &problem.scope);
    let found = found.or_else(|_| mathematics(whole, &problem.scope));
    found.unwrap_or_else(|_| text(law))
}

/// Words, in which nothing is a command.
fn text(words: &str) -> String {
    let mut safe = String::new();
    for c in words.chars() {
        match c {
            '\\' => safe.push('∖'),
            '#' | '$' | '%' | '&' | '_' | '{' | '}' => safe.extend(['\\', c]),
            '^' | '~' => safe.push(' '),
            c => safe.push(c),
        }
    }
    format!(r"\text{{{safe}}}")
}
