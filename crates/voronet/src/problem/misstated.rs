//! Everything that is wrong with a problem, as people see it.

use std::fmt;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Complaint, Text};

/// Everything that is wrong with a problem, and the text that says so. It prints
/// with every mistake underlined.
#[derive(Clone, Debug, PartialEq)]
pub struct Misstated {
    /// Where the text came from.
    pub origin: String,
    /// The problem file.
    pub text: String,
    /// Changes to it, `key=value`.
    pub overrides: Vec<String>,
    /// In the order of the text.
    pub complaints: Vec<Complaint>,
}

impl Misstated {
    /// Every complaint with its text underlined; with colours for a terminal.
    pub fn render(&self, colours: bool) -> String {
        let renderer = if colours {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let rendered = self.complaints.iter().map(|complaint| {
            let (origin, text) = match complaint.place.text {
                Text::File => (self.origin.as_str(), self.text.as_str()),
                Text::Override(i) => ("--set", self.overrides[i].as_str()),
            };
            format!("{}\n\n", renderer.render(&[group(origin, text, complaint)]))
        });
        rendered.collect()
    }

    /// How many there are.
    pub fn count(&self) -> String {
        match self.complaints.len() {
            1 => "1 mistake".to_owned(),
            n => format!("{n} mistakes"),
        }
    }
}

impl fmt::Display for Misstated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.count();
        write!(
            f,
            "{count} in the problem\n\n{}",
            self.render(false).trim_end()
        )
    }
}

impl std::error::Error for Misstated {}

/// Why a problem file was not understood.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file, or it is no text.
    #[error("cannot read the problem file {}: {what}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said, or what it is instead of a text.
        what: String,
    },
    /// It is wrong.
    #[error(transparent)]
    Misstated(Box<Misstated>),
}

impl From<Misstated> for ReadError {
    fn from(misstated: Misstated) -> ReadError {
        ReadError::Misstated(Box::new(misstated))
    }
}

fn group<'a>(origin: &'a str, text: &'a str, complaint: &'a Complaint) -> Group<'a> {
    let end = complaint.place.span.end.min(text.len());
    let start = complaint.place.span.start.min(end);
    let annotation = AnnotationKind::Primary
        .span(start..end)
        .label(complaint.label.as_str());
    let snippet = Snippet::source(text).path(origin).annotation(annotation);
    let title = Level::ERROR.primary_title(complaint.title.as_str());
    let group = title.element(snippet);
    match &complaint.help {
        Some(help) => group.element(Level::HELP.message(help.as_str())),
        None => group,
    }
}
