//! `[sampling]` with its defaults.

use super::complaint::Complaint;
use super::read::Reader;
use super::section::Section;
use super::settings::section;
use super::tree::{Item, Value};
use crate::points::{SEQUENCES, halton};
use crate::registry::either;
use crate::sampler::keys::EXPONENT;
use crate::sampler::{Entry, SAMPLERS, SamplingSettings, pwc, uniform};

/// Keys of `[sampling]` beside those of the samplers.
const KEYS: [&str; 5] = ["method", "conditions", "sequence", "points", "batch"];

/// `[sampling]`
pub fn sampling(reader: &mut Reader) -> SamplingSettings {
    let table = reader.table("sampling");
    let inputs = reader.scope.names.inputs.len();
    let mut section = section("[sampling]", &table, &mut reader.complaints);
    let keys = SAMPLERS.keys();
    let names = keys.iter().map(|key| key.name);
    section.allow(&KEYS.into_iter().chain(names).collect::<Vec<_>>());
    let points = section.count("points", 100_000, 1);
    let settings = SamplingSettings {
        sampler: section.member("method", &pwc::ENTRY, &SAMPLERS),
        conditions: condition_sampler(&mut section, "conditions", &uniform::ENTRY),
        sequence: section.member("sequence", &halton::ENTRY, &SEQUENCES),
        points,
        batch: section.count("batch", points.min(2000), 1),
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
    if let Some(Item { value, place }) = section.table.get(key)
        && let Value::String(name) = value
        && let Some(sampler) = SAMPLERS.find(name)
        && !able.contains(&sampler)
    {
        let title = format!("`{name}` draws interior points only");
        let complaint = Complaint::new(place, title, "asked to draw those of a condition");
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
        if let Some(place) = section.place(key) {
            let complaint = Complaint::new(&place, title, label);
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
