//! `[training]` and its phases, with their defaults.

use super::complaint::Complaint;
use super::read::Reader;
use super::section::Section;
use super::settings::section;
use super::tree::{Item, Table, Value};
use super::windows;
use crate::optimizer::schedule::{constant, cosine};
use crate::optimizer::{Entry, OPTIMIZERS, Rule, SCHEDULES, Schedule, adam, levenberg_marquardt};
use crate::problem::training::{CHECKPOINT_EVERY, LEARNING_RATE, REDRAW, TIME_BUDGET, TOLERANCE};
use crate::problem::{Phase, Precision, TrainingSettings, automatic};
use crate::registry::Range;

/// The name that leaves the choice to the program.
const AUTO: &str = "auto";

/// Keys of `[training]` that are no phase's.
const KEYS: [&str; 11] = [
    "phase",
    "optimizer",
    "iterations",
    "tolerance",
    "time_budget",
    windows::WINDOWS,
    ESTIMATE_ERROR,
    "seed",
    "record_every",
    "record_points",
    CHECKPOINT_EVERY.name,
];

/// The key that asks for an estimate of the error.
const ESTIMATE_ERROR: &str = "estimate_error";

/// Keys of a phase, in `[[training.phase]]` or of the only one in `[training]`, beside
/// those of the optimizers.
const PHASE_KEYS: [&str; 7] = [
    "learning_rate",
    "schedule",
    "precision",
    "stall",
    "rows",
    "redraw",
    SECONDS,
];

/// The key of the time of a phase.
const SECONDS: &str = "seconds";

/// Keys that first-order methods alone read.
const FIRST_ORDER: [&str; 2] = ["learning_rate", "schedule"];

/// Keys that methods on a sum of squares alone read.
const DESCENT: [&str; 2] = ["rows", "redraw"];

/// All keys of `[training]`.
pub fn training_keys() -> Vec<&'static str> {
    KEYS.into_iter().chain(own_keys()).collect()
}

/// What says how a phase is trained, beside the name of its optimizer.
fn own_keys() -> impl Iterator<Item = &'static str> {
    let names = OPTIMIZERS.keys().into_iter().map(|key| key.name);
    PHASE_KEYS.into_iter().chain(names)
}

/// Whether all that the section names are first-order methods, of which there is one.
pub fn is_first_order(table: &Table) -> bool {
    let name = |table: &Table| match table.get("optimizer").map(|item| item.value.clone()) {
        Some(Value::String(name)) => OPTIMIZERS.find(&name),
        _ => None,
    };
    let first_order = |table: &Table| name(table).is_some_and(is_of_first_order);
    match table.get("phase").map(|item| &item.value) {
        Some(Value::Array(items)) => items
            .iter()
            .all(|item| matches!(&item.value, Value::Table(table) if first_order(table))),
        _ => first_order(table),
    }
}

/// Whether the section leaves the choice of phases to the program.
pub fn is_automatic(table: &Table) -> bool {
    match table.get("optimizer").map(|item| &item.value) {
        None => table.get("phase").is_none(),
        Some(value) => matches!(value, Value::String(name) if name == AUTO),
    }
}

/// `[training]`, for a network of so many parameters.
pub fn training(reader: &mut Reader, parameters: usize) -> TrainingSettings {
    let table = reader.table("training");
    let mut section = section("[training]", &table, &mut reader.complaints);
    section.allow(&training_keys());
    let stated = section.table.get("phase").cloned();
    let is_automatic = is_automatic(&table);
    let time_budget = section.value(&TIME_BUDGET);
    let iterations = section.whole("iterations", 0, MOST);
    let iterations = iterations.map(|count| count as usize);
    let phases = match stated {
        Some(item) => {
            refuse_beside_phases(&mut section);
            phases(&mut section, &item, parameters)
        }
        None if is_automatic => {
            refuse_seconds(&mut section);
            refuse_beside_auto(&mut section);
            automatic::phases(parameters)
        }
        None => {
            refuse_seconds(&mut section);
            match unknown_optimizer(&section) {
                Some(name) => {
                    let known = OPTIMIZERS.names().into_iter().chain([AUTO]);
                    section.unknown("optimizer", &name, known);
                    automatic::phases(parameters)
                }
                None => vec![phase(&mut section, parameters)],
            }
        }
    };
    let together = phases
        .iter()
        .fold(0usize, |sum, p| sum.saturating_add(p.iterations));
    TrainingSettings {
        iterations: iterations.unwrap_or(together),
        phases,
        is_automatic,
        tolerance: section.value(&TOLERANCE),
        time_budget: time_budget.or(is_automatic.then_some(automatic::TIME_BUDGET)),
        windows: windows::windows(&mut section, is_automatic),
        estimate_error: section.boolean(ESTIMATE_ERROR, is_automatic),
        seed: section.whole("seed", 0, i64::MAX).unwrap_or(1) as u64,
        record_every: section.count("record_every", 10, 1),
        checkpoint_every: section.value_or_default(&CHECKPOINT_EVERY),
        record_points: section.count("record_points", 4096, 1),
    }
}

