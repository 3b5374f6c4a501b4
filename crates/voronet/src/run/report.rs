//! The report's words and numbers.

use super::finish::{Finished, solution_file, statistics_file};
use super::{Error, HISTORY, MODEL, PROBLEM, SUMMARY};
use crate::judge::{Estimate, Estimates, significant};
use crate::output::report::{Picture, ReportData, TermRow, report};
use crate::output::{FORMATS, WindowSummary};
use crate::plan::PointSet;
use crate::problem::{Phase, Term};
use crate::registry::Key;
use crate::sampler::SamplingSettings;
use crate::sampler::keys::SEEDS;
use crate::words::number;

/// The page.
pub fn page(finished: &Finished, pictures: Vec<(String, Picture)>) -> Result<String, Error> {
    let (problem, summary) = (finished.problem, finished.summary);
    let mut headline = vec![("Loss".to_owned(), format!("{:.3e}", summary.loss))];
    for (name, error) in &summary.relative_l2_error {
        headline.push((
            format!("Relative L² error of {name}"),
            format!("{error:.3e}"),
        ));
    }
    for (name, error) in &summary.reference_error {
        headline.push((
            format!("Error of the reference of {name} itself"),
            format!("{error:.1e}"),
        ));
    }
    for (name, average) in &summary.statistics {
        headline.push((
            format!("{name}, on average over the domain"),
            format!("{average:.4e}"),
        ));
    }
    let verdict = summary.verdict.as_ref();
    let unknowns = &summary.unknowns;
    for unknown in unknowns.each.iter().chain(&unknowns.combinations) {
        headline.push((unknown.name.clone(), unknown.number()));
    }
    for (name, error) in verdict
        .into_iter()
        .flat_map(|verdict| &verdict.estimated_errors)
    {
        let error = match error.is_finite() {
            true => format!("{error:.0e}"),
            false => "unknown".to_owned(),
        };
        headline.push((format!("Estimated error of {name}"), error));
    }
    headline.push(("Iterations".to_owned(), summary.iterations.to_string()));
    let each = format!("{:.2} ms", summary.milliseconds_per_iteration);
    headline.push(("Per iteration".to_owned(), each));
    let files = pictures
        .iter()
        .map(|(name, _)| (format!("{name}.svg"), "picture, also as .png".to_owned()));
    let formats = FORMATS.members.iter();
    let statistics = formats.clone().filter(|_| !summary.statistics.is_empty());
    let statistics = statistics.map(|format| (statistics_file(format), format.summary.to_owned()));
    let fields = formats.map(|format| (solution_file(format), format.summary.to_owned()));
    let data = ReportData {
        title: problem.title.clone(),
        subtitle: format!(
            "Sampler {}, random seed {}, {} on {} threads, Voronet {}",
            summary.sampler, summary.seed, summary.precision, summary.threads, summary.version
        ),
        headline,
        verdict: summary.verdict.clone(),
        unknowns: unknowns_told(unknowns),
        stopped_because: summary.stopped_because.clone(),
        problem: std::iter::once(problem.describe_domain())
            .chain(problem.terms.iter().map(|term| statement(finished, term)))
            .collect(),
        terms: terms(finished),
        settings: settings(finished),
        files: FILES
            .iter()
            .map(|(name, what)| ((*name).to_owned(), (*what).to_owned()))
            .chain(fields)
            .chain(statistics)
            .chain(files)
            .collect(),
        pictures: pictures.into_iter().map(|(_, picture)| picture).collect(),
    };
    Ok(report(&data)?)
}

const FILES: [(&str, &str); 4] = [
    (PROBLEM, "the problem as run"),
    (SUMMARY, "the numbers of this page"),
    (HISTORY, "loss, terms and error by iteration"),
    (MODEL, "the trained network, to be evaluated alone"),
];

/// What came out for the unknowns: a line for each, and what else is to be known.
fn unknowns_told(unknowns: &Estimates) -> Vec<String> {
    let all = unknowns.each.iter().chain(&unknowns.combinations);
    let line = |unknown: &Estimate| match unknown.interval {
        Some([from, to]) => format!(
            "{}; 95% interval from {} to {}",
            unknown.in_short(),
            significant(from),
            significant(to)
        ),
        None => unknown.in_short(),
    };
    all.map(line)
        .chain(unknowns.remarks.iter().cloned())
        .collect()
}

fn statement(finished: &Finished, term: &Term) -> String {
    format!(
        "{}    {}",
        term.laws.join(",  "),
        finished.problem.describe_place(&term.region)
    )
}

