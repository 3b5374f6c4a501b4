//! A problem stated in Rust as the text of a problem file.

use std::collections::VecDeque;

use voronet_expr::{
    IMAGINARY_UNIT, TooLarge, Written, derivative_bases, write_expression, write_expressions,
};

use super::{CONSTANTS, DEFINITIONS, Output, ProblemBuilder, SECTIONS, Setting, UNKNOWNS};
use crate::problem::{Complaint, Misstated, Passage, Text};

/// A problem as text.
pub struct Stated {
    /// The problem file.
    pub text: String,
    /// Changes to it, `key=value`.
    pub changes: Vec<String>,
    /// Expressions that could not be written, in the order of their stand-ins.
    pub faults: Vec<TooLarge>,
}

/// Writes a problem.
pub fn stated(problem: &ProblemBuilder) -> Stated {
    let mut writer = Writer::default();
    writer.line("title", &problem.title.as_str().into());
    writer.line("inputs", &problem.inputs.clone().into());
    let [complex, real] = [true, false].map(|is_complex| outputs(problem, is_complex));
    if !real.is_empty() || complex.is_empty() {
        writer.line("outputs", &Setting::List(real));
    }
    if !complex.is_empty() {
        writer.line("complex", &Setting::List(complex));
    }
    let sections = || SECTIONS.iter().zip(&problem.sections);
    // Where these are read, definitions are not yet known.
    for (name, entries) in sections().take(DEFINITIONS) {
        writer.section(name, entries);
    }
    let written = shared(problem);
    writer.shared = written.texts.into();
    let named = written.definitions.into_iter();
    let named: Vec<_> = named
        .map(|(name, text)| (name, writer.or_stand_in(text)))
        .collect();
    for (i, (name, entries)) in sections().enumerate().skip(DEFINITIONS) {
        writer.section(name, entries);
        if i == DEFINITIONS {
            if entries.is_empty() && !named.is_empty() {
                writer.heading(name);
            }
            for (name, text) in &named {
                writer.line(name, &text.as_str().into());
            }
        }
    }
    for term in &problem.terms {
        writer.text += &format!("\n[[{}]]\n", term.list);
        for (key, value) in &term.entries {
            writer.line(key, value);
        }
    }
    let changes = problem.changes.iter();
    let changes = changes.map(|(key, value)| format!("{key}={}", writer.value(value)));
    Stated {
        changes: changes.collect(),
        text: writer.text,
        faults: writer.faults,
    }
}

/// The complex outputs, or the others: a name each, or a table where more is said.
fn outputs(problem: &ProblemBuilder, is_complex: bool) -> Vec<Setting> {
    let all = problem.outputs.iter();
    let setting = |output: &Output| {
        let name = Setting::Text(output.name.clone());
        if output.entries.is_empty() {
            return name;
        }
        let mut table = vec![("name".to_owned(), name)];
        table.extend(output.entries.iter().cloned());
        Setting::Table(table)
    };
    all.filter(|output| output.is_complex == is_complex)
        .map(setting)
        .collect()
}

/// The expressions that may use definitions, in the order of the text; large parts
/// that they share become definitions themselves.
fn shared(problem: &ProblemBuilder) -> Written {
    let sections = problem.sections[DEFINITIONS..].iter().flatten();
    let terms = problem.terms.iter().flat_map(|term| &term.entries);
    let mut expressions = Vec::new();
    for (_, value) in sections.chain(terms) {
        value.expressions(&mut expressions);
    }
    let own = [CONSTANTS, UNKNOWNS, DEFINITIONS].map(|section| problem.sections[section].iter());
    let own = own.into_iter().flatten().map(|(name, _)| name);
    let complex = problem.outputs.iter().filter(|output| output.is_complex);
    let complex: Vec<&String> = complex.map(|output| &output.name).collect();
    let parts = complex
        .iter()
        .flat_map(|name| [format!("{name}_re"), format!("{name}_im")]);
    let parts: Vec<String> = parts.collect();
    let outputs = problem.outputs.iter().map(|output| &output.name);
    let names = problem.inputs.iter().chain(outputs).chain(own);
    let names = names.chain(&parts);
    let mut names: Vec<&str> = names.map(String::as_str).collect();
    names.push("pi");
    if !complex.is_empty() {
        names.push(IMAGINARY_UNIT);
    }
    let mut new = (1..).map(|i| format!("part_{i}"));
    let mut new_name = || loop {
        match new.next() {
            Some(name) if names.contains(&name.as_str()) => {}
            name => return name.unwrap_or_default(),
        }
    };
    let is_known = |name: &str| {
        let mut bases = derivative_bases(name, &problem.inputs).into_iter();
        names.contains(&name) || bases.any(|base| names.contains(&base))
    };
    write_expressions(&expressions, &is_known, &mut new_name)
}