/// The name of an optimizer that there is not.
fn unknown_optimizer(section: &Section) -> Option<String> {
    match &section.table.get("optimizer")?.value {
        Value::String(name) if OPTIMIZERS.find(name).is_none() => Some(name.clone()),
        _ => None,
    }
}

/// The most iterations.
const MOST: i64 = crate::registry::MOST as i64;

/// Iterations of a phase that does not say how many.
const ITERATIONS: usize = 10_000;

/// Records without a lower loss after which a phase on a sum of squares ends.
pub const STALL: usize = 20;

fn phases(section: &mut Section, item: &Item, parameters: usize) -> Vec<Phase> {
    let items = match &item.value {
        Value::Array(items) if !items.is_empty() => items.as_slice(),
        _ => {
            let title = "a phase begins with `[[training.phase]]`";
            let complaint = Complaint::new(&item.passage, title, item.value.kind());
            let help = "two brackets on each side: there may be several";
            section.complaints.push(complaint.help(help));
            return automatic::phases(parameters);
        }
    };
    let mut phases = Vec::new();
    for item in items {
        let Value::Table(table) = &item.value else {
            let complaint = Complaint::new(&item.passage, "a phase is a table", item.value.kind());
            let help = "begin it with `[[training.phase]]` on a line of its own";
            section.complaints.push(complaint.help(help));
            continue;
        };
        let mut inner = self::section("[[training.phase]]", table, &mut *section.complaints);
        let known = ["optimizer", "iterations"].into_iter().chain(own_keys());
        inner.allow(&known.collect::<Vec<_>>());
        if table.get("optimizer").is_none() {
            let complaint = Complaint::new(&item.passage, "a phase needs an `optimizer`", "none");
            let help = "for example `optimizer = \"adam\"`; leave all phases out for `auto`";
            inner.complaints.push(complaint.help(help));
        }
        phases.push(phase(&mut inner, parameters));
    }
    phases
}

/// A phase, of its own table or of `[training]`.
fn phase(section: &mut Section, parameters: usize) -> Phase {
    let entry = section.member("optimizer", OPTIMIZERS.members[0], &OPTIMIZERS);
    let is_first_order = is_of_first_order(entry);
    refuse_settings_of_others(section, entry);
    let given = section.given(entry.keys);
    let precision = precision(section, entry);
    let usual = LEARNING_RATE.default_number().unwrap_or_default();
    let rate = match entry.how.rule {
        Rule::FirstOrder { learning_rate, .. } => learning_rate.unwrap_or(usual),
        Rule::Descent { .. } => usual,
    };
    let stall = section.whole("stall", 1, MOST).map(|count| count as usize);
    Phase {
        learning_rate: section.value(&LEARNING_RATE).unwrap_or(rate),
        schedule: schedule(section),
        iterations: section.count("iterations", ITERATIONS, 0),
        seconds: section.optional_number("seconds", Range::Positive),
        stall: stall.or((!is_first_order).then_some(STALL)),
        precision,
        rows: section.count("rows", automatic::ROWS_PER_PARAMETER * parameters, 1),
        redraw: section.value_or_default(&REDRAW) as usize,
        optimizer: crate::optimizer::OptimizerSettings { entry, given },
    }
}

fn is_of_first_order(entry: &Entry) -> bool {
    matches!(entry.how.rule, Rule::FirstOrder { .. })
}