/// A row for each law; the terms with several laws have a row of their own above them.
fn terms(finished: &Finished) -> Vec<TermRow> {
    let summary = finished.summary;
    let mut rows = Vec::new();
    for (term, (_, loss)) in finished.problem.terms.iter().zip(&summary.loss_terms) {
        let row = |name: String, law: &str, loss: f64| TermRow {
            relative: relative(finished, &name),
            name,
            law: law.to_owned(),
            place: finished.problem.describe_place(&term.region),
            weight: finished.problem.describe_weight(term),
            loss: format!("{loss:.3e}"),
        };
        if let [law] = term.laws.as_slice() {
            rows.push(row(term.name.clone(), law, *loss));
            continue;
        }
        rows.push(row(term.name.clone(), "all of the following", *loss));
        for (i, law) in term.laws.iter().enumerate() {
            let name = term.name_of_law(i);
            let found = summary.loss_laws.iter().find(|(of, _)| *of == name);
            let loss = found.map_or(f64::NAN, |(_, loss)| *loss);
            rows.push(row(name, law, loss));
        }
    }
    rows
}

/// The residual of a law relative to its own terms, if it was judged.
fn relative(finished: &Finished, law: &str) -> String {
    let verdict = finished.summary.verdict.as_ref();
    let laws = verdict.into_iter().flat_map(|verdict| &verdict.laws);
    let found = laws.into_iter().find(|balance| balance.law == law);
    found.map_or(String::new(), |balance| format!("{:.1e}", balance.relative))
}

fn settings(finished: &Finished) -> Vec<(String, String)> {
    let problem = finished.problem;
    let (network, sampling, training) = (&problem.network, &problem.sampling, &problem.training);
    let jets = finished.plan.sets.iter();
    let jets = jets.map(|set| set.residuals.carried());
    let mut rows = vec![
        ("Activation", network.activation.name().to_owned()),
        ("Initialization", network.initialization.name.to_owned()),
        ("Inputs scaled", network.scale_inputs.to_string()),
        ("Parameters", finished.plan.network.parameters().to_string()),
        (
            "Numbers carried per neuron",
            jets.collect::<Vec<_>>().join(", "),
        ),
        ("Sampler", sampling.sampler.name.to_owned()),
        ("Samplers of the conditions", of_conditions(finished)),
        ("Sequence", sampling.sequence.name.to_owned()),
        ("Points", sampling.points.to_string()),
    ];
    rows.splice(0..0, networks(finished));
    let keys = sampling.sampler.keys.iter();
    rows.extend(keys.map(|key| (key.name, value(sampling, key))));
    if training.phases.iter().any(Phase::is_first_order) {
        rows.push(("Batch", sampling.batch.to_string()));
    }
    rows.extend(
        training
            .phases
            .iter()
            .map(|phase| ("Optimizer", phase.describe())),
    );
    let last = finished.history.records.last();
    if let Some(size) = last.and_then(|r| r.effective_sample_size) {
        rows.push(("Effective sample size at the end", format!("{size:.0}")));
    }
    let rows = rows.into_iter();
    let rows = rows.map(|(name, value)| (name.to_owned(), value));
    let windows = finished.summary.windows.iter().map(window);
    rows.chain(windows).collect()
}

/// The hidden layers, and what the first of them sees where that is not the inputs: of each
/// network, where there are several.
fn networks(finished: &Finished) -> Vec<(&'static str, String)> {
    let problem = finished.problem;
    let subnetworks = &finished.plan.network.subnetworks;
    let mut rows = Vec::new();
    for own in subnetworks {
        let widths = &own.mlp.widths[1..own.mlp.layers()];
        let widths: Vec<String> = widths.iter().map(usize::to_string).collect();
        let outputs = own.outputs.iter().map(|&k| problem.outputs[k].as_str());
        let of = match subnetworks.len() {
            1 => String::new(),
            _ => format!(" for {}", outputs.collect::<Vec<_>>().join(", ")),
        };
        rows.push(("Hidden layers", widths.join(" × ") + &of));
        if !own.features.are_inputs(problem.inputs.len()) {
            rows.push(("Features", own.features.texts(&problem.inputs).join(", ")));
        }
    }
    rows
}

/// What is said of a window of the time.
fn window(window: &WindowSummary) -> (String, String) {
    let (from, to) = (number(window.from), number(window.to));
    let estimated = window.estimated_errors.iter();
    let estimated =
        estimated.map(|(name, error)| format!(", estimated error of {name} {error:.0e}"));
    let numbers = format!(
        "{} iterations, loss {:.1e}, laws off by {:.0e} of their own terms{}",
        window.iterations,
        window.loss,
        window.imbalance,
        estimated.collect::<String>(),
    );
    (format!("Window from {from} to {to}"), numbers)
}

/// The value of a sampler's key.
fn value(sampling: &SamplingSettings, key: &Key) -> String {
    let x = if key.name == SEEDS.name {
        sampling.seeds() as f64
    } else {
        sampling.number(key)
    };
    x.to_string()
}

fn of_conditions(finished: &Finished) -> String {
    let sets = finished.plan.sets.conditions().iter();
    let name = |set: &PointSet| {
        let term = &finished.plan.terms[set.terms[0]].0;
        format!("{term}: {}", set.sampler.name)
    };
    sets.map(name).collect::<Vec<_>>().join(", ")
}
