//! `scale` and `[scales]`

use super::complaint::Complaint;
use super::read::Reader;
use super::section::{Section, found};
use super::settings::section;
use super::tree::{Item, Value};
use crate::problem::ScaleSettings;
use crate::registry::Range;

/// The keys of an output in `[scales]`.
const KEYS: [&str; 2] = ["shift", "scale"];

/// Reads whether there are scales, and those of outputs that are stated.
pub fn scales(reader: &mut Reader) -> ScaleSettings {
    let outputs = reader.scope.names.outputs.clone();
    let mut root = section("the problem file", reader.root, &mut reader.complaints);
    let automatic = root.boolean("scale", true);
    let mut stated = vec![(None, None); outputs.len()];
    let table = reader.table("scales");
    if let (false, Some((_, passage, _))) = (automatic, table.entries.first()) {
        let title = "`scale = false` leaves every output as it is";
        let complaint = Complaint::new(passage, title, "a scale is stated here");
        reader.complain(complaint.help("leave out `scale = false`, or `[scales]`"));
    }
    for (name, passage, item) in &table.entries {
        let Some(k) = outputs.iter().position(|output| output == name) else {
            let title = format!("`{name}` is no output");
            let help = format!("the outputs are {}", outputs.join(", "));
            reader.complain(Complaint::new(passage, title, "not an output").help(help));
            continue;
        };
        let Item {
            value: Value::Table(table),
            ..
        } = item
        else {
            let title = format!("the scale of `{name}` is a table");
            let label = format!("this is {}", found(&item.value));
            let help = format!("write `{name} = {{ shift = 0, scale = 100 }}`, or one of the two");
            reader.complain(Complaint::new(&item.passage, title, label).help(help));
            continue;
        };
        let place = format!("the scale of `{name}`");
        let mut section = Section {
            name: &place,
            table,
            complaints: &mut reader.complaints,
        };
        section.allow(&KEYS);
        let shift = section.optional_number("shift", Range::Any);
        let scale = section.optional_number("scale", Range::Positive);
        stated[k] = (shift, scale);
    }
    ScaleSettings { automatic, stated }
}
