//! Everything that is wrong with a problem, as people see it.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Complaint, Text};
use crate::words::{counted, harmless, in_line, shortened};

/// Everything that is wrong with a problem, and the text that says so. It prints
/// with every mistake underlined.
#[derive(Clone, Debug, PartialEq)]
pub struct Misstated {
    /// The file that the text came from, or a name for it.
    pub origin: String,
    /// The text of the problem file.
    pub text: String,
    /// The changes to it, each as `key=value`.
    pub overrides: Vec<String>,
    /// Everything that is wrong, in the order of the text.
    pub complaints: Vec<Complaint>,
}

/// The most complaints that are shown.
const MOST: usize = 100;

impl Misstated {
    /// Draws every complaint with its text underlined; with colours for a terminal.
    pub fn render(&self, colours: bool) -> String {
        let renderer = if colours {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let rendered = self.complaints.iter().take(MOST).map(|complaint| {
            let (origin, text) = match complaint.passage.text {
                Text::File => (self.origin.as_str(), self.text.as_str()),
                Text::Override(i) => ("--set", self.overrides[i].as_str()),
            };
            format!("{}\n\n", picture(&renderer, origin, text, complaint))
        });
        rendered.collect()
    }

    /// Says how many mistakes there are.
    pub fn count(&self) -> String {
        match self.complaints.len() {
            n if n > MOST => format!("{n} mistakes, of which the first {MOST} are shown"),
            n => counted(n, "mistake"),
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

/// A complaint with the lines that it is about.
fn picture(renderer: &Renderer, path: &str, text: &str, complaint: &Complaint) -> String {
    let excerpt = Excerpt::of(text, &complaint.passage.span);
    let label = in_line(&complaint.label);
    let annotation = AnnotationKind::Primary.span(excerpt.span).label(label);
    let snippet = Snippet::source(excerpt.text.as_str())
        .line_start(excerpt.line)
        .path(path)
        .annotation(annotation);
    let title = Level::ERROR.primary_title(in_line(&complaint.title));
    let group: Group = title.element(snippet);
    let help = complaint.help.as_deref().map(|h| harmless(&shortened(h)));
    let group = match help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    };
    renderer.render(&[group])
}

/// The lines that a complaint is about, so that the time to draw it does not depend on
/// the length of the file.
struct Excerpt {
    text: String,
    /// The number of its first line.
    line: usize,
    /// In the excerpt.
    span: Range<usize>,
}

/// The most bytes of an excerpt before, within and after what is underlined.
const AROUND: usize = 1000;

impl Excerpt {
    fn of(text: &str, span: &Range<usize>) -> Excerpt {
        let end = text.floor_char_boundary(span.end);
        let start = text.floor_char_boundary(span.start.min(end));
        let end = text.floor_char_boundary(end.min(start + AROUND));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let from = text.ceil_char_boundary(line_start.max(start.saturating_sub(AROUND)));
        let to = text.floor_char_boundary(line_end.min(end + AROUND));
        Excerpt {
            text: text[from..to].to_owned(),
            line: 1 + text[..line_start].matches('\n').count(),
            span: start - from..end - from,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_of_whole_lines_unless_they_are_very_long() {
        let text = "inputs = [\"x\"]\noutputs = [\"ü\"]\nlaw = 1\n";
        let at = text.find("outputs").unwrap();
        let excerpt = Excerpt::of(text, &(at..at + 7));
        assert_eq!(
            (excerpt.text.as_str(), excerpt.line),
            ("outputs = [\"ü\"]", 2)
        );
        assert_eq!(&excerpt.text[excerpt.span], "outputs");
        let long = "ä".repeat(1_000_000);
        let excerpt = Excerpt::of(&long, &(0..long.len()));
        assert!(excerpt.text.len() <= 3 * AROUND);
    }
}
