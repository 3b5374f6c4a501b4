//! Names that a problem file gives.

use std::collections::BTreeSet;

use voronet_expr::{IMAGINARY_UNIT, RESERVED, Scope};

use super::complaint::{Complaint, Passage, Text};
use super::read::Reader;
use super::tree::Value;

/// The most bytes of a name.
const LONGEST_NAME: usize = 100;

impl Reader<'_> {
    /// Whether a name was given already.
    pub fn is_taken(&self, name: &str) -> bool {
        let Scope {
            names,
            constants,
            definitions,
            complex,
            ..
        } = &self.scope;
        let of_columns = names.inputs.iter().chain(&names.outputs);
        let mut of_columns = of_columns.chain(&names.unknowns);
        constants.contains_key(name)
            || definitions.contains_key(name)
            || of_columns.any(|known| known == name)
            || complex.iter().any(|complex| complex.name == name)
    }

    /// Complains about a name that cannot be given.
    pub fn check_name(&mut self, name: &str, passage: &Passage) -> bool {
        let mut letters = name.chars();
        let starts = letters
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_');
        let complaint = if !starts || !letters.all(|c| c.is_alphanumeric() || c == '_') {
            Complaint::new(passage, format!("`{name}` is no name"), "not a name")
                .help("a name begins with a letter; letters, digits and `_` follow")
        } else if name.len() > LONGEST_NAME {
            // Pictures are named by outputs.
            let title = format!("a name has at most {LONGEST_NAME} bytes");
            Complaint::new(passage, title, format!("this one has {}", name.len()))
        } else if RESERVED.contains(&name) {
            Complaint::new(
                passage,
                format!("`{name}` has a meaning of its own"),
                "taken",
            )
            .help(format!("choose another name, such as `{name}_1`"))
        } else if name == IMAGINARY_UNIT && self.root.get("complex").is_some() {
            let title = "`i` is the imaginary unit where outputs are complex";
            Complaint::new(passage, title, "taken").help("choose another name, such as `i_1`")
        } else if self.is_taken(name) {
            Complaint::new(
                passage,
                format!("`{name}` is defined twice"),
                "the second time",
            )
            .help("give one of the two another name, or leave it out")
        } else {
            return true;
        };
        self.complain(complaint);
        false
    }

    /// A list of new names.
    pub fn names(&mut self, key: &str) -> Vec<String> {
        let Some(item) = self.root.get(key) else {
            let start = Passage {
                text: Text::File,
                span: 0..0,
            };
            let example = match key {
                "inputs" => "inputs = [\"t\", \"x\"]",
                _ => "outputs = [\"u\"]",
            };
            self.complain(
                Complaint::new(&start, format!("the problem has no `{key}`"), "missing")
                    .help(format!("for example `{example}`, above all sections")),
            );
            return Vec::new();
        };
        let mut names = Vec::new();
        let items = match &item.value {
            Value::Array(items) if !items.is_empty() => items.as_slice(),
            _ => &[],
        };
        if items.is_empty() {
            let title = format!("`{key}` must be a list of names");
            let complaint = Complaint::new(&item.passage, title, "not a list of names");
            self.complain(complaint.help(format!("for example `{key} = [\"x\", \"y\"]`")));
        }
        let mut seen = BTreeSet::new();
        for item in items {
            let item = match &item.value {
                Value::Table(table) if key != "inputs" => match table.get("name") {
                    Some(name) => name,
                    None => {
                        let title = "this output has no name";
                        let complaint = Complaint::new(&item.passage, title, "in this one");
                        let help = "for example `{ name = \"k\", of = [\"x\"] }`";
                        self.complain(complaint.help(help));
                        continue;
                    }
                },
                _ => item,
            };
            let Value::String(name) = &item.value else {
                let label = format!("this is {}", item.value.kind());
                let complaint =
                    Complaint::new(&item.passage, "a name is written as a string", label);
                self.complain(complaint.help("put it between quotation marks"));
                continue;
            };
            if self.check_name(name, &item.passage) {
                if !seen.insert(name.clone()) {
                    let title = format!("`{name}` is defined twice");
                    let complaint = Complaint::new(&item.passage, title, "the second time");
                    self.complain(complaint.help("leave it out"));
                }
                names.push(name.clone());
            }
        }
        names
    }
}