/// What another optimizer reads has no effect on this one.
fn refuse_settings_of_others(section: &mut Section, entry: &Entry) {
    let others = match is_of_first_order(entry) {
        true => &DESCENT,
        false => &FIRST_ORDER,
    };
    for key in own_keys() {
        let is_setting = entry.reads(key) || PHASE_KEYS.contains(&key) && !others.contains(&key);
        if let Some(passage) = section.passage(key)
            && !is_setting
        {
            let title = format!("`{key}` is no setting of `{}`", entry.name);
            let complaint = Complaint::new(&passage, title, "it would have no effect");
            let mend =
                "leave it out, or take an `optimizer` that has it: `voronet list optimizers`";
            section.complaints.push(complaint.help(mend));
        }
    }
}

/// Methods on a sum of squares compute in double precision.
fn precision(section: &mut Section, entry: &Entry) -> Precision {
    let precisions: Vec<_> = Precision::ALL.map(|p| (p.name(), p)).to_vec();
    let is_first_order = is_of_first_order(entry);
    let usual = match is_first_order {
        true => Precision::F32,
        false => Precision::F64,
    };
    let precision = section.choice("precision", usual, &precisions);
    if let Some(passage) = section.passage("precision")
        && !is_first_order
        && precision == Precision::F32
    {
        let title = format!("`{}` computes in double precision", entry.name);
        let complaint = Complaint::new(&passage, title, "asked for single precision");
        section
            .complaints
            .push(complaint.help("leave `precision` out"));
    }
    precision
}

/// What belongs to a phase has no effect beside phases.
fn refuse_beside_phases(section: &mut Section) {
    for key in std::iter::once("optimizer").chain(own_keys()) {
        if let Some(passage) = section.passage(key) {
            let title = format!("`{key}` stands beside phases");
            let complaint = Complaint::new(&passage, title, "it would have no effect");
            let help = "put it into a [[training.phase]]";
            section.complaints.push(complaint.help(help));
        }
    }
}

/// What belongs to an optimizer has no effect where the program chooses one.
fn refuse_beside_auto(section: &mut Section) {
    for key in own_keys().filter(|&key| key != SECONDS) {
        if let Some(passage) = section.passage(key) {
            let title = format!("`{key}` needs an `optimizer`");
            let label = "the program chooses the optimizer, and this with it";
            let complaint = Complaint::new(&passage, title, label);
            let of_key = OPTIMIZERS.members.iter().find(|entry| entry.reads(key));
            let name = match of_key {
                Some(entry) => entry.name,
                None if DESCENT.contains(&key) => levenberg_marquardt::ENTRY.name,
                None => adam::ENTRY.name,
            };
            let help = format!("add `optimizer = \"{name}\"` to [training], or leave this out");
            section.complaints.push(complaint.help(help));
        }
    }
}

/// The only phase ends with the training.
fn refuse_seconds(section: &mut Section) {
    if let Some(passage) = section.passage(SECONDS) {
        let title = "`seconds` is a key of [[training.phase]]";
        let complaint = Complaint::new(&passage, title, "stands in [training]");
        section
            .complaints
            .push(complaint.help("write `time_budget` here"));
    }
}

/// A string for a kind with its defaults, or a table with `kind`.
fn schedule(section: &mut Section) -> Schedule {
    let Some(item) = section.table.get("schedule") else {
        return Schedule::new(&cosine::ENTRY);
    };
    let table = match &item.value {
        Value::Table(table) => table.clone(),
        _ => Table {
            entries: vec![("kind".to_owned(), item.passage.clone(), item.clone())],
        },
    };
    if table.get("kind").is_none() {
        let Item { passage, .. } = item;
        let help = "for example `{ kind = \"exponential\", rate = 0.5, every = 1000 }`";
        let complaint = Complaint::new(passage, "a schedule needs a `kind`", "no kind in it");
        section.complaints.push(complaint.help(help));
        return Schedule::new(&constant::ENTRY);
    }
    let mut inner = Section {
        name: "the schedule",
        table: &table,
        complaints: &mut *section.complaints,
    };
    let entry = inner.member("kind", &constant::ENTRY, &SCHEDULES);
    let names = entry.keys.iter().map(|key| key.name);
    inner.allow(&std::iter::once("kind").chain(names).collect::<Vec<_>>());
    let given = inner.given(entry.keys);
    Schedule { entry, given }
}
