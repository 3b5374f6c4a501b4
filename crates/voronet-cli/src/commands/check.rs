//! `voronet check`

use std::io::Write;
use std::path::Path;

use voronet::geometry::Surface;
use voronet::network::CHANNEL;
use voronet::outlook::{self, Memory};
use voronet::output::plot::{SHARPNESS, to_png};
use voronet::output::{refuse_existing, write_atomically};
use voronet::plan::{Plan, PointSet};
use voronet::problem::{Density, Phase, Problem, State, Windows};
use voronet::run::draw_domain;
use voronet::words::{in_line, number};

use crate::args::CheckArguments;
use crate::failure::Failure;
use crate::source;

/// Shows a problem as it was understood.
pub fn run(arguments: &CheckArguments) -> Result<(), Failure> {
    if let Some(file) = &arguments.draw {
        check_drawing(file, arguments.force)?;
    }
    let problem = &source::read(&arguments.problem)?;
    let plan = Plan::compile(problem);
    source::try_out(problem, &arguments.problem)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}\n", in_line(&problem.title))?;
    write!(out, "{}", mathematics(problem, &plan)?)?;
    scales(&mut out, problem, &plan)?;
    operators_of_space(&mut out, problem)?;
    derivatives(&mut out, problem, &plan)?;
    work(&mut out, problem, &plan)?;
    for notice in outlook::notices(problem, &plan) {
        writeln!(out, "\nNotice: {}", in_line(&notice))?;
    }
    if let Some(file) = &arguments.draw {
        draw(problem, file)?;
        writeln!(out, "Drawn: {}", file.display())?;
    }
    Ok(())
}

/// What the problem says, in readable mathematics, and which conditions hold exactly.
pub fn mathematics(problem: &Problem, plan: &Plan) -> std::io::Result<String> {
    let mut out = Vec::new();
    statement(&mut out, problem)?;
    exact(&mut out, problem, plan)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// Whether a drawing is an .svg, or else a .png.
fn is_svg(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "svg")
}

/// Refuses a name that cannot be drawn into, before anything is told.
fn check_drawing(file: &Path, force: bool) -> Result<(), Failure> {
    if !is_svg(file) && file.extension().is_none_or(|ending| ending != "png") {
        let shown = file.display();
        let what = format!("cannot draw into {shown}: its name must end with .svg or .png");
        return Err(Failure::Usage(what));
    }
    refuse_existing(file, force).map_err(Failure::usage)
}

/// Draws the domain, as what the file's name ends with.
fn draw(problem: &Problem, file: &Path) -> Result<(), Failure> {
    let svg = draw_domain(problem).map_err(Failure::run)?;
    let bytes = match is_svg(file) {
        true => svg.into_bytes(),
        false => to_png(&svg, SHARPNESS).map_err(Failure::run)?,
    };
    write_atomically(file, &bytes).map_err(Failure::run)
}

/// The most parts of a boundary that are listed.
const MOST_NAMES: usize = 30;

fn statement(out: &mut impl Write, problem: &Problem) -> std::io::Result<()> {
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
fn unknowns(out: &mut impl Write, problem: &Problem) -> std::io::Result<()> {
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
    let mut densities = problem.densities.iter();
    match densities.find(|(i, _)| *i == input) {
        None => String::new(),
        Some((_, Density::Uniform)) => ", uniform".to_owned(),
        Some((_, Density::Normal { mean, deviation })) => format!(
            ", normal of mean {} and deviation {}, cut off",
            number(*mean),
            number(*deviation)
        ),
    }
}

/// What outputs are of what the network gives, which conditions hold by that, and why others
/// do not.
fn exact(out: &mut impl Write, problem: &Problem, plan: &Plan) -> std::io::Result<()> {
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

/// What outputs and laws are divided by.
fn scales(out: &mut impl Write, problem: &Problem, plan: &Plan) -> std::io::Result<()> {
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
fn operators_of_space(out: &mut impl Write, problem: &Problem) -> std::io::Result<()> {
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

fn derivatives(out: &mut impl Write, problem: &Problem, plan: &Plan) -> std::io::Result<()> {
    writeln!(
        out,
        "\nCarried through the network for each neuron and point:"
    )?;
    for set in &plan.sets {
        let jet = &set.residuals.jet;
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
        let terms = in_line(&names(plan, set));
        writeln!(out, "    {terms}: {}", carried.join(", "))?;
    }
    Ok(())
}

/// The terms that hold at a point set.
fn names(plan: &Plan, set: &PointSet) -> String {
    let mut terms: Vec<&str> = { set.terms.iter() }
        .map(|&t| plan.terms[t].0.as_str())
        .collect();
    terms.dedup();
    terms.join(", ")
}

fn derivative(problem: &Problem, alpha: voronet::kernels::Orders) -> String {
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

fn work(out: &mut impl Write, problem: &Problem, plan: &Plan) -> std::io::Result<()> {
    let (network, sampling, training) = (&problem.network, &problem.sampling, &problem.training);
    let widths: Vec<String> = plan
        .network
        .mlp
        .widths
        .iter()
        .map(usize::to_string)
        .collect();
    let parameters = plan.network.parameters();
    writeln!(
        out,
        "\nNetwork: {}, {}, {parameters} parameters",
        widths.join("-"),
        network.activation.name()
    )?;
    let features = &plan.network.features;
    if !features.are_inputs(problem.inputs.len()) {
        let seen = features.texts(&problem.inputs).join(", ");
        writeln!(out, "    It sees {}", in_line(&seen))?;
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
    let memory = Memory::of(problem, plan, source::threads());
    writeln!(out, "Memory: {memory}")
}

/// How the time is cut.
fn windows(out: &mut impl Write, problem: &Problem) -> std::io::Result<()> {
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
fn phases(out: &mut impl Write, problem: &Problem, plan: &Plan) -> std::io::Result<()> {
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
        let drawn = outlook::drawn(problem, plan, phase);
        let sets = plan.sets.iter().zip(&drawn[..]).take(MOST_NAMES);
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
