//! Outputs that pass into each other: what one loses another gains, so that they are amounts of
//! the same and have one size. Susceptible people become infected ones, one substance another.

use voronet_expr::{Graph, Leaf, MultiIndex};

use super::law::{Guess, Law};

/// An output with the law of its first derivative: u' plus terms is 0.
struct Rate {
    output: usize,
    alpha: MultiIndex,
    /// The values of each term at the law's points, over the factor of the derivative.
    terms: Vec<Vec<f64>>,
}

/// The number of a group for each output, the same for those that pass into each other, from
/// equations in which the same term is in the rate of one and, with the other sign, in that of
/// another.
pub fn groups(graph: &Graph, laws: &[Law], guesses: &[Guess]) -> Vec<usize> {
    let equations = laws.iter().filter(|law| law.is_equation);
    let rates: Vec<Rate> = equations
        .filter_map(|law| rate(graph, law, guesses))
        .collect();
    let mut groups: Vec<usize> = (0..guesses.len()).collect();
    for (i, a) in rates.iter().enumerate() {
        for b in &rates[i + 1..] {
            if a.alpha == b.alpha && a.output != b.output && passes(a, b) {
                let (from, to) = (groups[b.output], groups[a.output]);
                for group in &mut groups {
                    if *group == from {
                        *group = to;
                    }
                }
            }
        }
    }
    groups
}

/// Whether an output grows by itself: u' = a u with a positive a, so that no balance bounds it.
pub fn grows(law: &Law, output: usize, guesses: &[Guess]) -> bool {
    let mean = |alpha: MultiIndex| {
        let mut own = law.reads.iter();
        let read = own.find(|read| read.output == output && read.alpha == alpha)?;
        let slopes = law.values(&read.slope, guesses, |_| false);
        Some(slopes.iter().sum::<f64>())
    };
    let first = law.reads.iter().map(|read| read.alpha);
    let mut first = first.filter(|alpha| alpha.order() == 1).filter_map(mean);
    let value = mean(MultiIndex::ZERO).unwrap_or(0.0);
    first.next().is_some_and(|rate| rate * value < 0.0)
}

/// A law as the rate of an output, if it is one: a single derivative, of first order, with a
/// constant factor, and terms without derivatives.
fn rate(graph: &Graph, law: &Law, guesses: &[Guess]) -> Option<Rate> {
    let mut derivatives = law
        .reads
        .iter()
        .filter(|read| read.alpha != MultiIndex::ZERO);
    let derivative = derivatives.next()?;
    if derivatives.next().is_some() || derivative.alpha.order() != 1 {
        return None;
    }
    let own = Leaf::Output {
        output: derivative.output,
        alpha: derivative.alpha,
    };
    let summands = graph.summands(law.residual);
    let is_own = |node| graph.op(node) == voronet_expr::Op::Leaf(own);
    let factor = summands.iter().find(|(_, node)| is_own(*node))?.0;
    let rest = summands.iter().filter(|(_, node)| !is_own(*node));
    let terms = rest.map(|&(own, node)| {
        let values = law.values(&graph.formula(node), guesses, |_| true);
        values.iter().map(|x| x * own / factor).collect()
    });
    Some(Rate {
        output: derivative.output,
        alpha: derivative.alpha,
        terms: terms.collect(),
    })
}

/// Whether a term of one rate is in the other with the opposite sign.
fn passes(a: &Rate, b: &Rate) -> bool {
    let is_opposite = |x: &[f64], y: &[f64]| {
        let mut pairs = x.iter().zip(y);
        let is_something = x.iter().any(|x| *x != 0.0);
        is_something && pairs.all(|(x, y)| (x + y).abs() <= 1e-9 * x.abs())
    };
    let in_b = |x: &Vec<f64>| b.terms.iter().any(|y| is_opposite(x, y));
    a.terms.iter().any(in_b)
}
