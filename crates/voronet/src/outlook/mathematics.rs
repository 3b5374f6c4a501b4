//! What a problem says, as it was understood.

use std::fmt::{Result, Write};

use super::{MOST_NAMES, written};
use crate::geometry::Surface;
use crate::network::CHANNEL;
use crate::plan::Plan;
use crate::problem::{Density, Problem};
use crate::words::{in_line, number};

/// Returns what a problem says, in readable mathematics, and which conditions hold exactly.
pub fn mathematics(problem: &Problem, plan: &Plan) -> String {
    written(|out| {
        statement(out, problem)?;
        exact(out, problem, plan)
    })
}

fn statement(out: &mut String, problem: &Problem) -> Result {
    let domain: Vec<String> = (0..problem.inputs.len())
        .map(|i| {
            let (low, high) = (problem.domain.lower[i], problem.domain.upper[i]);
            let name = &problem.inputs[i];
            let role = role(problem, i);
            let density = density(problem, i);
            format!(
                "{name} in [{}, {}]{role}{density}",
                number(low),
                number(high)
            )
        })
        .collect();
    writeln!(out, "Domain: {}", domain.join(", "))?;
    if let Some(inhabited) = &problem.inhabited {
        let names = Surface::names(&inhabited.solid);
        let more = match names.len().saturating_sub(MOST_NAMES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let names = names[..names.len().min(MOST_NAMES)].join(", ");
        writeln!(out, "Parts of its boundary: {names}{more}")?;
    }
    let outputs = 0..problem.outputs.len();
    if outputs
        .clone()
        .any(|k| problem.inputs_of(k).len() < problem.inputs.len())
    {
        let outputs: Vec<String> = outputs.map(|k| problem.describe_output(k)).collect();
        writeln!(out, "Outputs: {}", outputs.join(", "))?;
    }
    for complex in &problem.scope.complex {
        let [re, im] = [complex.re, complex.im].map(|k| &problem.outputs[k]);
        writeln!(out, "Complex: {} = {re} + i*{im}", complex.name)?;
    }
    unknowns(out, problem)?;
    for term in &problem.terms {
        let names = problem.names(&term.region);
        let place = problem.describe_place(&term.region);
        let (name, weight) = (in_line(&term.name), problem.describe_weight(term));
        let (weight, place) = (in_line(&weight), in_line(&place));
        let noise = match &term.noise {
            Some(noise) => {
                let level = problem.graph.display(noise.level, &names).to_string();
                format!(", noise {}", in_line(&level))
            }
            None => String::new(),
        };
        writeln!(out, "\n{name} (weight {weight}{noise}), {place}:")?;
        for (law, &residual) in term.laws.iter().zip(&term.residuals) {
            writeln!(out, "    {}", in_line(law))?;
            let residual = problem.graph.display(residual, &names).to_string();
            // Of `a = 0` it says nothing new.
            if *law != format!("{residual} = 0") {
                writeln!(out, "    residual: {}", in_line(&residual))?;
            }
        }
    }
    for term in &problem.exact {
        let place = problem.describe_place(&term.region);
        let (name, laws) = (in_line(&term.name), in_line(&term.laws.join(", ")));
        let place = in_line(&place);
        writeln!(out, "\n{name}, {place}: {laws}")?;
        writeln!(
            out,
            "    holds exactly, by what the network sees, and is no part of the loss"
        )?;
    }
    let given = problem.reference.given().into_iter();
    let named = |k: usize| match problem.reference.errors[k] {
        Some(error) => format!("{} (itself off by {error:.1e})", problem.outputs[k]),
        None => problem.outputs[k].clone(),
    };
    let given: Vec<String> = given.map(named).collect();
    if !given.is_empty() {
        writeln!(out, "\nReference solution of {}", given.join(", "))?;
    }
    Ok(())
}

/// Numbers that are found together with the solution, and where they start.
fn unknowns(out: &mut String, problem: &Problem) -> Result {
    for unknown in &problem.unknowns {
        let bounds = match (unknown.from, unknown.to) {
            (None, None) => String::new(),
            (Some(0.0), None) => ", positive".to_owned(),
            (Some(from), None) => format!(", above {}", number(from)),
            (None, Some(to)) => format!(", below {}", number(to)),
            (Some(from), Some(to)) => format!(", between {} and {}", number(from), number(to)),
        };
        let (name, start) = (&unknown.name, number(unknown.start));
        writeln!(out, "Unknown: {name}, from {start} on{bounds}")?;
    }
    Ok(())
}

/// What an input is, in brackets.
fn role(problem: &Problem, input: usize) -> &'static str {
    let is_periodic = problem.periodic.contains(&input);
    match &problem.roles {
        roles if roles.time == Some(input) && is_periodic => " (time, periodic)",
        roles if roles.time == Some(input) => " (time)",
        roles if roles.parameters.contains(&input) => " (parameter)",
        _ if is_periodic => " (periodic)",
        _ => "",
    }
}

/// The density of a parameter that has one.
fn density(problem: &Problem, input: usize) -> String {
    match problem.density(input) {
        None => String::new(),
        Some(Density::Uniform) => ", uniform".to_owned(),
        Some(Density::Normal { mean, deviation }) => format!(
            ", normal of mean {} and deviation {}, cut off",
            number(mean),
            number(deviation)
        ),
    }
}

/// What outputs are of what the network gives, which conditions hold by that, and why others
/// do not.
fn exact(out: &mut String, problem: &Problem, plan: &Plan) -> Result {
    let fields = problem.outputs.iter().zip(&problem.fields);
    let fields: Vec<_> = fields
        .filter_map(|(name, field)| Some((name, field.as_ref()?)))
        .collect();
    if fields.is_empty() && problem.soft.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nExact conditions:")?;
    for (name, field) in &fields {
        writeln!(out, "    {name} = {}", in_line(field.ansatz.text()))?;
    }
    if !fields.is_empty() {
        writeln!(out, "    where {CHANNEL} is what the network gives")?;
    }
    for set in &plan.exact {
        let term = in_line(&plan.terms[set.terms[0]].0);
        writeln!(
            out,
            "    {term}: holds whatever the network gives, and is not trained"
        )?;
    }
    let is_exact = |term: usize| plan.exact.iter().any(|set| set.terms.contains(&term));
    let soft = problem.soft.iter().filter(|(term, _)| !is_exact(*term));
    let soft: Vec<&(usize, String)> = soft.collect();
    let mut rest = soft.as_slice();
    while let Some((_, reason)) = rest.first() {
        let same = rest.iter().take_while(|(_, other)| other == reason).count();
        let (now, later) = rest.split_at(same);
        let names: Vec<&str> = { now.iter() }
            .map(|(term, _)| problem.terms[*term].name.as_str())
            .collect();
        let (names, reason) = (names.join(", "), in_line(reason));
        writeln!(out, "    {}: trained, not exact: {reason}", in_line(&names))?;
        rest = later;
    }
    Ok(())
}
