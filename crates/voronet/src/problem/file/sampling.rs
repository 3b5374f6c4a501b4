//! `[sampling]` with its defaults.

use super::complaint::Complaint;
use super::read::Reader;
use super::section::{FRACTION, NON_NEGATIVE, Section};
use super::settings::section;
use super::tree::{Item, Value};
use crate::points::Sequence;
use crate::sampler::{Method, SamplingSettings};

/// The keys of `[sampling]`.
pub const KEYS: [&str; 13] = [
    "method",
    "conditions",
    "sequence",
    "points",
    "seeds",
    "batch",
    "refresh",
    "mixture",
    "exponent",
    "power",
    "shift",
    "residual_points",
    "added",
];

/// `[sampling]`
pub fn sampling(reader: &mut Reader) -> SamplingSettings {
    let table = reader.table("sampling");
    let inputs = reader.scope.names.inputs.len();
    let mut section = section("[sampling]", &table, &mut reader.complaints);
    section.allow(&KEYS);
    let methods: Vec<_> = Method::ALL.iter().map(|&m| (m.name(), m)).collect();
    let sequences: Vec<_> = Sequence::ALL.iter().map(|&s| (s.name(), s)).collect();
    let points = section.count("points", 100_000, 1);
    let batch = SamplingSettings::default_batch(inputs).min(points);
    let batch = section.count("batch", batch, 1);
    let settings = SamplingSettings {
        method: section.choice("method", Method::Pwc, &methods),
        conditions: condition_method(&mut section, "conditions", Method::Uniform),
        sequence: section.choice("sequence", Sequence::Halton, &sequences),
        points,
        seeds: section.count("seeds", batch.min(points), 1),
        batch,
        refresh: section.optional_count("refresh", 1),
        mixture: section.number("mixture", 0.0, FRACTION),
        exponent: section.number("exponent", 1.0, NON_NEGATIVE),
        power: section.optional_number("power", NON_NEGATIVE),
        shift: section.optional_number("shift", NON_NEGATIVE),
        residual_points: section.optional_count("residual_points", 1),
        added: section.count("added", SamplingSettings::ADDED, 1),
    };
    check(&mut section, &settings, inputs);
    settings
}

/// A method that can draw the points of a condition.
pub fn condition_method(section: &mut Section, key: &str, default: Method) -> Method {
    if let Some(Item { value, place }) = section.table.get(key)
        && let Value::String(name) = value
        && let Some(method) = Method::from_name(name)
        && !Method::CONDITIONS.contains(&method)
    {
        let title = format!("`{name}` draws interior points only");
        let complaint = Complaint::new(place, title, "asked to draw those of a condition");
        let help = "conditions are drawn by uniform, exact, gradient or pwc";
        section.complaints.push(complaint.help(help));
        return default;
    }
    section.choice(key, default, &Method::CONDITIONS.map(|m| (m.name(), m)))
}

/// Complains about settings that do not go together.
fn check(section: &mut Section, settings: &SamplingSettings, inputs: usize) {
    let SamplingSettings {
        method,
        points,
        seeds,
        batch,
        ..
    } = *settings;
    let mut complain = |key: &str, title: String, label: &str, help: &str| {
        if let Some(place) = section.place(key) {
            let complaint = Complaint::new(&place, title, label);
            section.complaints.push(complaint.help(help));
        }
    };
    if seeds > points {
        complain(
            "seeds",
            format!("there are more seeds ({seeds}) than points ({points})"),
            "at most as many as points",
            "as many seeds as the batch has points is a good choice",
        );
    }
    for (key, count) in [
        ("added", settings.added),
        ("residual_points", settings.residual_points()),
    ] {
        if count > points {
            complain(
                key,
                format!("`{key}` ({count}) is more than there are points ({points})"),
                "at most as many as points",
                "they are taken from the points of the domain",
            );
        }
    }
    if method == Method::Linear && inputs != 2 {
        complain(
            "method",
            format!("`linear` needs a problem of two inputs, and this one has {inputs}"),
            "it triangulates the plane",
            "`pwc` does without a triangulation, in any dimension",
        );
    }
    if !method.weighs() && settings.conditions == Method::Uniform {
        complain(
            "exponent",
            format!("`exponent` is no setting of `{}`", method.name()),
            "its points have no weights",
            "leave it out, or take `exact` or `pwc` with `exponent = 0`",
        );
    }
    let residual = settings.residual_points();
    if matches!(method, Method::Rad | Method::RarD) && residual < batch {
        complain(
            "residual_points",
            format!("a batch ({batch}) is larger than the residual points ({residual})"),
            "at least as many as the batch",
            "or set a smaller `batch`",
        );
    }
}

#[cfg(test)]
mod tests;
