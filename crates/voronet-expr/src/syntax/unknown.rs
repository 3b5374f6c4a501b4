//! What to say of names that have no meaning, or two.

use super::diagnostic::{Diagnostic, Span, listed, nearest_name, shortened};
use super::functions::{ELSEWHERE, FUNCTIONS};
use super::scope::{IMAGINARY_UNIT, Scope};

/// A name that is not known.
pub fn name(name: &str, span: Span, scope: &Scope) -> Diagnostic {
    let title = format!("unknown name `{}`", shortened(name));
    let d = Diagnostic::new(span, title, "not known here");
    let is_input = |n: &str| scope.names.inputs.iter().any(|input| input == n);
    if scope.normal.is_empty() && name.strip_prefix('n').is_some_and(is_input) {
        return d.help("a normal exists in the conditions on a boundary alone");
    }
    if let Some(function) = FUNCTIONS.iter().find(|f| f.name == name) {
        let signature = function.signature;
        return d.help(format!("a function needs its arguments: `{signature}`"));
    }
    if name == IMAGINARY_UNIT {
        return d.help("`i` is the imaginary unit where outputs are listed under `complex`");
    }
    if let Some(derivative) = derivative_meant(name, scope) {
        return d.help(format!("did you mean `{derivative}`?"));
    }
    let symbols = scope.names.symbols.iter().map(String::as_str);
    let symbols = symbols.filter(|name| !name.contains('('));
    let known: Vec<&str> = scope.all().chain(symbols).chain(["pi"]).collect();
    match nearest_name(name, known.iter().copied()) {
        Some(near) => d.help(format!("did you mean `{near}`?")),
        None => d.help(format!("known names: {}", listed(known))),
    }
}

/// A derivative as `diff` writes it, of a name such as `du_dx` or `d2udx2`, or of a half
/// of `d2u/dx2`.
fn derivative_meant(name: &str, scope: &Scope) -> Option<String> {
    let (inputs, outputs) = (&scope.names.inputs, &scope.names.outputs);
    let once = |input: usize, n: usize| -> Vec<usize> {
        let order = |i| if i == input { n } else { 0 };
        (0..inputs.len()).map(order).collect()
    };
    let rest = name.strip_prefix('d')?;
    if let Some(i) = (0..inputs.len()).find(|&i| order_of(rest, &inputs[i]).is_some()) {
        let order = order_of(rest, &inputs[i])?;
        return Some(written(outputs.first()?, inputs, &once(i, order)));
    }
    let order = rest.chars().next().and_then(|c| c.to_digit(10));
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    for output in outputs {
        let Some(by) = rest.strip_prefix(output.as_str()) else {
            continue;
        };
        if by.is_empty() {
            let order = order.unwrap_or(1) as usize;
            let last = inputs.len().checked_sub(1)?;
            return Some(written(output, inputs, &once(last, order)));
        }
        let by = by.trim_start_matches('_').strip_prefix('d')?;
        if let Some(i) = (0..inputs.len()).find(|&i| order_of(by, &inputs[i]).is_some()) {
            let order = order_of(by, &inputs[i])?;
            return Some(written(output, inputs, &once(i, order)));
        }
    }
    None
}

/// The order n of a text such as `x` (1) or `x2` (2), if it is one.
fn order_of(text: &str, input: &str) -> Option<usize> {
    match text.strip_prefix(input)? {
        "" => Some(1),
        digits => digits.parse().ok(),
    }
}

/// A derivative as `diff` writes it, so often by each input.
pub fn written(base: &str, inputs: &[String], orders: &[usize]) -> String {
    let by = |(input, &n): (&String, &usize)| match n {
        0 => String::new(),
        1 => format!(", {input}"),
        n => format!(", {input}, {n}"),
    };
    let by: String = inputs.iter().zip(orders).map(by).collect();
    format!("diff({base}{by})")
}

/// A function that is not known.
pub fn function(name: &str, span: Span, scope: &Scope) -> Diagnostic {
    let complex = scope.complex.iter().map(|complex| &complex.name);
    if scope
        .names
        .outputs
        .iter()
        .chain(complex)
        .any(|output| output == name)
    {
        return Diagnostic::new(
            span,
            format!("`{name}` has no arguments: a law reads it at the point itself"),
            "an output",
        )
        .help(format!(
            "write `{name}` alone; its value at another place or time (a delay) cannot be \
             used in a law, and a condition says by `at` where it holds"
        ));
    }
    let title = format!("unknown function `{}`", shortened(name));
    let d = Diagnostic::new(span, title, "no such function");
    if scope.all().any(|known| known == name) {
        return d.help(format!(
            "a product is written with `*`: `{}*(…)`",
            shortened(name)
        ));
    }
    if ["integral", "integrate", "int", "quad", "mean", "average"].contains(&name) {
        return d.help(
            "a law reads its outputs at the point itself: make the integral an output of its \
             own by a law for its derivative, such as `diff(I, x) = u`",
        );
    }
    if let Some((_, here)) = ELSEWHERE.iter().find(|(there, _)| *there == name) {
        return d.help(format!("it is written {here} here"));
    }
    match nearest_name(name, FUNCTIONS.iter().map(|f| f.name)) {
        Some(near) => d.help(format!("did you mean `{near}`?")),
        None => {
            let all: Vec<&str> = FUNCTIONS.iter().map(|f| f.name).collect();
            d.help(format!("the functions are {}", all.join(", ")))
        }
    }
}

/// A name that a user gave and that the place gives too.
pub fn two_meanings(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        span,
        format!("`{}` has two meanings here", shortened(name)),
        "given by the problem, and a value of the boundary's points",
    )
    .help("choose another name for that of the problem: `nx` is the outward normal along `x`")
}

/// An index of a sum that is another thing already.
pub fn taken_index(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        span,
        format!("the index `{}` has a meaning already", shortened(name)),
        "choose another name",
    )
}