#[derive(Default)]
struct Writer {
    text: String,
    /// Texts of the expressions that come next; one that is not among them is
    /// written alone.
    shared: VecDeque<Result<String, TooLarge>>,
    faults: Vec<TooLarge>,
}

impl Writer {
    fn heading(&mut self, name: &str) {
        self.text += &format!("\n[{name}]\n");
    }

    fn section(&mut self, name: &str, entries: &[(String, Setting)]) {
        if entries.is_empty() {
            return;
        }
        self.heading(name);
        for (key, value) in entries {
            self.line(key, value);
        }
    }

    fn line(&mut self, key: &str, value: &Setting) {
        let value = self.value(value);
        self.text += &format!("{} = {value}\n", quoted_key(key));
    }

    /// A value as TOML.
    fn value(&mut self, value: &Setting) -> String {
        match value {
            Setting::Boolean(x) => x.to_string(),
            Setting::Integer(x) => x.to_string(),
            Setting::Number(x) => toml::Value::from(*x).to_string(),
            Setting::Text(x) => toml::Value::from(x.as_str()).to_string(),
            Setting::Expression(expr) => {
                let text = self
                    .shared
                    .pop_front()
                    .unwrap_or_else(|| write_expression(expr));
                toml::Value::from(self.or_stand_in(text)).to_string()
            }
            Setting::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Setting::Table(entries) => {
                let entry = |(key, value): &(String, Setting)| {
                    format!("{} = {}", quoted_key(key), self.value(value))
                };
                let entries: Vec<String> = entries.iter().map(entry).collect();
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }

    fn or_stand_in(&mut self, text: Result<String, TooLarge>) -> String {
        text.unwrap_or_else(|fault| {
            self.faults.push(fault);
            stand_in(self.faults.len())
        })
    }
}

/// What stands in the text where an expression could not be written.
fn stand_in(number: usize) -> String {
    format!("too large ({number})")
}

/// A key as TOML, in quotes where it is more than a word.
fn quoted_key(key: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(is_plain) {
        key.to_owned()
    } else {
        toml::Value::from(key).to_string()
    }
}

impl Stated {
    /// What is wrong with it: the complaints about its text, and instead of those
    /// about stand-ins what they stand for.
    pub fn with_faults(self, mut complaints: Vec<Complaint>) -> Misstated {
        for (i, fault) in self.faults.iter().enumerate() {
            let literal = format!("\"{}\"", stand_in(i + 1));
            let texts = std::iter::once((Text::File, &self.text));
            let changes = self.changes.iter().enumerate();
            let mut texts = texts.chain(changes.map(|(i, text)| (Text::Override(i), text)));
            let found = texts.find_map(|(which, text)| Some((which, text.find(&literal)?)));
            let Some((text, start)) = found else { continue };
            let span = start..start + literal.len();
            let is_inside = |passage: &Passage| {
                passage.text == text
                    && passage.span.start >= span.start
                    && passage.span.end <= span.end
            };
            complaints.retain(|complaint| !is_inside(&complaint.passage));
            let passage = Passage { text, span };
            let complaint = Complaint::new(&passage, fault.title, fault.label.clone());
            complaints.push(complaint.help("give parts of it names by `definition`"));
        }
        complaints.sort_by_key(|complaint| complaint.passage.order());
        Misstated {
            origin: "problem".to_owned(),
            text: self.text,
            overrides: self.changes,
            complaints,
        }
    }
}

/// Columns of numbers as CSV, in which each number is read back to the last bit.
pub fn table(columns: &[(&str, &[f64])]) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let rows = columns.iter().map(|(_, values)| values.len()).max();
    let mut text = names.join(",") + "\n";
    for i in 0..rows.unwrap_or(0) {
        // A column that is too short leaves a gap, which the reader complains of.
        let cell = |(_, values): &(&str, &[f64])| {
            values.get(i).map_or_else(String::new, |x| format!("{x:?}"))
        };
        let cells: Vec<String> = columns.iter().map(cell).collect();
        text += &(cells.join(",") + "\n");
    }
    text
}
