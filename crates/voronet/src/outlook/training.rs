//! How a problem will be trained, and what that takes.

use std::fmt::{Result, Write};

use voronet_kernels::{JetLayout, Orders};

use super::{MOST_NAMES, Memory, drawn, written};
use crate::network::{CHANNEL, Subnetwork};
use crate::plan::{Plan, PointSet};
use crate::problem::{Phase, Problem, State, Windows};
use crate::words::{in_line, number};

/// Returns how a problem will be trained by so many threads: scales, derivatives, network, points
/// and phases, and what memory that takes.
pub fn training(problem: &Problem, plan: &Plan, threads: usize) -> String {
    written(|out| {
        scales(out, problem, plan)?;
        operators_of_space(out, problem)?;
        derivatives(out, problem, plan)?;
        work(out, problem, plan)?;
        writeln!(out, "Memory: {}", Memory::of(problem, plan, threads))
    })
}

/// What outputs and laws are divided by.
fn scales(out: &mut String, problem: &Problem, plan: &Plan) -> Result {
    if !problem.scales.automatic {
        return writeln!(
            out,
            "\nScales: none, everything is trained in its own units"
        );
    }
    writeln!(out, "\nScales (what is trained is of order one):")?;
    let outputs = plan.scales.outputs.iter().zip(&plan.scales.reasons);
    let stated = problem.scales.stated.iter();
    let named = problem.outputs.iter().zip(&problem.fields);
    for (((name, field), (channel, reason)), stated) in named.zip(outputs).zip(stated) {
        let (shift, scale) = (digits(channel.shift), digits(channel.scale));
        let why = match stated {
            (Some(_), None) => format!("shift as stated; scale {}", reason.words(problem)),
            (None, Some(_)) => "scale as stated".to_owned(),
            _ => reason.words(problem),
        };
        let why = in_line(&why);
        match field {
            None => writeln!(out, "    {name} = {shift} + {scale}*channel: {why}")?,
            Some(_) => writeln!(out, "    {CHANNEL} of {name} = {scale}*channel: {why}")?,
        }
    }
    let (mut sizes, mut unknown) = (Vec::new(), Vec::new());
    for (t, (term, laws)) in problem.terms.iter().zip(&plan.scales.laws).enumerate() {
        for (l, &size) in laws.iter().enumerate() {
            let name = term.name_of_law(l);
            match plan.scales.unsized_laws.contains(&(t, l)) {
                true => unknown.push(name),
                false => sizes.push(format!("{name} {}", digits(size))),
            }
        }
    }
    if !sizes.is_empty() {
        let sizes = sizes.join(", ");
        writeln!(out, "    laws are divided by: {}", in_line(&sizes))?;
    }
    if !unknown.is_empty() {
        let names = unknown.join(", ");
        writeln!(
            out,
            "    not divided, as nothing says how large they are: {}",
            in_line(&names)
        )?;
    }
    Ok(())
}

/// A number in three digits.
fn digits(x: f64) -> String {
    let rounded: f64 = format!("{x:.2e}").parse().unwrap_or(x);
    number(rounded)
}

/// Which inputs a Laplacian and other operators of space take.
fn operators_of_space(out: &mut String, problem: &Problem) -> Result {
    let Some(space) = &problem.roles.space else {
        return Ok(());
    };
    let inputs: Vec<&str> = space.iter().map(|&i| problem.inputs[i].as_str()).collect();
    let inputs = inputs.join(", ");
    if problem.text().contains("laplacian") {
        writeln!(
            out,
            "\n`laplacian` without inputs of its own takes the second derivatives by {inputs}"
        )?;
    }
    for name in ["grad", "div", "curl"] {
        if problem.text().contains(&format!("{name}(")) {
            writeln!(
                out,
                "\n`{name}` without inputs of its own takes the derivatives by {inputs}"
            )?;
        }
    }
    Ok(())
}

fn derivatives(out: &mut String, problem: &Problem, plan: &Plan) -> Result {
    writeln!(
        out,
        "\nCarried through the network for each neuron and point:"
    )?;
    for set in &plan.sets {
        let terms = in_line(&names(plan, set));
        let subnetworks = &plan.network.subnetworks;
        let own = subnetworks.iter().zip(set.residuals.read_jets());
        let carried = own.filter_map(|(own, jet)| {
            let carried = carried(problem, &jet?.layout);
            Some(match subnetworks.len() {
                1 => carried,
                _ => format!("of {} {carried}", outputs(problem, own)),
            })
        });
        writeln!(
            out,
            "    {terms}: {}",
            carried.collect::<Vec<_>>().join("; ")
        )?;
    }
    Ok(())
}

/// The components of a jet.
fn carried(problem: &Problem, jet: &JetLayout) -> String {
    let mut carried: Vec<String> = jet
        .derivatives()
        .iter()
        .map(|&alpha| derivative(problem, alpha))
        .collect();
    let combined = jet.len() - carried.len();
    if combined > 0 {
        carried.push(format!(
            "{combined} combined operator{}",
            if combined > 1 { "s" } else { "" }
        ));
    }
    carried.join(", ")
}

