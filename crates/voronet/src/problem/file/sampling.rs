//! `[sampling]` with its defaults.

use super::complaint::Complaint;
use super::read::Reader;
use super::section::Section;
use super::settings::section;
use super::tree::{Item, Value};
use crate::points::{MAX_DIMENSIONS, SEQUENCES, halton};
use crate::registry::either;
use crate::sampler::keys::EXPONENT;
use crate::sampler::{Entry, SAMPLERS, SamplingSettings, default_batch, pwc, uniform};

/// Keys of `[sampling]` beside those of the samplers.
const KEYS: [&str; 5] = ["method", "conditions", "sequence", "points", "batch"];

/// All keys of `[sampling]`.
pub fn all_keys() -> Vec<&'static str> {
    let names = SAMPLERS.keys().into_iter().map(|key| key.name);
    KEYS.into_iter().chain(names).collect()
}

/// `[sampling]`
pub fn sampling(reader: &mut Reader) -> SamplingSettings {
    let table = reader.table("sampling");
    let inputs = reader.scope.names.inputs.len();
    let mut section = section("[sampling]", &table, &mut reader.complaints);
    let keys = SAMPLERS.keys();
    section.allow(&all_keys());
    let points = section.count("points", 100_000, 1);
    // Where settings come before inputs, as in Rust, there may be any number of them.
    let dimensions = if inputs == 0 { MAX_DIMENSIONS } else { inputs };
    let settings = SamplingSettings {
        sampler: section.member("method", &pwc::ENTRY, &SAMPLERS),
        conditions: condition_sampler(&mut section, "conditions", &uniform::ENTRY),
        sequence: section.member("sequence", &halton::ENTRY, &SEQUENCES),
        points,
        batch: section.count("batch", default_batch(dimensions).min(points), 1),
        given: section.given(keys),
    };
    check(&mut section, &settings, inputs);
    settings
}

/// A sampler that can draw the points of a condition.
pub fn condition_sampler(
    section: &mut Section,
    key: &str,
    default: &'static Entry,
) -> &'static Entry {
    let members = SAMPLERS.members.iter().copied();
    let able: Vec<_> = members.filter(|s| s.how.draws_conditions).collect();
    if let Some(Item { value, passage }) = section.table.get(key)
        && let Value::String(name) = value
        && let Some(sampler) = SAMPLERS.find(name)
        && !able.contains(&sampler)
    {
        let title = format!("`{name}` draws interior points only");
        let complaint = Complaint::new(passage, title, "asked to draw those of a condition");
        let names: Vec<&str> = able.iter().map(|sampler| sampler.name).collect();
        let help = format!("conditions are drawn by {}", either(&names));
        section.complaints.push(complaint.help(help));
        return default;
    }
    section.one_of(key, default, &able)
}

/// Complains about settings that do not go together.
fn check(section: &mut Section, settings: &SamplingSettings, inputs: usize) {
    let sampler = settings.sampler;
    let mut complain = |key: &str, title: String, label: &str, help: &str| {
        if let Some(passage) = section.passage(key) {
            let complaint = Complaint::new(&passage, title, label);
            section.complaints.push(complaint.help(help));
        }
    };
    for sampler in [sampler, settings.conditions] {
        if let Some(unfit) = (sampler.how.check)(settings, inputs) {
            complain(unfit.key, unfit.title, unfit.label, unfit.help);
        }
    }
    if !sampler.how.weighs && !settings.conditions.reads(EXPONENT.name) {
        complain(
            EXPONENT.name,
            format!("`exponent` is no setting of `{}`", sampler.name),
            "its points have no weights",
            "leave it out, or take `exact` or `pwc` with `exponent = 0`",
        );
    }
}

#[cfg(test)]
mod tests;
