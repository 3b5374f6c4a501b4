//! Laws that are not finite somewhere in the domain or on its boundary.

use voronet_expr::{Leaf, MAX_INPUTS, MultiIndex};

use rand::RngExt;

use crate::points::stream::{Purpose, stream};
use crate::problem::{Problem, Term};
use crate::words::number;

/// Nodes of the lattice on which laws are tried, by the number of inputs: faces, corners
/// and round parts of the intervals are among them.
const NODES: [usize; 5] = [1, 65, 33, 17, 9];

/// Values of each input in more inputs, and points with any of them.
const FEW_NODES: usize = 5;
const SCATTERED: usize = 4096;

/// Says of each equation that is finite at some points and not at others where it is not.
pub fn notices(problem: &Problem) -> Vec<String> {
    let interior = problem.terms.iter().filter(|term| term.is_equation());
    interior.filter_map(|term| notice(problem, term)).collect()
}

fn notice(problem: &Problem, term: &Term) -> Option<String> {
    let formulas: Vec<_> = term
        .residuals
        .iter()
        .map(|&r| problem.graph.formula(r))
        .collect();
    // A positive number for every output and derivative, none of them like another.
    let output = |output: usize, alpha: MultiIndex| {
        let by = alpha.inputs();
        let place = by.fold(output + 1, |place, input| (MAX_INPUTS + 1) * place + input);
        0.3 + 0.4 * (place as f64 * 0.618_034).fract()
    };
    let worst = |x: &Vec<f64>| -> Option<Fault> {
        let leaf = |leaf| match leaf {
            Leaf::Input(i) => x[i],
            Leaf::Output { output: k, alpha } => output(k, alpha),
            Leaf::Unknown(i) => problem.unknowns[i].start,
            Leaf::Symbol(_) | Leaf::Combination(_) => 0.0,
        };
        let values = formulas.iter().map(|formula| formula.evaluate(&leaf));
        values.filter_map(Fault::of).max()
    };
    let points: Vec<Vec<f64>> = lattice(problem).collect();
    let faults: Vec<_> = points.iter().map(|x| (x, worst(x))).collect();
    let fault = faults.iter().filter_map(|(_, fault)| *fault).max()?;
    let at_fault = faults.iter().filter(|(_, found)| *found == Some(fault));
    let bad: Vec<&Vec<f64>> = at_fault.map(|(x, _)| *x).collect();
    // Where it is finite nowhere, the made-up values may be to blame.
    let first = bad
        .first()
        .filter(|_| faults.iter().any(|(_, fault)| fault.is_none()))?;
    let shared = (0..problem.inputs.len()).filter(|&i| bad.iter().all(|x| x[i] == first[i]));
    let shared: Vec<String> = shared
        .map(|i| format!("{} = {}", problem.inputs[i], number(first[i])))
        .collect();
    let place = match shared.is_empty() {
        true => format!("at some points, such as {}", problem.describe_point(first)),
        false => format!("at {}", shared.join(", ")),
    };
    let name = &term.name;
    Some(match fault {
        Fault::NotANumber => format!(
            "The law of `{name}` is no number {place}. Where it divides by 0 there, multiply it \
             by what it divides by; where it takes a root or logarithm of a negative number, a \
             point that lies there ends the training."
        ),
        Fault::Infinite => format!(
            "The law of `{name}` is not finite {place}, and very large near there, where it \
             outweighs everything else. Multiply it by what it divides by."
        ),
    })
}

/// Why a value cannot be computed with; where a law has both faults, the infinite one is
/// told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    NotANumber,
    Infinite,
}

impl Fault {
    fn of(value: f64) -> Option<Fault> {
        match value {
            x if x.is_nan() => Some(Fault::NotANumber),
            x if x.is_infinite() => Some(Fault::Infinite),
            _ => None,
        }
    }
}

/// Points of the closed domain at equal distances; in many inputs some of them.
pub fn lattice(problem: &Problem) -> impl Iterator<Item = Vec<f64>> {
    let inputs = problem.inputs.len();
    let nodes = NODES.get(inputs).copied().unwrap_or(FEW_NODES);
    let coordinate = move |i: usize, k: usize| {
        let (low, high) = (problem.domain.lower[i], problem.domain.upper[i]);
        match k {
            0 => low,
            k if k == nodes - 1 => high,
            k => low + (high - low) * (k as f64 / (nodes - 1) as f64),
        }
    };
    let point = move |mut index: usize| {
        let mut x = vec![0.0; inputs];
        for (i, x) in x.iter_mut().enumerate() {
            *x = coordinate(i, index % nodes);
            index /= nodes;
        }
        x
    };
    let lattice = match inputs < NODES.len() {
        true => (0..nodes.pow(inputs as u32)).map(point).collect(),
        false => scattered(inputs, &coordinate),
    };
    let lattice: Vec<Vec<f64>> = lattice;
    lattice.into_iter().filter(|x| problem.contains(x))
}

/// Points whose coordinates are any of a few.
fn scattered(inputs: usize, coordinate: &impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let rng = &mut stream(0, Purpose::Fresh { set: 0 }, 0);
    let mut point = || {
        let inputs = 0..inputs;
        inputs
            .map(|i| coordinate(i, rng.random_range(0..FEW_NODES)))
            .collect()
    };
    (0..SCATTERED).map(|_| point()).collect()
}