/// The outputs of a network.
fn outputs(problem: &Problem, network: &Subnetwork) -> String {
    let outputs = network.outputs.iter();
    let outputs: Vec<&str> = outputs.map(|&k| problem.outputs[k].as_str()).collect();
    outputs.join(", ")
}

/// The terms that hold at a point set.
fn names(plan: &Plan, set: &PointSet) -> String {
    let mut terms: Vec<&str> = { set.terms.iter() }
        .map(|&t| plan.terms[t].0.as_str())
        .collect();
    terms.dedup();
    terms.join(", ")
}

fn derivative(problem: &Problem, alpha: Orders) -> String {
    let by: String = problem
        .inputs
        .iter()
        .zip(alpha)
        .map(|(name, n)| name.repeat(usize::from(n)))
        .collect();
    if by.is_empty() {
        "value".to_owned()
    } else {
        format!("∂{by}")
    }
}

/// The widths of the layers: of each network, where there are several.
fn widths(problem: &Problem, plan: &Plan) -> String {
    let subnetworks = &plan.network.subnetworks;
    let each = subnetworks.iter().map(|own| {
        let widths: Vec<String> = own.mlp.widths.iter().map(usize::to_string).collect();
        match subnetworks.len() {
            1 => widths.join("-"),
            _ => format!("{} for {}", widths.join("-"), outputs(problem, own)),
        }
    });
    each.collect::<Vec<_>>().join(" and ")
}

fn work(out: &mut String, problem: &Problem, plan: &Plan) -> Result {
    let (network, sampling, training) = (&problem.network, &problem.sampling, &problem.training);
    let parameters = plan.network.parameters();
    writeln!(
        out,
        "\nNetwork: {}, {}, {parameters} parameters",
        widths(problem, plan),
        network.activation.name()
    )?;
    for own in &plan.network.subnetworks {
        let seen = own.features.texts(&problem.inputs).join(", ");
        let seen = in_line(&seen);
        match plan.network.subnetworks.len() {
            1 if own.features.are_inputs(problem.inputs.len()) => {}
            1 => writeln!(out, "    It sees {seen}")?,
            _ => writeln!(out, "    That of {} sees {seen}", outputs(problem, own))?,
        }
    }
    writeln!(
        out,
        "Sampling: {}, {} points by {}",
        sampling.sampler.name, sampling.points, sampling.sequence.name
    )?;
    let samplers: Vec<_> = problem.terms.iter().map(|term| term.sampler).collect();
    let idle = sampling.idle(&samplers);
    if !idle.is_empty() {
        writeln!(
            out,
            "Without effect, as no sampler here reads them: {}",
            idle.join(", ")
        )?;
    }
    phases(out, problem, plan)?;
    if training.phases.iter().any(Phase::is_first_order) {
        let total = plan.work(problem) as f64;
        writeln!(
            out,
            "Work: {:.2} million multiply-adds per iteration of first order",
            total / 1e6
        )?;
    }
    Ok(())
}

/// How the time is cut.
fn windows(out: &mut String, problem: &Problem) -> Result {
    let Ok(state) = State::of(problem) else {
        return Ok(());
    };
    let t = &problem.inputs[state.time];
    let handed_on = state.describe(problem);
    match problem.training.windows {
        Windows::Count(1) => Ok(()),
        Windows::Count(count) => {
            let length = number(problem.domain.extent(state.time) / count as f64);
            writeln!(
                out,
                "    all of this in each of {count} windows of {t}, {length} long"
            )?;
            writeln!(
                out,
                "        each begins with {handed_on} at the end of the one before"
            )
        }
        Windows::Auto => writeln!(
            out,
            "    where that does not lead to a solution, in windows of {t} instead, each of which \
             begins with {handed_on} at the end of the one before"
        ),
    }
}

/// What is done one after the other, and with how many points.
fn phases(out: &mut String, problem: &Problem, plan: &Plan) -> Result {
    let training = &problem.training;
    let end = training
        .time_budget
        .map(|s| format!(", {} s at most", number(s)));
    let chosen = match training.is_automatic {
        true => " (chosen by the size of the network)",
        false => "",
    };
    writeln!(out, "Training{chosen}{}:", end.unwrap_or_default())?;
    for phase in &training.phases {
        writeln!(out, "    {}", phase.describe())?;
        let each = drawn(problem, plan, phase);
        let sets = plan.sets.iter().zip(&each[..]).take(MOST_NAMES);
        let points = sets.map(|(set, points)| format!("{} {points}", names(plan, set)));
        let points = points.collect::<Vec<_>>().join("; ");
        let more = match plan.sets.len().saturating_sub(MOST_NAMES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        writeln!(out, "        points: {}{more}", in_line(&points))?;
    }
    windows(out, problem)?;
    if training.estimate_error {
        let what = "a second training with a quarter of the steps, to estimate the error";
        writeln!(out, "    {what}")?;
    }
    Ok(())
}
